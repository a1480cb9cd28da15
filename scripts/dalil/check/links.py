"""Links: every page, anchor and document that is pointed at exists."""

import posixpath
import re
from collections.abc import Iterator

from dalil.findings import Finding, found
from dalil.model import Link, Page, Site

_OUTSIDE = re.compile(r"(https?|mailto|tel):|//", re.IGNORECASE)


def targets(site: Site) -> Iterator[Finding]:
    """The findings for each link of each page."""
    for page in site.pages:
        for link in page.links:
            yield from _target(site, page, link)


def _target(site: Site, page: Page, link: Link) -> Iterator[Finding]:
    if link.target.startswith("doc:"):
        yield from _document(site, page, link)
    elif not _OUTSIDE.match(link.target):
        yield from _inside(site, page, link)


def _document(site: Site, page: Page, link: Link) -> Iterator[Finding]:
    name = link.target.removeprefix("doc:")
    if not site.document(name):
        known = ", ".join(document.id for document in site.documents)
        yield found("document-unknown", page.source, link.line, id=name, known=known)


def _inside(site: Site, page: Page, link: Link) -> Iterator[Finding]:
    path, _, anchor = link.target.partition("#")
    wanted = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), path)) if path else page.path
    other = site.page(page.language, wanted)
    if other and anchor and anchor not in other.anchors:
        yield found("anchor-broken", page.source, link.line, anchor=anchor, page=other.source)
    unread = (page.language, wanted) in site.unread
    if not other and not unread and f"{page.language}/{wanted}" not in site.files:
        yield found("link-broken", page.source, link.line, target=link.target, wanted=f"docs/{page.language}/{wanted}")


def parity(site: Site) -> Iterator[Finding]:
    """A page or document that one language links to and its twin does not. Pages with broken links wait until these are mended."""
    whole = [page for page in site.pages if not any(_broken(site, page, link) for link in page.links)]
    ids = set(map(id, whole))
    for page in whole:
        for twin in (twin for twin in site.twins(page) if id(twin) in ids):
            theirs = {_shared(link.target) for link in twin.links}
            told: set[str] = set()
            for link in page.links:
                target = _shared(link.target)
                if target not in theirs and target not in told:
                    told.add(target)
                    yield found("link-missing", page.source, link.line, target=link.target, page=twin.source)


def _shared(target: str) -> str:
    """What both languages must have of a link: addresses outside may differ by language."""
    return "https:" if _OUTSIDE.match(target) else target


def _broken(site: Site, page: Page, link: Link) -> bool:
    return any(True for _ in _target(site, page, link))
