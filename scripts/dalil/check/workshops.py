"""Workshops: no two places state different times for one, unless a quotation does and an editor's note says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from dalil.check.statements import Statement, statements
from dalil.findings import Finding, found
from dalil.model import Agenda, Page, Site, Workshop
from dalil.times import UNKNOWN, Days, Hours, Length

DATA = "docs/data/workshops.yml"
# Whether two statements differ, the first of which may be the agenda's; None where they are about different things.
Differ = Callable[[Statement, Statement], bool | None]


def entries(site: Site) -> Iterator[Finding]:
    """Entries of the data file that name a page or an agenda nobody wrote, or a name that another has too."""
    paths = {page.path for page in site.pages} | {path for _, path in site.unread}
    agendas = {agenda.id for page in site.pages for agenda in page.agendas}
    names: dict[tuple[str, str], str] = {}
    for workshop in site.workshops:
        for key, value, known in (("page", workshop.page, paths), ("agenda", workshop.agenda, agendas)):
            if value and value not in known:
                yield found("workshop-unknown", DATA, workshop.line, id=workshop.id, key=key, value=value)
        for name in ((code, name.lower()) for code, written in workshop.names.items() for name in written):
            if names.setdefault(name, workshop.id) != workshop.id:
                yield found("workshop-name", DATA, workshop.line, id=workshop.id, name=name[1], first=names[name])


def times(site: Site) -> Iterator[Finding]:
    """Statements that cannot be true together with what the agenda of their workshop says, or with one before them."""
    workshops = _known(site)
    said: dict[str, list[Statement]] = {workshop.id: [] for workshop in workshops}
    for statement in statements(site, workshops):
        said[statement.workshop].append(statement)
    for workshop in workshops:
        yield from _contradictions(tuple(_plan(site, workshop)), said[workshop.id])


def _known(site: Site) -> tuple[Workshop, ...]:
    """The workshops of the data file; and the agendas that stand in none, each with its page but without names."""
    agendas, pages = ({getattr(workshop, key) for workshop in site.workshops} for key in ("agenda", "page"))
    alone = {page.path: page.agendas[0] for page in site.pages if len(page.agendas) == 1 and page.path not in pages}
    more = (Workshop(one.id, path, one.id, {}, one.line) for path, one in sorted(alone.items()) if one.id not in agendas)
    return (*site.workshops, *more)


def _plan(site: Site, workshop: Workshop) -> Iterator[Statement]:
    """What the agenda says, as statements: all days together, and the hours of each slot."""
    page, agenda = _agenda(site, workshop)
    if not page or not agenda:
        return
    days = sorted({slot.start.date() for slot in agenda.slots})
    planned = partial(Statement, workshop.id, path=page.source, planned=True)
    yield planned(Days(frozenset((day.month, day.day) for day in days), frozenset(day.year for day in days)), line=agenda.line,
                  text=", ".join(f"{day}" for day in days))
    for slot in agenda.slots:
        hours = Hours(slot.start.time(), slot.finish.time(), agenda.zone)
        yield planned(hours, line=slot.line, text=f"{slot.start:%H:%M}-{slot.finish:%H:%M}, {agenda.zone}")


def _agenda(site: Site, workshop: Workshop) -> tuple[Page | None, Agenda | None]:
    """The agenda of a workshop in the first language that has it: in another it says the same, or that is a finding of its own."""
    for code in site.languages:
        for page in (page for page in site.pages if page.language == code):
            for agenda in page.agendas:
                if agenda.id == workshop.agenda:
                    return page, agenda
    return None, None


def _contradictions(plan: Sequence[Statement], said: Sequence[Statement]) -> Iterator[Finding]:
    """At most one finding of each kind for a statement."""
    compare = _Comparison.of((*plan, *said))
    for rule, differ in {"workshop-date": compare.days, "workshop-hours": compare.hours, "workshop-length": compare.lengths}.items():
        planned = [[one for one in plan if differ(one, statement) is not None] for statement in said]
        yield from _against_plan(rule, differ, [pair for pair in zip(said, planned, strict=True) if pair[1]])
        yield from _among(rule, differ, [statement for statement, one in zip(said, planned, strict=True) if not one])


def _against_plan(rule: str, differ: Differ, said: Iterable[tuple[Statement, Sequence[Statement]]]) -> Iterator[Finding]:
    """Statements that no slot of the agenda bears out."""
    for statement, planned in said:
        if all(differ(one, statement) for one in planned) and not _is_told(statement):
            yield _finding(rule, statement, planned[0])


def _among(rule: str, differ: Differ, said: Iterable[Statement]) -> Iterator[Finding]:
    """Statements that contradict one before them. What is a finding already is left out of the comparison, or one mistake would be many."""
    known: dict[tuple[object, bool], Statement] = {}
    for statement in (one for one in said if not _is_told(one)):
        other = next((one for one in known.values() if differ(one, statement)), None)
        wrong = other if other and other.quoted and not statement.quoted else statement
        if other:
            yield _finding(rule, wrong, statement if wrong is other else other)
            known = {key: one for key, one in known.items() if one is not wrong}
        if wrong is not statement or not other:
            known.setdefault((statement.value, statement.quoted), statement)


def _is_told(statement: Statement) -> bool:
    """Whether it is a quotation with an editor's note."""
    return statement.quoted and statement.noted


def _finding(rule: str, statement: Statement, other: Statement) -> Finding:
    return found("quotation-bare" if statement.quoted else rule, statement.path, statement.line, id=statement.workshop, text=statement.text,
                 place=f"{other.path}:{other.line}", other=other.text, minutes=_minutes(statement), others=_minutes(other))


@dataclass(frozen=True)
class _Comparison:
    """How statements about one workshop are compared: hours without a zone are in `zone`, and zones are reckoned on `day`."""

    zone: str
    day: date | None

    @classmethod
    def of(cls, said: Iterable[Statement]) -> _Comparison:
        """With the first zone and the first single day that are stated."""
        said = tuple(said)
        zones = (one.value.zone for one in said if isinstance(one.value, Hours) and one.value.zone not in ("", UNKNOWN))
        days = (one.value.day for one in said if isinstance(one.value, Days))
        return cls(next(zones, ""), next((day for day in days if day), None))

    def days(self, one: Statement, other: Statement) -> bool | None:
        """Whether two name days that differ."""
        if not (isinstance(one.value, Days) and isinstance(other.value, Days)):
            return None
        return not (other.value.within(one.value) if one.planned else one.value.agrees(other.value))

    def hours(self, one: Statement, other: Statement) -> bool | None:
        """Whether two name hours that differ."""
        if not (isinstance(one.value, Hours) and isinstance(other.value, Hours)):
            return None
        return not one.value.agrees(other.value, self.day, self.zone)

    def lengths(self, one: Statement, other: Statement) -> bool | None:
        """Whether two give lengths that differ, or hours from which they follow."""
        long, other_long = _minutes(one), _minutes(other)
        return long != other_long if long and other_long else None


def _minutes(statement: Statement) -> int:
    return statement.value.minutes if isinstance(statement.value, Hours | Length) else 0
