"""The Word form: a real document in both languages, filled without loss, and still a form after an office has had it in hand."""

from __future__ import annotations

import io
import json
import re
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Cm

from dalil.export.controls import cut
from dalil.export.package import Package
from dalil.export.word import LISTS, OTHER, NotAForm, compiled, field_names, form
from dalil.languages import CODES, language
from dalil.review import Outline, Section
from tests.office import saved

MOMENT = datetime(2025, 3, 4, 5, 6, tzinfo=UTC)
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MAIN = "word/document.xml"
TITLES = {
    "en": {"methodology": "Section 3: Methodology", "guiding-principles": "Section 6: The ten principles & their use",
           "progress-on-objectives": "Section 7: Progress", "next-steps": "Section 10: Next steps"},
    "ar": {"methodology": "القسم 3: منهجية الاستعراض", "guiding-principles": "القسم 6: المبادئ التوجيهية",
           "progress-on-objectives": "القسم 7: التقدم المحرز", "next-steps": "القسم 10: الخطوات المقبلة"},
}
SENTENCE = {"en": "The committee (اللجنة الوطنية) met on 2020-12-01.", "ar": "اجتمعت اللجنة (National Committee) في 2020-12-01 بشأن القرار A/RES/73/195."}
HOSTILE = "<w:p> & ]]> \"'</w:t><w:t>{{x}} \\1 \x07\ud800 <?dalil end?>"
HARMLESS = HOSTILE.replace("\x07\ud800", "\ufffd\ufffd")


def outline(code: str) -> Outline:
    return Outline((), tuple(Section(key, title, ()) for key, title in TITLES[code].items()), {})


@cache
def the_form(code: str) -> bytes:
    return form(outline(code), language(code), MOMENT)


def ready(data: bytes, code: str) -> tuple[Package, tuple[str, ...]]:
    return compiled(data, outline(code), language(code))


def values(code: str, gaps: int = 2) -> dict[str, Any]:
    """A value for every field, each of its own."""
    lists = {name: [{column: f"{name} {column} {place}" for column in columns} for place in range(gaps if name == "gaps" else 2)]
             for name, columns in LISTS.items()}
    texts = {f"text.{key}": f"{SENTENCE[code]} {key}\nSecond line." for key in TITLES[code]}
    return {"country": "Country A", "participant": "بلد B", **texts, **lists}


