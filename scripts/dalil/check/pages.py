"""Pages: the same in every language, each in the nav, each with a title."""

from collections.abc import Iterator

from dalil.findings import Finding, found
from dalil.model import Site

DEEPEST = 1  # sections that hold pages; the menu shows no more


def missing_pages(site: Site) -> Iterator[Finding]:
    """A page that stands in one language only."""
    for page in site.pages:
        for code in site.languages:
            if not site.page(code, page.path) and (code, page.path) not in site.unread:
                yield found("page-missing", page.source, 0, missing=f"docs/{code}/{page.path}")


def nav(site: Site) -> Iterator[Finding]:
    """Pages that the nav names and nobody wrote, and the other way round."""
    known = {page.path for page in site.pages} | {path for _, path in site.unread}
    for entry in site.nav:
        if entry.path not in known:
            yield found("nav-page-missing", "mkdocs.yml", entry.line, page=entry.path)
        if entry.depth > DEEPEST:
            yield found("nav-too-deep", "mkdocs.yml", entry.line, page=entry.path)
    named = {entry.path for entry in site.nav}
    for page in site.pages:
        if page.path not in named:
            yield found("page-not-in-nav", page.source, 0, page=page.path)


def titles(site: Site) -> Iterator[Finding]:
    """A page has one heading of level 1, and it comes first."""
    for page in site.pages:
        tops = [heading for heading in page.headings if heading.level == 1]
        if not tops or page.headings[0].level != 1:
            yield found("title-missing", page.source, page.headings[0].line if page.headings else 0)
        for extra in tops[1:]:
            yield found("title-missing", page.source, extra.line)
