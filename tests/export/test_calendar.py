"""The calendar files, read by a second reader: the same moments as the agenda, and entries that a newer file updates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import vobject

from dalil.export.calendar import calendar
from dalil.languages import CODES
from dalil.model import Page
from dalil.read import read_site
from dalil.read.page import page
from tests.conftest import PROJECT
from tests.tree import DAY

MOMENT = datetime(2026, 11, 24, tzinfo=UTC)
SITE = read_site(PROJECT)[0]
PAGES = [one for one in SITE.pages if one.agendas]
TWO_SLOTS = """# Days {#days}

::: agenda two-days
zone: Asia/Beirut
revision: 2 0000

::: slot
date: 2021-03-27
start: 10:00
end: 11:00

| Minutes | Session | Lead |
|---|---|---|
| 60 | [One; two, three](a.md) | |

:::

::: slot
date: 2021-03-28
start: 10:00
end: 11:00

| Minutes | Session | Lead |
|---|---|---|
| 60 | [Four](a.md) | |

:::

:::
"""


def read(text: str, code: str = "en") -> Page:
    return page(text, "a.md", code, f"docs/{code}/a.md")[0]


def events(one: Page) -> list[Any]:
    made = calendar(one.agendas[0], one, "course", MOMENT)
    return list(vobject.readOne(made.decode()).vevent_list)


@pytest.mark.parametrize("one", PAGES, ids=lambda one: one.source)
def test_a_second_reader_sees_the_moments_of_the_agenda(one: Page) -> None:
    for agenda in one.agendas:
        seen = vobject.readOne(calendar(agenda, one, "course", MOMENT).decode())
        assert [(event.dtstart.value.astimezone(UTC), event.dtend.value.astimezone(UTC)) for event in seen.vevent_list] == [
            (slot.start.astimezone(UTC), slot.finish.astimezone(UTC)) for slot in agenda.slots]
        assert seen.vtimezone.tzid.value == agenda.zone
        assert all(event.valarm.trigger.value == timedelta(minutes=-15) for event in seen.vevent_list)


def test_summer_time_between_two_slots() -> None:
    first, second = events(read(TWO_SLOTS))
    assert [event.dtstart.value.astimezone(UTC).strftime("%d %H:%M") for event in (first, second)] == ["27 08:00", "28 07:00"]
    assert [event.summary.value for event in (first, second)] == ["Days: Slot 1", "Days: Slot 2"]
    assert first.description.value == "10:00 One; two, three" and first.sequence.value == "1"
    assert first.uid.value != second.uid.value


def test_a_changed_time_keeps_its_uid_and_raises_its_sequence() -> None:
    before, = events(read(DAY["en"]))
    after, = events(read(DAY["en"].replace("10:00", "12:00").replace("11:00", "13:00").replace("revision: 1 2293", "revision: 2 0000")))
    assert after.uid.value == before.uid.value and int(after.sequence.value) == int(before.sequence.value) + 1
    assert after.dtstart.value - before.dtstart.value == timedelta(hours=2)


def test_the_two_languages_are_one_entry() -> None:
    made = {code: events(read(DAY[code], code))[0] for code in CODES}
    assert made["en"].uid.value == made["ar"].uid.value
    assert made["ar"].summary.value == "اليوم" and made["ar"].description.value.splitlines() == ["10:00 الافتتاح", "10:20 المناقشة"]


def test_the_files_stand_in_the_site_and_pages_lead_to_them(project: Path) -> None:
    for one in PAGES:
        folder = project / "site" / ("" if one.language == "en" else one.language)
        html = folder / one.path.replace(".md", ".html")
        for agenda in one.agendas:
            href = f'href="{"../" * (one.path.count("/") + (one.language != "en"))}assets/calendars/{agenda.id}.{one.language}.ics"'
            assert href in html.read_text(encoding="utf-8")
            data = (project / "site" / "assets" / "calendars" / f"{agenda.id}.{one.language}.ics").read_bytes()
            assert data.startswith(b"BEGIN:VCALENDAR\r\n") and max(map(len, data.split(b"\r\n"))) <= 75
