"""Calendar files: one for each agenda and language, whose entries a newer file updates (RFC 5545).

The UID of an entry follows from the id of the agenda and the place of the slot, its SEQUENCE from the agenda's revision; so a changed time
moves the entry, and the same sources give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from icalendar import Alarm, Calendar, Event

from dalil import __version__
from dalil.languages import Language, language
from dalil.model import Agenda, Page, Site, Slot
from dalil.render.agenda import calendar_name
from dalil.render.markdown import Fragments

_ALARM = timedelta(minutes=-15)


def calendar(agenda: Agenda, page: Page, course: str, moment: datetime) -> bytes:
    """The calendar file of an agenda on a page; `moment` is that of the build. Answers of two courses, and their entries, do not mix."""
    words = language(page.language)
    made = Calendar()
    made.add("prodid", f"-//Dalil//{__version__}//{page.language.upper()}")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    for event in _events(agenda, page, course, moment, words):
        made.add_component(event)
    # The rules of the zone for the years of the agenda. Written for all years they are long, and one reader that was tried misreads them.
    years = [moment.year for slot in agenda.slots for moment in (slot.start, slot.finish)]
    made.add_missing_timezones(first_date=date(min(years), 1, 1), last_date=date(max(years) + 1, 1, 1))
    return bytes(made.to_ical())


def _events(agenda: Agenda, page: Page, course: str, moment: datetime, words: Language) -> Iterator[Event]:
    for number, slot in enumerate(agenda.slots, 1):
        title = page.short if len(agenda.slots) == 1 else f"{page.short}: {words.say('agenda.slot', n=number)}"
        event = Event()
        event.add("uid", f"{agenda.id}-{number}@{course}.dalil")
        event.add("dtstamp", moment)
        event.add("sequence", agenda.revision - 1)
        event.add("dtstart", slot.start)
        event.add("dtend", slot.finish)
        event.add("summary", title, parameters={"LANGUAGE": words.code})
        event.add("description", "\n".join(_lines(slot, agenda, words)), parameters={"LANGUAGE": words.code})
        event.add_component(_alarm(title, words))
        yield event


def _lines(slot: Slot, agenda: Agenda, words: Language) -> Iterator[str]:
    """The sessions with their times, as plain text."""
    fragments = Fragments(words.code, {}, alone=True)
    for begins, _, session in slot.timed():
        yield f"{begins:%H:%M} {fragments.inline(session.title).striptags()}"
    if agenda.suggested:
        yield words.say("agenda.suggested")


def _alarm(title: str, words: Language) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", _ALARM)
    alarm.add("description", words.say("agenda.alarm", title=title))
    return alarm


def write_calendars(site: Site, folder: Path, moment: datetime) -> None:
    """Writes every calendar file into a folder. Raises OSError."""
    for page in site.pages:
        for agenda in page.agendas:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / calendar_name(agenda, page.language)).write_bytes(calendar(agenda, page, site.course, moment))
