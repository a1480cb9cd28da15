"""Ids: explicit, unique, and equal in every language."""

from collections.abc import Iterator

from dalil.findings import Finding, found
from dalil.model import Block, Page, Site


def missing_heading_ids(site: Site) -> Iterator[Finding]:
    """A heading without an id gets another one in each language, so links and the language switch lose it."""
    for page in site.pages:
        for heading in page.headings:
            if heading.id is None:
                yield found("heading-id-missing", page.source, heading.line,
                            text=heading.text, marks="#" * heading.level)


def repeated_heading_ids(site: Site) -> Iterator[Finding]:
    """Headings, terms and blocks of a page share one space of names."""
    for page in site.pages:
        first: dict[str, int] = {}
        named = [*page.headings, *page.terms, *page.blocks]
        for one in sorted(named, key=lambda one: one.line):
            if one.id is not None and first.setdefault(one.id, one.line) != one.line:
                yield found("heading-id-duplicate", page.source, one.line, id=one.id, first=first[one.id])


def heading_parity(site: Site) -> Iterator[Finding]:
    """The first heading that differs in level or id from its counterpart, in each page of the other languages."""
    for page, other in _pairs(site):
        ours = [(heading.level, heading.id) for heading in page.headings]
        theirs = [(heading.level, heading.id) for heading in other.headings]
        if ours != theirs:
            place = next((at for at, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b),
                         min(len(ours), len(theirs)))
            yield _difference(page, other, place)


def _difference(page: Page, other: Page, place: int) -> Finding:
    def shown(of: Page) -> str:
        if place >= len(of.headings):
            return "-"
        return f"{'#' * of.headings[place].level} {{#{of.headings[place].id}}}"

    lines = [heading.line for heading in other.headings]
    line = lines[place] if place < len(lines) else (lines[-1] if lines else 0)
    return found("heading-ids-differ", other.source, line, here=shown(other), there=shown(page), page=page.source)


def repeated_block_ids(site: Site) -> Iterator[Finding]:
    """Answers are kept by id, so an id stands once in the site, on the same page in every language."""
    for code in site.languages:
        first: dict[str, tuple[Page, Block]] = {}
        for page, block in _blocks(site, code):
            known_page, known = first.setdefault(block.id, (page, block))
            if known is not block and known_page is not page:
                yield found("block-id-duplicate", page.source, block.line,
                            id=block.id, first=f"{known_page.source}:{known.line}")


def term_parity(site: Site) -> Iterator[Finding]:
    """A glossary term that stands in one language only."""
    for page, other in _pairs(site, both_ways=True):
        known = {term.id for term in other.terms}
        for term in page.terms:
            if term.id not in known:
                yield found("term-missing", page.source, term.line, id=term.id, page=other.source)


def _blocks(site: Site, code: str) -> Iterator[tuple[Page, Block]]:
    for page in site.pages:
        if page.language == code:
            yield from ((page, block) for block in page.blocks)


def _pairs(site: Site, both_ways: bool = False) -> Iterator[tuple[Page, Page]]:
    """Each page of the first language with its counterpart; `both_ways` gives the reverse pairs too."""
    for page in site.pages:
        if both_ways or page.language == site.languages[0]:
            yield from ((page, other) for other in site.twins(page))
