"""`dalil fill`, `read` and `show`, and the forms of an office, as their users run them."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from dalil.export.bundle import build_moment
from dalil.export.forms import Forms
from dalil.languages import CODES, language
from dalil.read import read_site
from tests.conftest import PROJECT, copied, run_dalil
from tests.fills import answers
from tests.test_answers_file import faults


@pytest.fixture(scope="module")
def english() -> Forms:
    return Forms(read_site(PROJECT)[0], "en", build_moment(PROJECT / "CHANGELOG.md", None))


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """The project in a folder of its own, as an office has it."""
    return copied(tmp_path / "office")


def write(path: Path, file: dict[str, Any]) -> Path:
    path.write_text(json.dumps(file, ensure_ascii=False), encoding="utf-8")
    return path


def texts(path: Path) -> str:
    return "\n".join("".join(node.text or "" for node in one.iter("{*}t")) for one in docx.Document(str(path)).element.iter("{*}p"))


def restyled(form: bytes, out: str = "", into: str = "") -> bytes:
    """A form in another font, with a logo, sections moved, and with the control of a tag taken out, as an office might have made it."""
    document = docx.Document(io.BytesIO(form))
    document.styles["Normal"].font.name = "Georgia"
    document.paragraphs[0].insert_paragraph_before().add_run().add_picture(io.BytesIO(PIXEL))
    body = document.element.body
    heads = [one for one in body if "Section 2" in "".join(node.text or "" for node in one.iter("{*}t"))]
    body.insert(2, heads[0])
    for control in [one for one in body.iter("{*}sdt") for tag in one.iter("{*}tag") if out and tag.values() == [out]]:
        control.getparent().remove(control)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


PIXEL = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63606060f80f0001040100"
                      "5fe5c34b0000000049454e44ae426082")


@pytest.mark.parametrize("code", CODES)
def test_many_files_are_filled_at_once(tmp_path: Path, english: Forms, code: str) -> None:
    sources = [write(tmp_path / f"country-{seed}.json", answers(english.outline, seed)) for seed in range(3)]
    done = run_dalil("fill", *map(str, sources), "--language", code, "--to", str(tmp_path / "made"), cwd=PROJECT)
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(path.name for path in (tmp_path / "made").iterdir()) == sorted(f"country-{seed}.{ending}" for seed in range(3) for ending in ("docx", "xlsx"))
    for seed, source in enumerate(sources):
        assert f"{source}" in done.stdout
        assert answers(english.outline, seed)["country"] in texts(tmp_path / "made" / f"country-{seed}.docx")
        openpyxl.load_workbook(tmp_path / "made" / f"country-{seed}.xlsx")


def test_the_same_file_gives_the_same_bytes(tmp_path: Path, english: Forms) -> None:
    source = write(tmp_path / "a.json", answers(english.outline, 1))
    for name in ("one", "two"):
        assert run_dalil("fill", str(source), "--to", str(tmp_path / name), cwd=PROJECT, TZ="Pacific/Kiritimati" if name == "two" else "UTC").returncode == 0
    for ending in ("docx", "xlsx"):
        assert (tmp_path / "one" / f"a.{ending}").read_bytes() == (tmp_path / "two" / f"a.{ending}").read_bytes()


def test_one_bad_file_stops_none_of_the_others(tmp_path: Path, english: Forms) -> None:
    good = write(tmp_path / "good.json", answers(english.outline, 1))
    other = write(tmp_path / "other.json", {**answers(english.outline, 1), "course": "another"})
    (tmp_path / "text.json").write_text("no answers")
    done = run_dalil("fill", str(tmp_path / "*.json"), str(tmp_path / "gone.json"), cwd=PROJECT)
    assert done.returncode == 1
    assert (tmp_path / "good.docx").is_file() and not (tmp_path / "other.docx").exists()
    assert f"{other}: {language('en').say('progress.other_course')}" in done.stderr
    assert f"{tmp_path / 'text.json'}: {language('en').say('progress.not_json')}" in done.stderr
    assert f"{tmp_path / 'gone.json'} cannot be read or written: No such file or directory." in done.stderr
    assert "Traceback" not in done.stderr and f"{good}" in done.stdout


def test_what_was_made_before_is_not_written_over(tmp_path: Path, english: Forms) -> None:
    source = write(tmp_path / "a.json", answers(english.outline, 1))
    (tmp_path / "a.docx").write_text("worked on for hours")
    done = run_dalil("fill", str(source), cwd=PROJECT)
    assert done.returncode == 1 and f"{tmp_path / 'a.docx'} is there already" in done.stderr
    assert (tmp_path / "a.docx").read_text() == "worked on for hours"
    assert not list(tmp_path.glob("*.part"))


def test_answers_to_exercises_that_are_gone_are_named(tmp_path: Path, english: Forms) -> None:
    file = answers(english.outline, 1)
    file["answers"]["an-exercise-of-old"] = {"value": [0]}
    file["answers"]["sa-360"] = {"value": {"99": {"now": 0}}}
    done = run_dalil("show", str(write(tmp_path / "a.json", file)), cwd=PROJECT)
    assert done.returncode == 0 and "sa-360, an-exercise-of-old" in done.stderr


@pytest.mark.parametrize("code", CODES)
def test_what_was_filled_in_comes_back(tmp_path: Path, english: Forms, code: str) -> None:
    file = next(one for one in (answers(english.outline, seed) for seed in range(100)) if {"sa-progress", "sa-360", "sa-development"} <= set(one["answers"]))
    source = write(tmp_path / "a.json", file)
    assert run_dalil("fill", str(source), "--language", code, "--to", str(tmp_path), cwd=PROJECT).returncode == 0
    done = run_dalil("read", str(tmp_path / "a.xlsx"), "--to", str(tmp_path / "back"), cwd=PROJECT)
    assert (done.returncode, done.stderr) == (0, "")
    back = json.loads((tmp_path / "back" / "a.json").read_text(encoding="utf-8"))
    assert faults(back) == []
    assert (back["country"], back["participant"]) == (file["country"], file["participant"])
    for name in ("sa-progress", "sa-360", "sa-development"):
        assert full_rows(back["answers"][name]["value"]) == full_rows(file["answers"][name]["value"])


def full_rows(value: dict[str, Any]) -> dict[str, Any]:
    rows = {row: {name: entered for name, entered in plan.items() if entered not in ("", None)} for row, plan in value.items()}
    return {row: plan for row, plan in rows.items() if plan}


def test_every_cell_that_cannot_be_read_is_named_and_nothing_is_written(tmp_path: Path, english: Forms) -> None:
    book = openpyxl.load_workbook(io.BytesIO(english.excel))
    sheet = next(one for one in book.worksheets if one["C1"].value == "now")
    sheet["C3"], sheet["D4"] = "Nearly there", "=1+1"
    book.save(tmp_path / "a.xlsx")
    (tmp_path / "b.xlsx").write_text("text")
    done = run_dalil("read", str(tmp_path / "a.xlsx"), str(tmp_path / "b.xlsx"), cwd=PROJECT)
    assert done.returncode == 1 and not list(tmp_path.glob("*.json"))
    assert f"Sheet “{sheet.title}”, cell C3: “Nearly there”." in done.stderr and "cell D4: “=1+1”." in done.stderr
    assert f"{tmp_path / 'b.xlsx'}: This is not an Excel workbook" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("code", CODES)
def test_the_results_are_shown_as_text(tmp_path: Path, english: Forms, code: str) -> None:
    value = {"6": {"now": 0, "aim": 2, "next": "Ask", "owner": "Office", "date": "2020-06-25"}}
    file = {**answers(english.outline, 0), "country": "Country A", "answers": {"sa-progress": {"value": value}}}
    done = run_dalil("show", str(write(tmp_path / "a.json", file)), "--language", code, cwd=PROJECT)
    words = language(code)
    assert done.returncode == 0 and "Country A" in done.stdout
    lines = done.stdout.splitlines()
    assert any(line.split() [:1] == ["4"] and words.say("review.sections") in line for line in lines), "twice the gap of 2, as section 7 counts double"
    assert any("67%" in line and "0%" in line and words.say("review.sections") in line for line in lines)
    assert any("Ask" in line and "Office" in line and "2020" in line for line in lines)


def test_a_restyled_form_fills_and_a_field_that_is_gone_is_named(office: Path, tmp_path: Path, english: Forms) -> None:
    (office / "docs/en/forms").mkdir()
    (office / "docs/en/forms/review.docx").write_bytes(restyled(english.word, out="plan.owner"))
    source = write(tmp_path / "a.json", answers(english.outline, 1))
    done = run_dalil("fill", str(source), cwd=office)
    assert done.returncode == 0 and "docs/en/forms/review.docx has no field for: plan.owner." in done.stderr
    document = docx.Document(str(tmp_path / "a.docx"))
    assert document.styles["Normal"].font.name == "Georgia" and len(document.inline_shapes) == 1
    assert answers(english.outline, 1)["participant"] in texts(tmp_path / "a.docx")
    built = run_dalil("build", cwd=office)
    assert built.returncode == 0 and "plan.owner" in built.stderr
    prepared = (office / "site/assets/forms/word.en.js").read_text(encoding="utf-8")
    assert 'missing = ["plan.owner"]' in prepared
    assert 'missing = []' in (office / "site/assets/forms/word.ar.js").read_text(encoding="utf-8")
    assert not (office / "site/forms").exists(), "the form is no page of the site"
    assert docx.Document(str(office / "dist/forms/review.en.docx")).styles["Normal"].font.name != "Georgia", "the blank form is that of the site"


def test_a_form_lacks_only_what_the_site_asks_for(english: Forms) -> None:
    pages = tuple(page for page in english.site.pages if page.path.startswith(("template/02-", "template/03-")))
    small = replace(english, site=replace(english.site, pages=pages))
    assert len(small.outline.sections) == 2 and not small.outline.matrices
    assert small.missing == replace(small, own=english.word).missing == ()
    assert replace(small, own=restyled(small.word, out="country")).missing == ("country",)


@pytest.mark.parametrize(("data", "reason"), [(b"text", "not_zip"), (b"", "not_zip")])
def test_a_form_that_cannot_be_used_is_a_finding(office: Path, data: bytes, reason: str) -> None:
    (office / "docs/ar/forms").mkdir()
    (office / "docs/ar/forms/review.docx").write_bytes(data)
    for command in (("check",), ("build",), ("fill", "no.json", "--language", "ar")):
        done = run_dalil(*command, cwd=office)
        assert done.returncode == 1, command
        assert "docs/ar/forms/review.docx: [form-unusable]" in done.stdout
        assert language("ar" if command[0] == "fill" else "en").words["word"]["refused"][reason] in done.stdout
    assert not (office / "site").exists()


def test_a_form_from_elsewhere_is_a_finding(office: Path) -> None:
    (office / "docs/en/forms").mkdir()
    docx.Document().save(str(office / "docs/en/forms/review.docx"))
    done = run_dalil("check", cwd=office)
    assert done.returncode == 1 and language("en").words["word"]["refused"]["no_fields"] in done.stdout


def test_the_build_writes_blank_forms_that_open(project: Path) -> None:
    folder = project / "dist/forms"
    assert sorted(path.name for path in folder.iterdir()) == [f"{name}.{code}.{ending}" for name, ending in (("review", "docx"), ("tables", "xlsx")) for code in ("ar", "en")]
    for path in folder.iterdir():
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert b"forms/word.en.js" not in (project / "site/index.html").read_bytes()


def test_two_builds_write_the_same_forms(project: Path, office: Path) -> None:
    assert run_dalil("build", cwd=office, TZ="Asia/Baghdad", PYTHONHASHSEED="7").returncode == 0
    for folder in ("dist/forms", "site/assets/forms"):
        assert {path.name: path.read_bytes() for path in (office / folder).iterdir()} == {path.name: path.read_bytes() for path in (project / folder).iterdir()}
