"""What a text says of time: its days, hours and lengths, as English and Arabic write them. Knows no pages and no workshops."""

from __future__ import annotations

from dalil.times.dates import dates
from dalil.times.grammar import Grammar, grammar
from dalil.times.hours import hours
from dalil.times.lengths import lengths
from dalil.times.normal import Normal, normal
from dalil.times.values import UNKNOWN, Days, Hours, Length, Phrase, Value

__all__ = ["UNKNOWN", "Days", "Grammar", "Hours", "Length", "Normal", "Phrase", "Value", "grammar", "normal", "phrases"]


def phrases(text: str, words: Grammar) -> tuple[Phrase, ...]:
    """What a text in normal form says of time, in its order. Where two readings overlap, days win over hours, and hours over lengths."""
    found: list[Phrase] = []
    taken: set[int] = set()
    for reader in (dates, hours, lengths):
        for phrase in reader(text, words):
            if taken.isdisjoint(range(phrase.start, phrase.end)):
                found.append(phrase)
                taken.update(range(phrase.start, phrase.end))
    return tuple(sorted(found, key=lambda phrase: phrase.start))
