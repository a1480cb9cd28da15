"""A spreadsheet (.xlsx) from an unknown hand: its sheets, with what their cells show. Nothing in it is run or followed.

`matrices.js` reads the same files in the same way; one case file tests both.
"""

from __future__ import annotations

import codecs
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from posixpath import dirname, normpath
from xml.etree import ElementTree as etree
from xml.etree.ElementTree import Element

LIMIT = 5 * 1024 * 1024  # bytes of a file
MOST_ENTRIES = 200
MOST_UNPACKED = 25 * 1024 * 1024  # bytes in all
MOST_TAGS = 1_000_000  # of a part, opening and closing ones: each takes far more room than its letters

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # old Excel files, and new ones with a password
_ZIP = b"PK\x03\x04"
_DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError)

# Source: ECMA-376, part 1, 18.8.30 (numFmt): those of the built-in formats that show a day.
_DATE_FORMATS = {*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 57, 58}
_PERCENT_FORMATS = {9, 10}
# In a format, what is shown as it stands: texts in quotes or after a backslash, fillers; and colours, currencies and conditions.
_LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|[\\_*].', re.DOTALL)
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_REFERENCE = re.compile(r"([A-Z]{1,3})[0-9]{1,7}")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
# Serial numbers count days. Those before 1 March 1900 are off by one; those before 1950 are years that somebody wrote as a day.
_DAY_ZERO = date(1899, 12, 30)
_FIRST_RIGHT_DAY, _FIRST_LIKELY_DAY, _AFTER_LAST_DAY = 61, 18264, 2958466
_DAYS_TO_1904 = 1462


class Refused(Exception):
    """The file is not read at all; `reason` names the words under `excel.error` that say why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Cell:
    """A cell: `text` is what it shows, in a plain form; `fault` is `formula` or `value` where it holds a formula or an error.

    `day` is None unless the cell holds a number; then it is the date that the number stands for, or nothing.
    """

    ref: str
    text: str
    fault: str = ""
    day: str | None = None


@dataclass(frozen=True)
class Sheet:
    """A sheet: its cells by column, counted from 1, row by row; empty rows are left out."""

    title: str
    rows: tuple[Mapping[int, Cell], ...]


@dataclass(frozen=True)
class Spreadsheet:
    """The sheets in their order, and when the file was last changed: `2020-06-25T08:00:00Z` as it stands there, or nothing."""

    sheets: tuple[Sheet, ...]
    modified: str


def spreadsheet(data: bytes) -> Spreadsheet:
    """The spreadsheet in a file. Raises Refused, before much is unpacked."""
    if len(data) > LIMIT:
        raise Refused("too-large")
    if data.startswith(_OLE):
        raise Refused("old-or-locked")
    if not data.startswith(_ZIP):
        raise Refused("not-excel")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _Reader(_Parts(archive)).spreadsheet()
    except _DAMAGE:
        raise Refused("damaged") from None


class _Parts:
    """The parts of a package, by path; letters may be capital or small."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        entries = archive.infolist()
        self._entries = {entry.filename.lower(): entry for entry in entries}
        if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            raise Refused("too-large")
        if any(entry.flag_bits & 1 for entry in entries):
            raise Refused("old-or-locked")
        if any(name.endswith("vbaproject.bin") for name in self._entries):
            raise Refused("macros")

    def __contains__(self, path: str) -> bool:
        return path.lower() in self._entries

    def xml(self, path: str) -> Element:
        """The root of a part. No more is unpacked than its entry says it holds. Raises Refused and what is in _DAMAGE."""
        if path not in self:
            raise Refused("damaged")
        entry = self._entries[path.lower()]
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused("damaged")
        return _parsed(self._archive.read(entry))

    def related(self, path: str) -> list[tuple[str, str, str]]:
        """Id, kind and path of what a part says it belongs with; none that is outside the package."""
        folder, name = dirname(path), path.rpartition("/")[2]
        place = _joined(folder, f"_rels/{name}.rels")
        if place not in self:
            return []
        inside = (one for one in self.xml(place) if one.get("TargetMode") != "External")
        return [(one.get("Id", ""), one.get("Type", "").rpartition("/")[2], _joined(folder, one.get("Target", ""))) for one in inside]


