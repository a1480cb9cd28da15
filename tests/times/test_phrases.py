"""Days, hours and lengths are read as both languages write them."""

from __future__ import annotations

from datetime import date, time, timedelta
from itertools import pairwise

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dalil.languages import CODES
from dalil.times import Days, Hours, Length, Value, grammar, normal, phrases
from dalil.times.grammar import vocabulary
from tests.conftest import PROJECT

CASES: dict[str, list[list[str]]] = yaml.safe_load((PROJECT / "tests" / "cases" / "times.yml").read_text(encoding="utf-8"))
TABLE = [(code, text, str(told)) for code in CODES for text, told in CASES[code]]


def values(text: str, code: str) -> list[Value]:
    return [phrase.value for phrase in phrases(normal(text).text, grammar(code))]


def told(value: Value) -> str:
    """A value as the table writes it."""
    if isinstance(value, Length):
        return f"{value.minutes} min"
    if isinstance(value, Hours):
        span = "-".join(f"{clock:%H:%M}" if clock else "" for clock in (value.start, value.end))
        return " ".join(filter(None, (span, value.zone, "half" if value.half else "")))
    return " ".join([*map(str, sorted(value.years)), ", ".join(runs(value)) + ("" if value.exact else "~")])


def runs(value: Days) -> list[str]:
    """Days that follow each other, as one span; 31 June follows none."""
    found: list[list[tuple[int, int]]] = []
    for day in sorted(value.days):
        if found and follows(found[-1][-1], day):
            found[-1].append(day)
        else:
            found.append([day])
    return ["..".join(f"{month:02}-{day:02}" for month, day in dict.fromkeys((run[0], run[-1]))) for run in found]


