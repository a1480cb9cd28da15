"""Hours in a text: from when to when, or one time of day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from itertools import product

from dalil.times.grammar import Grammar
from dalil.times.values import UNKNOWN, Hours, Phrase

_WHOLE = 24 * 60
_NEAR = 30  # signs before a time in which the word before it is looked for
_SURE = (":", "h")  # between hours and minutes they make a time of day of any two numbers


@dataclass(frozen=True)
class _Clock:
    """A time of day as it stands: the minutes that it can mean, counted from midnight. `sure`: it can be nothing else than a time."""

    start: int
    lead: int
    end: int
    minutes: tuple[int, ...]
    sure: bool
    whole: bool


def hours(text: str, words: Grammar) -> Iterator[Phrase]:
    """The times of day that a text in normal form names, in their order: two that are joined as one span."""
    clocks = [clock for clock in (_clock(match, words) for match in words.clock.finditer(text)) if clock]
    while clocks:
        first = clocks.pop(0)
        second = clocks[0] if clocks and _joined(first, clocks[0], text, words) else None
        if second:
            yield _span(first, clocks.pop(0), text, words)
        elif first.sure:
            zone, end = _zone(text, first.end, words)
            yield Phrase(Hours(_time(first.minutes[0]), None, zone, len(first.minutes) > 1), first.lead, end)


def _clock(match: re.Match[str], words: Grammar) -> _Clock | None:
    """None where the figures are no time of day."""
    given = match.groupdict()
    kind = words.meridiem.get(_plain(given["meridiem"]), "")
    named = given["name"] or given["word"]
    hour = words.hours[_plain(named)] if named else int(given["hour"])
    minute = int(given["minute"] or 0) + words.fractions.get(_plain(given.get("fraction")), 0)
    if hour > 24 or minute > 59 or (given["sign"] == "." and not kind and not given.get("at")):
        return None
    sure = bool(kind or given.get("at") or given["sign"] in _SURE or given["word"])
    whole = bool(given["sign"] or given["word"]) and not kind
    minutes = tuple(one * 60 + minute for one in _meant(hour, kind, whole))
    return _Clock(match.start(), match.end("lead"), match.end(), tuple(one % _WHOLE for one in minutes), sure, whole)


def _meant(hour: int, kind: str, whole: bool) -> tuple[int, ...]:
    """The hours of the day that an hour can mean: one, or two where the half of the day is not named."""
    if hour > 12 or hour == 0 or whole:
        return (hour,)
    if kind == "noon":
        return (hour if hour > 10 else hour + 12,)
    if kind == "night":
        return (hour % 12 if hour == 12 or hour < 6 else hour + 12,)
    early, late = hour % 12, hour % 12 + 12
    return {"am": (early,), "pm": (late,)}.get(kind, (early, late))


def _plain(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "").lower()


def _joined(first: _Clock, second: _Clock, text: str, words: Grammar) -> bool:
    """Whether two times are the ends of a span: words such as "to" stand between them, or "and" after "between"."""
    link = text[first.end : second.lead]
    near = max(0, first.lead - _NEAR)
    marked = first.sure or second.sure or (first.whole and second.whole and bool(words.before_month.search(text, near, first.lead)))
    between = words.links["and"].fullmatch(link) and words.between.search(text, near, first.lead)
    return marked and bool(words.links["to"].fullmatch(link) or between)


def _span(first: _Clock, second: _Clock, text: str, words: Grammar) -> Phrase:
    """The shortest span that two times can mean; where it can be in either half of the day, that is left open."""
    ways = sorted(product(first.minutes, second.minutes), key=lambda way: ((way[1] - way[0]) % _WHOLE or _WHOLE, way))
    start, end = ways[0]
    zone, until = _zone(text, second.end, words)
    half = len(first.minutes) > 1 and len(second.minutes) > 1
    return Phrase(Hours(_time(start), _time(end), zone, half), first.lead, until)


def _time(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


def _zone(text: str, end: int, words: Grammar) -> tuple[str, int]:
    """The zone that is named after a time, and where its name ends; nothing where none is named."""
    match = words.zone.match(text, end)
    if not match:
        return "", end
    if match["universal"]:
        return str(_offset(match["offset"] or "+0")), match.end()
    city = _plain(match["city"])
    for name in (city, city.partition(" ")[0]):
        if name and name in words.cities:
            return words.cities[name], match.end() if name == city else match.start("city") + len(name)
    return UNKNOWN, match.end()


def _offset(text: str) -> int:
    """Minutes ahead of universal time: +2, +02:00, -0330."""
    sign, digits = text[0], text[1:].replace(":", "")
    hour, minute = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    return int(f"{sign}1") * (int(hour) * 60 + int(minute))
