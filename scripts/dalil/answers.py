"""The answers file: from its text to answers that can be used, and back. The browser does the same in `answers-file.js`.

What the file may hold stands in `schemas/answers-1.schema.json`; both are held to the cases in tests/cases/answers-files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

FORMAT = "dalil-answers"
VERSION = 1
LIMIT = 5 * 1024 * 1024  # bytes
NAME_LENGTH = 200  # characters of a name or country that are kept
LONG_AGO = "1970-01-01T00:00:00.000Z"  # for an answer that does not say when it was given

# Control characters but tab and line feed, and those that turn the direction of what follows.
_UNSAFE = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
# In names, the marks of direction too; in a text they belong to its spelling.
_UNSEEN = re.compile("[\\s\u061c\u200e\u200f]+")
_PAGE = re.compile(r"[\w-][\w./-]*\.html", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z", re.ASCII)
_PLACE = re.compile(r"0|[1-9]\d{0,8}", re.ASCII)
_LEVELS = ("now", "aim")
_TEXTS = ("evidence", "next", "owner", "date")
_TICK = "not_applicable"


class Known(Protocol):
    """An exercise that the site has: what an answer to it may look like."""

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def range(self) -> int: ...


class Refused(Exception):
    """A file that is not taken; `reason` names why, as in the words for the progress page."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Answers:
    """What a file holds: records by exercise; `dropped` are ids that no exercise has, `changed` those that an answer does not fit."""

    records: Mapping[str, dict[str, Any]]
    participant: str = ""
    country: str = ""
    read: tuple[str, ...] = ()
    saved_at: str = ""
    dropped: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    @property
    def values(self) -> dict[str, Any]:
        """The values of the answers alone."""
        return {name: record["value"] for name, record in self.records.items()}


def parsed(data: bytes, exercises: Iterable[Known], course: str) -> Answers:
    """The answers in a file. Nothing is taken before all of it was looked at. Raises Refused."""
    if len(data) > LIMIT:
        raise Refused("too_large")
    text = data.decode("utf-8-sig", errors="replace")
    try:
        file = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Refused("truncated" if text.lstrip().startswith("{") else "not_json") from None
    if fault := _fault(file, course):
        raise Refused(fault)
    return _taken(file, {one.id: one for one in exercises})


def _no_number(name: str) -> None:
    raise ValueError(name)


def _fault(file: Any, course: str) -> str | None:
    """What is wrong with a file as a whole, by name."""
    if not isinstance(file, dict) or file.get("format") != FORMAT:
        return "other_format"
    version = file.get("version")
    if isinstance(version, int | float) and version > VERSION:
        return "newer_version"
    texts = (file.get("participant", ""), file.get("country", ""), *_as_list(file.get("read", [])))
    whole = version == VERSION and not isinstance(version, bool) and isinstance(file.get("answers"), dict)
    if not whole or not all(isinstance(text, str) for text in texts):
        return "damaged"
    return None if file.get("course") == course else "other_course"


def _as_list(value: Any) -> list[Any]:
    """The entries of a list; of anything else, something that is no text."""
    return value if isinstance(value, list) else [None]


def _taken(file: dict[str, Any], exercises: Mapping[str, Known]) -> Answers:
    records: dict[str, dict[str, Any]] = {}
    dropped, changed = [], []
    for name, answer in file["answers"].items():
        exercise = exercises.get(name)
        if exercise is None:
            dropped.append(shown(name))
        elif isinstance(answer, dict) and fits(answer.get("value"), exercise):
            records[name] = record(answer)
        else:
            changed.append(name)
    read = tuple(path for path in dict.fromkeys(file.get("read", [])) if _PAGE.fullmatch(path))
    return Answers(records, shown(file.get("participant", "")), shown(file.get("country", "")), read,
                   moment(file.get("saved_at")), tuple(dropped), tuple(changed))


def record(answer: Mapping[str, Any]) -> dict[str, Any]:
    """An answer as it is kept."""
    score = answer.get("score")
    kept = {"value": _clean(answer["value"]), "checked": answer.get("checked") is True, "done": answer.get("done") is True,
            "at": moment(answer.get("at")) or LONG_AGO}
    return {**kept, "score": _clean(score)} if _is_score(score) else kept


