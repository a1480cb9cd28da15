"""The results of a review as plain text, for the command line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dalil.languages import Language
from dalil.review import Outline, State, values

_WIDEST = 60  # characters of a column; a longer text is cut


def results(outline: Outline, state: State, words: Language) -> str:
    """Overview, gaps and plan, each as a table with a head."""
    found = values(outline, state)
    tables = {
        "overview": (("part", "name"), ("rated_rows", "rated"), ("now", "now"), ("aim", "aim")),
        "gaps": (("gap", "gap"), ("row", "row"), ("table", "table"), ("now", "now"), ("aim", "aim")),
        "plan": (("date", "date"), ("step", "step"), ("owner", "owner"), ("row", "row")),
    }
    return "\n\n".join(_titled(words.say(f"review.{name}"), columns, found[name], words) for name, columns in tables.items())


def _titled(title: str, columns: Sequence[tuple[str, str]], rows: Sequence[dict[str, str]], words: Language) -> str:
    heads = [words.say(f"review.{head}") for head, _ in columns]
    lines = _lines([heads, *([row[key] for _, key in columns] for row in rows)])
    return "\n".join([f"{title} ({len(rows)})", *(lines if rows else [])])


def _lines(rows: Iterable[Sequence[str]]) -> list[str]:
    """Rows with their columns below each other."""
    short = [[_short(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*short, strict=True)]
    return ["  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in short]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _WIDEST else line[: _WIDEST - 1] + "…"
