"""Clock times, and local times in the capitals: those of the reference, and those of the machine's own `date` around every change of clocks."""

from __future__ import annotations

import os
import re
import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from dalil.languages import language
from dalil.model import Agenda, Slot
from dalil.read import read_site
from dalil.read.page import page
from dalil.render.agenda import agenda_html, capital, offset_in_digits
from dalil.render.markdown import Fragments
from tests.conftest import PROJECT
from tests.render.test_block import Text
from tests.tree import DAY

SITE = read_site(PROJECT)[0]
EXPECTED: dict[str, list[str]] = yaml.safe_load((PROJECT / "tests" / "cases" / "capitals.yml").read_text(encoding="utf-8"))
CHANGING = ("Africa/Cairo", "Asia/Beirut", "Asia/Hebron", "Asia/Gaza", "Africa/Casablanca", "Asia/Amman", "Asia/Damascus")


def html(text: str, code: str = "en") -> str:
    read = page(text, "a.md", code, f"docs/{code}/a.md")[0]
    return str(agenda_html(read.agendas[0], read, SITE, Fragments(code, {})))


def agenda(start: datetime, finish: datetime, zone: str = "Africa/Cairo") -> Agenda:
    return Agenda("x", 1, 1, False, zone, (Slot((), 0, 1, start, finish),))


def test_clock_times_are_computed() -> None:
    text = Text(html(DAY["en"])).text
    assert "Thursday, 25 June 2020, 10:00 to 11:00, Cairo time (UTC+2)" in text
    assert re.findall(r'datetime="([^"]+)"', html(DAY["en"])) == [
        "2020-06-25T10:00:00+02:00", "2020-06-25T10:20:00+02:00", "2020-06-25T11:00:00+02:00"]
    assert "الخميس، 25 حزيران/يونيه 2020، من 10:00 إلى 11:00، بتوقيت القاهرة (UTC+2)" in Text(html(DAY["ar"], "ar")).text


def test_a_slot_over_a_change_of_clocks_has_its_real_length() -> None:
    # Lebanon put its clocks on by an hour at midnight before 28 March 2021.
    text = DAY["en"].replace("2020-06-25", "2021-03-27").replace("Africa/Cairo", "Asia/Beirut").replace("10:00", "23:30").replace("11:00", "23:59")
    one, = page(text, "a.md", "en", "docs/en/a.md")[0].agendas
    timed = [(f"{begins:%d %H:%M}", f"{ends:%d %H:%M}") for begins, ends, _ in one.slots[0].timed()]
    assert timed == [("27 23:30", "27 23:50"), ("27 23:50", "28 01:30")]


def test_offsets() -> None:
    assert [offset_in_digits(timedelta(minutes=m)) for m in (120, 0, -60, 330)] == ["+2", "+0", "-1", "+5:30"]


def test_the_22_capitals_on_the_day_of_the_first_workshop() -> None:
    zone = ZoneInfo("Africa/Cairo")
    slots = [Slot((), 0, 1, datetime(2020, 6, 25, a, tzinfo=zone), datetime(2020, 6, 25, b, tzinfo=zone)) for a, b in ((10, 13), (13, 15))]
    both = Agenda("x", 1, 1, False, "Africa/Cairo", tuple(slots))
    told = {country.code: capital(country, both) for country in SITE.countries}
    assert {code: [one.offset, *(f"{hours.start}-{hours.finish}" for hours in one.hours)] for code, one in told.items()} == EXPECTED
    assert len(told) == 22


@pytest.mark.parametrize("code", ["en", "ar"])
def test_every_capital_stands_on_the_page_with_its_name_and_hours(code: str) -> None:
    first = next(one for one in SITE.pages if one.language == code and one.path == "workshops/first-round.md")
    made = str(agenda_html(first.agendas[0], first, SITE, Fragments(code, {})))
    words = language(code).words
    rows = re.findall(r'<tr><th scope="row">(.*?)</th><td>(.*?)</td><td><bdi dir="ltr">UTC(.*?)</bdi></td><td[^>]*><bdi dir="ltr">(.*?)</bdi>', made)
    zones = {country.code: country.zone for country in SITE.countries}
    assert rows == [(words["countries"][iso], words["agenda"]["cities"][zones[iso]].replace("'", "&#39;"), *EXPECTED[iso][:2]) for iso in zones]
    assert made.count('class="dalil-suggested">') == 3, "suggested minutes, and two notes on the table"


