"""Style: what United Nations English and Arabic do not write, and symbols that are not known."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from dalil.findings import Finding, found
from dalil.model import Line, Page, Site, StyleRule
from dalil.prose import numbered, prose

_QUOTED = {"en": re.compile(r'"[^"]*"|“[^”]*”'), "ar": re.compile(r"«[^»]*»")}
# Another's words are left out of a sentence by a sign that no rule looks for.
_STEAD = "\u2026"
_SYMBOL = re.compile(r"(?<![\w/.-])(?:[A-Z]{1,6}/)+(?:[A-Z0-9.]+/)*[A-Z0-9.]*\d[A-Z0-9.]*(?:/[A-Z]+)?")


def rules(site: Site) -> Iterator[Finding]:
    """A match of a rule in the words of a page, and text that is not in Unicode NFC."""
    for page in site.pages:
        lines = words(page)
        whole = "\n".join(line.text for line in lines)
        wanted = [rule for rule in site.style if rule.language in (page.language, "both") and _may_match(rule, whole)]
        for line in lines:
            yield from _line(page, line, wanted)


def _may_match(rule: StyleRule, text: str) -> bool:
    """Whether a page is worth looking at line by line: most rules match nowhere on it."""
    return (not rule.needs or any(needed in text for needed in rule.needs)) and bool(rule.pattern.search(text))


def words(page: Page) -> tuple[Line, ...]:
    """The words of a page, line by line."""
    return _words(page.text, page.first_line)


@lru_cache(maxsize=2048)
def _words(text: str, first: int) -> tuple[Line, ...]:
    """Several checks look at the same page."""
    return tuple(prose(numbered(text, first)))


def _line(page: Page, line: Line, wanted: list[StyleRule]) -> Iterator[Finding]:
    if not unicodedata.is_normalized("NFC", line.text):
        yield found("style-nfc", page.source, line.number, text=line.text[:40])
    own = _QUOTED[page.language].sub(_STEAD, line.text)
    for rule in wanted:
        if match := rule.pattern.search(line.text if rule.quoted else own):
            yield found("style", page.source, line.number, id=rule.id, text=_shown(match))


def _shown(match: re.Match[str]) -> str:
    """The match with a little of what stands around it, without line breaks or invisible signs."""
    start, end = match.span()
    text = match.string[max(0, start - 12) : end + 12]
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cf").strip()


def symbols(site: Site) -> Iterator[Finding]:
    """Symbols of documents that stand in no data file."""
    known = {document.symbol for document in site.documents}
    for page in site.pages:
        for line in words(page):
            for symbol in map(_bare, _SYMBOL.findall(line.text)):
                if symbol not in known:
                    yield found("symbol-unknown", page.source, line.number, text=symbol)


def _bare(symbol: str) -> str:
    """Without the full stop of the sentence."""
    return symbol.rstrip(".")
