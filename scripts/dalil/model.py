"""The nouns of the site: frozen, and without knowledge of files, HTML or mkdocs.

Lines are counted from 1 in the Markdown source. Paths of pages are relative to their language
(`objectives/index.md`); `source` is the path shown to a contributor (`docs/en/objectives/index.md`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

# What a table of the reader's own review can assess, one table each.
REVIEW_PARTS = ("sections", "principles", "objectives")


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
    """One entry of an exercise, in Markdown."""

    text: str
    line: int


@dataclass(frozen=True)
class Option(Item):
    """One answer of a choice, or a wrong answer foreseen in a gap, with the author's feedback in Markdown."""

    right: bool = False
    feedback: str | None = None


@dataclass(frozen=True)
class Pair:
    """One row of a match: what belongs together."""

    left: str
    right: str
    line: int


@dataclass(frozen=True)
class Group:
    """A group of a sort, with the items that belong into it."""

    name: str
    items: tuple[Item, ...]
    line: int


@dataclass(frozen=True)
class Gap:
    """A gap of a text: every answer that counts as right, the first one to be shown."""

    answers: tuple[str, ...]
    line: int


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
    facilitator: str | None = None
    kind = ""

    @property
    def size(self) -> int:
        """How many things there are to answer."""
        return 1

    @property
    def shape(self) -> dict[str, object]:
        """What must be equal in both languages, by name."""
        return {"points": self.points, "hints": len(self.hints), "explanation": self.explanation is not None,
                "facilitator": self.facilitator is not None}

    @property
    def texts(self) -> tuple[Item, ...]:
        """The author's words, each with a line to report it at."""
        more = (self.prompt, *self.hints, self.explanation, self.facilitator)
        return tuple(Item(text, self.line) for text in more if text)


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
    def size(self) -> int:
        return len(self.options)

    @property
    def shape(self) -> dict[str, object]:
        return super().shape | {"options": "".join("x" if option.right else "-" for option in self.options),
                                "feedback": "".join(">" if option.feedback else "-" for option in self.options)}

    @property
    def texts(self) -> tuple[Item, ...]:
        feedback = tuple(Item(option.feedback, option.line) for option in self.options if option.feedback)
        return (*super().texts, *self.options, *feedback)


@dataclass(frozen=True)
class Itemized(Exercise):
    """An exercise on one list of items."""

    items: tuple[Item, ...] = ()

    @property
    def size(self) -> int:
        return len(self.items)

    @property
    def shape(self) -> dict[str, object]:
        return super().shape | {"items": len(self.items)}

    @property
    def texts(self) -> tuple[Item, ...]:
        return (*super().texts, *self.items)


@dataclass(frozen=True)
class Order(Itemized):
    """Put items in order; they are written in the right order."""

    kind = "order"


@dataclass(frozen=True)
class Match(Exercise):
    """Pair what belongs together; `heads` are the titles of the two columns."""

    heads: tuple[str, str] = ("", "")
    pairs: tuple[Pair, ...] = ()
    kind = "match"

    @property
    def size(self) -> int:
        return len(self.pairs)

    @property
    def shape(self) -> dict[str, object]:
        return super().shape | {"pairs": len(self.pairs)}

    @property
    def texts(self) -> tuple[Item, ...]:
        return (*super().texts, *(Item(text, pair.line) for pair in self.pairs for text in (pair.left, pair.right)))


@dataclass(frozen=True)
class Sort(Exercise):
    """Put items into groups."""

    groups: tuple[Group, ...] = ()
    kind = "sort"

    @property
    def items(self) -> tuple[Item, ...]:
        """All items, group after group."""
        return tuple(item for group in self.groups for item in group.items)

    @property
    def right(self) -> tuple[int, ...]:
        """The group of each item, from 0."""
        return tuple(place for place, group in enumerate(self.groups) for _ in group.items)

    @property
    def size(self) -> int:
        return len(self.items)

    @property
    def shape(self) -> dict[str, object]:
        return super().shape | {"groups": "+".join(str(len(group.items)) for group in self.groups)}

    @property
    def texts(self) -> tuple[Item, ...]:
        return (*super().texts, *(Item(group.name, group.line) for group in self.groups), *self.items)


