"""Days in a text: single ones, spans, months and parts of months, with or without a year."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from dalil.times.grammar import Grammar
from dalil.times.values import Days, Phrase

_LEAP = 2000
_NEAR = 30  # signs before a word in which the one before it is looked for
_PARTS = {"early": (1, 10), "middle": (11, 20), "late": (21, 31)}


@dataclass(frozen=True)
class _Atom:
    """Days of one month as they stand together. `lead` is what is joined to the first word; `sure`: it can be nothing else than a time."""

    start: int
    lead: int
    end: int
    days: tuple[tuple[int, int], ...]
    year: int | None
    exact: bool
    sure: bool


def dates(text: str, words: Grammar) -> Iterator[Phrase]:
    """The days that a text in normal form names, in their order."""
    atoms = [_atom(match, text, words) for match in words.atom.finditer(text)]
    for group in _groups(atoms, text, words):
        if any(atom.sure for atom, _ in group):
            yield _phrase(group, text, words)


def _atom(match: re.Match[str], text: str, words: Grammar) -> _Atom:
    if match["sign"] or match["y"]:
        return _in_figures(match)
    month = next(match[f"month{way}"] for way in range(1, 5) if match[f"month{way}"])
    numbers = [words.months[re.sub(r"\s+", " ", one).lower()] for one in re.split(r"\s*/\s*", month)]
    written = match["days1"] or match["days2"]
    year = words.year.match(text, match.end())
    days = _listed(written, words) if written else _part(match["part"], words)
    every = ((number, day) for number in dict.fromkeys(numbers) for day in days)
    sure = bool(written or match["part"] or year or len(numbers) > 1) or _is_a_month(match, text, words)
    return _Atom(match.start(), match.end("lead"), year.end() if year else match.end(),
                 tuple(day for day in every if written or day[1] <= monthrange(_LEAP, day[0])[1]),
                 int(year["year"]) if year else None, bool(written) and not _either(written, words), sure)


def _in_figures(match: re.Match[str]) -> _Atom:
    """2020-06-25, or 25/06/2020; the month comes first only where it can be nothing else."""
    if match["y"]:
        year, month, day = (int(match[part]) for part in ("y", "m", "d"))
    else:
        day, month, year = (int(match[part]) for part in ("d2", "m2", "y2"))
        day, month = (month, day) if month > 12 else (day, month)
    return _Atom(match.start(), match.start(), match.end(), ((month, day),), year, True, 1 <= month <= 12)


def _is_a_month(match: re.Match[str], text: str, words: Grammar) -> bool:
    """Whether a name that stands alone is one of a month, by the word before it."""
    start = match.end("lead")
    if match["month4"].lower() in words.doubtful and match["month4"].islower():
        return False
    return bool(words.before_month.search(text, max(0, start - _NEAR), start)) or text[:start].rstrip().endswith(":")


def _listed(text: str, words: Grammar) -> list[int]:
    """The days of a list or span: 1, 2 and 5; 17 to 20."""
    found = list(words.day.finditer(text))
    numbers = [words.ordinals.get(re.sub(r"\s+", " ", one[0]).lower()) or int(one[0]) for one in found]
    days = numbers[:1]
    for (before, after), last, number in zip(pairwise(found), numbers, numbers[1:], strict=False):
        spanned = words.links["to"].search(text, before.end(), after.start())
        days += range(last + 1, number + 1) if spanned and last < number else [number]
    return days


def _either(text: str, words: Grammar) -> bool:
    """Whether a list leaves open which of its days is meant."""
    return any(re.fullmatch(words.links["or"], text[before.end() : after.start()]) for before, after in pairwise(words.day.finditer(text)))


def _part(name: str | None, words: Grammar) -> range:
    first, last = _PARTS[words.parts[re.sub(r"\s+", " ", name).lower()]] if name else (1, 31)
    return range(first, last + 1)


_Group = list[tuple[_Atom, str]]


def _groups(atoms: list[_Atom], text: str, words: Grammar) -> Iterator[_Group]:
    """Atoms that follow each other with nothing between them than a word such as "and", each with that word's name."""
    group: _Group = []
    for atom in atoms:
        link = _link(text[group[-1][0].end : atom.lead], words) if group else ""
        if group and not link:
            yield group
            group = []
        group.append((atom, link if group else ""))
    if group:
        yield group


def _link(text: str, words: Grammar) -> str:
    return next((name for name, pattern in words.links.items() if pattern.fullmatch(text)), "")


def _phrase(group: _Group, text: str, words: Grammar) -> Phrase:
    first, last = group[0][0], group[-1][0]
    between = bool(words.between.search(text, max(0, first.start - _NEAR), first.start)) and len(group) == 2
    days: set[tuple[int, int]] = set(first.days)
    for (before, _), (after, link) in pairwise(_with_years(group)):
        days |= _span(before, after) if link == "to" or between else set(after.days)
    exact = all(atom.exact for atom, _ in group) and not any(link == "or" for _, link in group)
    years = frozenset(atom.year for atom, _ in group if atom.year)
    return Phrase(Days(frozenset(days), years, exact), first.lead, last.end)


def _with_years(group: _Group) -> _Group:
    """Each atom with a year, if any of the group has one: that of the next, or of the last."""
    year, filled = None, []
    for atom, link in reversed(group):
        year = atom.year or year
        filled.append((replace(atom, year=year), link))
    return filled[::-1]


def _span(first: _Atom, last: _Atom) -> set[tuple[int, int]]:
    """All days from the first to the last. Where the last comes before the first in a year, the new year lies between."""
    begin, end = min(first.days), max(last.days)
    year = first.year if begin[0] < 3 else last.year
    every = [(month, day) for month in range(1, 13) for day in range(1, monthrange(year or _LEAP, month)[1] + 1)]
    if begin <= end:
        return {day for day in every if begin <= day <= end} | {begin, end}
    return {day for day in every if day >= begin or day <= end} | {begin, end}
