"""Passages: the pieces of a page that are read as one, each with what it stands beside and under."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from dalil.folding import folded
from dalil.model import Exercise, Line, Page, Plan
from dalil.prose import begins_anew, code_lines, is_notation, numbered, plain

_HEADING = re.compile(r"(#{1,6})[ \t]+\S")
_NOTE = re.compile(r"(?:!!!|\?\?\?\+?)[ \t]*\w+[ \t]*(?:\"(.*)\")?[ \t]*")
_RULE = re.compile(r"\|?[\s:|-]*-[\s:|-]*\|?")
_CELL = re.compile(r"(?<!\\)\|")
_ENTRY = re.compile(r"[-*+][ \t]|\d+[.)][ \t]")
_BODY = " " * 4


@dataclass(frozen=True)
class Passage:
    """A paragraph, a heading, an entry of a list or a cell of a table, in plain words.

    `starts` are the places in `text` at which a line of the source begins, with its number. `beside` is what stands in the row and at the
    head of the column of a cell; `under` are the lines that lead to it and the headings, the nearest first. `quoted`: it is a quotation
    as a whole. `section` counts the headings above it.
    """

    text: str
    starts: tuple[tuple[int, int], ...]
    beside: tuple[str, ...] = ()
    under: tuple[str, ...] = ()
    quoted: bool = False
    section: int = 0

    def line(self, at: int) -> int:
        """The line of the source on which a place in the text stands."""
        return max(number for start, number in self.starts if start <= at)


def passages(page: Page, note: str, marked: Callable[[str], str]) -> tuple[list[Passage], frozenset[int]]:
    """The passages of a page but for editor's notes (entitled `note`), and the sections that have such a note.

    `marked` gives a line of the source as it is to be read. Left out are code, agendas and programmes, and the entries of exercises,
    which may be wrong on purpose.
    """
    reader = _Reader(page, folded(note), marked)
    reader.head(page)
    for line in numbered(page.text, page.first_line):
        reader.read(line)
    reader.finish()
    return reader.passages, frozenset(reader.noted)


@dataclass
class _Paragraph:
    """What has been read of a paragraph."""

    text: str = ""
    starts: list[tuple[int, int]] = field(default_factory=list)
    indent: int = 0
    is_entry: bool = False
    quoted: bool = False


class _Reader:
    """Goes through the lines once."""

    def __init__(self, page: Page, note: str, marked: Callable[[str], str]) -> None:
        self.passages: list[Passage] = []
        self.noted: set[int] = set()
        self._note, self._marked = note, marked
        self._code = code_lines(numbered(page.text, page.first_line))
        self._plans = _lines_of(page, Plan)
        self._exercises = _lines_of(page, Exercise)
        self._headings: list[tuple[int, str]] = []
        self._leads: list[tuple[int, str]] = []
        self._paragraph = _Paragraph()
        self._row_heads: list[str] | None = None
        self._inside = ""  # "note" in an editor's note, "body" in another one
        self._section = 0

    def head(self, page: Page) -> None:
        """What the head of the page says of it to search engines and menus, if each of its keys has a line."""
        flat = page.first_line == len(page.meta) + 3
        for place, (key, value) in enumerate(page.meta.items()):
            if key in ("description", "short") and isinstance(value, str):
                self._add(Passage(self._plain(value), ((0, place + 2 if flat else 1),), under=(page.title,)))

    def read(self, line: Line) -> None:
        text = line.text.rstrip()
        if line.number in self._code or line.number in self._plans:
            self.finish()
        elif not text:
            self._end_paragraph()
            self._row_heads = None
        else:
            self._leave_note(text)
            self._visible(line.number, text)

    def finish(self) -> None:
        self._end_paragraph()
        self._row_heads, self._inside = None, ""

    def _leave_note(self, text: str) -> None:
        if self._inside and not text.startswith((_BODY, "\t")):
            self.finish()

    def _visible(self, number: int, text: str) -> None:
        if self._inside == "note":
            return
        text = text.removeprefix(_BODY) if self._inside == "body" else text
        if opening := _NOTE.fullmatch(text):
            self._begin_note(number, opening[1] or "")
        elif heading := _HEADING.match(text):
            self._heading(number, len(heading[1]), text)
        elif text.lstrip().startswith("|"):
            self._row(number, text)
        elif is_notation(text) or self._is_doubtful(number, text):
            self._end_paragraph()
        else:
            self._words(number, text)

    def _is_doubtful(self, number: int, text: str) -> bool:
        """An entry of an exercise, or feedback on one: right and wrong ones look alike."""
        return number in self._exercises and bool(_ENTRY.match(text.lstrip()) or text.lstrip().startswith(">"))

    def _begin_note(self, number: int, title: str) -> None:
        self._end_paragraph()
        self._inside = "note" if folded(title) == self._note else "body"
        if self._inside == "note":
            self.noted.add(self._section)
        elif title:
            self._add(Passage(self._plain(title), ((0, number),), under=self._under(), section=self._section))

    def _heading(self, number: int, level: int, text: str) -> None:
        self._end_paragraph()
        self._leads.clear()
        self._section += 1
        self._headings = [one for one in self._headings if one[0] < level]
        words = self._plain(text)
        self._add(Passage(words, ((0, number),), under=self._under(), section=self._section))
        self._headings.append((level, words))

    def _row(self, number: int, text: str) -> None:
        self._end_paragraph()
        cells = [self._plain(cell) for cell in _CELL.split(text.strip().strip("|"))]
        if self._row_heads is None:
            self._row_heads = cells
        elif _RULE.fullmatch(text.strip()):
            return
        for place, cell in enumerate(cells):
            others = " | ".join(other for other in cells if other is not cell)
            heads = self._row_heads[place : place + 1] if self._row_heads is not cells else []
            self._add(Passage(cell, ((0, number),), (others, *heads), self._under(), section=self._section))

    def _words(self, number: int, text: str) -> None:
        quoted, indent = text.lstrip().startswith(">"), len(text) - len(text.lstrip())
        if not self._paragraph.text or (begins_anew(text) and not (quoted and self._paragraph.quoted)):
            self._end_paragraph()
            self._paragraph = _Paragraph(indent=indent, is_entry=bool(_ENTRY.match(text.lstrip())), quoted=quoted)
        self._row_heads = None
        open_one, words = self._paragraph, self._plain(text)
        open_one.text += " " if open_one.text and words else ""
        open_one.starts.append((len(open_one.text), number))
        open_one.text += words

    def _end_paragraph(self) -> None:
        ended, self._paragraph = self._paragraph, _Paragraph()
        if not ended.text:
            return
        level = ended.indent if ended.is_entry or ended.indent else -1
        self._leads = [lead for lead in self._leads if lead[0] < level]
        self._add(Passage(ended.text, tuple(ended.starts), under=self._under(), quoted=ended.quoted, section=self._section))
        if ended.text.endswith(":"):
            self._leads.append((level, ended.text))

    def _plain(self, text: str) -> str:
        """The words of a line, one space between two of them."""
        return " ".join(plain(self._marked(text)).split())

    def _under(self) -> tuple[str, ...]:
        return tuple(text for _, text in (*reversed(self._leads), *reversed(self._headings)))

    def _add(self, passage: Passage) -> None:
        if passage.text:
            self.passages.append(passage)


def _lines_of(page: Page, kind: type) -> frozenset[int]:
    return frozenset(number for block in page.blocks if isinstance(block, kind) for number in range(block.line, block.end + 1))


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Beginning and end of each sentence, or of each half of one that a semicolon divides."""
    start = 0
    for match in _SENTENCE_END.finditer(text):
        yield start, match.start() + 1
        start = match.end()
    if start < len(text):
        yield start, len(text)


# A full stop after a.m. and p.m. ends no sentence.
_SENTENCE_END = re.compile(r"(?:(?<![ap]\.m)(?<!\.[ap])[.!?؟]|[;؛])[\"'”»)]*\s+")