@dataclass(frozen=True)
class Blanks(Exercise):
    """Fill gaps. `prompt` holds the text with a mark from `gap_mark` for each gap; `wrong` are foreseen mistakes."""

    gaps: tuple[Gap, ...] = ()
    wrong: tuple[Option, ...] = ()
    kind = "blanks"

    @property
    def size(self) -> int:
        return len(self.gaps)

    @property
    def shape(self) -> dict[str, object]:
        return super().shape | {"gaps": len(self.gaps), "wrong": len(self.wrong)}

    @property
    def texts(self) -> tuple[Item, ...]:
        return (*super().texts, *(Item(one.feedback, one.line) for one in self.wrong if one.feedback))


@dataclass(frozen=True)
class Draft(Exercise):
    """Write a text of about `words` words, then compare it with a model.

    `section` names the section of the reader's own review that the text belongs to; it is empty where the text is for practice.
    """

    words: int = 0
    model: str | None = None
    section: str = ""
    section_line: int = 0
    kind = "draft"

    @property
    def shape(self) -> dict[str, object]:
        return super().shape | {"words": self.words, "model": self.model is not None, "section": self.section}

    @property
    def texts(self) -> tuple[Item, ...]:
        return (*super().texts, *([Item(self.model, self.line)] if self.model else []))


@dataclass(frozen=True)
class Checklist(Itemized):
    """Tick what is done."""

    kind = "checklist"


@dataclass(frozen=True)
class Level(Item):
    """A level of an assess: `text` is its name, `meaning` what a row on it has, both in Markdown."""

    meaning: str = ""


@dataclass(frozen=True)
class Assess(Itemized):
    """Rate rows on levels, and plan the next step of each. `objectives`: the rows are the objectives of the Compact.

    `review` names the part of the reader's own review that the rows assess (REVIEW_PARTS), if any; `double` are the places,
    from 0, of the rows that weigh double.
    """

    levels: tuple[Level, ...] = ()
    objectives: bool = False
    review: str = ""
    double: tuple[int, ...] = ()
    kind = "assess"

    @property
    def shape(self) -> dict[str, object]:
        return super().shape | {"levels": len(self.levels), "objectives": self.objectives, "review": self.review,
                                "double": "+".join(str(place + 1) for place in self.double)}

    @property
    def texts(self) -> tuple[Item, ...]:
        return (*super().texts, *self.levels, *(Item(level.meaning, level.line) for level in self.levels))


@dataclass(frozen=True)
class Timeline:
    """Events in the order of time: rows of date, event, level and state of knowledge, in Markdown."""

    id: str
    line: int
    end: int
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    kind = "timeline"

    @property
    def first_level(self) -> str:
        """The level of the first row: its events stand on one side of the line, all others on the other."""
        return self.rows[0][2] if self.rows else ""


@dataclass(frozen=True)
class Listing:
    """A place that is filled from what the whole site holds."""

    id: str
    line: int
    end: int
    kind = ""


@dataclass(frozen=True)
class Progress(Listing):
    """The reader's own progress."""

    kind = "progress"


@dataclass(frozen=True)
class ObjectivesIndex(Listing):
    """The table of all objectives."""

    kind = "objectives"


@dataclass(frozen=True)
class MyReview(Listing):
    """The texts of the reader's own review, and the ways to Word and Excel."""

    kind = "review"


@dataclass(frozen=True)
class Results(Listing):
    """What the tables of the reader's own review amount to."""

    kind = "results"


@dataclass(frozen=True)
class Keep(Listing):
    """The offer to keep the site in the browser."""

    kind = "keep"


@dataclass(frozen=True)
class SourcesIndex(Listing):
    """What the pages rest on, and what is not confirmed."""

    kind = "sources"


@dataclass(frozen=True)
class Handout(Listing):
    """Every page of the site by section, to be put together for the printer."""

    kind = "handout"


