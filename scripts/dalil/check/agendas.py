"""Agendas: the minutes fill the slot, in every language alike."""

from collections.abc import Iterator

from dalil.findings import Finding, found
from dalil.model import Agenda, Site


def minutes(site: Site) -> Iterator[Finding]:
    """An agenda whose sessions are longer or shorter than its slot."""
    for page in site.pages:
        for agenda in page.agendas:
            if agenda.session_minutes != agenda.slot_minutes:
                yield found("agenda-minutes", page.source, agenda.line, id=agenda.id, planned=agenda.session_minutes,
                            slot=agenda.slot_minutes, start=f"{agenda.start:%H:%M}", end=f"{agenda.finish:%H:%M}")


def parity(site: Site) -> Iterator[Finding]:
    """An agenda whose day, zone, hours or minutes differ between the languages."""
    for page in site.pages:
        if page.language == site.languages[0]:
            continue
        for other in site.twins(page):
            theirs = {agenda.id: agenda for agenda in other.agendas}
            for agenda in page.agendas:
                twin = theirs.get(agenda.id)
                if twin and _plan(agenda) != _plan(twin):
                    yield found("agenda-differs", page.source, agenda.line, id=agenda.id, page=f"{other.source}:{twin.line}")


def _plan(agenda: Agenda) -> tuple[object, ...]:
    lengths = tuple(session.minutes for session in agenda.sessions)
    return agenda.date, agenda.zone, agenda.start, agenda.finish, agenda.suggested, lengths
