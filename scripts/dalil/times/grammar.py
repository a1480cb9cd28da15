"""The grammar of days, hours and lengths in one language, made from its vocabulary (`en.yml`, `ar.yml`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import available_timezones

import yaml

from dalil.languages import CODES, language
from dalil.times.normal import word

_DIGITS = r"(?:3[01]|[12]\d|0?[1-9])"


@dataclass(frozen=True)
class Grammar:
    """Patterns, and what the words in them stand for. All are about texts in normal form."""

    atom: re.Pattern[str]
    year: re.Pattern[str]
    day: re.Pattern[str]
    links: Mapping[str, re.Pattern[str]]
    between: re.Pattern[str]
    before_month: re.Pattern[str]
    doubtful: frozenset[str]
    months: Mapping[str, int]
    parts: Mapping[str, str]
    ordinals: Mapping[str, int]
    clock: re.Pattern[str]
    hours: Mapping[str, int]
    fractions: Mapping[str, int]
    meridiem: Mapping[str, str]
    zone: re.Pattern[str]
    cities: Mapping[str, str]
    length: re.Pattern[str]
    numbers: Mapping[str, int]
    pairs: Mapping[str, int]
    cues: Mapping[str, re.Pattern[str]]


@cache
def grammar(code: str) -> Grammar:
    """The grammar of a language."""
    words = vocabulary(code)
    lead, months = words["lead"], [word(name) for names in words["months"] for name in names]
    ordinals = [word(one) for one in words["ordinals"]]
    return Grammar(
        atom=_ignoring_case(_atom(words, months, ordinals)), day=_ignoring_case(rf"{_DIGITS}|{_any(ordinals)}"),
        year=_ignoring_case(rf"\s*[,،]?\s*{words['year']}(?P<year>(?:19|20)\d\d)(?!\d)"),
        links={name: _ignoring_case(rf"\s*{_any(map(word, words[name]))}\s*(?:in\s+)?(?:the\s+)?") for name in ("to", "and", "or")},
        between=_ignoring_case(rf"(?<!\w){_any(map(word, words['between']))}\s+(?:the\s+)?\Z"),
        before_month=_ignoring_case(rf"(?<!\w)(?:{_any(map(word, words['before_month']))}\s+{lead}|[بل])\Z"),
        doubtful=frozenset(word(one).lower() for one in words["words"]),
        months={word(name).lower(): number for number, names in enumerate(words["months"], 1) for name in names},
        parts={word(name).lower(): part for part, names in words["parts"].items() for name in names},
        ordinals={one.lower(): number for number, one in enumerate(ordinals, 1)},
        clock=_ignoring_case(_clock(words)),
        hours=_folded(words["clocks"]) | {word(name): hour for hour, name in enumerate(words["names_of_hours"], 1)},
        fractions=_folded(words["fractions"]),
        meridiem={word(name).lower(): kind for kind, names in words["meridiem"].items() for name in names},
        zone=re.compile(rf"[\s,،]*{words['zone']}"), cities=_cities(code),
        length=_ignoring_case(_length(words)), numbers=_folded(words["numbers"]), pairs=_folded(words["pairs"]),
        cues={name: _ignoring_case(_cue(words, cues)) for name, cues in words["cues"].items()})


@cache
def vocabulary(code: str) -> dict[str, Any]:
    """The words of a language for what has to do with time."""
    found: dict[str, Any] = yaml.safe_load(files("dalil").joinpath(f"times/{code}.yml").read_text(encoding="utf-8"))
    return found


def _atom(words: Mapping[str, Any], months: Iterable[str], ordinals: Iterable[str]) -> str:
    """Days of one month, a part of one, or a month, as their names stand together; and a date in figures."""
    single = _any(months)
    month = rf"(?:{single}(?:\s*/\s*{single})?)(?!\w)"
    day = rf"(?:{_DIGITS}{words['day_end']}(?![\d:/.])|{_any(ordinals)}(?=\s+{words['of']}))"
    link = rf"\s*{_any(map(word, [*words['to'], *words['and'], *words['or']]))}\s*(?:the\s+)?"
    days = rf"(?:{day}(?:(?:\s*[,،]\s*{day}){{0,31}}{link}{day}){{0,31}})"
    figures = (r"(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)"
               r"|(?P<d2>\d{1,2})(?P<sign>[/.])(?P<m2>\d{1,2})(?P=sign)(?P<y2>(?:19|20)\d\d)(?!\d)")
    return (rf"(?<![\w/:.])(?:{figures}|(?P<lead>{words['lead']})(?:(?:the\s+)?(?P<days1>{days})\s+{words['day_of']}(?P<month1>{month})"
            rf"|(?P<month2>{month})\s+(?P<days2>{days}){words['after_month']}"
            rf"|(?P<part>{_any(word(one) for names in words['parts'].values() for one in names)})[\s-]+{words['day_of']}(?P<month3>{month})"
            rf"|(?P<month4>{month})))")


def _clock(words: Mapping[str, Any]) -> str:
    """One time of day."""
    at = rf"(?P<at>{words['at']})?" if words["at"] else ""
    named = _any([word(one) for one in words["names_of_hours"]]) if words["names_of_hours"] else r"(?!)"
    fraction = rf"(?:\s+(?P<fraction>{_any(map(word, words['fractions']))}))?" if words["fractions"] else ""
    meridiem = _any(word(one) for names in words["meridiem"].values() for one in names)
    return (rf"(?<![\w.:/])(?P<lead>{words['lead']}){at}(?:(?:(?P<hour>\d{{1,2}})(?:(?P<sign>[:./h])(?P<minute>\d\d))?(?![\d:/%])(?!\.\d)"
            rf"|(?P<name>{named}){fraction})(?:\s?(?P<meridiem>{meridiem}))?|(?P<word>{_any(map(word, words['clocks']))}))(?!\w)")


def _length(words: Mapping[str, Any]) -> str:
    """One length in hours, in minutes, or both."""
    number = rf"(?P<number>\d+(?:\.\d+)?|{_any(map(word, words['numbers']))})"
    half, after = words["half"] or r"(?!)", words["half_after"]
    pair = rf"(?P<pair>{_any(map(word, words['pairs']))})(?P<pair_half>{after})?|" if words["pairs"] else ""
    more = rf"(?:{words['hour_and']}(?P<more>\d+)\s*(?:{words['minutes']}))?"
    return (rf"(?<![\w.,:/])(?:{words['lead']})(?:(?P<half_hour>{words['half_hour']})|{pair}{number}(?P<half>{half})?[\s-]*"
            rf"(?:(?P<hours>{words['hours']})(?P<after>{after})?{more}|(?P<minutes>{words['minutes']})))(?!\w)")


def _cue(words: Mapping[str, Any], cues: Iterable[str]) -> str:
    """Words of a list, in Arabic with what may be joined to them."""
    article, end = (r"(?:س)?(?:ال|لل)?", r"(?:ها|ه|هم)?") if words["at"] else ("", "")
    return rf"(?<!\w){words['lead']}{article}{_any(map(word, cues))}{end}(?!\w)"


def _any(words: Iterable[str]) -> str:
    """One of several words, the longest that fits; spaces in them may be of any number."""
    names = sorted(set(words), key=lambda one: (-len(one), one))
    return "(?:" + "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in names) + ")"


def _ignoring_case(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _folded(words: Mapping[str, int]) -> dict[str, int]:
    return {word(name).lower(): value for name, value in words.items()}


def _cities(code: str) -> dict[str, str]:
    """The zone of each city: by the names that the site uses, in English also by those of the zones."""
    known = {zone.rpartition("/")[2].replace("_", " "): zone for zone in sorted(available_timezones())} if code == CODES[0] else {}
    named: Mapping[str, str] = language(code).words["agenda"]["cities"]
    known |= {re.sub(r"\s*\(.*", "", city): zone for zone, city in named.items()}
    return {word(city).lower(): zone for city, zone in known.items()}
