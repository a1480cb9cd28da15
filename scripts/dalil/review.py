"""The reader's own review: what its tables amount to, and the values that a Word or Excel file is filled with.

The browser does the same in `review.js`; both are held to one list of cases.

Numbers. A row is rated when it applies and both levels are chosen. Its gap is the number of levels from now to the aim, times its
weight. A share is the levels reached over the highest ones, by weight, over the rated rows, in whole per cent; halves go up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

GROUPS = (1, 2, 3, 4)  # the round tables of the Forum
CELL_LENGTH = 32_767  # characters that a cell of a sheet takes. Source: specifications and limits of Excel
# Where the suggested structure takes up the tables and the plan: section, and the list that belongs there.
LISTS = {"guiding-principles": "principles", "progress-on-objectives": "objectives", "next-steps": "plan"}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TEXTS = ("evidence", "next", "owner", "date")

Plan = Mapping[str, Any]


@dataclass(frozen=True)
class Level:
    """A level of a table, in plain text."""

    name: str
    meaning: str


@dataclass(frozen=True)
class Row:
    """A row of a table, in plain text; `group` is the round table of an objective, else 0."""

    text: str
    weight: int = 1
    group: int = 0


@dataclass(frozen=True)
class Matrix:
    """A table of the review: `id` is that of its exercise, `kind` one of REVIEW_PARTS."""

    id: str
    kind: str
    title: str
    levels: tuple[Level, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Section:
    """A section of the review: the ids of the exercises in which its text is written, and the list that belongs to it, if any."""

    id: str
    title: str
    drafts: tuple[str, ...]
    list: str = ""


@dataclass(frozen=True)
class Outline:
    """What a site asks of a review, in one language. `words` are those that values are put into."""

    matrices: tuple[Matrix, ...]
    sections: tuple[Section, ...]
    words: Mapping[str, Any]

    def record(self) -> dict[str, Any]:
        """The outline for the browser, which has no use for what levels mean."""
        record = asdict(self)
        for matrix in record["matrices"]:
            matrix["levels"] = [{"name": level["name"]} for level in matrix["levels"]]
        return record


@dataclass(frozen=True)
class State:
    """What a participant has answered: the values of the answers, by exercise."""

    answers: Mapping[str, Any]
    participant: str = ""
    country: str = ""

    def plan(self, matrix: Matrix, place: int) -> Plan:
        """What was entered in a row."""
        plan: Plan = (self.answers.get(matrix.id) or {}).get(str(place)) or {}
        return plan


@dataclass(frozen=True)
class Entry:
    """A row of a table with what was entered in it."""

    matrix: Matrix
    place: int
    row: Row
    plan: Plan

    @property
    def applies(self) -> bool:
        return not self.plan.get("not_applicable")

    @property
    def is_rated(self) -> bool:
        return self.applies and self.plan.get("now") is not None and self.plan.get("aim") is not None

    @property
    def gap(self) -> int:
        """Levels from now to the aim, times the weight, of a rated row."""
        return int(self.plan["aim"] - self.plan["now"]) * self.row.weight


@dataclass(frozen=True)
class Share:
    """A table, or a round table: rated rows of those that apply, and the shares reached now and aimed at, in per cent."""

    name: str
    rated: int
    total: int
    now: int | None
    aim: int | None


def entries(matrix: Matrix, state: State) -> tuple[Entry, ...]:
    """The rows of a table."""
    return tuple(Entry(matrix, place, row, state.plan(matrix, place)) for place, row in enumerate(matrix.rows))


def gaps(outline: Outline, state: State) -> list[Entry]:
    """The rows that are to rise, the largest gap first, then in their order."""
    rising = [one for matrix in outline.matrices for one in entries(matrix, state) if one.is_rated and one.gap > 0]
    return sorted(rising, key=lambda one: -one.gap)


def steps(outline: Outline, state: State) -> list[Entry]:
    """The rows that apply and have a next step, by date; those without one come last."""
    planned = [one for matrix in outline.matrices for one in entries(matrix, state) if one.applies and text(one.plan, "next").strip()]
    return sorted(planned, key=lambda one: text(one.plan, "date") or "~")


def overview(outline: Outline, state: State) -> list[Share]:
    """Each table, and then the objectives by round table."""
    shares = [_share(matrix.title, entries(matrix, state)) for matrix in outline.matrices]
    for matrix in outline.matrices:
        for group in GROUPS if any(row.group for row in matrix.rows) else ():
            name = outline.words["round_table"].replace("{n}", str(group))
            shares.append(_share(name, [one for one in entries(matrix, state) if one.row.group == group]))
    return shares


def _share(name: str, rows: Sequence[Entry]) -> Share:
    rated = [one for one in rows if one.is_rated]
    total = sum(one.applies for one in rows)
    return Share(name, len(rated), total, _percent(rated, "now"), _percent(rated, "aim"))


def _percent(rated: Sequence[Entry], level: str) -> int | None:
    most = sum(one.row.weight * (len(one.matrix.levels) - 1) for one in rated)
    reached = sum(one.row.weight * int(one.plan[level]) for one in rated)
    return (200 * reached + most) // (2 * most) if most else None


def text(plan: Plan, name: str) -> str:
    """A text of a row, empty where there is none."""
    return str(plan.get(name) or "")


def level(entry: Entry, name: str) -> str:
    """The name of a level that was chosen, or nothing."""
    place = entry.plan.get(name)
    return "" if place is None else entry.matrix.levels[place].name


def values(outline: Outline, state: State) -> dict[str, Any]:
    """What the fields of the Word form and the cells of the Excel file are filled with, by their keys."""
    words = outline.words
    lists = {matrix.kind: [_rated_row(one, words) for one in entries(matrix, state)] for matrix in outline.matrices}
    return {
        "country": state.country, "participant": state.participant,
        **{f"text.{section.id}": "\n".join(_drafts(section, state)) or words["nothing"] for section in outline.sections},
        **lists,
        "overview": [_share_row(one, words) for one in overview(outline, state)],
        "gaps": [_gap_row(one) for one in gaps(outline, state)],
        "plan": [_step_row(one, words) for one in steps(outline, state)],
        **dict(_cells(outline, state)),
    }


def _drafts(section: Section, state: State) -> Iterator[str]:
    """The texts of a section that were written."""
    texts = (state.answers.get(name) for name in section.drafts)
    yield from (one for one in texts if one and one.strip())


def _rated_row(one: Entry, words: Mapping[str, Any]) -> dict[str, str]:
    now = level(one, "now") if one.applies else words["not_applicable"]
    aim = level(one, "aim") if one.applies else ""
    return {"row": one.row.text, "now": now, "aim": aim, "evidence": text(one.plan, "evidence")}


def _share_row(one: Share, words: Mapping[str, Any]) -> dict[str, str]:
    rated = words["rated"].replace("{n}", str(one.rated)).replace("{total}", str(one.total))
    return {"name": one.name, "rated": rated, "now": percent(one.now), "aim": percent(one.aim)}


def percent(number: int | None) -> str:
    """`54%`, or nothing."""
    return "" if number is None else f"{number}%"


def _gap_row(one: Entry) -> dict[str, str]:
    return {"row": one.row.text, "table": one.matrix.title, "now": level(one, "now"), "aim": level(one, "aim"), "gap": str(one.gap)}


def _step_row(one: Entry, words: Mapping[str, Any]) -> dict[str, str]:
    return {"step": text(one.plan, "next"), "row": one.row.text, "owner": text(one.plan, "owner"),
            "date": day(text(one.plan, "date"), words)}


def iso_date(value: str) -> date | None:
    """The date of a text such as 2020-06-25, or None."""
    try:
        return date.fromisoformat(value) if _DATE.fullmatch(value) else None
    except ValueError:
        return None


def day(value: str, words: Mapping[str, Any]) -> str:
    """A date in words: 25 June 2020; what is no date stays as it is."""
    found = iso_date(value)
    if not found:
        return value
    parts = {"day": str(found.day), "month": words["months"][found.month - 1], "year": str(found.year)}
    said: str = words["day"]
    for name, part in parts.items():
        said = said.replace(f"{{{name}}}", part)
    return said


def _cells(outline: Outline, state: State) -> Iterator[tuple[str, int | str]]:
    """The cells of the Excel file."""
    for matrix in outline.matrices:
        for one in entries(matrix, state):
            key = f"{matrix.id}/{one.place}"
            yield f"{key}/now", level(one, "now")
            yield f"{key}/aim", level(one, "aim")
            yield from ((f"{key}/{name}", text(one.plan, name)[:CELL_LENGTH]) for name in _TEXTS)
            yield f"{key}/na", "" if one.applies else "x"
            yield f"{key}/gap", one.gap if one.is_rated else ""
    for place, share in enumerate(overview(outline, state)):
        numbers = {"rated": share.rated, "total": share.total, "now": share.now, "aim": share.aim}
        yield from ((f"overview/{place}/{name}", "" if number is None else number) for name, number in numbers.items())


def is_too_long(outline: Outline, state: State) -> bool:
    """Whether a row has a text that a cell of a sheet cannot take whole."""
    rows = (one for matrix in outline.matrices for one in entries(matrix, state))
    return any(len(text(one.plan, name)) > CELL_LENGTH for one in rows for name in _TEXTS)
