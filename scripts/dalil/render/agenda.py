"""The HTML of agendas and programmes: clock times, local times in the capitals, and the way into a calendar."""

from __future__ import annotations

import json
import posixpath
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup

from dalil.languages import DEFAULT, Language, language
from dalil.model import Agenda, Country, Page, Plan, Programme, Site, Slot
from dalil.render.block import isolating, rendered
from dalil.render.markdown import Fragments

CALENDARS = "assets/calendars"
FACILITATOR = "facilitator"  # the folder of what only the facilitator's edition has
# Said by the script that follows the clock.
_SAID = ("now", "next", "begins", "over", "local", "local_zone", "day_before", "day_after")


@dataclass(frozen=True)
class Hours:
    """Start and end of a slot in a place; `shift` is -1, 0 or 1: the day before that of the agenda, the same, or the day after."""

    start: str
    finish: str
    shift: int


@dataclass(frozen=True)
class Capital:
    """A line of the table of local times."""

    country: Country
    offset: str
    hours: tuple[Hours, ...]


def calendar_name(agenda: Agenda, code: str) -> str:
    """The name of the calendar file of an agenda in a language."""
    return f"{agenda.id}.{code}.ics"


def sheet_name(plan: Plan, place: int, code: str) -> str:
    """The name of the run-sheet of a sitting (counted from 0) of an agenda or programme."""
    return f"run-{plan.id}{f'-{place + 1}' if place else ''}.{code}.html"


def agenda_html(block: Plan, page: Page, site: Site, fragments: Fragments, facilitator: bool = False) -> Markup:
    """The HTML of an agenda or a programme on a page; for the facilitator with the ways to its run-sheets."""
    words = language(page.language)
    names = [sheet_name(block, place, page.language) for place in range(len(block.sittings))] if facilitator else []
    values = {"sheets": [_from(page, f"{FACILITATOR}/{name}") for name in names], "block": block, "words": words,
              "html": fragments.html, "inline": fragments.inline, "isolate": isolating(words)}
    if isinstance(block, Programme):
        return rendered("programme.html", **values)
    assert isinstance(block, Agenda)
    said = {key: words.words["agenda"][key] for key in _SAID}
    return rendered("agenda.html", **values, captions=[caption(slot, block, words) for slot in block.slots],
                    capitals=[capital(country, block) for country in site.countries], notes=_notes(site, words),
                    calendar=_from(page, f"{CALENDARS}/{calendar_name(block, page.language)}"),
                    said=json.dumps(said, ensure_ascii=False, sort_keys=True))


def caption(slot: Slot, agenda: Agenda, words: Language) -> str:
    """Day, hours and zone in words."""
    zone = zone_in_words(agenda.zone, slot.start, words)
    return words.say("agenda.caption", date=day_in_words(slot.start, words), zone=zone,
                     start=f"{slot.start:%H:%M}", end=f"{slot.finish:%H:%M}")


def capital(country: Country, agenda: Agenda) -> Capital:
    """When the slots of an agenda are in a capital. The difference from UTC is that of the first slot."""
    zone = ZoneInfo(country.zone)
    hours = tuple(_hours(slot, zone) for slot in agenda.slots)
    return Capital(country, offset_in_digits(agenda.slots[0].start.astimezone(zone).utcoffset()), hours)


def _hours(slot: Slot, zone: ZoneInfo) -> Hours:
    start, finish = slot.start.astimezone(zone), slot.finish.astimezone(zone)
    return Hours(f"{start:%H:%M}", f"{finish:%H:%M}", (start.date() - slot.start.date()).days)


def _notes(site: Site, words: Language) -> list[str]:
    known: dict[str, str] = words.words["country_notes"]
    return [known[country.code] for country in site.countries if country.unconfirmed]


def _from(page: Page, address: str) -> str:
    """Where a file of the site stands, seen from a page."""
    folder = "" if page.language == DEFAULT else f"{page.language}/"
    return posixpath.relpath(address, posixpath.dirname(folder + page.path))


def day_in_words(moment: datetime, words: Language) -> str:
    """A date in words: Thursday, 25 June 2020."""
    dates = words.words["dates"]
    return words.say("dates.date", weekday=dates["weekdays"][moment.weekday()], day=moment.day,
                     month=dates["months"][moment.month - 1], year=moment.year)


def zone_in_words(zone: str, moment: datetime, words: Language) -> str:
    """A zone by its city and its offset at a moment: Cairo time (UTC+2)."""
    cities = words.words["agenda"]["cities"]
    city = cities.get(zone, zone.rpartition("/")[2].replace("_", " "))
    return words.say("agenda.zone", city=city, offset=offset_in_digits(moment.utcoffset()))


def offset_in_digits(offset: timedelta | None) -> str:
    """`+2`, `-1` or `+5:30`."""
    minutes = int((offset or timedelta()).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")
