"""Forms of words that no rule of spelling joins: broken plurals, irregular forms, and what searchers call the same thing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from dalil.search.tokens import tokens

_LISTS = ("ar-plurals.yml", "en-forms.yml")
# What may stand before a word in Arabic, joined to it.
_PREFIXES = ("", "ال", "و", "ف", "ب", "ك", "ل", "لل", "وال", "فال", "بال", "كال", "ولل", "وب", "ول")


@dataclass(frozen=True)
class Forms:
    """`groups` are the forms of one word each; `synonyms` groups of words or phrases, as folded words with spaces between them."""

    groups: tuple[tuple[str, ...], ...]
    synonyms: list[list[str]]

    def known(self, words: Iterable[str]) -> list[str]:
        """The groups of which a form stands among the words, forms with spaces between them."""
        there = set(words)
        return [" ".join(group) for group in self.groups if any(_is_there(form, there) for form in group)]

    def useful(self, words: Iterable[str]) -> list[list[str]]:
        """The synonyms of which one stands among the words, as far as each of its words does."""
        there = set(words)
        return [group for group in self.synonyms if any(all(_is_there(word, there) for word in phrase.split()) for phrase in group)]


def _is_there(word: str, words: Collection[str]) -> bool:
    """Whether a word stands among others, with or without what is joined to its head."""
    bare = word.removeprefix("ال")
    return any(prefix + bare in words for prefix in _PREFIXES)


def forms(synonyms: Sequence[Mapping[str, Sequence[str]]]) -> Forms:
    """The forms of both languages, with groups of synonyms by language code."""
    groups = [[_phrase(one) for phrases in group.values() for one in phrases] for group in synonyms]
    return Forms(_groups(), [list(dict.fromkeys(filter(None, group))) for group in groups])


def _phrase(text: str) -> str:
    return " ".join(tokens(text))


@cache
def _groups() -> tuple[tuple[str, ...], ...]:
    found = []
    for name in _LISTS:
        listed = yaml.safe_load(files("dalil").joinpath(f"search/{name}").read_text(encoding="utf-8"))
        for singular, plurals in listed.items():
            every = [singular, *([plurals] if isinstance(plurals, str) else plurals)]
            found.append(tuple(dict.fromkeys(_phrase(one) for one in every)))
    return tuple(found)