def _joined(folder: str, target: str) -> str:
    """The path that a target has, seen from a folder."""
    return normpath(target if target.startswith("/") else f"/{folder}/{target}").lstrip("/")


def _parsed(data: bytes) -> Element:
    """The root of an XML document without a DOCTYPE. Raises Refused."""
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = data.decode("utf-16" if utf16 else "utf-8-sig")
    if text.count("<") > MOST_TAGS:
        raise Refused("too-large")
    if re.search("<!(DOCTYPE|ENTITY)", text, re.IGNORECASE):
        raise Refused("damaged")
    try:
        return etree.fromstring(text)
    except etree.ParseError:
        raise Refused("damaged") from None


def _name(element: Element) -> str:
    """The name without its namespace, of which there are two with the same meaning."""
    return element.tag.rpartition("}")[2]


def _children(element: Element | None, name: str) -> list[Element]:
    return [] if element is None else [child for child in element if _name(child) == name]


def _child(element: Element | None, name: str) -> Element | None:
    return next(iter(_children(element, name)), None)


def _content(element: Element | None) -> str:
    return "" if element is None else element.text or ""


class _Reader:
    """Reads a spreadsheet out of its parts."""

    def __init__(self, parts: _Parts) -> None:
        self._parts = parts
        self._shared: list[str] = []
        self._forms: list[str] = []
        self._shift = 0

    def spreadsheet(self) -> Spreadsheet:
        package = {kind: path for _, kind, path in self._parts.related("")}
        path = package.get("officeDocument", "")
        if path not in self._parts or not path.lower().endswith(".xml"):
            raise Refused("not-excel")
        book = self._parts.xml(path)
        if _name(book) != "workbook":
            raise Refused("not-excel")
        related = self._parts.related(path)
        self._prepare(book, {kind: place for _, kind, place in related})
        return Spreadsheet(tuple(self._sheets(book, related)), self._modified(package.get("core-properties", "")))

    def _prepare(self, book: Element, paths: Mapping[str, str]) -> None:
        """What cells refer to: texts, formats, and the day from which days are counted."""
        about = _child(book, "workbookPr")
        if about is not None and about.get("date1904") in ("1", "true"):
            self._shift = _DAYS_TO_1904
        if "sharedStrings" in paths:
            self._shared = [_string(one) for one in _children(self._parts.xml(paths["sharedStrings"]), "si")]
        if "styles" in paths:
            self._forms = list(_forms(self._parts.xml(paths["styles"])))

    def _modified(self, path: str) -> str:
        root = self._parts.xml(path) if path in self._parts else None
        return _content(_child(root, "modified")).strip()

    def _sheets(self, book: Element, related: list[tuple[str, str, str]]) -> Iterator[Sheet]:
        paths = {id: path for id, kind, path in related if kind == "worksheet"}
        for sheet in _children(_child(book, "sheets"), "sheet"):
            id = next((value for name, value in sheet.items() if name.endswith("}id")), "")
            if id in paths:
                root = self._parts.xml(paths[id])
                yield Sheet(sheet.get("name", ""), tuple(row for row in self._rows(_child(root, "sheetData")) if row))

    def _rows(self, data: Element | None) -> Iterator[dict[int, Cell]]:
        """Rows and cells may leave out where they stand; then they follow the one before."""
        number = 0
        for row in _children(data, "row"):
            given = row.get("r", "")
            number = int(given) if re.fullmatch("[0-9]{1,7}", given) else number + 1
            cells: dict[int, Cell] = {}
            column = 0
            for cell in _children(row, "c"):
                match = _REFERENCE.fullmatch(cell.get("r", ""))
                column = _column(match[1]) if match else column + 1
                cells[column] = self._cell(cell, f"{_letters(column)}{number}")
            yield cells

    def _cell(self, cell: Element, ref: str) -> Cell:
        formula, value = _child(cell, "f"), _content(_child(cell, "v"))
        if formula is not None:
            return Cell(ref, f"={_content(formula)}", "formula")
        match cell.get("t", "n"):
            case "e":
                return Cell(ref, value, "value")
            case "s":
                return Cell(ref, self._shared_text(value))
            case "inlineStr":
                inline = _child(cell, "is")
                return Cell(ref, "" if inline is None else _string(inline))
            case "b":
                return Cell(ref, "TRUE" if value.strip() == "1" else "FALSE")
            case "d":
                return Cell(ref, value[:10])
            case "str":
                return Cell(ref, _unescaped(value))
        return self._number(ref, value.strip(), cell.get("s", "0"))

    def _shared_text(self, value: str) -> str:
        place = int(value) if re.fullmatch("[0-9]{1,7}", value.strip()) else len(self._shared)
        if place >= len(self._shared):
            raise Refused("damaged")
        return self._shared[place]

    def _number(self, ref: str, value: str, style: str) -> Cell:
        if not _NUMBER.fullmatch(value):
            return Cell(ref, value)
        place = int(style) if re.fullmatch("[0-9]{1,7}", style) else 0
        form = self._forms[place] if place < len(self._forms) else ""
        number = float(value)
        serial = number + self._shift
        day = _day(serial) if _FIRST_LIKELY_DAY <= serial < _AFTER_LAST_DAY else ""
        if form == "date" and _FIRST_RIGHT_DAY <= serial < _AFTER_LAST_DAY:
            return Cell(ref, _day(serial), day=day)
        return Cell(ref, _plain(number * 100, value) + "%" if form == "percent" else _plain(number, value), day=day)


