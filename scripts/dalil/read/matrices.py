"""The Excel file of the self-assessment tables, filled in by a person: back to answers. `matrices.js` does the same in the browser.

Columns are found by the names in the first row of a sheet and rows by their keys, both hidden; levels by the words in the hidden
sheet. So rows may be sorted, columns moved, sheets added and renamed, and an Arabic file is read where the page is English.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dalil.read.spreadsheet import Cell, Refused, Sheet, Spreadsheet, spreadsheet

FORMAT = "dalil-matrices"
VERSION = 1
SHOWN = 40  # characters of a value that a fault shows

_LEVELS = ("now", "aim")
_TEXTS = ("evidence", "next", "owner")
_FIELDS = (*_LEVELS, *_TEXTS, "date", "na")
_FEW = 5  # of these make a row of names even where that of the keys is missing
_ABOUT = ("country", "participant")
_TICKS = ("x", "×")
_KEY = re.compile(r"([a-z][a-z0-9-]*)/(0|[1-9][0-9]{0,5})")
_DATE = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})")
_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T((?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9])(?:\.[0-9]+)?Z")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
# What is not seen: controls, marks of direction, joiners. JavaScript and Python differ in what a space is, so it is said here.
_UNSEEN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SPACES = re.compile("[ \t\n\r\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")

Answers = dict[str, dict[str, dict[str, Any]]]


@dataclass(frozen=True)
class Fault:
    """A cell that cannot be taken: the sheet's title, the cell, the key of its words under `excel.fault`, and what stands there."""

    sheet: str
    cell: str
    reason: str
    value: str


@dataclass(frozen=True)
class Reading:
    """What came of a file: either `error`, the key of its words under `excel.error`; or `faults`; or what it holds.

    `answers` are values of answers by exercise id, of every table in the file. `modified` is when the file was last changed, or nothing.
    """

    error: str = ""
    faults: tuple[Fault, ...] = ()
    answers: Answers = field(default_factory=dict)
    country: str = ""
    participant: str = ""
    modified: str = ""


def matrices(data: bytes, catalog: Mapping[str, tuple[int, int]], course: str) -> Reading:
    """Reads a file. `catalog` holds the numbers of rows and of levels of each table that the site has, by exercise id."""
    try:
        book = spreadsheet(data)
        levels = _levels(_record(book, course), catalog)
    except Refused as refused:
        return Reading(error=refused.reason)
    tables = _Tables({id: rows for id, (rows, _) in catalog.items() if id in levels}, levels)
    for sheet in book.sheets:
        tables.read(sheet)
    return Reading(faults=tuple(tables.faults)) if tables.faults else Reading(
        answers=tables.answers, country=tables.about["country"], participant=tables.about["participant"], modified=_moment(book.modified))


def _record(book: Spreadsheet, course: str) -> dict[str, list[str]]:
    """What the file says of itself: the values of the hidden sheet, by name. Raises Refused."""
    found = (record for record in map(_named, book.sheets) if record.get("format") == [FORMAT])
    record = next(found, None)
    if record is None:
        raise Refused("other-format")
    version = "".join(record.get("version", []))
    if not re.fullmatch("[1-9][0-9]{0,5}", version):
        raise Refused("damaged")
    if int(version) > VERSION:
        raise Refused("newer-version")
    if record.get("course") != [course]:
        raise Refused("other-course")
    return record


def _named(sheet: Sheet) -> dict[str, list[str]]:
    """The texts of a sheet that names its rows in the first column; the first of two with one name counts."""
    record: dict[str, list[str]] = {}
    for row in sheet.rows:
        if 1 in row:
            values = [row[column].text for column in sorted(row) if column > 1 and row[column].text]
            record.setdefault(row[1].text, values)
    return record


def _levels(record: Mapping[str, list[str]], catalog: Mapping[str, tuple[int, int]]) -> dict[str, dict[str, int]]:
    """The places of levels by their words, for each table of the site that the file has. Raises Refused where levels have changed."""
    found = {id: record[f"levels/{id}"] for id in catalog if f"levels/{id}" in record}
    if any(len(words) != catalog[id][1] for id, words in found.items()):
        raise Refused("changed")
    return {id: {_folded(word): place for place, word in reversed(list(enumerate(words)))} for id, words in found.items()}


