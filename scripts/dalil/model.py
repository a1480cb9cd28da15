"""The nouns of the site: frozen, and without knowledge of files, HTML or mkdocs.

Lines are counted from 1 in the Markdown source. Paths of pages are relative to their language
(`objectives/index.md`); `source` is the path shown to a contributor (`docs/en/objectives/index.md`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo


class Line(NamedTuple):
    """One line of a source file with its number."""

    number: int
    text: str


@dataclass(frozen=True)
class Heading:
    """A heading; `id` is None where the author gave none."""

    level: int
    text: str
    id: str | None
    line: int


@dataclass(frozen=True)
class Link:
    """The target of a link or picture, as written."""

    target: str
    line: int


@dataclass(frozen=True)
class Term:
    """A glossary entry: its id is equal in both languages."""

    id: str
    text: str
    line: int


@dataclass(frozen=True)
class Item:
    """One entry of an ordered exercise, in Markdown."""

    text: str
    line: int


@dataclass(frozen=True)
class Option(Item):
    """One answer of a choice, with the author's feedback in Markdown."""

    right: bool = False
    feedback: str | None = None


@dataclass(frozen=True)
class Exercise:
    """What every kind of exercise has. Texts are Markdown; `line` to `end` is its place in the source."""

    id: str
    line: int
    end: int
    prompt: str
    points: int = 1
    hints: tuple[str, ...] = ()
    explanation: str | None = None
    kind = ""

    @property
    def shape(self) -> tuple[object, ...]:
        """What must be equal in both languages."""
        return (self.kind, self.points, len(self.hints), self.explanation is not None)


@dataclass(frozen=True)
class Choice(Exercise):
    """Pick one answer, or several."""

    options: tuple[Option, ...] = ()
    kind = "choice"

    @property
    def right(self) -> tuple[int, ...]:
        """Positions of the right options, from 0."""
        return tuple(place for place, option in enumerate(self.options) if option.right)

    @property
    def shape(self) -> tuple[object, ...]:
        feedback = tuple(option.feedback is not None for option in self.options)
        return (*super().shape, len(self.options), self.right, feedback)


@dataclass(frozen=True)
class Order(Exercise):
    """Put items in order; they are written in the right order."""

    items: tuple[Item, ...] = ()
    kind = "order"

    @property
    def shape(self) -> tuple[object, ...]:
        return (*super().shape, len(self.items))


@dataclass(frozen=True)
class Session:
    """One row of an agenda."""

    minutes: int
    title: str
    lead: str
    line: int


@dataclass(frozen=True)
class Agenda:
    """A day's programme in one time zone; clock times follow from the minutes."""

    id: str
    line: int
    end: int
    date: date
    zone: str
    start: time
    finish: time
    suggested: bool
    sessions: tuple[Session, ...]
    kind = "agenda"

    def at(self, clock: time) -> datetime:
        """The moment of a wall-clock time on the agenda's day and in its zone."""
        return datetime.combine(self.date, clock, ZoneInfo(self.zone))

    @property
    def slot_minutes(self) -> int:
        """Minutes between start and end."""
        return int((self.at(self.finish).timestamp() - self.at(self.start).timestamp()) // 60)

    @property
    def session_minutes(self) -> int:
        """Minutes that the sessions take together."""
        return sum(session.minutes for session in self.sessions)

    def timed(self) -> Iterator[tuple[datetime, datetime, Session]]:
        """Each session with its first and last moment, in the agenda's zone."""
        zone, moment = ZoneInfo(self.zone), self.at(self.start).timestamp()
        for session in self.sessions:
            until = moment + timedelta(minutes=session.minutes).total_seconds()
            yield datetime.fromtimestamp(moment, zone), datetime.fromtimestamp(until, zone), session
            moment = until


Block = Exercise | Agenda


@dataclass(frozen=True)
class Objective:
    """Facts of one objective of the Compact (docs/data/objectives.yml)."""

    number: int
    paragraph: int
    actions: int
    letters: str
    round_table: int
    targets: tuple[str, ...]
    unconfirmed: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class Document:
    """A document the pages cite (docs/data/documents.yml); `url` has an address per language code."""

    id: str
    symbol: str | None
    url: Mapping[str, str]
    unconfirmed: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class Page:
    """A page in one language. `text` is what stands below the front matter, from line `first_line` on."""

    path: str
    language: str
    source: str
    text: str = ""
    first_line: int = 1
    meta: Mapping[str, object] = field(default_factory=dict)
    headings: tuple[Heading, ...] = ()
    links: tuple[Link, ...] = ()
    blocks: tuple[Block, ...] = ()
    terms: tuple[Term, ...] = ()

    @property
    def title(self) -> str:
        """The text of the first heading, or the path where there is none."""
        return next((heading.text for heading in self.headings if heading.level == 1), self.path)

    @property
    def short(self) -> str:
        """The title for menus."""
        return str(self.meta.get("short") or self.title)

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Exercise))

    @property
    def agendas(self) -> tuple[Agenda, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Agenda))

    @property
    def anchors(self) -> frozenset[str]:
        """Every id a link may point at."""
        named = [heading.id for heading in self.headings] + [term.id for term in self.terms]
        return frozenset(name for name in named if name) | {block.id for block in self.blocks}


@dataclass(frozen=True)
class NavEntry:
    """A page named in the `nav` of mkdocs.yml."""

    path: str
    line: int


@dataclass(frozen=True)
class Site:
    """All that was read. `unread` are pages (language, path) that exist but could not be read."""

    languages: tuple[str, ...]
    pages: tuple[Page, ...]
    nav: tuple[NavEntry, ...] = ()
    objectives: tuple[Objective, ...] = ()
    documents: tuple[Document, ...] = ()
    files: frozenset[str] = frozenset()
    unread: frozenset[tuple[str, str]] = frozenset()

    def __post_init__(self) -> None:
        index = {(page.language, page.path): page for page in self.pages}
        object.__setattr__(self, "_index", index)

    def page(self, language: str, path: str) -> Page | None:
        """The page at a path in a language."""
        found: Page | None = self._index.get((language, path))  # type: ignore[attr-defined]
        return found

    def twins(self, page: Page) -> tuple[Page, ...]:
        """The same page in the other languages, where it exists."""
        others = (self.page(code, page.path) for code in self.languages if code != page.language)
        return tuple(other for other in others if other)

    def document(self, name: str) -> Document | None:
        return next((document for document in self.documents if document.id == name), None)

    def objective(self, number: object) -> Objective | None:
        return next((one for one in self.objectives if one.number == number), None)
