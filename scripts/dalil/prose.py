"""What of a Markdown source is words for a reader: which lines are code, and lines without the signs of the notation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dalil.model import Line

_FENCE = re.compile(r"( *)(`{3,}|~{3,})(.*)")


def numbered(text: str, first: int = 1) -> tuple[Line, ...]:
    """The lines of a text, counted from `first`."""
    return tuple(Line(number, line) for number, line in enumerate(text.split("\n"), first))


def code_lines(lines: Sequence[Line]) -> frozenset[int]:
    """Numbers of the lines inside code fences, the fences included. A fence that never closes is text, as in Python-Markdown."""
    code: set[int] = set()
    place = 0
    while place < len(lines):
        end = _fence_end(lines, place)
        if end:
            code.update(line.number for line in lines[place : end + 1])
        place = (end or place) + 1
    return frozenset(code)


def _fence_end(lines: Sequence[Line], start: int) -> int | None:
    """Position of the line that closes the fence opened at `start`, or None if none opens or closes."""
    if not lines[start].text.lstrip(" ").startswith(("```", "~~~")):
        return None
    opening = _FENCE.fullmatch(lines[start].text)
    if not opening or ("`" in opening[3] and opening[2][0] == "`"):
        return None
    closing = re.compile(rf" {{0,{len(opening[1]) + 3}}}{opening[2][0]}{{{len(opening[2])},}} *")
    return next((at for at in range(start + 1, len(lines)) if closing.fullmatch(lines[at].text)), None)


# Whole lines that are notation: block fences, keys below them, table rules, reference definitions.
_NOTATION = re.compile(r"\s*:::.*|[a-z][a-z_-]*:[ \t].*|\|?[\s:|-]*-[\s:|-]*\|?|<!--.*-->")
# What stands before the words of a line, in the order in which it can stand.
_LEADING = (
    re.compile(r"\s*!!![ \t]*\w+[ \t]*\"?"),
    re.compile(r"\s*(?:[-*+]|\d+[.)]|:|#+)[ \t]+(?:\[[ xX]\][ \t]*)?"),
    re.compile(r"\s*>[ \t]?"),
)
_INLINE = (
    (re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)"), "…"),
    (re.compile(r"\]\([^)]*\)"), "]"),
    (re.compile(r"<[^>]+>|\{:?[ \t]*#[^}]*\}|\[\^[^\]]+\]:?"), ""),
    (re.compile(r"[\[\]]|\*\*"), ""),
)


def prose(lines: Sequence[Line]) -> Iterator[Line]:
    """The words of a source, line by line and table cell by table cell, without fences, ids, link targets and code."""
    code = code_lines(lines)
    for line in lines:
        if line.number in code or is_notation(line.text):
            continue
        for part in line.text.split("|") if line.text.startswith("|") else [line.text]:
            if words := plain(part):
                yield Line(line.number, words)


def paragraphs(lines: Sequence[Line]) -> Iterator[Line]:
    """Lines of words that follow each other directly, joined; each list entry, quotation and table cell by itself."""
    code = code_lines(lines)
    text, first, before = "", 0, 0
    for line in lines:
        words = plain(line.text) if line.number not in code and not is_notation(line.text) else ""
        begins = before + 1 != line.number or line.text.startswith("|") or begins_anew(line.text)
        if text and (begins or not words):
            yield Line(first, text)
            text = ""
        if words:
            text, first, before = (f"{text} {words}", first, line.number) if text else (words, line.number, line.number)
    if text:
        yield Line(first, text)


def is_notation(text: str) -> bool:
    """Whether a whole line is notation, and no word of it is shown."""
    return bool(_NOTATION.fullmatch(text))


def begins_anew(text: str) -> bool:
    """Whether a line begins a heading, a list entry, a quotation, a definition or a note."""
    return any(sign.match(text) for sign in _LEADING)


def plain(text: str) -> str:
    """The words of a line without the signs of the notation."""
    for sign in _LEADING:
        text = sign.sub("", text, count=1) if sign.match(text) else text
    for sign, stead in _INLINE:
        text = sign.sub(stead, text)
    return text.strip().removesuffix('"') if text.count('"') % 2 else text.strip()
