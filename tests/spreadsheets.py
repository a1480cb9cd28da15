"""Excel files for tests: the self-assessment tables, small, filled in and spoiled, and workbooks made by hand."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import yaml
from openpyxl import Workbook, load_workbook

from dalil.export.excel import compiled, workbook
from dalil.export.package import Package
from dalil.languages import language
from dalil.review import Level, Matrix, Outline, Row, State, values
from tests.conftest import PROJECT

CASES: dict[str, Any] = yaml.safe_load((PROJECT / "tests/cases/matrices/cases.yml").read_text(encoding="utf-8"))
COURSE = "gcm-test"
MOMENT = datetime(2020, 6, 25, 8, 0, tzinfo=UTC)
CATALOG = {one["id"]: (one["size"], one["range"]) for one in CASES["catalog"] if one["kind"] == "assess"}
FIELDS = ("now", "aim", "evidence", "next", "owner", "date", "na")


def outline(code: str) -> Outline:
    """The tables of the case file in a language."""
    def matrix(id: str, kind: str, title: str, levels: list[str], rows: list[tuple[str, int, int]]) -> Matrix:
        return Matrix(id, kind, title, tuple(Level(name, f"{name}: …") for name in levels), tuple(Row(*row) for row in rows))
    words = {"nothing": "", "not_applicable": "", "rated": "", "round_table": "", "day": "", "months": [""] * 12}
    return Outline(tuple(matrix(**one) for one in CASES["tables"][code]), (), words)


@cache
def empty(code: str = "en") -> bytes:
    """The file as it is handed out."""
    return workbook(outline(code), language(code), COURSE, "1.2", MOMENT)


@cache
def package(code: str = "en") -> Package:
    return compiled(empty(code), outline(code))


def filled(code: str, answers: Mapping[str, Any], country: str = "", number: int | None = None) -> bytes:
    """The file with answers in it; with a number, every computed cell says that number, right or wrong."""
    given = values(outline(code), State(answers, "", country))
    wrong = {key: number for key in given if number is not None and re.search("/gap$|^overview/", key)}
    return package(code).filled({**given, **wrong})


def edited(code: str, cells: Mapping[str, Any], change: str = "") -> bytes:
    """The file after somebody typed into cells (`Sections!C3`), and did more to it, by name."""
    book = load_workbook(io.BytesIO(empty(code)))
    for place, value in cells.items():
        sheet, _, ref = place.partition("!")
        book[sheet][ref].value = date.fromisoformat(value[5:]) if str(value).startswith("date ") else value
    if change:
        CHANGES[change](book)
    buffer = io.BytesIO()
    book.save(buffer)
    return with_part(buffer.getvalue(), "docProps/core.xml", repacked(empty())["docProps/core.xml"])


def _sorted(book: Workbook) -> None:
    """The rows of a table in another order, as Excel sorts them."""
    sheet = book["Sections"]
    rows = [[cell.value for cell in row] for row in sheet["A3:L5"]]
    for row, texts in zip(sheet["A3:L5"], reversed(rows), strict=True):
        for cell, text in zip(row, texts, strict=True):
            cell.value = text


def _inserted(book: Workbook) -> None:
    """A column of one's own, a row of one's own with something in it, a sheet of one's own."""
    sheet = book["Sections"]
    sheet.insert_cols(4)
    sheet["D2"], sheet["D3"] = "Remarks", "mine"
    sheet.insert_rows(4)
    sheet["B4"], sheet["F4"] = "A row of our own", "not to be loaded"
    own = book.create_sheet("Own", 0)
    own.append(["Objective", "Owner", "Date"])
    own.append(["sa-progress/0", "=1+1", "no date"])


def _renamed(book: Workbook) -> None:
    book["Sections"].title = "Draft & more"
    book.move_sheet("Draft & more", 2)


def _copied(book: Workbook) -> None:
    book.copy_worksheet(book["Sections"])


def _keyless(book: Workbook) -> None:
    book["Sections"].delete_cols(1)


def _twice(book: Workbook) -> None:
    book["Sections"]["M1"] = "evidence"


def _unlisted(book: Workbook) -> None:
    del book["dalil"]


def _record(row: int, value: Any) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        book["dalil"].cell(row, 2).value = value
    return change


def _fewer(book: Workbook) -> None:
    book["dalil"].delete_cols(4)


