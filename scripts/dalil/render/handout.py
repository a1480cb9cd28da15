"""The place where pages are put together for the printer: every page of the site by section, complete without scripts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from dalil.languages import Language, language
from dalil.model import Handout, Page, Site
from dalil.render.block import isolating, rendered
from dalil.render.progress import address, stored_path

# Kinds of exercises that ask for something else on paper than on screen.
_OTHERWISE_ON_PAPER = ("order", "match", "sort", "blanks", "draft", "checklist", "assess")


@dataclass(frozen=True)
class _Part:
    """A section: its name in the nav, its title, and its pages as (address, title)."""

    name: str
    title: Markup
    pages: tuple[tuple[str, Markup], ...]


def handout_html(block: Handout, page: Page, site: Site) -> Markup:
    """The HTML of the block on a page: every other page, in the order of the nav."""
    words = language(page.language)
    return rendered("handout.html", block=block, words=words, parts=tuple(_parts(page, site)), instructions=_instructions(words))


def _parts(page: Page, site: Site) -> Iterator[_Part]:
    isolate = isolating(language(page.language))
    for name, pages in site.parts(page.language):
        links = tuple((address(other.path, page), isolate(other.short)) for other in pages if other is not page)
        if links:
            yield _Part(name, isolate(pages[0].short if name else ""), links)


def _instructions(words: Language) -> str:
    """What exercises ask for on paper, by kind, as JSON."""
    return json.dumps({kind: words.say(f"paper.{kind}") for kind in _OTHERWISE_ON_PAPER}, ensure_ascii=False)


def printable_sections(site: Site, code: str) -> dict[str, str]:
    """By the path of the page that opens a section, where that section can be printed, relative to the language's root."""
    where = site.handout(code)
    return {pages[0].path: f"{stored_path(where.path)}?section={name}" for name, pages in site.parts(code) if name} if where else {}