def _string(element: Element) -> str:
    """The text of an `si` or `is`, its runs joined; how it is pronounced is left out."""
    runs = [child if _name(child) == "t" else _child(child, "t") for child in element if _name(child) in ("t", "r")]
    return _unescaped("".join(_content(run) for run in runs))


def _unescaped(text: str) -> str:
    """A text with what stands for letters replaced. Source: ECMA-376, part 1, 22.9.2.19 (ST_Xstring)."""
    units = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")  # joins surrogates


def _forms(styles: Element) -> Iterator[str]:
    """For each style of cells: `date`, `percent` or nothing."""
    codes = {one.get("numFmtId"): one.get("formatCode", "") for one in _children(_child(styles, "numFmts"), "numFmt")}
    for style in _children(_child(styles, "cellXfs"), "xf"):
        id = style.get("numFmtId", "0")
        yield _form(codes[id]) if id in codes else _built_in(int(id) if re.fullmatch("[0-9]{1,7}", id) else 0)


def _built_in(id: int) -> str:
    return "date" if id in _DATE_FORMATS else "percent" if id in _PERCENT_FORMATS else ""


def _form(code: str) -> str:
    bare = _LITERAL.sub("", code).partition(";")[0].lower()
    return "date" if re.search("[dy]", bare) else "percent" if "%" in bare else ""


def _day(serial: float) -> str:
    return (_DAY_ZERO + timedelta(days=int(serial))).isoformat()


def _plain(number: float, given: str) -> str:
    """A number as a person would write it: spreadsheets keep 15 digits. Very large and very small ones stay as they are."""
    if abs(number) < 1e15 and number == int(number):
        return str(int(number))
    return f"{number:.15g}" if 1e-4 <= abs(number) < 1e15 else given


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _letters(column: int) -> str:
    return (_letters((column - 1) // 26) if column > 26 else "") + chr(65 + (column - 1) % 26)
