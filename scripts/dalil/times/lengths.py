"""Lengths in a text, in hours and minutes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dalil.times.grammar import Grammar
from dalil.times.values import Length, Phrase

_HALF = 30


def lengths(text: str, words: Grammar) -> Iterator[Phrase]:
    """The lengths that a text in normal form names, in their order."""
    for match in words.length.finditer(text):
        yield Phrase(Length(_minutes(match, words)), match.start(), match.end())


def _minutes(match: re.Match[str], words: Grammar) -> int:
    given = match.groupdict()
    if given["half_hour"]:
        return _HALF
    if pair := given.get("pair"):
        return words.pairs[_plain(pair)] + (_HALF if given["pair_half"] else 0)
    number = words.numbers.get(_plain(given["number"]))
    many = float(given["number"]) if number is None else number
    if given["minutes"]:
        return round(many)
    return round(many * 60) + (_HALF if given["half"] or given["after"] else 0) + int(given["more"] or 0)


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).lower()