class _Tables:
    """Gathers answers and faults, sheet by sheet."""

    def __init__(self, rows: Mapping[str, int], levels: Mapping[str, Mapping[str, int]]) -> None:
        self.faults: list[Fault] = []
        self.answers: Answers = {}
        self.about = dict.fromkeys(_ABOUT, "")
        self._rows, self._levels = rows, levels
        self._seen: set[str] = set()
        self._sheet = ""

    def read(self, sheet: Sheet) -> None:
        """Reads a sheet; one that has no row of names is somebody's own."""
        self._sheet = sheet.title
        place = next((place for place, row in enumerate(sheet.rows) if _is_head(row)), None)
        if place is None:
            return
        columns = self._columns(sheet.rows[place])
        if "key" not in columns:
            self._fault(sheet.rows[place][min(sheet.rows[place])], "no-keys", "")
            return
        for row in sheet.rows[place + 1 :]:
            self._row({name: row[column] for name, column in columns.items() if column in row and not _is_empty(row[column])})

    def _columns(self, head: Mapping[int, Cell]) -> dict[str, int]:
        columns: dict[str, int] = {}
        for column in sorted(head):
            name = head[column].text
            if name in columns:
                self._fault(head[column], "column-twice", name)
            elif name in (*_FIELDS, "key", "value"):
                columns[name] = column
        return columns

    def _row(self, cells: dict[str, Cell]) -> None:
        """A row that has something in it. Without a key it is somebody's own."""
        key = _folded(cells["key"].text) if "key" in cells else ""
        if key in self.about and "value" in cells:
            self._tell(key, cells["value"])
        given = {name: cells[name] for name in _FIELDS if name in cells}
        match = _KEY.fullmatch(key)
        if match and match[1] in self._rows:
            self.answers.setdefault(match[1], {})
        if not key or not given:
            return
        if not match or int(match[2]) >= self._rows.get(match[1], 0):
            self._fault(next(iter(given.values())), "unknown-row", key)
        elif key in self._seen:
            self._fault(next(iter(given.values())), "row-twice", key)
        else:
            self._seen.add(key)
            self.answers[match[1]][match[2]] = self._plan(given, self._levels[match[1]])

    def _tell(self, key: str, cell: Cell) -> None:
        if cell.fault:
            self._fault(cell, cell.fault)
        else:
            self.about[key] = cell.text

    def _plan(self, given: Mapping[str, Cell], levels: Mapping[str, int]) -> dict[str, Any]:
        """The row as an answer holds it."""
        good = {name: cell for name, cell in given.items() if not cell.fault}
        for cell in (cell for cell in given.values() if cell.fault):
            self._fault(cell, cell.fault)
        plan: dict[str, Any] = {name: self._level(good.get(name), levels) for name in _LEVELS}
        plan |= {name: good[name].text if name in good else "" for name in _TEXTS}
        plan["date"] = self._date(good.get("date"))
        return plan | ({"not_applicable": True} if self._tick(good.get("na")) else {})

    def _level(self, cell: Cell | None, levels: Mapping[str, int]) -> int | None:
        place = levels.get(_folded(cell.text)) if cell else None
        if cell and place is None:
            self._fault(cell, "level")
        return place

    def _date(self, cell: Cell | None) -> str:
        found = "" if cell is None else _iso(cell.text) if cell.day is None else cell.day
        if cell and not found:
            self._fault(cell, "date")
        return found

    def _tick(self, cell: Cell | None) -> bool:
        if cell and _folded(cell.text) not in _TICKS:
            self._fault(cell, "not-applicable")
        return cell is not None

    def _fault(self, cell: Cell, reason: str, value: str | None = None) -> None:
        shown = _seen(cell.text if value is None else value)
        self.faults.append(Fault(self._sheet, cell.ref, reason, shown[:SHOWN]))


def _is_head(row: Mapping[int, Cell]) -> bool:
    names = {cell.text for cell in row.values()}
    return "key" in names or len(names.intersection(_FIELDS)) >= _FEW


def _is_empty(cell: Cell) -> bool:
    return not cell.fault and not _folded(cell.text)


def _seen(text: str) -> str:
    """A text in one line, without what is not seen."""
    return _SPACES.sub(" ", _UNSEEN.sub("", text)).strip(" ")


def _folded(text: str) -> str:
    """A text without the differences that do not count between words of levels."""
    return _seen(unicodedata.normalize("NFC", text)).lower()


def _iso(text: str) -> str:
    """A date as people write it, year first, with either family of digits; nothing where it is none."""
    match = _DATE.fullmatch(_folded(text).translate(_DIGITS))
    return _real(*map(int, match.groups())) if match else ""


def _real(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _moment(text: str) -> str:
    """A moment in the one form that sorts, or nothing."""
    match = _MOMENT.fullmatch(text)
    return f"{match[1]}T{match[2]}.000Z" if match and _iso(match[1]) else ""