def gap_mark(place: int) -> str:
    """What stands for the gap at a place, from 0, in the text of a Blanks: private-use characters that no author types."""
    return f"\ue000{place}\ue001"


@dataclass(frozen=True)
class Session:
    """A row of an agenda, in Markdown. `open` is what is opened in it; a break opens nothing."""

    minutes: int
    title: str
    lead: str
    open: str
    is_break: bool
    links: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class Sitting:
    """Sessions one after the other within `length` minutes; when they begin is not said."""

    sessions: tuple[Session, ...]
    length: int
    line: int

    @property
    def minutes(self) -> int:
        """Minutes that the sessions take together."""
        return sum(session.minutes for session in self.sessions)

    def offsets(self) -> Iterator[tuple[int, Session]]:
        """Each session with the minutes that have passed when it begins."""
        passed = 0
        for session in self.sessions:
            yield passed, session
            passed += session.minutes


@dataclass(frozen=True)
class Slot(Sitting):
    """A sitting of a day: from a moment to a moment, both in one zone. `length` is what lies between them."""

    start: datetime
    finish: datetime

    def timed(self) -> Iterator[tuple[datetime, datetime, Session]]:
        """Each session with its first and last moment, in the slot's zone. Minutes are real ones, also when summer time begins."""
        for passed, session in self.offsets():
            yield self._after(passed), self._after(passed + session.minutes), session

    def _after(self, minutes: int) -> datetime:
        return datetime.fromtimestamp(self.start.timestamp() + minutes * 60, self.start.tzinfo)


@dataclass(frozen=True)
class Plan:
    """What agendas and programmes share: an id, and whether the minutes are only suggested."""

    id: str
    line: int
    end: int
    suggested: bool
    kind = ""

    @property
    def sittings(self) -> tuple[Sitting, ...]:
        """Where its sessions stand."""
        return ()


@dataclass(frozen=True)
class Agenda(Plan):
    """A workshop's programme: one slot or several, on one day or several, in one zone (IANA). Clock times follow from the minutes.

    `revision` is how often its times have been set, and `mark` what they were when that was written; see `fingerprint`.
    """

    zone: str
    slots: tuple[Slot, ...]
    revision: int = 0
    mark: str = ""
    revision_line: int = 0
    kind = "agenda"

    @property
    def sittings(self) -> tuple[Sitting, ...]:
        return self.slots

    @property
    def fingerprint(self) -> str:
        """A mark of all that a calendar needs to know of the times: another one, if any of them changes."""
        told = [(slot.start.isoformat(), slot.finish.isoformat(), [session.minutes for session in slot.sessions]) for slot in self.slots]
        return hashlib.sha256(repr((self.zone, told)).encode()).hexdigest()[:4]

    @property
    def over(self) -> datetime:
        """The moment when the last slot ends."""
        return max(slot.finish for slot in self.slots)


@dataclass(frozen=True)
class Programme(Plan):
    """A programme of no particular day, ready to use."""

    sitting: Sitting
    kind = "programme"

    @property
    def sittings(self) -> tuple[Sitting, ...]:
        return (self.sitting,)


Block = Exercise | Plan | Timeline | Listing


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
class StyleRule:
    """A rule of style (docs/data/style.yml): `pattern` must not match in words of `language` (`both`: any).

    `quoted`: it looks into quotations too, which otherwise are another's words. `needs`: one of these stands in every match.
    """

    id: str
    language: str
    pattern: re.Pattern[str]
    quoted: bool
    needs: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class Workshop:
    """A workshop (docs/data/workshops.yml): its page, the id of the agenda that states its times, and its names by language.

    One without a page is another meeting, whose times are left alone.
    """

    id: str
    page: str
    agenda: str
    names: Mapping[str, tuple[str, ...]]
    line: int


