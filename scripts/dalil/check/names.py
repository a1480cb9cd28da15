"""Names of workshops in a text, and links to their pages, which name them too."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass

from dalil.folding import letters
from dalil.model import Page, Workshop
from dalil.times import normal

_LINK = re.compile(r"\[([^\]]*)\](?=\(([^)\s]+)[^)]*\))")
# Signs that nobody types stand around the words of a link to the page of a workshop, one for each workshop.
_FIRST_MARK = 0xF000
_MARK = re.compile("[\uf000-\uf8ff]")
# What may be joined to the first word of a name, and what may stand between two words.
_JOINED = {"en": "", "ar": "[وفبلك]{0,2}(?:ال|لل)?"}
_BETWEEN = {"en": r"[\s-]+", "ar": r"\s+(?:ال)?"}


@dataclass(frozen=True)
class Name:
    """Where a text names a workshop; `id` is empty for another meeting. `link`: one end of a link."""

    id: str
    start: int
    end: int
    link: bool = False


class Names:
    """Finds the names of workshops in one language."""

    def __init__(self, workshops: Sequence[Workshop], code: str) -> None:
        self._workshops = workshops
        self._pages = {workshop.page for workshop in workshops if workshop.page}
        self._pattern = _pattern(workshops, code)
        self._known: dict[str, list[Name]] = {}
        self._ours = _pattern([workshop for workshop in workshops if workshop.page], code)

    def on(self, page: Page) -> bool:
        """Whether a page names a workshop at all: most do not."""
        if page.path in self._pages or any(_target(page, link.target) in self._pages for link in page.links):
            return True
        return any(self._ours.search(letters(text)) for text in (page.text, *map(str, page.meta.values())))

    def of(self, page: Page) -> frozenset[str]:
        """The workshops whose page it is."""
        return frozenset(workshop.id for workshop in self._workshops if workshop.page == page.path)

    def marked(self, page: Page, line: str) -> str:
        """A line of the source with a mark at both ends of each link to the page of a workshop."""
        return _LINK.sub(lambda link: f"[{link[1].join(self._mark(page, link[2]) * 2)}]" if self._mark(page, link[2]) else link[0], line)

    def _mark(self, page: Page, target: str) -> str:
        path = _target(page, target)
        return next((chr(_FIRST_MARK + place) for place, one in enumerate(self._workshops) if one.page and one.page == path), "")

    def within(self, text: str) -> list[Name]:
        """The names and marks in a text in normal form, in their order."""
        if text not in self._known:  # a heading is asked about for all that stands under it
            self._known[text] = self._within(text)
        return self._known[text]

    def _within(self, text: str) -> list[Name]:
        names = [Name(self._id(match), *match.span()) for match in self._pattern.finditer(text)]
        marks = [Name(self._workshops[ord(match[0]) - _FIRST_MARK].id, *match.span(), link=True) for match in _MARK.finditer(text)]
        return sorted([*names, *marks], key=lambda name: (name.start, name.end))

    def _id(self, match: re.Match[str]) -> str:
        workshop = self._workshops[int(str(match.lastgroup)[1:].partition("_")[0])]
        return workshop.id if workshop.page else ""


def unmarked(text: str) -> str:
    """A text without marks, as its readers see it."""
    return _MARK.sub("", text)


def _target(page: Page, target: str) -> str:
    """The path of the page that a link leads to. A link to one of its sections names the section, not the workshop."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(page.path), target)) if "#" not in target else ""


def _pattern(workshops: Sequence[Workshop], code: str) -> re.Pattern[str]:
    """All names in a language, the longest first; what matched begins with the place of its workshop."""
    named = sorted(((place, name) for place, one in enumerate(workshops) for name in one.names.get(code, ())), key=lambda one: -len(one[1]))
    ways = "|".join(f"(?P<w{place}_{at}>{_way(name, code)})" for at, (place, name) in enumerate(named))
    return re.compile(rf"(?<!\w){_JOINED[code]}(?:{ways or '(?!)'})(?!\w)", re.IGNORECASE)


def _way(name: str, code: str) -> str:
    """A name as it may stand in a sentence: in Arabic with or without the article."""
    bare = [re.escape(re.sub(r"^ال(?=\w{2})", "", word)) for word in normal(name).text.split()]
    return _BETWEEN[code].join(bare)