def follows(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return other == (one[0], one[1] + 1) or (date(2000, *one) + timedelta(1)) == date(2000, *other)


def test_there_are_enough_cases() -> None:
    assert all(len(CASES[code]) >= 60 for code in CODES)


@pytest.mark.parametrize(("code", "text", "wanted"), TABLE)
def test_phrase(code: str, text: str, wanted: str) -> None:
    assert " | ".join(map(told, values(text, code))) == wanted


@pytest.mark.parametrize(("code", "text", "wanted"), TABLE)
def test_what_was_read_is_what_stands_there(code: str, text: str, wanted: str) -> None:
    """The words that a finding shows are cut out of the text as it was written, and say the same alone."""
    made = normal(f"قال {text}؛")
    found = phrases(made.text, grammar(code))
    again = [f"قال {text}؛"[made.place(phrase.start) : made.place(phrase.end)] for phrase in found]
    assert all(piece in text for piece in again)
    assert " | ".join(told(value) for piece, phrase in zip(again, found, strict=True) for value in values(lead(piece, phrase.value), code)) == wanted


def lead(piece: str, value: Value) -> str:
    """A span may need the word before it: between 1 and 3 p.m., in July, from 10/00."""
    if isinstance(value, Hours) or (isinstance(value, Days) and not value.exact):
        return f"between {piece}" if piece.isascii() else f"بين {piece}"
    return piece


DAYS = st.dates(date(2018, 1, 1), date(2030, 12, 31))
CLOCKS = st.builds(time, st.integers(0, 23), st.sampled_from(range(0, 60, 5)))
MONTHS = {code: vocabulary(code)["months"] for code in CODES}


def english_days(day: date) -> list[str]:
    names = MONTHS["en"][day.month - 1]
    ordinal = vocabulary("en")["ordinals"][day.day - 1]
    written = [f"{day.day} {name} {day.year}" for name in names] + [f"{name} {day.day}, {day.year}" for name in names]
    return [*written, f"the {day.day}th of {names[0]} {day.year}", f"the {ordinal} of {names[0]} {day.year}", f"{day:%Y-%m-%d}", f"{day:%d/%m/%Y}"]


def arabic_days(day: date) -> list[str]:
    names = MONTHS["ar"][day.month - 1]
    months = [*names, *(f"{names[0]}/{name}" for name in names[1:])]
    digits = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    written = [f"{day.day} {month} {day.year}" for month in months]
    ordinal = vocabulary("ar")["ordinals"][day.day - 1]
    return [*written, written[-1].translate(digits), f"{day.day} من {months[-1]} من عام {day.year}", f"{ordinal} من {months[-1]} {day.year}",
            f"{day:%Y-%m-%d}", f"{day:%d/%m/%Y}"]


def english_clock(clock: time) -> list[str]:
    hour, half = clock.hour % 12 or 12, "ap"[clock.hour // 12]
    minutes = f":{clock.minute:02}" if clock.minute else ""
    return [f"{clock:%H:%M}", f"{hour}{minutes}{half}m", f"{hour}{minutes} {half}m", f"{hour}{minutes} {half}.m.", f"{hour}:{clock.minute:02} {half}.m."]


def arabic_clock(clock: time) -> list[str]:
    hour = clock.hour % 12 or 12
    half = "صباحا" if clock.hour < 12 else "ظهرا" if hour in (12, 1) else "بعد الظهر"
    named = vocabulary("ar")["names_of_hours"][hour - 1]
    words = [f"{named} {half}", f"الساعة {named} {half}", f"{hour} {half}"] if not clock.minute else []
    return [f"{clock:%H:%M}", f"الساعة {clock:%H/%M}", *words]


SPANS = {"en": [("", " to "), ("from ", " to "), ("between ", " and "), ("", "-"), ("", " – "), ("from ", " until ")],
         "ar": [("من ", " إلى "), ("بين ", " و"), ("", " - "), ("من ", " حتى ")]}


@given(day=DAYS, code=st.sampled_from(CODES), data=st.data())
def test_a_day_reads_back_as_that_day(day: date, code: str, data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(english_days(day) if code == "en" else arabic_days(day)))
    assert values(text, code) == [Days(frozenset({(day.month, day.day)}), frozenset({day.year}))]


@given(first=DAYS, many=st.integers(1, 5), code=st.sampled_from(CODES), data=st.data())
def test_a_span_of_days_reads_back(first: date, many: int, code: str, data: st.DataObject) -> None:
    days = [first + timedelta(one) for one in range(many + 1)]
    before, between = data.draw(st.sampled_from([("from ", " to "), ("", " to "), ("", " - ")] if code == "en" else [("من ", " إلى "), ("من ", " حتى ")]))
    month = {day: MONTHS[code][day.month - 1][-1 if code == "ar" else 0] for day in days}
    joined = days[0].month == days[-1].month
    start = f"{first.day}" if joined else f"{first.day} {month[first]} {first.year}"
    text = f"{before}{start}{between}{days[-1].day} {month[days[-1]]} {days[-1].year}"
    assert values(text, code) == [Days(frozenset((day.month, day.day) for day in days), frozenset(day.year for day in days))]


@given(clocks=st.tuples(CLOCKS, CLOCKS).filter(lambda two: two[0] < two[1]), code=st.sampled_from(CODES), data=st.data())
def test_hours_read_back_as_those_hours(clocks: tuple[time, time], code: str, data: st.DataObject) -> None:
    ways = english_clock if code == "en" else arabic_clock
    before, between = data.draw(st.sampled_from(SPANS[code]))
    text = before + between.join(data.draw(st.sampled_from(ways(clock))) for clock in clocks)
    zone = data.draw(st.sampled_from(["", "Africa/Cairo"]))
    said = {"en": " Cairo time", "ar": " بتوقيت القاهرة"}[code] if zone else ""
    assert values(text + said, code) == [Hours(*clocks, zone)]


@given(code=st.sampled_from(CODES), text=st.text(max_size=60))
def test_any_text_can_be_read(code: str, text: str) -> None:
    made = normal(text)
    found = phrases(made.text, grammar(code))
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(0 <= made.place(one.start) < made.place(one.end) <= len(text) for one in found)