@dataclass(frozen=True)
class Country:
    """A member of the League of Arab States (docs/data/countries.yml) by its ISO 3166 code, and the IANA zone of its capital."""

    code: str
    zone: str
    unconfirmed: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class Release:
    """A version, the day it came out, and what a user notices of it, a line per change, in Markdown."""

    version: str
    day: date
    changes: tuple[str, ...]
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
    def section(self) -> str:
        """The section of a review that the page is about, or nothing."""
        return str(self.meta.get("section") or "")

    @property
    def agendas(self) -> tuple[Agenda, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Agenda))

    @property
    def programmes(self) -> tuple[Programme, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Programme))

    def above(self, block: Block) -> str:
        """The id of the heading that a block stands under, or nothing."""
        names = [heading.id for heading in self.headings if heading.line < block.line]
        return names[-1] or "" if names else ""

    @property
    def anchors(self) -> frozenset[str]:
        """Every id a link may point at."""
        named = [heading.id for heading in self.headings] + [term.id for term in self.terms]
        return frozenset(name for name in named if name) | {block.id for block in self.blocks}


@dataclass(frozen=True)
class NavEntry:
    """A page named in the `nav` of mkdocs.yml, `depth` sections down; `section` is the key of the outermost, or nothing."""

    path: str
    line: int
    depth: int = 0
    section: str = ""


@dataclass(frozen=True)
class Site:
    """All that was read. `unread` are pages (language, path) that exist but could not be read; answers are kept under `course`."""

    languages: tuple[str, ...]
    pages: tuple[Page, ...]
    nav: tuple[NavEntry, ...] = ()
    objectives: tuple[Objective, ...] = ()
    documents: tuple[Document, ...] = ()
    style: tuple[StyleRule, ...] = ()
    sources: tuple[str, ...] = ()
    synonyms: tuple[Mapping[str, tuple[str, ...]], ...] = ()
    files: frozenset[str] = frozenset()
    unread: frozenset[tuple[str, str]] = frozenset()
    course: str = ""
    releases: Mapping[str, tuple[Release, ...]] = field(default_factory=dict)
    workshops: tuple[Workshop, ...] = ()
    countries: tuple[Country, ...] = ()

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

    def ordered(self, language: str) -> tuple[Page, ...]:
        """The pages of a language in the order of the nav."""
        found = (self.page(language, entry.path) for entry in self.nav)
        return tuple(page for page in found if page)

    def parts(self, language: str) -> tuple[tuple[str, tuple[Page, ...]], ...]:
        """The pages of a language by section of the nav, in its order; neighbours outside of any section stand under no name."""
        named = groupby(self.nav, key=lambda entry: entry.section)
        parts = ((name, tuple(filter(None, (self.page(language, entry.path) for entry in entries)))) for name, entries in named)
        return tuple((name, pages) for name, pages in parts if pages)

    def handout(self, language: str) -> Page | None:
        """The page on which pages are put together for the printer, if there is one."""
        pages = (page for page in self.pages if page.language == language)
        return next((page for page in pages if any(isinstance(block, Handout) for block in page.blocks)), None)

    def keep(self, language: str) -> tuple[Page, str] | None:
        """The page that offers to keep the site in the browser, with the id of the section in which it does; None where none does."""
        offers = ((page, block) for page in self.ordered(language) for block in page.blocks if isinstance(block, Keep))
        return next(((page, page.above(block)) for page, block in offers), None)

    def sections(self, language: str) -> tuple[Page, ...]:
        """The pages about the sections of a review, in their order."""
        return tuple(page for page in self.ordered(language) if page.section)

    @property
    def unsearched(self) -> frozenset[str]:
        """The addresses, below the folder of a language, of pages that their authors keep out of the search."""
        return frozenset(re.sub(r"\.md$", ".html", page.path) for page in self.pages if page.meta.get("search") is False)

    def addresses(self, language: str) -> dict[str, str]:
        """The address of each document in a language, by id."""
        return {document.id: document.url[language] for document in self.documents}

    def document(self, name: str) -> Document | None:
        return next((document for document in self.documents if document.id == name), None)

    def objective(self, number: object) -> Objective | None:
        return next((one for one in self.objectives if one.number == number), None)
