"""The Excel file of the self-assessment tables: what it is made of, and that LibreOffice counts and keeps what the site does."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from openpyxl import load_workbook

from dalil.export.excel import WIDTHS, compiled, workbook
from dalil.languages import CODES, language
from dalil.read.matrices import _folded, matrices
from dalil.review import Outline, State, values
from tests import office
from tests.spreadsheets import CATALOG, COURSE, MOMENT, edited, empty, every_table, filled, outline, package, repacked

SHEETS = {"en": ["Guide", "Sections", "Principles", "Objectives", "Overview", "dalil"],
          "ar": ["إرشادات", "الأقسام", "المبادئ", "الأهداف", "لمحة عامة", "dalil"]}
TEXTS = ['=HYPERLINK("http://x")', "+1", "-", "@SUM(A1)", "'quoted", "_x0041_", "one\ntwo\n\nthree", "  leading and trailing  ",
         "حقوقُ الإنسانِ كافّةً", "n" * 2000, "2020", "45%", "1/2", "a\ttab", "<b> & \"quotes\"", "😀 \u200fعلامة\u200e", "TRUE", "#REF!", "0012", "1e5", "=1+1"]
FIELDS = ("evidence", "next", "owner")


def plan(now: int | None = None, aim: int | None = None, **others: Any) -> dict[str, Any]:
    return {"now": now, "aim": aim, "evidence": "", "next": "", "owner": "", "date": "", **others}


def texts() -> dict[str, Any]:
    """Answers in which each of TEXTS stands in some field."""
    ids = [(id, str(row)) for id, (rows, _) in CATALOG.items() for row in range(rows)]
    answers: dict[str, Any] = {}
    for place, text in enumerate(TEXTS):
        id, row = ids[place // len(FIELDS)]
        answers.setdefault(id, {}).setdefault(row, plan())[FIELDS[place % len(FIELDS)]] = text
    return answers


# Half a per cent, rows that weigh double, rows that do not apply, rows with one level, an aim below the level now.
RATED: list[dict[str, Any]] = [
    {},
    {"sa-progress": {"0": plan(0, 2), "1": plan(1, 2, date="2026-03-31"), "2": plan(2, 1)},
     "sa-360": {"0": plan(0, 1), "1": plan(1, 1, not_applicable=True)},
     "sa-development": {"0": plan(1, 3), "1": plan(2, 3), "2": plan(0), "3": plan(aim=2), "4": plan(not_applicable=True)}},
    {"sa-progress": {"0": plan(0, 1), "1": plan(0, 1), "2": plan(1, 1)},
     "sa-development": {str(row): plan(row % 4, 3, not_applicable=True) if row == 3 else plan(row % 4, 3) for row in range(5)}},
]


@pytest.fixture(scope="session")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of files that LibreOffice has opened and saved; their numbers were wrong before."""
    folder = tmp_path_factory.mktemp("office")
    paths = []
    for code in CODES:
        for place, answers in enumerate([*RATED, texts()]):
            paths.append(folder / f"{code}-{place}.xlsx")
            paths[-1].write_bytes(filled(code, answers, country="Country A", number=77))
    changed = {"sorted": edited("en", {"Objectives!C3": "Nothing", "Objectives!D3": "Result"}), "text-dates": edited("ar", {"الأقسام!H3": "٢٠٢٦-٠٣-٣١"})}
    for name, data in changed.items():
        paths.append(folder / f"{name}.xlsx")
        paths[-1].write_bytes(data)
    return office.saved(folder / "office", "xlsx:Calc MS Excel 2007 XML", *paths)


