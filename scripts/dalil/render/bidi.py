"""Runs of Latin letters, digits and symbols that a right-to-left paragraph would reorder, kept in one piece.

Rule: Unicode Bidirectional Algorithm (UAX 9), W2 and N1: after an Arabic letter, European digits become Arabic
numbers and the signs between them become neutral, so `2020-12-01` is drawn from the right. An isolate prevents it.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterator

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from markupsafe import Markup, escape

from dalil.languages import FIRST_STRONG_ISOLATE, POP_ISOLATE

_WORD = r"[A-Za-z0-9À-ɏ]"
_CHUNK = rf"[+#§$€]?{_WORD}(?:[^\s\u0600-\u06ff\u2066-\u2069\x02\x03<>\"«»()،؛]*(?:{_WORD}|[%+]))?"
_RUN = re.compile(rf"\(?{_CHUNK}\)?(?:(?: | [/–-] |\u00a0|, )\(?{_CHUNK}\)?)*")
_LATIN = re.compile(_WORD)
_SIMPLE = re.compile(r"\d+|[A-Za-zÀ-ɏ]+(?: [A-Za-zÀ-ɏ]+)*")
# Python-Markdown keeps raw HTML aside under such a mark until the end.
_STASH = re.compile("\x02[^\x03]*\x03")
_UNTOUCHED = {"code", "pre", "script", "style", "bdi", "textarea"}


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The text cut into parts; True marks a part to be isolated. Joined they give the text again."""
    place = 0
    for start, end in _runs(text):
        if start > place:
            yield text[place:start], False
        yield text[start:end], True
        place = end
    if place < len(text):
        yield text[place:], False


def _runs(text: str) -> Iterator[tuple[int, int]]:
    stashed = [match.span() for match in _STASH.finditer(text)]
    for match in _RUN.finditer(text):
        start, end = _without_lone_brackets(text, *match.span())
        kept_aside = any(start < stop and begin < end for begin, stop in stashed)
        if end > start and not kept_aside and not _SIMPLE.fullmatch(text[start:end]):
            yield start, end


def _without_lone_brackets(text: str, start: int, end: int) -> tuple[int, int]:
    """The part of a run up to a bracket whose partner lies outside it: that one belongs to the Arabic sentence."""
    while text[start] == "(" and text.find(")", start, end) in (-1, end - 1):
        start, end = start + 1, end - (text[end - 1] == ")")
    open_at: list[int] = []
    for at in range(start, end):
        if text[at] == "(":
            open_at.append(at)
        elif text[at] == ")" and not open_at:
            return start, at
        elif text[at] == ")":
            open_at.pop()
    return start, len(text[start : open_at[0]].rstrip()) + start if open_at else end


def isolated_text(text: str) -> str:
    """For places where markup cannot stand: U+2068 and U+2069 around each run."""
    return "".join(f"{FIRST_STRONG_ISOLATE}{part}{POP_ISOLATE}" if run else part for part, run in pieces(text))


def isolated_html(text: str) -> Markup:
    """Plain text as HTML with `<bdi>` around each run."""
    return Markup("").join(Markup('<bdi dir="ltr">{}</bdi>').format(part) if run else escape(part)
                           for part, run in pieces(text))


class IsolateExtension(Extension):
    """Isolates the runs in the text of a right-to-left page and gives code its direction."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (the name is Python-Markdown's)
        # After inline patterns (20), before the contents list is gathered (5).
        md.treeprocessors.register(_Isolate(md), "dalil-isolate", 8)


class _Isolate(Treeprocessor):
    def run(self, root: etree.Element) -> None:
        self._enter(root)

    def _enter(self, element: etree.Element) -> None:
        if element.tag == "code":
            element.set("dir", "ltr")
        if element.tag in _UNTOUCHED:
            return
        for child in list(element):
            self._enter(child)
            if child.tail:
                self._spread(element, child.tail, child)
        if element.text and element.text.strip():
            self._spread(element, element.text, None)

    def _spread(self, parent: etree.Element, text: str, after: etree.Element | None) -> None:
        """Puts the parts of a text back behind `after`, or at the parent's head."""
        if not _LATIN.search(text):
            return
        parts = list(pieces(text))
        if not any(run for _, run in parts):
            return
        place = list(parent).index(after) + 1 if after is not None else 0
        _set_text(parent, after, "")
        last = after
        for part, run in parts:
            if run:
                last = etree.Element("bdi", {"dir": "ltr"})
                last.text = AtomicString(part)
                parent.insert(place, last)
                place += 1
            else:
                _set_text(parent, last, part)


def _set_text(parent: etree.Element, after: etree.Element | None, text: str) -> None:
    if after is None:
        parent.text = text
    else:
        after.tail = text