CHANGES: dict[str, Callable[[Workbook], None]] = {
    "sorted": _sorted, "inserted": _inserted, "renamed": _renamed, "copied": _copied, "keyless": _keyless, "twice": _twice,
    "without the hidden sheet": _unlisted, "other format": _record(1, "other-tables"), "newer version": _record(2, 2),
    "no version": _record(2, "one"), "other course": _record(3, "other"), "fewer levels": _fewer}


def repacked(data: bytes) -> dict[str, bytes]:
    """The parts of a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return buffer.getvalue()


def with_part(data: bytes, name: str, part: bytes) -> bytes:
    return zipped({**repacked(data), name: part})


# By hand: one table of three rows and three levels, and the hidden sheet, in bare XML.

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def _relations(*pairs: tuple[str, str]) -> str:
    each = "".join(f'<Relationship Id="r{place}" Type="{_KINDS}/{kind}" Target="{target}"/>' for place, (kind, target) in enumerate(pairs))
    return f'<Relationships xmlns="{_RELATIONS}">{each}</Relationships>'


def _texts(*texts: str) -> str:
    return "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)


def by_hand(rows: str = "", shared: str = "", formats: str = "", styles: str = "", book: str = "", modified: str = "", namespace: str = _MAIN,
            encoding: str = "utf-8", head: str = "") -> bytes:
    """A workbook with the XML of its rows below the row of names; columns A to H are key, now, aim, evidence, next, owner, date, na."""
    record = "".join(f"<row>{_texts(*texts)}</row>" for texts in (
        ("format", "dalil-matrices"), ("version", "1"), ("course", COURSE), ("levels/sa-progress", "Not begun", "Drafted", "Checked by others")))
    sheets = '<sheet name="Own title" sheetId="1" r:id="r0"/><sheet name="dalil" sheetId="2" r:id="r1"/>'
    parts = {
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml"), ("metadata/core-properties", "docProps/core.xml")),
        "docProps/core.xml": f'<c:cp xmlns:c="c" xmlns:d="d"><d:modified>{modified}</d:modified></c:cp>',
        "xl/workbook.xml": f'<workbook xmlns="{namespace}" xmlns:r="{_KINDS}">{book}<sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(("worksheet", "worksheets/one.xml"), ("worksheet", "/xl/worksheets/two.xml"),
                                                 ("sharedStrings", "sharedStrings.xml"), ("styles", "../xl/./styles.xml")),
        "xl/worksheets/one.xml": f'<worksheet xmlns="{namespace}"><sheetData>'
                                 f'<row>{_texts("key", *FIELDS)}</row>{rows}</sheetData></worksheet>',
        "xl/worksheets/two.xml": f'<worksheet xmlns="{namespace}"><sheetData>{record}</sheetData></worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{namespace}">{shared}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{namespace}"><numFmts>{formats}</numFmts><cellXfs>{styles}</cellXfs></styleSheet>'}
    declared = f'<?xml version="1.0" encoding="{encoding}"?>{head}'
    return zipped({name: (declared + text).encode(encoding) for name, text in parts.items()})


# Files that are to be refused as a whole.


def _bomb(claimed: int) -> bytes:
    """A sheet that unpacks to 200 MB of spaces, and says it is smaller."""
    parts = repacked(by_hand())
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = b"".join(packer.compress(b" " * 2**20) for _ in range(200)) + packer.flush()
    parts["xl/worksheets/one.xml"] = b"#" * 7
    data = bytearray(zipped(parts, zipfile.ZIP_STORED))
    place = data.index(b"#" * 7)
    local = data.rindex(b"PK\x03\x04", 0, place)
    data[place : place + 7] = packed
    struct.pack_into("<HHHIII", data, local + 8, 8, 0, 0, 0, len(packed), claimed)
    moved = len(packed) - 7
    central = data.index(b"PK\x01\x02")
    end = data.rindex(b"PK\x05\x06")
    while central < end and data[central : central + 4] == b"PK\x01\x02":
        name, extra, comment = struct.unpack_from("<HHH", data, central + 28)
        offset = struct.unpack_from("<I", data, central + 42)[0]
        if offset > local:
            struct.pack_into("<I", data, central + 42, offset + moved)
        if offset == local:
            struct.pack_into("<HHHIII", data, central + 10, 8, 0, 0, 0, len(packed), claimed)
        central += 46 + name + extra + comment
    struct.pack_into("<I", data, end + 16, struct.unpack_from("<I", data, end + 16)[0] + moved)
    return bytes(data)


def _spoiled(old: bytes, new: bytes) -> bytes:
    """A good file with letters changed in a part that is not packed."""
    data = zipped(repacked(by_hand(modified="2020-06-25T08:00:00Z")), zipfile.ZIP_STORED)
    assert old in data and len(old) == len(new)
    return data.replace(old, new)


def _locked() -> bytes:
    """A file whose entries say that they have a password."""
    data = bytearray(by_hand())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def _document() -> bytes:
    """A Word file with another ending to its name."""
    return zipped({"_rels/.rels": _relations(("officeDocument", "word/document.xml")).encode(), "word/document.xml": b"<document/>"})


def _binary() -> bytes:
    return zipped({"_rels/.rels": _relations(("officeDocument", "xl/workbook.bin")).encode(), "xl/workbook.bin": b"\0\1"})


def _own_workbook() -> bytes:
    book = Workbook()
    book.active.append(["Objective", "Now", "Aim"])  # type: ignore[union-attr]
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


ENTITY = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
REFUSED: dict[str, Callable[[], bytes]] = {
    "nothing at all": lambda: b"",
    "a text": lambda: b"Section 1;Drafted;Checked by others\n",
    "a web page": lambda: b"<!DOCTYPE html><html><body><table><tr><td>key</td></tr></table></body></html>",
    "a Word file": _document,
    "a binary workbook": _binary,
    "another zip": lambda: zipped({"readme.txt": b"hello"}),
    "an old workbook": lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600,
    "a password": _locked,
    "macros": lambda: with_part(empty(), "xl/vbaProject.bin", b"\0"),
    "too many bytes": lambda: b"PK\x03\x04" + b"\0" * (5 * 1024 * 1024),
    "too many entries": lambda: zipped({**repacked(empty()), **{f"xl/media/{number}.png": b"" for number in range(200)}}),
    "a bomb": lambda: with_part(empty(), "xl/worksheets/sheet1.xml", b" " * (26 * 1024 * 1024)),
    "a bomb in a part that nobody reads": lambda: with_part(empty(), "xl/media/image.png", b"\0" * (26 * 1024 * 1024)),
    "a bomb that lies": lambda: _bomb(1000),
    "too many tags": lambda: by_hand("<row/>" * 1_000_001),
    "cut off": lambda: empty()[:-300],
    "cut in the middle": lambda: empty()[:3000],
    "a letter changed": lambda: _spoiled(b"Drafted", b"Drifted"),
    "a name changed": lambda: _spoiled(b"xl/worksheets/two.xml", b"xl/worksheets/tow.xml"),
    "not well-formed": lambda: by_hand("<row>"),
    "an entity": lambda: by_hand(head=ENTITY),
    "an entity in UTF-16": lambda: by_hand(head=ENTITY, encoding="utf-16"),
    "another encoding": lambda: by_hand("<row><c><v>é</v></c></row>", encoding="latin-1"),
    "a shared text that is not there": lambda: by_hand('<row><c t="s"><v>4</v></c></row>'),
    "somebody's own workbook": _own_workbook,
    **{name: lambda name=name: edited("en", {}, name)  # type: ignore[misc]
       for name in ("without the hidden sheet", "other format", "newer version", "no version", "other course", "fewer levels")},
}


def with_every_table(gives: dict[str, Any]) -> dict[str, Any]:
    """What a file gives that is read: the tables in which nothing is filled in, too."""
    if gives.get("error") or gives.get("faults"):
        return gives
    return {**gives, "answers": every_table(gives.get("answers", {}))}


def every_table(answers: dict[str, Any]) -> dict[str, Any]:
    """The answers, with those tables too in which nothing is filled in."""
    return {**{one["id"]: {} for one in CASES["tables"]["en"]}, **answers}


def files() -> dict[str, tuple[bytes, dict[str, Any]]]:
    """Every case by name: the bytes, and what a reading of them gives."""
    nothing = {"error": "", "faults": [], "answers": {}, "country": "", "participant": "", "modified": ""}
    shown = {name: (REFUSED[name](), {"error": reason}) for name, reason in CASES["refused"].items()}
    typed = {one["name"]: (edited(one.get("language", "en"), one.get("cells", {}), one.get("change", "")), with_every_table(one["gives"]))
             for one in CASES["typed"]}
    made = {one["name"]: (by_hand(**{**one["parts"], **({"namespace": _STRICT} if one.get("strict") else {})}), one["gives"])
            for one in CASES["by_hand"]}
    return {name: (data, nothing | gives) for name, (data, gives) in {**shown, **typed, **made}.items()}