def counted(code: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The numbers as the site counts them."""
    return {key: value for key, value in values(outline(code), State(answers)).items() if re.search("/gap$|^overview/", key)}


@pytest.mark.parametrize("place", range(len(RATED)))
@pytest.mark.parametrize("code", CODES)
def test_formulas_count_as_the_site_does(code: str, place: int, saved: Path) -> None:
    book = load_workbook(saved / f"{code}-{place}.xlsx", data_only=True)
    found = {}
    for part, cells in zip(book.worksheets, _number_cells(code), strict=False):
        found |= {key: "" if part[ref].value is None else part[ref].value for key, ref in cells.items()}
    assert found == counted(code, RATED[place])


def _number_cells(code: str) -> list[dict[str, str]]:
    """The computed cells of each sheet, by key."""
    sheets = sorted((path, part) for path, part in package(code).parts if re.fullmatch(r"xl/worksheets/sheet\d\.xml", path))
    return [{slot[1]: slot[2].split('"')[1] for slot in part if isinstance(slot, list) and slot[0] == "number"} if isinstance(part, list) else {}
            for _, part in sheets]


@pytest.mark.parametrize("code", CODES)
def test_texts_come_back_from_libreoffice(code: str, saved: Path) -> None:
    reading = matrices((saved / f"{code}-{len(RATED)}.xlsx").read_bytes(), CATALOG, COURSE)
    assert (reading.error, reading.faults) == ("", ())
    assert reading.answers == texts() and reading.country == "Country A"


@pytest.mark.parametrize("place", range(len(RATED)))
@pytest.mark.parametrize("code", CODES)
def test_levels_and_dates_come_back_from_libreoffice(code: str, place: int, saved: Path) -> None:
    reading = matrices((saved / f"{code}-{place}.xlsx").read_bytes(), CATALOG, COURSE)
    assert (reading.error, reading.faults) == ("", ())
    assert reading.answers == every_table(RATED[place])


def test_what_is_typed_in_words_comes_back_from_libreoffice(saved: Path) -> None:
    assert matrices((saved / "sorted.xlsx").read_bytes(), CATALOG, COURSE).answers == every_table({"sa-development": {"0": plan(0, 3)}})
    assert matrices((saved / "text-dates.xlsx").read_bytes(), CATALOG, COURSE).answers == every_table({"sa-progress": {"0": plan(date="2026-03-31")}})


@pytest.mark.parametrize("code", CODES)
def test_what_is_written_is_read(code: str) -> None:
    for answers in [*RATED, texts()]:
        reading = matrices(filled(code, answers), CATALOG, COURSE)
        assert reading.answers == every_table(answers)
        assert reading.modified == "2020-06-25T08:00:00.000Z"


# Of what XML can hold; a carriage return becomes a line feed there.
LETTERS = some.characters(exclude_categories=["Cs"], exclude_characters="".join(map(chr, [*range(9), *range(11, 32), 0xFFFE, 0xFFFF])))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(some.text(LETTERS | some.sampled_from("_x0041"), max_size=60))
def test_any_text_comes_back(text: str) -> None:
    reading = matrices(filled("en", {"sa-360": {"0": plan(1, 1, evidence=text)}}), CATALOG, COURSE)
    assert reading.answers["sa-360"]["0"]["evidence"] == (text if _folded(text) else "")


@pytest.mark.parametrize("code", CODES)
def test_the_same_input_gives_the_same_bytes(code: str) -> None:
    again = workbook(outline(code), language(code), COURSE, "1.2", MOMENT)
    assert again == empty(code)
    assert compiled(again, outline(code)) == package(code)


@pytest.mark.parametrize("code", CODES)
def test_sheets_are_named_and_turned_as_the_language_is(code: str) -> None:
    book = load_workbook(io.BytesIO(empty(code)))
    assert book.sheetnames == SHEETS[code]
    assert all(len(name) <= 31 for name in book.sheetnames)
    assert [sheet.sheet_state for sheet in book] == ["visible"] * 5 + ["hidden"]
    assert {bool(sheet.sheet_view.rightToLeft) for sheet in book.worksheets[:5]} == {code == "ar"}
    assert book.worksheets[1]["E3"].alignment.readingOrder == (2 if code == "ar" else 0)


@pytest.mark.parametrize("code", CODES)
def test_a_table_has_names_heads_and_rows(code: str) -> None:
    sheet = load_workbook(io.BytesIO(empty(code))).worksheets[1]
    assert [cell.value for cell in sheet[1]] == list(WIDTHS)
    assert sheet.row_dimensions[1].hidden and all(sheet.column_dimensions[letter].hidden for letter in "AKL")
    assert [sheet[f"A{row}"].value for row in (3, 4, 5)] == [f"sa-progress/{row}" for row in range(3)]
    assert language(code).say("exercise.assess_double") in sheet["B4"].value
    assert language(code).say("exercise.assess_double") not in sheet["B3"].value
    assert sheet.freeze_panes == "C3"
    assert sheet["B4"].data_type == "s" and sheet["E3"].number_format == "@" and sheet["H3"].number_format == "yyyy-mm-dd"
    assert sheet.page_setup.orientation == "landscape" and sheet.print_title_rows == "$1:$2"


@pytest.mark.parametrize("code", CODES)
def test_cells_accept_levels_dates_and_ticks(code: str) -> None:
    sheet = load_workbook(io.BytesIO(empty(code))).worksheets[3]
    rules = {str(rule.sqref): (rule.type, rule.formula1) for rule in sheet.data_validations.dataValidation}
    assert rules == {"C3:D7": ("list", "dalil!$B$8:$E$8"), "H3:H7": ("date", "DATE(2000,1,1)"), "I3:I7": ("list", '"x"')}
    assert all(rule.showErrorMessage and rule.error and len(rule.error) <= 255 for rule in sheet.data_validations.dataValidation)


@pytest.mark.parametrize("code", CODES)
def test_the_guide_says_what_levels_mean_and_that_nobody_is_ranked(code: str) -> None:
    sheet = load_workbook(io.BytesIO(empty(code))).worksheets[0]
    said = {cell.value for row in sheet.iter_rows() for cell in row}
    levels = [level for matrix in outline(code).matrices for level in matrix.levels]
    assert {level.name for level in levels} | {level.meaning for level in levels} <= said
    assert language(code).say("excel.ranking_text") in said
    assert (sheet["A4"].value, sheet["A5"].value, sheet["C1"].value) == ("country", "participant", "value")


def test_excel_counts_anew_when_it_opens_the_file() -> None:
    assert b'fullCalcOnLoad="1"' in repacked(empty())["xl/workbook.xml"]


def test_a_file_made_from_another_outline_is_not_cut() -> None:
    fewer = Outline(outline("en").matrices[:1], (), {})
    with pytest.raises(ValueError, match="outline"):
        compiled(workbook(fewer, language("en"), COURSE, "1.2", MOMENT), outline("en"))


def test_dates_keep_their_order_in_arabic() -> None:
    said = [str(cell.value) for row in load_workbook(io.BytesIO(empty("ar"))).worksheets[0].iter_rows() for cell in row]
    assert any("\u200e2026-03-31" in text for text in said)
