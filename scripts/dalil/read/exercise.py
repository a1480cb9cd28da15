"""Exercises: from a raw block to a Choice or an Order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from dalil.findings import Finding, found
from dalil.model import Choice, Item, Line, Option, Order
from dalil.read.blocks import RawBlock, markdown

KEYS = ("points",)
MOST_POINTS = 100

_OPTION = re.compile(r"[-*+] \[([ xX])\](?: +(.*?))?\s*")
_NEARLY_OPTION = re.compile(r"[-*+] ?\[.{0,3}\].*|[-*+] .*")
_NUMBERED = re.compile(r"\d+[.)] +(.*?)\s*")
_QUOTE = re.compile(r"\s+> ?(.*)")


@dataclass
class _Entry:
    """A list entry while it is read: its text, the quote below it, whether it is marked."""

    line: int
    mark: str
    text: list[str]
    quote: list[str] = field(default_factory=list)

    def option(self) -> Option:
        feedback = "\n".join(self.quote).strip() or None
        return Option("\n".join(self.text).strip(), self.line, self.mark in "xX", feedback)

    def item(self) -> Item:
        return Item("\n".join(self.text).strip(), self.line)


def choice(block: RawBlock, path: str) -> tuple[Choice, list[Finding]]:
    """A choice and what is wrong in its body."""
    prompt, entries, stray = _listed(block.body, _OPTION)
    findings = _misread(prompt, _NEARLY_OPTION, path) + _lost(stray, path)
    common, faults = _common(block, prompt, path)
    return Choice(**common, options=tuple(entry.option() for entry in entries)), findings + faults


def order(block: RawBlock, path: str) -> tuple[Order, list[Finding]]:
    """An order exercise and what is wrong in its body."""
    prompt, entries, stray = _listed(block.body, _NUMBERED)
    quotes = [Line(entry.line, "> " + entry.quote[0]) for entry in entries if entry.quote]
    common, faults = _common(block, prompt, path)
    return Order(**common, items=tuple(entry.item() for entry in entries)), _lost(stray + quotes, path) + faults


def _listed(body: Sequence[Line], marker: re.Pattern[str]) -> tuple[list[Line], list[_Entry], list[Line]]:
    """The lines before the list, its entries, and lines after it that belong to no entry."""
    prompt: list[Line] = []
    entries: list[_Entry] = []
    stray: list[Line] = []
    for line in body:
        start = marker.fullmatch(line.text)
        if start:
            mark, text = (start[1], start[2] or "") if marker is _OPTION else ("", start[1])
            entries.append(_Entry(line.number, mark, [text]))
        elif not entries:
            prompt.append(line)
        elif not _continued(entries[-1], line.text):
            stray.append(line)
    return prompt, entries, stray


def _continued(entry: _Entry, text: str) -> bool:
    """Takes an indented or blank line into the entry; False for a line that stands outside the list."""
    if quote := _QUOTE.fullmatch(text):
        entry.quote.append(quote[1])
    elif not text.strip() or text.startswith(("  ", "\t")):
        entry.text.append(text.strip())
    else:
        return False
    return True


def _common(block: RawBlock, prompt: Sequence[Line], path: str) -> tuple[dict[str, Any], list[Finding]]:
    """The fields every exercise has."""
    findings: list[Finding] = []
    points = block.keys.get("points")
    if points and not (points.text.isdecimal() and 1 <= int(points.text) <= MOST_POINTS):
        findings.append(found("key-value", path, points.number, key="points", value=points.text, wanted=f"1-{MOST_POINTS}"))
        points = None
    if not markdown(prompt).strip():
        findings.append(found("exercise-no-prompt", path, block.line, id=block.id))
    explanation = "\n\n".join(block.texts("explanation")) or None
    fields = {"id": block.id, "line": block.line, "end": block.end, "prompt": markdown(prompt),
              "points": int(points.text) if points else 1, "hints": block.texts("hint"), "explanation": explanation}
    return fields, findings


def _misread(prompt: Sequence[Line], nearly: re.Pattern[str], path: str) -> list[Finding]:
    return [found("exercise-option", path, line.number, text=line.text.strip()[:40])
            for line in prompt if nearly.fullmatch(line.text)]


def _lost(stray: Sequence[Line], path: str) -> list[Finding]:
    """A finding per run of lines that would appear nowhere."""
    return [found("block-text-lost", path, line.number, text=line.text.strip()[:40]) for line in stray]


READERS = {"choice": choice, "order": order}
