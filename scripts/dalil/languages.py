"""The languages of the site and their words. The only place that knows which languages there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

CODES = ("en", "ar")
DEFAULT = "en"
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"


@dataclass(frozen=True)
class Language:
    """A language: `words` is the nested mapping of `words/<code>.yml`."""

    code: str
    words: dict[str, Any]

    @property
    def name(self) -> str:
        """The language's own name."""
        return str(self.words["language"]["name"])

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return str(self.words["language"]["direction"])

    def say(self, key: str, **values: object) -> str:
        """The words at a dotted key with their placeholders filled. Raises KeyError for an unknown key."""
        found: Any = self.words
        for part in key.split("."):
            found = found[part]
        return str(found).format(**values)

    def plural(self, key: str, number: int) -> str:
        """The plural form for a number, after the CLDR rules of the language."""
        from babel import Locale  # slow to load, and only the command line counts things

        form = Locale(self.code).plural_form(number)
        return self.say(f"{key}.{form}", n=number)

    def day(self, moment: date) -> str:
        """A date in words, without its weekday: 25 June 2020."""
        return self.say("dates.day", day=moment.day, month=self.words["dates"]["months"][moment.month - 1], year=moment.year)

    def letter(self, place: int) -> str:
        """The letter of the option at a place counted from 0: A B C, or أ ب ج."""
        letters: str = self.words["language"]["letters"]
        return letters[place] if place < len(letters) else str(place + 1)


@cache
def language(code: str) -> Language:
    """The language of a code in CODES. Raises KeyError for any other."""
    if code not in CODES:
        raise KeyError(code)
    text = files("dalil").joinpath(f"words/{code}.yml").read_text(encoding="utf-8")
    return Language(code, yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)))


def others(code: str) -> tuple[Language, ...]:
    """The other languages, in the site's order."""
    return tuple(language(other) for other in CODES if other != code)
