"""What good content is: pure functions from a Site to findings, one per rule or family of rules."""

from collections.abc import Iterator

from dalil.check import agendas, exercises, figures, ids, links, pages, readability, releases, review, style, weekdays, workshops
from dalil.findings import Finding
from dalil.model import Site

CHECKS = (
    pages.missing_pages, pages.nav, pages.titles,
    ids.missing_heading_ids, ids.repeated_heading_ids, ids.heading_parity, ids.repeated_block_ids, ids.term_parity,
    links.targets, links.parity,
    exercises.answers, exercises.wording, exercises.parity,
    agendas.minutes, agendas.overlaps, agendas.links, agendas.revisions, agendas.parity, weekdays.right,
    review.sections, review.tables,
    style.rules, style.symbols, figures.parity,
    readability.long_paragraphs, readability.ways_on, readability.sources,
    workshops.entries, workshops.times,
    releases.parity,
)


def check_site(site: Site) -> Iterator[Finding]:
    """The findings of every check."""
    for check in CHECKS:
        yield from check(site)
