"""Excel files as they come back. The cases are tried in both browsers too: tests/browser/test_matrices.py."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import pytest

from dalil.languages import CODES, language
from dalil.read.matrices import matrices
from dalil.read.spreadsheet import _form, _letters, _plain
from tests.spreadsheets import CASES, CATALOG, COURSE, REFUSED, files


@pytest.fixture(scope="module")
def cases() -> dict[str, tuple[bytes, dict[str, Any]]]:
    return files()


NAMES = [*CASES["refused"], *(one["name"] for part in ("typed", "by_hand") for one in CASES[part])]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_gives_what_its_case_says(name: str, cases: dict[str, tuple[bytes, dict[str, Any]]]) -> None:
    data, gives = cases[name]
    assert json.loads(json.dumps(asdict(matrices(data, CATALOG, COURSE)))) == gives


def test_every_refusal_has_a_file() -> None:
    assert set(CASES["refused"]) == set(REFUSED)


@pytest.mark.parametrize("code", CODES)
def test_every_error_and_fault_is_worded(code: str) -> None:
    words = language(code).words["excel"]
    given = [one["gives"] for part in ("typed", "by_hand") for one in CASES[part]]
    assert {*CASES["refused"].values(), "unreadable", "old-browser"} == set(words["error"])
    assert {fault["reason"] for one in given for fault in one.get("faults", [])} == set(words["fault"])


def test_a_table_that_the_site_does_not_have_is_unknown(cases: dict[str, tuple[bytes, dict[str, Any]]]) -> None:
    data, _ = cases["sorted rows"]
    reading = matrices(data, {"sa-360": (2, 2)}, COURSE)
    assert {fault.reason for fault in reading.faults} == {"unknown-row"} and not reading.answers


@pytest.mark.parametrize("step", range(0, 6000, 97))
def test_no_damage_goes_further_than_an_error(step: int, cases: dict[str, tuple[bytes, dict[str, Any]]]) -> None:
    data = bytearray(cases["an Arabic file"][0])
    place = step % len(data)
    data[place] ^= 0xFF
    reading = matrices(bytes(data), CATALOG, COURSE)
    assert reading.error or reading.faults or reading.answers


@pytest.mark.parametrize(("column", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (16384, "XFD")])
def test_columns_have_letters(column: int, letters: str) -> None:
    assert _letters(column) == letters


@pytest.mark.parametrize(("code", "form"), [
    ("General", ""), ("0.00", ""), ("@", ""), ("yyyy-mm-dd", "date"), ("[$-1000401]dd/mm/yyyy;@", "date"), ('0" days"', ""), (r"0\d", ""),
    ("[Red]0", ""), ("h:mm", ""), ("0%", "percent"), ("#,##0;-#,##0%", "")])
def test_formats_are_told_apart(code: str, form: str) -> None:
    assert _form(code) == form


@pytest.mark.parametrize(("number", "text"), [(0.1 + 0.2, "0.3"), (-0.0, "0"), (1e14, "100000000000000"), (1e300, "as given"), (1e-9, "as given")])
def test_numbers_are_plain(number: float, text: str) -> None:
    assert _plain(number, "as given") == text
