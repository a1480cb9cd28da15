"""The Excel file of the self-assessment tables: made at build time, and cut into slots that a reader's answers are put into.

`dalil.read.matrices` and `matrices.js` read it back. They find columns by the names in the hidden first row of a sheet, rows by
the keys in its hidden first column, and the words of the levels in the hidden sheet; all three are written here.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lxml import etree
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.formatting.rule import CellIsRule, FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from dalil.export.package import EARLIEST, Package, Slot
from dalil.languages import Language
from dalil.review import GROUPS, Matrix, Outline, Row

FORMAT = "dalil-matrices"
VERSION = 1
TICK = "x"
RECORD = "dalil"  # the name of the hidden sheet

# The columns of a table: their names in the hidden first row, and their widths in characters. `weight` and `group` are hidden;
# they stand in the row, so that the sums still hold when rows are sorted.
WIDTHS = {"key": 12, "title": 42, "now": 16, "aim": 16, "evidence": 32, "next": 28, "owner": 18, "date": 12, "na": 10, "gap": 9,
          "weight": 8, "group": 8}
_HIDDEN = ("key", "weight", "group")
_COLUMN = {name: get_column_letter(place) for place, name in enumerate(WIDTHS, 1)}
_TEXTS = ("now", "aim", "evidence", "next", "owner", "na")
_FIRST = 3  # row of a table, below the hidden names and the heads
_ABOUT = {"country": 4, "participant": 5}  # rows of the guide, with the value in column C
_SUMS = {"rated": "C", "total": "D", "now": "E", "aim": "F"}
_LEVELS = 6  # row of the hidden sheet where the words of the first table's levels stand, from column B on
_DAYS = ("DATE(2000,1,1)", "DATE(2100,12,31)")

_FONT = "Arial"  # has Arabic letters wherever there is Excel
_DARK, _PALE, _LINE, _INK, _SOFT = "17505C", "EDF3F4", "B9C7CA", "1B1B1B", "6B6B6B"
_THIN = Side(style="thin", color=_LINE)
_FRAME = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_LEFT_TO_RIGHT = "\u200e"
_MAKER = b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Dalil</Application></Properties>'
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True)
class _Style:
    """How cells look: sober, and in the direction of the language."""

    words: Language

    @property
    def rtl(self) -> bool:
        return self.words.direction == "rtl"

    def say(self, key: str, **values: object) -> str:
        """Words in which a date keeps its order even after Arabic letters; a sheet has no markup that would do it."""
        text = self.words.say(key, **values)
        return re.sub(r"(?=\b\d{4}-\d\d-\d\d)", _LEFT_TO_RIGHT, text) if self.rtl else text

    def put(self, cell: Cell, value: str | int | None = None, *, size: float = 10, colour: str = _INK, bold: bool = False, fill: str = "",
            framed: bool = False, shown: str = "General", across: str | None = None, down: str = "top") -> None:
        """Writes a value, never as a formula, with its look."""
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
        cell.font = Font(name=_FONT, size=size, bold=bold, color=colour)
        cell.alignment = Alignment(horizontal=across, vertical=down, wrap_text=True, readingOrder=2 if self.rtl else 0)
        cell.number_format = shown
        if fill:
            cell.fill = PatternFill("solid", fgColor=fill)
        if framed:
            cell.border = _FRAME

    def head(self, cell: Cell, value: str) -> None:
        self.put(cell, value, bold=True, colour="FFFFFF", fill=_DARK, framed=True, down="center")

    def formula(self, cell: Cell, formula: str) -> None:
        self.put(cell, framed=True, fill=_PALE, across="center")
        cell.value = f"={formula}"

    def sheet(self, sheet: Worksheet, title: str, widths: dict[str, float], *, landscape: bool) -> None:
        """The sheet as a whole, on the screen and on paper."""
        for column, width in widths.items():
            sheet.column_dimensions[column].width = width
        sheet.sheet_view.rightToLeft = self.rtl
        sheet.sheet_view.showGridLines = False
        sheet.page_setup.orientation = "landscape" if landscape else "portrait"
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_margins.left = sheet.page_margins.right = 0.5
        sheet.page_margins.top = sheet.page_margins.bottom = 0.8
        sheet.oddHeader.center.text = title.replace("&", "&&")
        sheet.oddFooter.center.text = "&P / &N"


def workbook(outline: Outline, words: Language, course: str, version: str, moment: datetime) -> bytes:
    """The empty file in one language: the same bytes for the same outline, version and moment."""
    book = Workbook()
    style = _Style(words)
    _guide(book.active, outline, style, version)
    ranges = [_table(book, matrix, place, style) for place, matrix in enumerate(outline.matrices)]
    _overview(book, outline, ranges, style)
    _record(book, outline, [FORMAT, VERSION, course, version, words.code])
    book.calculation.fullCalcOnLoad = True
    book.properties.title = words.say("excel.title")
    book.properties.creator = words.say("site.name")
    book.properties.language = words.code
    book.properties.created = moment.replace(tzinfo=None)
    buffer = io.BytesIO()
    book.save(buffer)
    return _fixed(buffer.getvalue(), moment)


def _fixed(data: bytes, moment: datetime) -> bytes:
    """The same file without the time of its making, and without the claim that Excel made it: LibreOffice would then trust that the
    rows have the right heights and the formulas the right values.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["docProps/app.xml"] = _MAKER
    modified = f">{moment:%Y-%m-%dT%H:%M:%SZ}</dcterms:modified>".encode()
    parts["docProps/core.xml"] = re.sub(rb">[^<]*</dcterms:modified>", modified, parts["docProps/core.xml"])
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda name: name != "[Content_Types].xml"):  # by custom it comes first
            archive.writestr(zipfile.ZipInfo(name, EARLIEST), parts[name], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _guide(sheet: Worksheet, outline: Outline, style: _Style, version: str) -> None:
    """The first sheet: country and name, how to fill in the tables, what the levels mean."""
    say = style.say
    sheet.title = say("excel.sheet_guide")
    style.sheet(sheet, say("excel.title"), {"A": 12, "B": 26, "C": 92}, landscape=False)
    sheet.column_dimensions["A"].hidden = sheet.row_dimensions[1].hidden = True
    sheet["A1"], sheet["C1"] = "key", "value"
    style.put(sheet["B2"], say("excel.title"), size=16, bold=True, colour=_DARK)
    style.put(sheet["B3"], say("excel.made", version=version), size=9, colour=_SOFT)
    for row in (2, 3):
        sheet[f"B{row}"].alignment = Alignment(readingOrder=2 if style.rtl else 0)  # in one line, across both columns
    for key, row in _ABOUT.items():
        sheet[f"A{row}"] = key
        sheet.row_dimensions[row].height = 20
        style.head(sheet[f"B{row}"], say(f"excel.{key}"))
        style.put(sheet[f"C{row}"], framed=True, shown="@", down="center")
    for row, (name, text) in enumerate(_advice(style), max(_ABOUT.values()) + 2):
        style.put(sheet[f"B{row}"], name, bold=True, colour=_DARK)
        style.put(sheet[f"C{row}"], text)
        sheet.row_dimensions[row].height = _height(text, 92)
    for matrix in outline.matrices:
        _meanings(sheet, matrix, style)


def _advice(style: _Style) -> Iterator[tuple[str, str]]:
    names = {name: style.say(f"exercise.assess_{name}") for name in ("now", "aim")}
    for key in ("about", "levels", "texts", "date", "apply", "gap", "ranking", "changes", "load"):
        yield style.say(f"excel.{key}"), style.say(f"excel.{key}_text", na=style.say("excel.not_applicable"), **names)


def _height(text: str, width: int) -> float:
    """The height of a row for a text that does not change, in points: not every program finds it by itself."""
    return 13.5 * -(-len(text) // width) + 5


def _meanings(sheet: Worksheet, matrix: Matrix, style: _Style) -> None:
    row = sheet.max_row + 2
    style.put(sheet[f"B{row}"], style.say("excel.meaning", table=matrix.title), size=11, bold=True, colour=_DARK)
    sheet[f"B{row}"].alignment = Alignment(readingOrder=2 if style.rtl else 0)
    for place, level in enumerate(matrix.levels, row + 1):
        style.put(sheet[f"B{place}"], level.name, bold=True, fill=_PALE, framed=True)
        style.put(sheet[f"C{place}"], level.meaning, framed=True)
        sheet.row_dimensions[place].height = max(_height(level.name, 26), _height(level.meaning, 92)) - 2


@dataclass(frozen=True)
class _Ranges:
    """The columns of a table as formulas of other sheets name them, and where its levels stand."""

    sheet: str
    last: int
    levels: str

    def column(self, name: str) -> str:
        letter = _COLUMN[name]
        return f"{quote_sheetname(self.sheet)}!${letter}${_FIRST}:${letter}${self.last}"


def _table(book: Workbook, matrix: Matrix, place: int, style: _Style) -> _Ranges:
    """The sheet of a table."""
    sheet = book.create_sheet(style.say(f"excel.sheet_{matrix.kind}"))
    style.sheet(sheet, matrix.title, {_COLUMN[name]: width for name, width in WIDTHS.items()}, landscape=True)
    last = _FIRST + len(matrix.rows) - 1
    end = get_column_letter(1 + len(matrix.levels))
    ranges = _Ranges(sheet.title, last, f"{RECORD}!$B${_LEVELS + place}:${end}${_LEVELS + place}")
    _heads(sheet, matrix, style)
    for row, one in enumerate(matrix.rows):
        _row(sheet, f"{matrix.id}/{row}", _FIRST + row, one, ranges.levels, style)
    _rules(sheet, ranges, style)
    sheet.freeze_panes = f"{_COLUMN['now']}{_FIRST}"
    sheet.auto_filter.ref = f"A2:{_COLUMN['group']}{last}"
    sheet.print_title_rows = "1:2"
    sheet.print_area = f"A1:{_COLUMN['gap']}{last}"
    return ranges


def _heads(sheet: Worksheet, matrix: Matrix, style: _Style) -> None:
    say = style.say
    heads = {"title": say(f"excel.row_{matrix.kind}"), "na": say("excel.not_applicable"), "gap": say("excel.gap")}
    sheet.row_dimensions[1].hidden = True
    sheet.row_dimensions[2].height = 32
    sheet.sheet_format.defaultRowHeight = 54  # for programs that do not fit rows to their texts; Excel does
    for name, letter in _COLUMN.items():
        sheet[f"{letter}1"] = name
        sheet.column_dimensions[letter].hidden = name in _HIDDEN
        if name not in _HIDDEN:
            style.head(sheet[f"{letter}2"], heads.get(name) or say(f"exercise.assess_{name}"))


def _row(sheet: Worksheet, key: str, number: int, row: Row, levels: str, style: _Style) -> None:
    at = {name: sheet[f"{letter}{number}"] for name, letter in _COLUMN.items()}
    double = f"\n({style.say('exercise.assess_double')})" if row.weight > 1 else ""
    at["key"].value, at["weight"].value, at["group"].value = key, row.weight, row.group
    style.put(at["title"], row.text + double, fill=_PALE, framed=True)
    for name in _TEXTS:
        style.put(at[name], framed=True, shown="@", across="center" if name == "na" else None)
    style.put(at["date"], framed=True, shown="yyyy-mm-dd", across="center")
    place = {name: f"MATCH({at[name].coordinate},{levels},0)" for name in ("now", "aim")}
    gap = f"IFERROR(({place['aim']}-{place['now']})*{at['weight'].coordinate},\"\")"
    style.formula(at["gap"], f"IF({at['na'].coordinate}=\"\",{gap},\"\")")


def _rules(sheet: Worksheet, ranges: _Ranges, style: _Style) -> None:
    """What the cells accept, and what stands out."""
    def cells(first: str, last: str) -> str:
        return f"{_COLUMN[first]}{_FIRST}:{_COLUMN[last]}{ranges.last}"

    def accept(names: Sequence[str], reason: str, **rule: Any) -> None:
        accepted = DataValidation(allow_blank=True, showErrorMessage=True, errorTitle=style.say("excel.wrong_title"),
                                  error=style.say(f"excel.wrong_{reason}"), **rule)
        accepted.add(cells(names[0], names[-1]))
        sheet.add_data_validation(accepted)

    accept(("now", "aim"), "level", type="list", formula1=ranges.levels)
    accept(("date",), "date", type="date", operator="between", formula1=_DAYS[0], formula2=_DAYS[1])
    accept(("na",), "na", type="list", formula1=f'"{TICK}"')
    faded = FormulaRule(formula=[f"LEN(${_COLUMN['na']}{_FIRST})"], font=Font(color=_SOFT), stopIfTrue=True)
    sheet.conditional_formatting.add(cells("title", "gap"), faded)
    open_gap = CellIsRule(operator="between", formula=["1", "1000"], font=Font(bold=True, color="8A4B08"),
                          fill=PatternFill(bgColor="FCEFD9"))
    sheet.conditional_formatting.add(cells("gap", "gap"), open_gap)


@dataclass(frozen=True)
class _Sum:
    """A row of the overview: a table, or those rows of it that belong to a round table."""

    title: str
    ranges: _Ranges
    levels: int
    group: int = 0

    def formulas(self, row: int) -> dict[str, str]:
        """The formulas of the row; rows and rated rows are counted, levels are weighed."""
        column = self.ranges.column
        own = f"*({column('group')}={self.group})" if self.group else ""
        rated = f"ISNUMBER({column('gap')})*1{own}"
        return {"rated": f"SUMPRODUCT({rated})",
                "total": f"SUMPRODUCT(ISTEXT({column('key')})*({column('na')}=\"\"){own})",
                **{name: self._share(name, f"{rated}*{column('weight')}", f"C{row}") for name in ("now", "aim")}}

    def _share(self, name: str, weights: str, rated: str) -> str:
        """Weighed levels in per cent of the highest; each level is compared with all words, which stand side by side from column B on."""
        levels = self.ranges.levels
        reached = f"SUMPRODUCT({weights}*({self.ranges.column(name)}={levels})*(COLUMN({levels})-2))"
        return f'IF({rated}=0,"",ROUND(100*{reached}/(SUMPRODUCT({weights})*{self.levels - 1}),0))'


def _sums(outline: Outline, ranges: Sequence[_Ranges], words: Language) -> Iterator[_Sum]:
    pairs = list(zip(outline.matrices, ranges, strict=True))
    for matrix, area in pairs:
        yield _Sum(matrix.title, area, len(matrix.levels))
    for matrix, area in pairs:
        if _is_grouped(matrix):
            yield from (_Sum(_round_table(matrix, group, words), area, len(matrix.levels), group) for group in GROUPS)


def _is_grouped(matrix: Matrix) -> bool:
    return any(row.group for row in matrix.rows)


def _round_table(matrix: Matrix, group: int, words: Language) -> str:
    numbers = [str(number) for number, row in enumerate(matrix.rows, 1) if row.group == group]
    key = "excel.round_table" if numbers else "excel.round_table_none"
    return words.say(key, n=group, objectives=words.say("excel.comma").join(numbers))


def _overview(book: Workbook, outline: Outline, ranges: Sequence[_Ranges], style: _Style) -> None:
    """The sheet with the sums, in formulas."""
    say = style.say
    sheet = book.create_sheet(say("excel.sheet_overview"))
    title = f"{say('excel.title')}: {say('excel.sheet_overview')}"
    style.sheet(sheet, title, {"A": 3, "B": 62, "C": 16, "D": 16, "E": 16, "F": 16}, landscape=True)
    sheet.row_dimensions[2].height = 32
    for letter, name in (("B", "name"), *((letter, name) for name, letter in _SUMS.items())):
        style.head(sheet[f"{letter}2"], say(f"excel.overview_{name}"))
    sums = list(_sums(outline, ranges, style.words))
    for row, one in enumerate(sums, _FIRST):
        style.put(sheet[f"B{row}"], one.title, framed=True, fill=_PALE, down="center")
        for name, formula in one.formulas(row).items():
            style.formula(sheet[f"{_SUMS[name]}{row}"], formula)
    for row, key in enumerate(("excel.overview_text", "excel.ranking_text"), _FIRST + len(sums) + 1):
        sheet.merge_cells(f"B{row}:F{row}")
        style.put(sheet[f"B{row}"], say(key), size=9, colour=_SOFT)
        sheet.row_dimensions[row].height = 28
    sheet.freeze_panes = f"A{_FIRST}"


def _record(book: Workbook, outline: Outline, about: Sequence[str | int]) -> None:
    """The hidden sheet, by which the file is known when it comes back: names in column A, values from B on."""
    sheet = book.create_sheet(RECORD)
    sheet.sheet_state = "hidden"
    for row in zip(("format", "version", "course", "site_version", "language"), about, strict=True):
        sheet.append(row)
    for matrix in outline.matrices:
        sheet.append([f"levels/{matrix.id}", *(level.name for level in matrix.levels)])


def compiled(data: bytes, outline: Outline) -> Package:
    """A file of `workbook` cut into slots, with the same outline."""
    slots = _slots(outline)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return Package(tuple((name, _cut(part, slots[name]) if name in slots else part) for name, part in parts.items()))


def _slots(outline: Outline) -> dict[str, dict[str, tuple[str, str]]]:
    """Kind and key of each slot, by part and by cell."""
    sheets: list[dict[str, tuple[str, str]]] = [{f"C{row}": ("cell", key) for key, row in _ABOUT.items()}]
    kinds = {**dict.fromkeys(_TEXTS, "cell"), "date": "day", "gap": "number"}
    for matrix in outline.matrices:
        sheets.append({f"{_COLUMN[name]}{_FIRST + row}": (kind, f"{matrix.id}/{row}/{name}")
                       for row in range(len(matrix.rows)) for name, kind in kinds.items()})
    groups = len(GROUPS) * sum(map(_is_grouped, outline.matrices))
    sheets.append({f"{letter}{_FIRST + row}": ("number", f"overview/{row}/{name}")
                   for row in range(len(outline.matrices) + groups) for name, letter in _SUMS.items()})
    return {f"xl/worksheets/sheet{number}.xml": cells for number, cells in enumerate(sheets, 1)}


def _cut(part: bytes, cells: dict[str, tuple[str, str]]) -> list[Slot]:
    """A sheet in pieces: its XML, and a slot in the place of each of the cells."""
    tree = etree.fromstring(part)
    slots: list[Slot] = []
    for cell in list(tree.iter(f"{_MAIN}c")):
        if cell.get("r") in cells:
            slots.append(_slot(cell, *cells[cell.get("r")]))
            cell.getparent().replace(cell, etree.ProcessingInstruction("slot"))
    if len(slots) != len(cells):
        raise ValueError("The file was not made from this outline.")
    pieces = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True).decode().split("<?slot ?>")
    return [piece for pair in zip(pieces, [*slots, ""], strict=True) for piece in pair if piece]


def _slot(cell: Any, kind: str, key: str) -> Slot:
    opening = f'<c r="{cell.get("r")}" s="{cell.get("s")}"'
    return [kind, key, opening, *([cell.findtext(f"{_MAIN}f")] if kind == "number" else [])]