def table_record(value: Mapping[str, Mapping[str, Any]], size: int, at: str) -> dict[str, Any]:
    """The record of a table of `size` rows that was filled in elsewhere, last changed at a moment."""
    rated = sum(bool(plan.get(_TICK)) or all(plan.get(name) is not None for name in _LEVELS) for plan in value.values())
    return record({"value": value, "done": rated == size, "at": at, "score": [rated, size]})


def made(answers: Answers, course: str, site_version: str) -> str:
    """The text of a file with these answers."""
    file: dict[str, Any] = {"format": FORMAT, "version": VERSION, "course": course, "site_version": site_version,
                            "saved_at": answers.saved_at or LONG_AGO}
    file |= {name: text for name, text in (("participant", answers.participant), ("country", answers.country)) if text}
    file["answers"] = {name: answers.records[name] for name in sorted(answers.records)}
    file |= {"read": sorted(answers.read)} if answers.read else {}
    return json.dumps(file, ensure_ascii=False, indent=1) + "\n"


def safe(text: str) -> str:
    """A text without characters that nobody types and that could mislead."""
    return _UNSAFE.sub("", text)


def shown(text: str) -> str:
    """A name as it is shown: safe, in one line, and not too long."""
    return _UNSEEN.sub(" ", safe(text)).strip()[:NAME_LENGTH]


def moment(at: Any) -> str:
    """A moment in the one form that sorts, or nothing."""
    if not isinstance(at, str) or not _MOMENT.fullmatch(at):
        return ""
    try:
        found = datetime.fromisoformat(at).astimezone(UTC)
    except ValueError:
        return ""
    return f"{found:%Y-%m-%dT%H:%M:%S}.{found.microsecond // 1000:03}Z"


def fits(value: Any, exercise: Known) -> bool:
    """Whether a value can be an answer to an exercise."""
    check = _FITS.get(exercise.kind)
    return bool(check and check(value, exercise))


def _is_whole(value: Any) -> bool:
    """Whether a value of JSON is a whole number; JavaScript does not tell 1.0 from 1."""
    return (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, float) and value.is_integer())


def _is_place(value: Any, size: int) -> bool:
    return _is_whole(value) and 0 <= value < size


def _are_places(value: Any, size: int) -> bool:
    return isinstance(value, list) and all(_is_place(one, size) for one in value) and len(set(value)) == len(value)


def _are_chosen(value: Any, one: Known) -> bool:
    return isinstance(value, list) and len(value) == one.size and all(place is None or _is_place(place, one.range) for place in value)


def _are_texts(value: Any, one: Known) -> bool:
    return isinstance(value, list) and len(value) == one.size and all(isinstance(text, str) for text in value)


def _are_plans(value: Any, one: Known) -> bool:
    return isinstance(value, dict) and all(
        _PLACE.fullmatch(row) and _is_place(int(row), one.size) and _is_plan(plan, one.range) for row, plan in value.items())


def _is_plan(plan: Any, size: int) -> bool:
    return (isinstance(plan, dict) and all(plan.get(name) is None or _is_place(plan[name], size) for name in _LEVELS)
            and all(isinstance(plan.get(name, ""), str) for name in _TEXTS) and isinstance(plan.get(_TICK, False), bool))


def _is_score(score: Any) -> bool:
    return isinstance(score, list) and len(score) == 2 and all(map(_is_whole, score)) and 0 <= score[0] <= score[1]


_FITS: dict[str, Callable[[Any, Known], bool]] = {
    "choice": lambda value, one: _are_places(value, one.size) and len(value) <= one.range,
    "order": lambda value, one: _are_places(value, one.size) and len(value) == one.size,
    "match": _are_chosen,
    "sort": _are_chosen,
    "blanks": _are_texts,
    "draft": lambda value, one: isinstance(value, str),
    "checklist": lambda value, one: _are_places(value, one.size),
    "assess": _are_plans,
}


def _clean(value: Any) -> Any:
    """A value that fits, with safe texts and without what is not ours."""
    if isinstance(value, str):
        return safe(value)
    if isinstance(value, list):
        return [_clean(one) for one in value]
    if isinstance(value, float):
        return int(value)
    return {row: _planned(plan) for row, plan in value.items()} if isinstance(value, dict) else value


def _planned(plan: dict[str, Any]) -> dict[str, Any]:
    kept = {name: _clean(plan[name]) for name in (*_LEVELS, *_TEXTS) if name in plan}
    return {**kept, _TICK: True} if plan.get(_TICK) else kept
