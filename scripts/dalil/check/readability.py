"""Readability: short paragraphs, and a way on at the end of every page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dalil.findings import Finding, found
from dalil.model import Line, Page, Site
from dalil.prose import numbered, paragraphs

MOST_WORDS = 90
NEXT = "next"
_WORD = re.compile(r"[^\W_][\w'’./-]*")


def long_paragraphs(site: Site) -> Iterator[Finding]:
    """A paragraph of more than MOST_WORDS words."""
    for page in filter(_may_be_long, site.pages):
        for paragraph in _paragraphs(page):
            many = len(_WORD.findall(paragraph.text))
            if many > MOST_WORDS:
                yield found("paragraph-long", page.source, paragraph.number, n=many, most=MOST_WORDS, text=paragraph.text[:40])


def _may_be_long(page: Page) -> bool:
    """Whether a page is worth reading paragraph by paragraph: most have nothing long but tables."""
    return any(len(part.split()) > MOST_WORDS for part in page.text.split("\n\n") if not part.startswith("|"))


def _paragraphs(page: Page) -> Iterator[Line]:
    return paragraphs(numbered(page.text, page.first_line))


def ways_on(site: Site) -> Iterator[Finding]:
    """A page whose last section is not the one that says what to do next."""
    for page in site.pages:
        sections = [heading for heading in page.headings if heading.level == 2]
        if not sections or sections[-1].id != NEXT:
            yield found("next-missing", page.source, sections[-1].line if sections else 0, id=NEXT)


def sources(site: Site) -> Iterator[Finding]:
    """Sources of a page that no data file knows."""
    for page in site.pages:
        named = page.meta.get("sources")
        for name in named if isinstance(named, list) else ():
            if name not in site.sources:
                yield found("source-unknown", page.source, 1, id=name, known=", ".join(site.sources))
