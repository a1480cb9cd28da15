"""Statements: what the pages say of the time of each workshop, in prose too, and where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import chain

from dalil.check.names import Name, Names, unmarked
from dalil.check.passages import Passage, passages, sentences
from dalil.languages import language
from dalil.model import Page, Site, Workshop
from dalil.times import Days, Grammar, Hours, Length, Normal, Phrase, Value, grammar, normal, phrases

_QUOTATION = re.compile(r'"[^"]*"|“[^”]*”|«[^»]*»')
_PAUSE = re.compile(r"[,،:;(-]")
_NO_WORDS = re.compile(r"[\W\d_]*")
_NEAR = 6  # signs between a time and the word that it belongs to
_AT = re.compile(r"[\s,،(]*(?:at|في|عند)?\s*")


@dataclass(frozen=True)
class Statement:
    """What a place says of the time of a workshop.

    `quoted`: in the words of a source; `noted`: an editor's note stands under the same heading; `planned`: the agenda says it.
    """

    workshop: str
    value: Value
    path: str
    line: int
    text: str
    quoted: bool = False
    noted: bool = False
    planned: bool = False


def statements(site: Site, workshops: Sequence[Workshop]) -> Iterator[Statement]:
    """All statements about workshops, in the order of languages, pages and lines."""
    for code in site.languages:
        names = Names(workshops, code)
        for page in _in_order(site, code):
            if names.on(page):
                yield from _on_page(page, names)


def _in_order(site: Site, code: str) -> Iterator[Page]:
    """The pages of a language, those of the nav first."""
    named = {entry.path for entry in site.nav}
    others = (page for page in site.pages if page.language == code and page.path not in named)
    return chain(site.ordered(code), others)


def _on_page(page: Page, names: Names) -> Iterator[Statement]:
    note: str = language(page.language).words["editor"]["note"]
    read, noted = passages(page, note, partial(names.marked, page))
    for passage in read:
        reading = _Reading(passage, normal(passage.text), names, grammar(page.language), names.of(page))
        for phrase, value, workshop in reading.said():
            start, end = reading.normal.place(phrase.start), reading.normal.place(phrase.end)
            yield Statement(workshop, value, page.source, passage.line(start), unmarked(passage.text[start:end]).strip(),
                            passage.quoted or reading.quotes(phrase), passage.section in noted)


@dataclass(frozen=True)
class _Reading:
    """What the times of one passage are about. `own` are the workshops whose page it stands on."""

    passage: Passage
    normal: Normal
    names: Names
    words: Grammar
    own: frozenset[str]

    @property
    def text(self) -> str:
        return self.normal.text

    @cached_property
    def named(self) -> list[Name]:
        """Names in the passage itself."""
        return self.names.within(self.text)

    @cached_property
    def beside(self) -> str:
        """The other cells of a row, and the head of the column."""
        return " | ".join(normal(text).text for text in self.passage.beside)

    @cached_property
    def found(self) -> tuple[Phrase, ...]:
        return phrases(self.text, self.words)

    def said(self) -> Iterator[tuple[Phrase, Value, str]]:
        """Each phrase that is about the time of a workshop, with its value and the workshop. Most passages are about none."""
        if not (self.own or self.named or self._first(self.passage.beside) or self._first(self.passage.under)):
            return
        for phrase in self.found:
            workshop = self._workshop(phrase)
            value = self._value(phrase) if workshop else None
            if value:
                yield phrase, value, workshop

    def quotes(self, phrase: Phrase) -> bool:
        """Whether a phrase stands between quotation marks."""
        return any(match.start() < phrase.start and phrase.end <= match.end() for match in _QUOTATION.finditer(self.text))

    def _workshop(self, phrase: Phrase) -> str:
        """By the nearest name in the sentence, or by the row and column of a cell; or else, where a word speaks of a meeting, by the
        sentences before, what leads to the passage, the headings, and the page. Empty where it is none of ours."""
        start, end = self._sentence(phrase)
        inside = [name for name in self.named if start <= name.start and name.end <= end]
        earlier = [name for name in self.named if name.end <= start]
        if inside and not (earlier and self._is_elsewhere(inside, phrase)):
            name = _nearest(inside, phrase, self.text)
            about = self._is_meant(name, phrase) and (not name.link or _is_linked(inside, phrase) or self._is_cued(phrase))
            return name.id if about else ""
        beside = self._first(self.passage.beside)
        if beside is not None or not (self._is_cued(phrase) or self._is_alone()):
            return beside or ""
        above = self._subject(earlier) if earlier else self._first(self.passage.under)
        return above if above is not None else next(iter(self.own)) if len(self.own) == 1 else ""

    def _is_elsewhere(self, inside: list[Name], phrase: Phrase) -> bool:
        """Whether a phrase goes on about what was named before: words stand before it, and a pause before the names of its sentence."""
        start, _ = self._sentence(phrase)
        first = inside[0].start
        return phrase.end <= first and self.text[start : phrase.start].count(" ") > 1 and bool(_PAUSE.search(self.text, phrase.end, first))

    def _is_meant(self, name: Name, phrase: Phrase) -> bool:
        """Whether a phrase can be about what a name names. "After the first round" dates something else, unless its own time follows."""
        before = unmarked(self.text[: name.start]).removesuffix("the ").rstrip()
        if not any(match.end() == len(before) for match in self.words.cues["after"].finditer(before)):
            return True
        between = self.text[name.end : phrase.start]
        held = self._last("held", between)
        return name.end <= phrase.start and (not _PAUSE.search(between.rstrip(" (")) or 0 <= len(between) - held < _NEAR < held)

    def _sentence(self, phrase: Phrase) -> tuple[int, int]:
        return next((start, end) for start, end in sentences(self.text) if phrase.start < end)

    def _is_cued(self, phrase: Phrase) -> bool:
        """Whether the sentence or the row speaks of when a meeting is, in other words than its times. A length needs the meeting itself."""
        text = self._without_times(*self._sentence(phrase))
        cue = self.words.cues["noun" if isinstance(phrase.value, Length) else "meeting"]
        return bool(cue.search(text) or cue.search(self.beside))

    def _is_alone(self) -> bool:
        """Whether a passage, not of a table, holds nothing but times."""
        return not self.passage.beside and bool(_NO_WORDS.fullmatch(self._without_times(0, len(self.text))))

    def _without_times(self, start: int, end: int) -> str:
        """A part of the text without what it says of time."""
        taken = {at for phrase in self.found for at in range(phrase.start, phrase.end)}
        return "".join(self.text[at] for at in range(start, end) if at not in taken)

    def _subject(self, earlier: list[Name]) -> str:
        """What the last sentence with a name is about: what it names first."""
        start = max(start for start, _ in sentences(self.text) if start <= earlier[-1].start)
        return next(name.id for name in earlier if name.start >= start)

    def _first(self, texts: Iterable[str]) -> str | None:
        """The workshop of the first text that names something; empty where it names several, None where no text names any."""
        for text in texts:
            if named := {name.id for name in self.names.within(normal(text).text)}:
                return named.pop() if len(named) == 1 else ""
        return None

    def _value(self, phrase: Phrase) -> Value | None:
        """The value of a phrase; None where it is one of a part of the meeting, or a time of day that is neither beginning nor end."""
        value = phrase.value
        if isinstance(value, Days):
            return value
        before = f"{self.beside} {self.text[self._sentence(phrase)[0] : phrase.start]}"
        if self._last("part", before) > self._last("held", before):
            return None
        if isinstance(value, Length):
            return value if self._is_whole(before, phrase) else None
        return value if value.end else self._edge(value, before, phrase)

    def _last(self, cue: str, text: str) -> int:
        """Where the last word of a kind ends in a text; -1 without any."""
        return max((match.end() for match in self.words.cues[cue].finditer(text)), default=-1)

    def _is_whole(self, before: str, phrase: Phrase) -> bool:
        """Whether a length is said of the meeting, by the words around it."""
        after = self.text[phrase.end :].lstrip(" -")
        named = any(0 < name.start - phrase.end < _NEAR for name in self.named)
        said = named or self.words.cues["length"].search(before) or self.words.cues["meeting_after"].match(after)
        return bool(said) or before.rstrip().endswith((":", "(")) or after.startswith("(")

    def _edge(self, value: Hours, before: str, phrase: Phrase) -> Hours | None:
        """A time of day as beginning or end, by the last word that tells, or by the day that it follows."""
        starts, ends = self._last("start", before), self._last("end", before)
        earlier = [other for other in self.found if other.end <= phrase.start]
        follows = bool(earlier) and isinstance(earlier[-1].value, Days) and bool(_AT.fullmatch(self.text, earlier[-1].end, phrase.start))
        if ends > starts:
            return replace(value, start=None, end=value.start)
        return value if starts >= 0 or follows else None


def _nearest(named: Sequence[Name], phrase: Phrase, text: str) -> Name:
    """The last name before a phrase; the next one where none stands before, or where a pause parts them and none parts it from the next."""
    before = [name for name in named if name.end <= phrase.start]
    after = [name for name in named if name.start >= phrase.end]
    if not before or not after:
        return (before[-1:] or after[:1] or list(named))[0]
    parted = _PAUSE.search(text, before[-1].end, phrase.start) and not _PAUSE.search(text, phrase.end, after[0].start)
    return after[0] if parted else before[-1]


def _is_linked(named: Sequence[Name], phrase: Phrase) -> bool:
    """Whether a phrase stands in the words of a link."""
    return sum(name.link for name in named if name.end <= phrase.start) % 2 == 1
