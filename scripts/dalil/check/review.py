"""The reader's own review: its sections, its texts and its tables fit together."""

from collections.abc import Iterator
from typing import TypeVar

from dalil.findings import Finding, found
from dalil.model import Assess, Draft, Page, Site

Kind = TypeVar("Kind", Assess, Draft)


def sections(site: Site) -> Iterator[Finding]:
    """Two pages about one section, and texts for a section that no page is about."""
    for language in site.languages:
        known: dict[str, Page] = {}
        for page in site.sections(language):
            if known.setdefault(page.section, page) is not page:
                yield found("section-repeated", page.source, 1, id=page.section, first=known[page.section].source)
        for page, draft in _blocks(site, language, Draft):
            if draft.section and draft.section not in known:
                yield found("section-unknown", page.source, draft.section_line, id=draft.section, known=", ".join(known))


def tables(site: Site) -> Iterator[Finding]:
    """Tables of the review that stand twice or have too few rows, and rows said to weigh double that do not exist."""
    for language in site.languages:
        known: dict[str, str] = {}
        many = {"sections": len(site.sections(language)), "objectives": len(site.objectives)}
        for page, table in _blocks(site, language, Assess):
            rows = many["objectives"] if table.objectives else table.size
            if rows and any(place >= rows for place in table.double):
                yield found("double-row", page.source, table.line, id=table.id, n=rows)
            if not table.review:
                continue
            if known.setdefault(table.review, table.id) != table.id:
                yield found("table-repeated", page.source, table.line, part=table.review, first=known[table.review])
            if rows != many.get(table.review, rows):
                yield found("table-rows", page.source, table.line, id=table.id, n=rows, wanted=many[table.review], part=table.review)


def _blocks(site: Site, language: str, kind: type[Kind]) -> Iterator[tuple[Page, Kind]]:
    for page in site.ordered(language):
        yield from ((page, block) for block in page.blocks if isinstance(block, kind))
