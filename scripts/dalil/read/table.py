"""Pipe tables in blocks: rows of cells, each with its line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from dalil.model import Line

_RULE = re.compile(r"\|?[\s:|-]*-[\s:|-]*\|?")
_CELL = re.compile(r"(?<!\\)\|")


class Row(NamedTuple):
    """The cells of a row."""

    cells: tuple[str, ...]
    line: int


def table(lines: Sequence[Line]) -> tuple[list[Line], list[Row], list[Line]]:
    """The lines before the first table, its rows with the head first and without the rule, and the lines after it that are not blank.

    Without a rule below the head there is no table: all lines are before it.
    """
    rule = next((at for at, line in enumerate(lines) if at and _is_rule(line.text) and "|" in lines[at - 1].text), None)
    if rule is None:
        return list(lines), [], []
    end = next((at for at in range(rule, len(lines)) if "|" not in lines[at].text and lines[at].text.strip()), len(lines))
    inside = [line for at, line in enumerate(lines[rule - 1 : end]) if at != 1 and line.text.strip()]
    return list(lines[: rule - 1]), [_row(line) for line in inside], [line for line in lines[end:] if line.text.strip()]


def _is_rule(text: str) -> bool:
    return bool(_RULE.fullmatch(text.strip()))


def _row(line: Line) -> Row:
    text = re.sub(r"^\||(?<!\\)\|$", "", line.text.strip())
    return Row(tuple(cell.strip().replace("\\|", "|") for cell in _CELL.split(text)), line.number)
