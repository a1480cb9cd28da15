"""Glossary terms: each with its counterpart in the other languages beside it."""

from __future__ import annotations

from dalil.languages import language
from dalil.model import Page, Site


def with_twin_terms(page: Page, site: Site) -> dict[int, str]:
    """The lines of a page by number; a term's line also holds the term in the other languages, as raw HTML."""
    lines = dict(enumerate(page.text.split("\n"), page.first_line))
    twins = {(other.language, term.id): term.text for other in site.twins(page) for term in other.terms}
    for term in page.terms:
        for (code, name), text in twins.items():
            if name == term.id:
                own, _, rest = lines[term.line].rpartition("{#")
                twin = f'<span class="dalil-twin-term" lang="{code}" dir="{language(code).direction}">{text}</span>'
                lines[term.line] = f"{own.rstrip()} {twin} {{#{rest}"
    return lines
