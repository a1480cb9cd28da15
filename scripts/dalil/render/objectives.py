"""The objectives of the Compact as rows to be assessed."""

from __future__ import annotations

from dalil.languages import language
from dalil.model import Site


def objective_rows(site: Site, code: str) -> list[str]:
    """A row for each objective, in Markdown: the title of its page, or its number."""
    titles = {page.meta.get("objective"): page.title for page in site.pages if page.language == code}
    words = language(code)
    return [titles.get(one.number) or words.say("objective.name", n=one.number) for one in site.objectives]