def test_another_day_is_said() -> None:
    zone = ZoneInfo("Africa/Cairo")
    late = agenda(datetime(2020, 6, 25, 23, tzinfo=zone), datetime(2020, 6, 26, 1, tzinfo=zone))
    early = agenda(datetime(2020, 6, 25, 1, tzinfo=zone), datetime(2020, 6, 25, 3, tzinfo=zone))
    by_code = {country.code: country for country in SITE.countries}
    assert [capital(by_code[code], late).hours[0].shift for code in ("OM", "SA", "EG", "MR")] == [1, 1, 0, 0]
    assert [capital(by_code[code], early).hours[0].shift for code in ("OM", "EG", "MR")] == [0, 0, -1]


@pytest.mark.parametrize("zone", CHANGING)
def test_the_zones_agree_with_the_machine_around_every_change_of_clocks(zone: str, tmp_path: Path) -> None:
    """Every sixth hour of six years, by GNU `date` and the system's own zone data: an independent table."""
    first = datetime(2020, 1, 1, tzinfo=UTC)
    moments = [first + timedelta(hours=6 * number) for number in range(4 * 366 * 6)]
    (tmp_path / "moments").write_text("".join(f"@{int(moment.timestamp())}\n" for moment in moments))
    told = subprocess.run(["date", "-f", str(tmp_path / "moments"), "+%Y-%m-%d %H:%M %z"], env=os.environ | {"TZ": zone, "LC_ALL": "C"},
                          capture_output=True, text=True, check=True).stdout.splitlines()
    assert [f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M %z}" for moment in moments] == told


@pytest.mark.parametrize(("iso", "day", "offset"), [
    # Egypt had no summer time in 2020 and has it since 2023.
    ("EG", date(2020, 7, 1), "+2"), ("EG", date(2023, 4, 27), "+2"), ("EG", date(2023, 4, 28), "+3"), ("EG", date(2023, 10, 27), "+2"),
    ("LB", date(2021, 3, 27), "+2"), ("LB", date(2021, 3, 28), "+3"), ("LB", date(2021, 10, 31), "+2"),
    ("PS", date(2020, 3, 27), "+2"), ("PS", date(2020, 3, 28), "+3"), ("PS", date(2020, 10, 25), "+2"),
    # Morocco is on UTC+1 but around Ramadan.
    ("MA", date(2020, 4, 18), "+1"), ("MA", date(2020, 4, 20), "+0"), ("MA", date(2020, 6, 25), "+1"),
])
def test_the_table_of_capitals_around_changes_of_clocks(iso: str, day: date, offset: str) -> None:
    """The offset at noon, compared with `date` too."""
    country = next(one for one in SITE.countries if one.code == iso)
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Africa/Cairo"))
    made = capital(country, agenda(noon, noon + timedelta(hours=1)))
    told = subprocess.run(["date", "-d", f"@{int(noon.timestamp())}", "+%H:%M %z"], env=os.environ | {"TZ": country.zone, "LC_ALL": "C"},
                          capture_output=True, text=True, check=True).stdout.split()
    assert made.offset == offset == re.sub(r"([+-])0?(\d+)00", r"\1\2", told[1]) and made.hours[0].start == told[0]


def test_programmes_count_from_their_beginning() -> None:
    text = "::: programme p\nlength: 90\nminutes: suggested\n\n| Minutes | Session | Lead |\n|---|---|---|\n| 75 | [A](x.md) | |\n| 15 break | B | |\n\n:::\n"
    read: Any = page(text, "a.md", "en", "docs/en/a.md")[0]
    made = str(agenda_html(read.programmes[0], read, SITE, Fragments("en", {})))
    assert re.findall(r'<bdi dir="ltr">(.*?)</bdi>', made) == ["0:00", "1:15"] and made.count('class="dalil-break"') == 1
    assert "90 minutes in all" in made and "The minutes are suggested." in made
