"""Exercises: from a raw block to one of the kinds, and what is wrong in its body."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from dalil.findings import Finding, found
from dalil.model import (
    REVIEW_PARTS,
    Assess,
    Blanks,
    Checklist,
    Choice,
    Draft,
    Exercise,
    Gap,
    Group,
    Item,
    Level,
    Line,
    Match,
    Option,
    Order,
    Pair,
    Sort,
    gap_mark,
)
from dalil.read.blocks import RawBlock, markdown
from dalil.read.table import table

MOST_POINTS, MOST_WORDS = 100, 2000
FEWEST_LEVELS = 2

_OPTION = re.compile(r"[-*+] \[([ xX])\](?: +(.*?))?\s*")
_NUMBERED = re.compile(r"()\d+[.)] +(.*?)\s*")
_BULLET = re.compile(r"()[-*+] +(.*?)\s*")
_NEARLY_OPTION = re.compile(r"[-*+] ?\[.{0,3}\].*|[-*+] .*")
_QUOTE = re.compile(r"\s+> ?(.*)")
_GROUP = re.compile(r"\*\*(.+?)\*\*:?\s*")
_LEVEL = re.compile(r"(.+?): +(.+)", re.DOTALL)
_COUNT = re.compile(r"[1-9][0-9]?")
_GAP = re.compile(r"\[\[(.*?)\]\]")


@dataclass
class _Entry:
    """A list entry while it is read: its text, the quote below it, whether it is marked."""

    line: int
    mark: str
    text: list[str]
    quote: list[str] = field(default_factory=list)

    def option(self) -> Option:
        feedback = "\n".join(self.quote).strip() or None
        return Option("\n".join(self.text).strip(), self.line, self.mark in ("x", "X"), feedback)

    def item(self) -> Item:
        return Item("\n".join(self.text).strip(), self.line)


class _Body:
    """What all kinds do: split the body, collect findings, and fill the common fields."""

    def __init__(self, block: RawBlock, path: str) -> None:
        self.block, self.path = block, path
        self.findings: list[Finding] = []

    def find(self, rule: str, line: int, **values: object) -> None:
        self.findings.append(found(rule, self.path, line, **values))

    def lost(self, lines: Sequence[Line]) -> None:
        """Lines that would appear nowhere."""
        for line in lines:
            self.find("block-text-lost", line.number, text=line.text.strip()[:40])

    def listed(self, lines: Sequence[Line], marker: re.Pattern[str], quotes: bool = False) -> tuple[list[Line], list[_Entry]]:
        """The lines before a list and its entries; what stands outside, or is quoted where no quotes belong, is lost."""
        before, entries, stray = _listed(lines, marker)
        self.lost(stray + [Line(one.line, "> " + one.quote[0]) for one in entries if one.quote and not quotes])
        for entry in entries:
            if not "".join(entry.text).strip():
                self.find("exercise-option", entry.line, text="")
        return before, entries

    def number(self, key: str, default: int, most: int) -> int:
        """The whole number of a key."""
        line = self.block.keys.get(key)
        if line and not (line.text.isdecimal() and 1 <= int(line.text) <= most):
            self.find("key-value", line.number, key=key, value=line.text, wanted=f"1-{most}")
            return default
        return int(line.text) if line else default

    def one_of(self, key: str, values: Sequence[str]) -> str:
        """The value of a key that may have these values only, or nothing."""
        line = self.block.keys.get(key)
        if line and line.text not in values:
            self.find("key-value", line.number, key=key, value=line.text, wanted=" | ".join(values))
        return line.text if line and line.text in values else ""

    def common(self, prompt: str) -> dict[str, Any]:
        """The fields every exercise has."""
        if not prompt.strip():
            self.find("exercise-no-prompt", self.block.line, id=self.block.id)
        block = self.block
        return {"id": block.id, "line": block.line, "end": block.end, "prompt": prompt, "points": self.number("points", 1, MOST_POINTS),
                "hints": block.texts("hint"), "explanation": self.joined("explanation"), "facilitator": self.joined("facilitator")}

    def joined(self, kind: str) -> str | None:
        return "\n\n".join(self.block.texts(kind)) or None


def _choice(body: _Body) -> Choice:
    before, entries = body.listed(body.block.body, _OPTION, quotes=True)
    for line in before:
        if _NEARLY_OPTION.fullmatch(line.text):
            body.find("exercise-option", line.number, text=line.text.strip()[:40])
    return Choice(**body.common(markdown(before)), options=tuple(entry.option() for entry in entries))


def _order(body: _Body) -> Order:
    before, entries = body.listed(body.block.body, _NUMBERED)
    return Order(**body.common(markdown(before)), items=tuple(entry.item() for entry in entries))


def _checklist(body: _Body) -> Checklist:
    before, entries = body.listed(body.block.body, _BULLET)
    return Checklist(**body.common(markdown(before)), items=tuple(entry.item() for entry in entries))


def _match(body: _Body) -> Match:
    before, rows, after = table(body.block.body)
    body.lost(after)
    heads = (rows[0].cells[0], rows[0].cells[1]) if rows and len(rows[0].cells) == 2 else ("", "")
    pairs = []
    for row in rows[1:] if any(heads) or not rows else rows:
        if len(row.cells) == 2 and all(row.cells):
            pairs.append(Pair(row.cells[0], row.cells[1], row.line))
        else:
            body.find("match-row", row.line, text=" | ".join(row.cells)[:40])
    return Match(**body.common(markdown(before)), heads=heads, pairs=tuple(pairs))


def _sort(body: _Body) -> Sort:
    """Group names are bold paragraphs; what comes before the first is the question."""
    starts = [at for at, line in enumerate(body.block.body) if _GROUP.fullmatch(line.text)]
    prompt = body.block.body[: starts[0]] if starts else body.block.body
    groups = []
    for start, end in pairwise([*starts, len(body.block.body)]):
        head = body.block.body[start]
        before, entries = body.listed(body.block.body[start + 1 : end], _BULLET)
        body.lost([line for line in before if line.text.strip()])
        name = _GROUP.fullmatch(head.text)
        groups.append(Group(name[1] if name else "", tuple(entry.item() for entry in entries), head.number))
    return Sort(**body.common(markdown(prompt)), groups=tuple(groups))


def _blanks(body: _Body) -> Blanks:
    """A text with gaps; a list below it names wrong answers that get a word of their own."""
    before, entries = body.listed(body.block.body, _BULLET, quotes=True)
    gaps: list[Gap] = []
    text = [_with_marks(line, gaps, body) for line in before]
    wrong = tuple(entry.option() for entry in entries)
    for one in wrong:
        if one.feedback is None:
            body.find("blanks-wrong", one.line, text=one.text[:40])
    return Blanks(**body.common(markdown(text)), gaps=tuple(gaps), wrong=wrong)


def _with_marks(line: Line, gaps: list[Gap], body: _Body) -> Line:
    """A line with a mark for each gap, which is added to `gaps`."""
    def mark(match: re.Match[str]) -> str:
        answers = tuple(answer.strip() for answer in match[1].split("|"))
        if not all(answers):
            body.find("blanks-gap", line.number, text=match[0])
        gaps.append(Gap(tuple(answer for answer in answers if answer), line.number))
        return gap_mark(len(gaps) - 1)

    text = _GAP.sub(mark, line.text)
    if "[[" in text or "]]" in text:
        body.find("blanks-gap", line.number, text=line.text.strip()[:40])
    return Line(line.number, text)


def _draft(body: _Body) -> Draft:
    section = body.block.keys.get("section")
    if not section and not body.block.texts("model"):
        body.find("draft-no-model", body.block.line, id=body.block.id)
    fields = body.common(markdown(body.block.body))
    return Draft(**fields, words=body.number("words", 0, MOST_WORDS), model=body.joined("model"),
                 section=section.text if section else "", section_line=section.number if section else 0)


def _assess(body: _Body) -> Assess:
    body.one_of("rows", ("objectives",))
    rows = "rows" in body.block.keys
    review = body.one_of("review", REVIEW_PARTS)
    before, entries = body.listed(body.block.body, _BULLET)
    if rows and entries:
        body.lost([Line(entry.line, entry.text[0]) for entry in entries])
    items = tuple(entry.item() for entry in entries)
    return Assess(**body.common(markdown(before)), levels=_levels(body), items=items, objectives=rows, review=review,
                  double=_double(body))


def _levels(body: _Body) -> tuple[Level, ...]:
    """The levels, lowest first: an entry of a list each, with a colon between name and meaning."""
    blocks = [child for child in body.block.children if child.kind == "levels"]
    levels: list[Level] = []
    for block in blocks:
        before, entries = body.listed(block.body, _BULLET)
        body.lost([line for line in before if line.text.strip()])
        levels += [_level(entry.item(), body) for entry in entries]
    if len(levels) < FEWEST_LEVELS or len(blocks) > 1:
        body.find("levels-few", blocks[-1].line if blocks else body.block.line, id=body.block.id)
    return tuple(levels)


def _level(item: Item, body: _Body) -> Level:
    match = _LEVEL.fullmatch(item.text)
    if not match:
        body.find("level-meaning", item.line, text=item.text[:40])
    return Level(match[1], item.line, match[2]) if match else Level(item.text, item.line)


def _double(body: _Body) -> tuple[int, ...]:
    """The places, from 0, of the rows that the author counts from 1."""
    line = body.block.keys.get("double")
    numbers = [number.strip() for number in line.text.split(",")] if line else []
    if line and (not all(_COUNT.fullmatch(number) for number in numbers) or len(set(numbers)) < len(numbers)):
        body.find("key-value", line.number, key="double", value=line.text, wanted="7, 9")
        return ()
    return tuple(sorted(int(number) - 1 for number in numbers))


_KINDS: dict[str, tuple[tuple[str, ...], Callable[[_Body], Exercise]]] = {
    "choice": (("points",), _choice),
    "order": (("points",), _order),
    "match": (("points",), _match),
    "sort": (("points",), _sort),
    "blanks": (("points",), _blanks),
    "draft": (("words", "section"), _draft),
    "checklist": ((), _checklist),
    "assess": (("rows", "review", "double"), _assess),
}


# Nested blocks that belong into one kind of exercise.
_PLACES = {"model": "draft", "levels": "assess"}


def keys(kind: str) -> tuple[str, ...]:
    """The keys of a kind of exercise."""
    return _KINDS[kind][0]


def exercise(block: RawBlock, path: str) -> tuple[Exercise, list[Finding]]:
    """The exercise of a raw block of one of the kinds, and the findings in its body."""
    body = _Body(block, path)
    for child in block.children:
        if _PLACES.get(child.kind, block.kind) != block.kind:
            body.find("block-misplaced", child.line, kind=child.kind)
        if not markdown(child.body).strip():
            body.find("block-empty", child.line, kind=child.kind)
    read = _KINDS[block.kind][1](body)
    return read, body.findings


def _listed(lines: Sequence[Line], marker: re.Pattern[str]) -> tuple[list[Line], list[_Entry], list[Line]]:
    """The lines before the list, its entries, and lines after it that belong to no entry."""
    before: list[Line] = []
    entries: list[_Entry] = []
    stray: list[Line] = []
    for line in lines:
        if start := marker.fullmatch(line.text):
            entries.append(_Entry(line.number, start[1], [start[2] or ""]))
        elif not entries:
            before.append(line)
        elif not _continued(entries[-1], line.text):
            stray.append(line)
    return before, entries, stray


def _continued(entry: _Entry, text: str) -> bool:
    """Takes an indented or blank line into the entry; False for a line that stands outside the list."""
    if quote := _QUOTE.fullmatch(text):
        entry.quote.append(quote[1])
    elif not text.strip() or text.startswith(("  ", "\t")):
        entry.text.append(text.strip())
    else:
        return False
    return True
