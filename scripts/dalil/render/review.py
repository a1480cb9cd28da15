"""The reader's own review: what the site asks of it, and the places for its texts and its results."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from markupsafe import Markup

from dalil import __version__
from dalil.languages import Language, language
from dalil.model import REVIEW_PARTS, Assess, Draft, Listing, Page, Results, Site
from dalil.render.block import isolating, rendered
from dalil.render.markdown import Fragments
from dalil.render.objectives import objective_rows
from dalil.render.progress import Task, address, catalog
from dalil.review import LISTS, Level, Matrix, Outline, Row, Section

# The heading of a page on a section below which it says what the section covers.
_GUIDANCE = "cover"


@dataclass(frozen=True)
class _Part:
    """A section with its page's address, what it covers, and the exercises in which it is written."""

    section: Section
    url: str
    guidance: Markup
    drafts: tuple[Draft, ...]


def outline(site: Site, code: str) -> Outline:
    """What the site asks of a review, in a language."""
    words, fragments = language(code), Fragments(code, site.addresses(code), alone=True)
    plain = partial(_plain, fragments)
    found = {table.review: table for _, table in _tables(site, code)}
    matrices = tuple(_matrix(found[kind], words, site, plain) for kind in REVIEW_PARTS if kind in found)
    return Outline(matrices, tuple(_sections(site, code)), _words(words))


def _plain(fragments: Fragments, text: str) -> str:
    """Markdown as plain text."""
    return str(Markup(fragments.inline(text)).striptags())


def _tables(site: Site, code: str) -> Iterator[tuple[Page, Assess]]:
    for page in site.ordered(code):
        yield from ((page, block) for block in page.blocks if isinstance(block, Assess) and block.review)


def _matrix(table: Assess, words: Language, site: Site, plain: Any) -> Matrix:
    texts = objective_rows(site, words.code) if table.objectives else [item.text for item in table.items]
    groups = [one.round_table for one in site.objectives] if table.objectives else [0] * len(texts)
    rows = tuple(Row(plain(text), 2 if place in table.double else 1, group)
                 for place, (text, group) in enumerate(zip(texts, groups, strict=True)))
    levels = tuple(Level(plain(level.text), plain(level.meaning)) for level in table.levels)
    return Matrix(table.id, table.review, words.say(f"review.{table.review}"), levels, rows)


def _sections(site: Site, code: str) -> Iterator[Section]:
    drafts = [block for page in site.ordered(code) for block in page.blocks if isinstance(block, Draft)]
    for page in site.sections(code):
        names = tuple(draft.id for draft in drafts if draft.section == page.section)
        yield Section(page.section, page.title, names, LISTS.get(page.section, ""))


def _words(words: Language) -> dict[str, Any]:
    """The words that values are put into."""
    names = ("nothing", "not_applicable", "rated", "round_table")
    return {**{name: words.words["review"][name] for name in names},
            "day": words.words["dates"]["day"], "months": words.words["dates"]["months"]}


def review_html(block: Listing, page: Page, site: Site, course: str) -> Markup:
    """The HTML of the block for the texts of a review, or for its results."""
    words, asked = language(page.language), outline(site, page.language)
    links = {table.review: address(other.path, page) + f"#{table.id}" for other, table in _tables(site, page.language)}
    values: dict[str, Any] = {"block": block, "words": words, "outline": _json(asked.record()), "course": course, "version": __version__}
    if isinstance(block, Results):
        return rendered("results.html", **values, matrices=asked.matrices, tables=links)
    fragments = Fragments(page.language, site.addresses(page.language), alone=True)
    parts = [_part(one, page, site, fragments) for one in asked.sections]
    return rendered("review.html", **values, parts=parts, html=fragments.html, isolate=isolating(words),
                    catalog=_json([asdict(one) for one in tables(site, page.language)]))


def tables(site: Site, code: str) -> list[Task]:
    """The tables of the review as an answers file must fit them."""
    names = {table.id for _, table in _tables(site, code)}
    return [one for one in catalog(site, code) if one.id in names]


def _json(value: object) -> Markup:
    """JSON as it may stand in a script element."""
    return Markup(json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/").replace("<!--", "<\\!--"))


def _part(section: Section, page: Page, site: Site, fragments: Fragments) -> _Part:
    own = next(one for one in site.sections(page.language) if one.section == section.id)
    drafts = tuple(block for other in site.ordered(page.language) for block in other.blocks
                   if isinstance(block, Draft) and block.id in section.drafts)
    return _Part(section, address(own.path, page), fragments.html(_below(own, _GUIDANCE)), drafts)


def _below(page: Page, name: str) -> str:
    """The Markdown between the heading of an id and the next heading."""
    starts = [heading.line for heading in page.headings]
    start = next((heading.line for heading in page.headings if heading.id == name), None)
    if start is None:
        return ""
    end = min((line for line in starts if line > start), default=None)
    lines = page.text.split("\n")
    return "\n".join(lines[start - page.first_line + 1 : end - page.first_line if end else None]).strip()
