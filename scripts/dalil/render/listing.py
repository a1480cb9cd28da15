"""Places filled from what the site holds: the objectives, what the pages rest on and an editor has to check, and all of it, to be kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from dalil.languages import language
from dalil.model import Keep, Listing, Objective, ObjectivesIndex, Page, Site
from dalil.render.block import isolating, rendered
from dalil.render.progress import address

ROUND_TABLES = (1, 2, 3, 4)


@dataclass(frozen=True)
class _Row:
    """An objective in the index: `topics` are the words by which it can be found."""

    objective: Objective
    title: Markup
    url: str | None
    topics: tuple[str, ...]


@dataclass(frozen=True)
class _Source:
    """A source and the pages that rest on it, as (address, title)."""

    name: str
    pages: tuple[tuple[str, Markup], ...]


def listing_html(block: Listing, page: Page, site: Site) -> Markup:
    """The HTML of such a place on a page."""
    match block:
        case ObjectivesIndex():
            return objectives_html(block, page, site)
        case Keep():
            return rendered("keep.html", block=block, words=language(page.language))
    return sources_html(block, page, site)


def objectives_html(block: Listing, page: Page, site: Site) -> Markup:
    """The table of all objectives, to be filtered by round table and words; complete without scripts."""
    words = language(page.language)
    pages = {other.meta.get("objective"): other for other in site.pages if other.language == page.language}
    rows = [_row(objective, pages.get(objective.number), page) for objective in site.objectives]
    return rendered("objectives.html", block=block, words=words, rows=rows, round_tables=ROUND_TABLES)


def _row(objective: Objective, own: Page | None, page: Page) -> _Row:
    words = language(page.language)
    name = words.say("objective.name", n=objective.number)
    topics = own.meta.get("topics") if own else None
    return _Row(objective, isolating(words)(own.title.partition(": ")[2] or own.title) if own else Markup(name),
                address(own.path, page) if own else None, tuple(map(str, topics)) if isinstance(topics, list) else ())


def sources_html(block: Listing, page: Page, site: Site) -> Markup:
    """What the pages rest on, and every value that is not confirmed."""
    return rendered("sources.html", block=block, words=language(page.language), sources=_sources(page, site),
                    documents=[one for one in site.documents if one.unconfirmed],
                    objectives=[one for one in site.objectives if one.unconfirmed])


def _sources(page: Page, site: Site) -> list[_Source]:
    """Each known source with the pages that name it, in the order of the nav."""
    resting: dict[str, list[tuple[str, Markup]]] = defaultdict(list)
    isolate = isolating(language(page.language))
    for entry in site.nav:
        other = site.page(page.language, entry.path)
        for name in _named(other):
            assert other
            resting[name].append((address(other.path, page), isolate(other.short)))
    return [_Source(name, tuple(resting[name])) for name in site.sources]


def _named(page: Page | None) -> Iterable[str]:
    named = page.meta.get("sources") if page else None
    return map(str, named) if isinstance(named, list) else ()
