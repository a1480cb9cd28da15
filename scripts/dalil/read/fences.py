"""Code fences: which lines of a text are code, and so neither headings, links nor blocks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dalil.model import Line

_FENCE = re.compile(r"( *)(`{3,}|~{3,})(.*)")


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