@cache
def filled(code: str) -> bytes:
    return ready(the_form(code), code)[0].filled(values(code))


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(content: dict[str, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def changed(data: bytes, change: Callable[[str], str], path: str = MAIN) -> bytes:
    """The file with one part changed, which must make a difference."""
    there = parts(data)
    text = there[path].decode()
    assert change(text) != text
    return packed({**there, path: change(text)})


def opened(data: bytes) -> Any:
    return docx.Document(io.BytesIO(data))


def text_of(element: Any) -> str:
    return "".join(one.text or "" for one in element.iter(qn("w:t")))


def controls(root: Any) -> list[tuple[str, Any]]:
    return [(one.find(qn("w:sdtPr")).find(qn("w:tag")).get(qn("w:val")), one) for one in root.iter(qn("w:sdt"))]


def content(data: bytes) -> dict[str, list[str]]:
    """The texts of each field, in their order; a text over several paragraphs with line ends."""
    there: dict[str, list[str]] = {}
    for tag, control in controls(opened(data).element):
        lines = [text_of(one) for one in control.iter(qn("w:p"))] or [text_of(control)]
        there.setdefault(tag, []).append("\n".join(lines))
    return there


def expected(given: dict[str, Any]) -> dict[str, list[str]]:
    single = {key: [value] for key, value in given.items() if isinstance(value, str)}
    return single | {f"{name}.{column}": [row[column] for row in given[name]] for name in LISTS for column in LISTS[name] if given[name]}


# The form.

@pytest.mark.parametrize("code", CODES)
def test_the_form_has_every_field_once(code: str) -> None:
    document = opened(the_form(code))
    tags = [tag for tag, _ in controls(document.element)]
    assert sorted(tags) == sorted(field_names(outline(code)))
    assert ready(the_form(code), code)[1] == ()
    assert not list(document.element.iter(qn("w:id"))), "none that two could share"
    aliases = [one.get(qn("w:val")) for one in document.element.iter(qn("w:alias"))]
    assert len(aliases) == len(tags) and all(0 < len(alias) <= 64 for alias in aliases), "Word takes no longer ones"


@pytest.mark.parametrize("code", CODES)
def test_sections_stand_in_their_order_with_their_tables(code: str) -> None:
    document, words = opened(the_form(code)), language(code)
    headings = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert headings == [*TITLES[code].values(), words.say("word.working")]
    assert [one.text for one in document.paragraphs if one.style.name == "Title"] == [words.say("word.title")]
    order = [tag for tag, _ in controls(document.element) if not tag.startswith("text.") or tag == "text.next-steps"]
    assert list(dict.fromkeys(tag.partition(".")[0] for tag in order)) == [
        "country", "participant", "principles", "objectives", "text", "plan", "overview", "gaps", "sections"]
    notes = " ".join(one.text for one in document.paragraphs if one.style.name == "Note")
    assert words.say("word.note_structure") in notes and words.say("word.note_levels") in notes


@pytest.mark.parametrize("code", CODES)
def test_tables_repeat_their_heads_and_break_no_row(code: str) -> None:
    for table in opened(the_form(code)).tables:
        head, row = table.rows
        assert head._tr.trPr.find(qn("w:tblHeader")) is not None and row._tr.trPr.find(qn("w:tblHeader")) is None
        assert all(one._tr.trPr.find(qn("w:cantSplit")) is not None for one in table.rows)
        assert [cell.text for cell in head.cells] and table._tbl.tblPr.find(qn("w:tblCaption")) is not None
        assert sum(column.width for column in table.columns) <= Cm(16)


@pytest.mark.parametrize("code", CODES)
def test_page_and_properties(code: str) -> None:
    document, words = opened(the_form(code)), language(code)
    section = document.sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    assert [one.get(qn("w:instr")).strip() for one in section.footer._element.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]
    core = document.core_properties
    assert (core.title, core.language) == (words.say("word.title"), code)
    assert core.created == core.modified == MOMENT
    styles = parts(the_form(code))["word/styles.xml"].decode()
    assert '<w:lang w:val="en-GB" w:eastAsia="en-GB" w:bidi="ar"/>' in styles and 'w:cs="Arial"' in styles
    assert {"Title", "Heading 1", "Heading 2", "Normal", "Review Table"} <= {style.name for style in document.styles}


def test_nothing_is_left_of_the_librarys_own_template() -> None:
    there = parts(the_form("en"))
    assert set(there) == {"[Content_Types].xml", "_rels/.rels", "docProps/core.xml", MAIN, "word/_rels/document.xml.rels",
                          "word/styles.xml", "word/settings.xml", "word/footer1.xml"}
    assert b"python-docx" not in b"".join(there.values()) and b"Macintosh" not in b"".join(there.values())
    assert len(the_form("en")) < 10_000


def test_all_that_is_arabic_stands_from_the_right() -> None:
    document = opened(filled("ar"))
    roots = [document.element, document.sections[0].footer._element]
    assert all(one.pPr is not None and one.pPr.find(qn("w:bidi")) is not None for root in roots for one in root.iter(qn("w:p")))
    assert len(document.tables) == len(LISTS) and all(one._tbl.tblPr.find(qn("w:bidiVisual")) is not None for one in document.tables)
    assert all(one.find(qn("w:bidi")) is not None for one in document.element.iter(qn("w:sectPr")))
    for root in roots:
        assert not list(root.iter(qn("w:jc"))), "no side is named, so the text stands where its direction begins"
        for run in root.iter(qn("w:r")):
            if re.search("[ء-ي]", text_of(run)):
                assert run.find(qn("w:rPr")).find(qn("w:rtl")) is not None, text_of(run)


def test_nothing_english_stands_from_the_right() -> None:
    text = parts(the_form("en"))[MAIN].decode()
    assert "w:bidi" not in text and "w:rtl" not in text


@pytest.mark.parametrize("code", CODES)
def test_the_same_bytes_every_time(code: str) -> None:
    again = MOMENT.astimezone(timezone(timedelta(hours=9)))
    assert form(outline(code), language(code), again) == the_form(code)
    assert ready(the_form(code), code)[0].filled(values(code)) == filled(code)


# Filled.

@pytest.mark.parametrize("code", CODES)
def test_values_are_read_back_as_they_were(code: str) -> None:
    assert content(filled(code)) == expected(values(code))
    text = parts(filled(code))[MAIN].decode()
    assert "showingPlcHdr" not in text and "PlaceholderText" not in text
    assert text.startswith("<?xml") and "xmlns" not in text.partition("<w:body>")[2], "namespaces stay on the root"


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("gaps", [0, 40])
def test_as_many_rows_as_there_are(code: str, gaps: int) -> None:
    given = values(code, gaps)
    data = ready(the_form(code), code)[0].filled(given)
    assert content(data) == expected(given)
    assert sorted(len(table.rows) for table in opened(data).tables) == sorted([3] * 5 + [gaps + 1])


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(("given", "read"), [(HOSTILE, HARMLESS), ("a" * 5000, "a" * 5000), (" كلمة word ", " كلمة word "), ("", "")],
                         ids=["hostile", "long", "spaces", "empty"])
def test_a_value_is_never_more_than_text(code: str, given: str, read: str) -> None:
    all_of_it = {name: [dict.fromkeys(columns, given)] for name, columns in LISTS.items()}
    all_of_it |= {key: given for key in field_names(outline(code)) if key.startswith("text.") or "." not in key}
    back = content(ready(the_form(code), code)[0].filled(all_of_it))
    assert {text for texts in back.values() for text in texts} == {read}


def runs(code: str, text: str) -> list[tuple[str, bool]]:
    data = ready(the_form(code), code)[0].filled({**values(code), "text.methodology": text})
    control = dict(controls(opened(data).element))["text.methodology"]
    return [(text_of(run), run.find(qn("w:rPr")).find(qn("w:rtl")) is not None) for run in control.iter(qn("w:r"))]


@pytest.mark.parametrize(("code", "text", "cuts"), [
    ("ar", SENTENCE["ar"], [("اجتمعت اللجنة ", True), ("(National Committee)", False), (" في ", True), ("2020-12-01", False),
                            (" بشأن القرار ", True), ("A/RES/73/195", False), (".", True)]),
    ("ar", "(COVID-19 في 54 %)", [("(", True), ("COVID-19", False), (" في ", True), ("54", False), (" %)", True)]),
    ("ar", "The law (No. 5) was passed. It works.", [("The law (No. 5) was passed. It works", False), (".", True)]),
    ("en", SENTENCE["en"], [("The committee ", False), ("(اللجنة الوطنية)", True), (" met on 2020-12-01.", False)]),
    ("en", "قانون (رقم 5) لعام 2020: law) (قانون", [("قانون (رقم 5) لعام", True), (" 2020: law) (", False), ("قانون", True)]),
    ("en", "No other script.", [("No other script.", False)]),
])
def test_pieces_in_the_other_script_keep_their_direction(code: str, text: str, cuts: list[tuple[str, bool]]) -> None:
    assert runs(code, text) == cuts


def test_the_patterns_are_read_by_browsers_too() -> None:
    for pattern in OTHER.values():
        assert pattern.isascii() and not re.search(r"\\[^tru()]|\(\?<", pattern), "JavaScript forbids other escapes"


@pytest.mark.parametrize("code", CODES)
def test_the_prepared_form_can_be_written_into_a_page(code: str) -> None:
    record = json.loads(ready(the_form(code), code)[0].record())
    assert [part["path"] for part in record["parts"]] == list(parts(the_form(code)))
    assert [part["path"] for part in record["parts"] if "slots" in part] == [MAIN]


@pytest.mark.parametrize("code", CODES)
def test_a_filled_file_is_a_form_again(code: str) -> None:
    other = {**values(code, gaps=5), "country": "Another", "text.methodology": "One line"}
    again, missing = ready(filled(code), code)
    assert missing == ()
    assert again.filled(other) == ready(the_form(code), code)[0].filled(other)


# What an office does to a form.

def without(*tags: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        for tag in tags:
            text = re.sub(rf'<w:sdt><w:sdtPr><w:alias [^>]*/><w:tag w:val="{re.escape(tag)}"/>.*?</w:sdt>', "", text)
        return text
    return change


def test_fields_that_were_taken_out_are_named() -> None:
    columns = [f"plan.{column}" for column in LISTS["plan"]]
    data, missing = ready(changed(the_form("en"), without("gaps.gap", "text.methodology", *columns)), "en")
    assert missing == ("text.methodology", "gaps.gap", "plan")
    assert "gaps.gap" not in content(data.filled(values("en")))


def picture() -> bytes:
    """A red dot as PNG."""
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(b"\0\xff\0\0")) + chunk(b"IEND", b""))


@cache
def restyled(code: str) -> bytes:
    """A form with a logo and the country in the header, other fonts, its last section first, a text of its own, less one field."""
    document = opened(changed(the_form(code), without("participant")))
    body = document.element.body
    header = document.sections[0].header.paragraphs[0]
    header.add_run().add_picture(io.BytesIO(picture()), width=Cm(1))
    header._p.append(dict(controls(body))["country"])
    document.styles["Normal"].font.name = "Times New Roman"
    document.styles["Heading 1"].font.size = Cm(1)
    heading = next(one for one in document.paragraphs if one.text == TITLES[code]["next-steps"])
    moved = [heading._p, *heading._p.itersiblings()][:4]
    for one in reversed(moved):
        body.insert(2, one)
    body.insert(0, document.add_paragraph("Ministry of Foreign Affairs")._p)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("code", CODES)
def test_a_restyled_form_still_fills(code: str) -> None:
    package, missing = ready(restyled(code), code)
    assert missing == ("participant",)
    there = parts(package.filled(values(code)))
    before = parts(restyled(code))
    header = next(path for path in there if path.startswith("word/header"))
    assert b"Country A" in there[header] and b"<pic:pic" in there[header]
    assert {path for path in there if there[path] != before[path]} == {MAIN, header} and list(there) == list(before)
    given = {key: value for key, value in values(code).items() if key not in ("country", "participant")}
    assert content(package.filled(values(code))) == expected(given)
    assert "Ministry of Foreign Affairs" in [one.text for one in opened(package.filled(values(code))).paragraphs]


def slots_of(body: str, rtl: bool = False, names: tuple[str, ...] = ("country", "text.a", "plan.step", "plan.owner", "gaps.row")) -> tuple[str, set[str]]:
    """A body as it looks filled, and the fields found in it."""
    text = f'<w:document {W} xmlns:w14="urn:w14"><w:body>{body}</w:body></w:document>'
    slots, found = cut(text.encode(), names, ("plan", "gaps"), rtl, {"PlaceholderText"})
    given = {"country": "C", "text.a": "1\n2", "plan": [{"step": "s1", "owner": "o1"}, {"step": "s2", "owner": "o2"}], "gaps": [{"row": "g"}]}
    return Package((), "(?!)").text(slots, given).partition("<w:body>")[2].partition("</w:body>")[0], found


def sdt(tag: str, inner: str, more: str = "") -> str:
    return f'<w:sdt><w:sdtPr><w:tag w:val="{tag}"/>{more}</w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>'


def done(tag: str, inner: str) -> str:
    return sdt(tag, inner, f'<w:placeholder><w:docPart w:val="{tag}"/></w:placeholder>')


def run(text: str, look: str = "<w:rPr/>") -> str:
    return f'<w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r>'


OLD = "<w:r><w:t>old</w:t></w:r>"


@pytest.mark.parametrize(("body", "result"), [
    (f"<w:p>{sdt('text.a', OLD)}</w:p>", done("text.a", f"<w:p>{run('1')}</w:p><w:p>{run('2')}</w:p>")),
    (f"<w:p><w:r><w:t>A: </w:t></w:r>{sdt('text.a', OLD)}</w:p>", f"<w:p><w:r><w:t>A: </w:t></w:r>{done('text.a', run('1 2'))}</w:p>"),
    (sdt("country", f"<w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr>{OLD}</w:p><w:p/>"),
     done("country", f"<w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr>{run('C')}</w:p>")),
    (f"<w:tbl><w:tr>{sdt('country', f'<w:tc><w:tcPr/><w:p>{OLD}</w:p></w:tc>')}</w:tr></w:tbl>",
     f"<w:tbl><w:tr>{done('country', '<w:tc><w:tcPr/><w:p>' + run('C') + '</w:p></w:tc>')}</w:tr></w:tbl>"),
    (f"<w:tbl>{sdt('country', f'<w:tr><w:tc><w:p>{OLD}</w:p></w:tc><w:tc/></w:tr>')}</w:tbl>",
     f"<w:tbl>{done('country', '<w:tr><w:tc><w:p>' + run('C') + '</w:p></w:tc><w:tc/></w:tr>')}</w:tbl>"),
    (sdt("text.a", f"<w:p><w:pPr><w:sectPr/></w:pPr>{OLD}</w:p>"),
     done("text.a", f"<w:p><w:pPr/>{run('1')}</w:p><w:p><w:pPr/>{run('2')}</w:p><w:p><w:pPr><w:sectPr/></w:pPr></w:p>")),
    (sdt("text.a", f"<w:p>{sdt('country', OLD)}</w:p>"), done("text.a", f"<w:p>{run('1')}</w:p><w:p>{run('2')}</w:p>")),
    (f"<w:p>{sdt('country', OLD)}{sdt('mine', OLD)}</w:p>", f"<w:p>{done('country', run('C'))}{sdt('mine', OLD)}</w:p>"),
], ids=["alone in a paragraph", "with a label", "around paragraphs", "around a cell", "around a row", "a section's end", "in another", "a foreign one"])
def test_a_control_holds_what_it_may_hold_in_its_place(body: str, result: str) -> None:
    assert slots_of(body)[0] == result


@pytest.mark.parametrize(("look", "properties", "result"), [
    ('<w:rPr><w:rStyle w:val="PlaceholderText"/><w:b/><w:color w:val="808080"/></w:rPr>', "<w:showingPlcHdr/>", "<w:rPr><w:b/></w:rPr>"),
    ('<w:rPr><w:rStyle w:val="Mine"/><w:color w:val="FF0000"/></w:rPr>', "", '<w:rPr><w:rStyle w:val="Mine"/><w:color w:val="FF0000"/></w:rPr>'),
    ('<w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr>', "<w:showingPlcHdr/><w:text/>", "<w:rPr/>"),
    ('<w:rPr><w:rtl/><w:lang w:bidi="ar"/></w:rPr>', '<w:id w:val="5"/><w:dataBinding w:xpath="x"/>', '<w:rPr><w:lang w:bidi="ar"/></w:rPr>'),
])
def test_a_field_looks_as_the_office_made_it_look(look: str, properties: str, result: str) -> None:
    body = f"<w:p>{sdt('country', f'<w:r>{look}<w:t>old</w:t></w:r>', properties)}</w:p>"
    assert slots_of(body)[0] == f"<w:p>{done('country', run('C', result))}</w:p>"
    turned = result.replace("<w:rPr/>", "<w:rPr></w:rPr>").replace("<w:lang", "<w:rtl/><w:lang")
    turned = turned if "<w:rtl/>" in turned else turned.replace("</w:rPr>", "<w:rtl/></w:rPr>")
    assert slots_of(body, rtl=True)[0] == f"<w:p>{done('country', run('C', turned))}</w:p>"


def test_the_look_of_a_placeholder_may_stand_in_the_control_itself() -> None:
    body = f"<w:p>{sdt('country', OLD, '<w:rPr><w:i/></w:rPr><w:showingPlcHdr/>')}</w:p>"
    assert run("C", "<w:rPr><w:i/></w:rPr>") in slots_of(body)[0]


def row(*cells: str, more: str = "") -> str:
    return f"<w:tr{more}>{''.join(f'<w:tc><w:p>{cell}</w:p></w:tc>' for cell in cells)}</w:tr>"


def test_the_innermost_row_of_a_list_repeats() -> None:
    fields = sdt("plan.step", OLD), sdt("plan.owner", OLD)
    inner = f"<w:tbl>{row(OLD)}{row(*fields)}</w:tbl>"
    text, found = slots_of(f"<w:tbl>{row(OLD)}<w:tr><w:tc>{inner}<w:p/></w:tc></w:tr></w:tbl>")
    assert found == {"plan.step", "plan.owner"}
    assert re.findall("<w:tr>|(?<=>)(?:[so][12]|old)", text) == ["<w:tr>", "old", "<w:tr>", "<w:tr>", "old", "<w:tr>", "s1", "o1", "<w:tr>", "s2", "o2"]


def test_a_second_row_of_a_list_is_dropped_and_a_second_table_is_not() -> None:
    table = f"<w:tbl>{row(sdt('plan.step', OLD), sdt('plan.owner', OLD))}{row(sdt('plan.step', OLD), sdt('plan.owner', OLD))}</w:tbl>"
    text, _ = slots_of(table + "<w:p/>" + table)
    assert re.findall("(?<=>)(?:[so][12]|old)", text) == ["s1", "o1", "s2", "o2"] * 2


def test_a_row_repeats_for_one_list_and_a_list_needs_a_row() -> None:
    text, found = slots_of(f"<w:tbl>{row(sdt('plan.step', OLD), sdt('gaps.row', OLD))}</w:tbl><w:p>{sdt('plan.owner', OLD)}</w:p>")
    assert found == {"plan.step"} and text.count(">old<") == 3


def test_what_may_stand_once_is_not_repeated() -> None:
    step = '<w:bookmarkStart w:id="1" w:name="b"/>' + sdt("plan.step", OLD) + '<w:bookmarkEnd w:id="1"/>' + sdt("mine", OLD, '<w:id w:val="3"/>')
    text, _ = slots_of("<w:tbl>" + row(step, more=' w14:paraId="7"') + "</w:tbl>")
    assert text.count("<w:tr>") == 2 and "bookmark" not in text and "w:id" not in text and "paraId" not in text


def test_a_style_of_placeholders_is_known_by_its_name_in_every_language_of_word() -> None:
    data = changed(changed(the_form("en"), lambda text: text.replace('"PlaceholderText"', '"Platzhaltertext"'), "word/styles.xml"),
                   lambda text: text.replace('"PlaceholderText"', '"Platzhaltertext"'))
    assert b"Platzhaltertext" not in parts(ready(data, "en")[0].filled(values("en")))[MAIN]


# LibreOffice. It starts twice.

@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what LibreOffice makes of forms and filled files: `docx` saved by it, `pdf` printed by it."""
    folder = tmp_path_factory.mktemp("office")
    for code in CODES:
        for name, data in (("form", the_form(code)), ("filled", filled(code)), ("restyled", restyled(code))):
            (folder / f"{name}-{code}.docx").write_bytes(data)
    saved(folder, "docx", *sorted(folder.glob("*.docx")))
    for code in CODES:
        again = ready((folder / "docx" / f"form-{code}.docx").read_bytes(), code)[0].filled(values(code))
        (folder / f"again-{code}.docx").write_bytes(again)
    saved(folder, "pdf", *sorted(folder.glob("filled-*.docx")), *sorted(folder.glob("again-*.docx")))
    return folder


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(("name", "lacking"), [("form", ()), ("filled", ()), ("restyled", ("participant",))])
def test_a_form_that_libreoffice_saved_still_fills(office: Path, code: str, name: str, lacking: tuple[str, ...]) -> None:
    package, missing = ready((office / "docx" / f"{name}-{code}.docx").read_bytes(), code)
    assert missing == lacking
    given = {key: value for key, value in values(code).items() if name != "restyled" or key not in ("participant", "country")}
    assert content(package.filled(values(code))) == expected(given)


def places(path: Path) -> list[tuple[str, int, float, float]]:
    """The words of a PDF with page and place of their left and upper edge, in parts of the page."""
    html = subprocess.run(["pdftotext", "-bbox", path, "-"], check=True, capture_output=True, text=True).stdout
    found = []
    for number, page in enumerate(re.split("<page ", html)[1:]):
        width, height = (float(re.findall(rf'{side}="([\d.]+)"', page)[0]) for side in ("width", "height"))
        found += [(word, number, float(x) / width, float(y) / height)
                  for x, y, word in re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)".*?>(.*?)</word>', page)]
    return found


@pytest.mark.parametrize("name", ["filled", "again"])
@pytest.mark.parametrize("code", CODES)
def test_the_first_column_stands_where_the_language_begins(office: Path, code: str, name: str) -> None:
    words = [one for one in places(office / "pdf" / f"{name}-{code}.pdf") if one[0] in LISTS["plan"]]
    rows = [[one for one in words if one[1:2] == first[1:2] and abs(one[3] - first[3]) < 0.005] for first in words if first[0] == "step"]
    full = [{word: x for word, _, x, _ in cells} for cells in rows if {word for word, *_ in cells} == set(LISTS["plan"])]
    assert full, "the rows of the plan"
    for cells in full:
        order = sorted(cells, key=lambda word: cells[word], reverse=code == "ar")
        assert order == list(LISTS["plan"])


def test_arabic_headings_stand_at_the_right_edge(office: Path) -> None:
    html = subprocess.run(["pdftotext", "-bbox", office / "pdf" / "filled-ar.pdf", "-"], check=True, capture_output=True, text=True).stdout
    right = max(float(x) for x in re.findall(r'xMax="([\d.]+)"', html))
    assert right == pytest.approx((21 - 2.5) / 2.54 * 72, abs=3)


# Refused.

def big() -> bytes:
    return packed({**parts(the_form("en")), "word/media/a.bin": b"\0" * (21 * 1024 * 1024)})


def locked() -> bytes:
    """A zip whose entries say that they are encrypted."""
    data = bytearray(the_form("en"))
    for mark, at in ((b"PK\1\2", 8), (b"PK\3\4", 6)):
        place = -1
        while (place := data.find(mark, place + 1)) >= 0:
            data[place + at] |= 1
    return bytes(data)


DOCTYPE = '<!DOCTYPE w:document [<!ENTITY x "y">]>'


@pytest.mark.parametrize(("data", "reason"), [
    (lambda: b"no zip", "not_zip"),
    (lambda: b"", "not_zip"),
    (lambda: the_form("en")[:-30], "damaged"),
    (lambda: changed(the_form("en"), lambda text: text[:-5]), "damaged"),
    (lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600, "encrypted"),
    (locked, "encrypted"),
    (lambda: packed({"xl/workbook.xml": "<a/>"}), "no_document"),
    (lambda: changed(the_form("en"), lambda text: text.replace("<w:document", f"{DOCTYPE}<w:document", 1)), "doctype"),
    (lambda: changed(the_form("en"), lambda text: text.replace("<w:styles", f"{DOCTYPE}<w:styles", 1), "word/styles.xml"), "doctype"),
    (lambda: packed({**parts(the_form("en")), MAIN: f'<?xml version="1.0" encoding="UTF-16"?>{DOCTYPE}<a>&x;</a>'.encode("utf-16")}), "doctype"),
    (lambda: packed({**parts(the_form("en")), "word/vbaProject.bin": "x"}), "macros"),
    (big, "too_large"),
    (lambda: packed({**parts(the_form("en")), **{f"word/{n}.bin": "" for n in range(500)}}), "too_large"),
    (lambda: packed({MAIN: f"<w:document {W}><w:body/></w:document>"}), "no_fields"),
])
def test_what_is_no_form_is_refused_with_a_reason(data: Callable[[], bytes], reason: str) -> None:
    with pytest.raises(NotAForm) as refusal:
        ready(data(), "en")
    assert refusal.value.reason == reason
    assert all(language(code).say(f"word.refused.{reason}") for code in CODES)
