"""Agendas and programmes: the minutes fill the time, slots do not overlap, sessions lead somewhere, in every language alike."""

from collections.abc import Iterator
from itertools import pairwise

from dalil.findings import Finding, found
from dalil.model import Agenda, Page, Plan, Session, Site


def minutes(site: Site) -> Iterator[Finding]:
    """Sessions that are together longer or shorter than their time."""
    for page, plan in _plans(site):
        for sitting in plan.sittings:
            if sitting.minutes != sitting.length:
                yield found("agenda-minutes", page.source, sitting.line, id=plan.id, planned=sitting.minutes, slot=sitting.length)


def overlaps(site: Site) -> Iterator[Finding]:
    """A slot that begins before another one of its agenda has ended."""
    for page, agenda in _plans(site):
        slots = sorted(agenda.slots, key=lambda slot: slot.start.timestamp()) if isinstance(agenda, Agenda) else []
        for first, second in pairwise(slots):
            if second.start < first.finish:
                yield found("agenda-overlap", page.source, max(first.line, second.line), id=agenda.id, first=min(first.line, second.line))


def links(site: Site) -> Iterator[Finding]:
    """A session in which nothing is opened, and which is no break."""
    for page, plan in _plans(site):
        for sitting in plan.sittings:
            for session in sitting.sessions:
                if not session.links and not session.is_break:
                    yield found("session-unlinked", page.source, session.line, title=session.title)


def revisions(site: Site) -> Iterator[Finding]:
    """An agenda whose times are not those that were marked, so that calendars would not learn of a change.

    It waits until the sessions fill the slots, and until a mark that cannot be read is mended.
    """
    for page in site.pages:
        for agenda in page.agendas:
            finished = all(slot.minutes == slot.length for slot in agenda.slots) and (agenda.mark or agenda.revision_line == agenda.line)
            if finished and agenda.mark != agenda.fingerprint:
                yield found("agenda-revision", page.source, agenda.revision_line, id=agenda.id,
                            next=agenda.revision + 1, mark=agenda.fingerprint)


def parity(site: Site) -> Iterator[Finding]:
    """An agenda or programme whose days, zone, hours, minutes, breaks or links differ between the languages."""
    for page in site.pages:
        if page.language == site.languages[0]:
            continue
        for other in site.twins(page):
            theirs = {plan.id: plan for plan in other.blocks if isinstance(plan, Plan)}
            for plan in page.blocks:
                twin = theirs.get(plan.id)
                if isinstance(plan, Plan) and twin and _told(plan) != _told(twin):
                    yield found("agenda-differs", page.source, plan.line, id=plan.id, page=f"{other.source}:{twin.line}")


def _plans(site: Site) -> Iterator[tuple[Page, Plan]]:
    return ((page, block) for page in site.pages for block in page.blocks if isinstance(block, Plan))


def _told(plan: Plan) -> tuple[object, ...]:
    """What is the same in every language."""
    when = (plan.zone, plan.revision, [(slot.start, slot.finish) for slot in plan.slots]) if isinstance(plan, Agenda) else ()
    return plan.kind, plan.suggested, when, [(sitting.length, [_row(session) for session in sitting.sessions]) for sitting in plan.sittings]


def _row(session: Session) -> tuple[object, ...]:
    return session.minutes, session.is_break, session.links
