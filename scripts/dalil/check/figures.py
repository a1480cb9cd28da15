"""Figures: every number, date and time of a page stands on its twin in the other language too."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dalil.check.style import words
from dalil.findings import Finding, found
from dalil.model import Page, Site

_CLOCK = {
    "en": re.compile(r"\b(\d{1,2})(?::(\d\d))?\s?([ap])\.?m\b\.?"),
    "ar": re.compile(r"(?<=الساعة )(\d{1,2})/(\d\d)()"),
}
_HOURS = re.compile(r"\b(\d{1,2}):(\d\d)\b")
_NUMBER = re.compile(r"(?<![\w.])[0-9]+(?:[ \u00a0,][0-9]{3}(?![0-9]))*(?:[./][0-9]+)*")
_SPACES = re.compile(r"[ \u00a0,]")
# English spells out a number below 10, and one that opens a sentence; Arabic spells out some too.
_SPELT = {
    "en": "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen "
          "twenty",
    "ar": "واحد اثن ثلاث أربع خمس ست سبع ثمان تسع عشر",
}


def parity(site: Site) -> Iterator[Finding]:
    """The first place of each figure that the twin lacks, whichever page is short of it."""
    figures = {(page.language, page.path): _figures(page) for page in site.pages}
    for page in site.pages:
        for twin in site.twins(page):
            theirs = figures[twin.language, twin.path]
            missing = {figure: line for figure, line in figures[page.language, page.path].items() if figure not in theirs}
            spelt = " ".join(line.text for line in words(twin)).lower() if missing else ""
            for figure, line in missing.items():
                if not _is_spelt(figure, spelt, twin.language):
                    yield found("figure-missing", page.source, line, text=figure, page=twin.source)


def _figures(page: Page) -> dict[str, int]:
    """Each figure of a page in one form, with the first line on which it stands."""
    figures: dict[str, int] = {}
    for line in words(page):
        text = _HOURS.sub(_clock, _CLOCK[page.language].sub(_clock, line.text))
        for number in _NUMBER.findall(text.replace("h", " h")):
            figures.setdefault(_SPACES.sub("", number), line.number)
    return figures


def _clock(match: re.Match[str]) -> str:
    """A time as a number of minutes that no other figure has: 1 p.m., 13/00 and 13:00 are one."""
    hours, minutes, *half = match.groups()
    later = 12 if half and half[0] == "p" and int(hours) < 12 else 0
    return f" {(int(hours) + later) * 60 + int(minutes or 0)}.60 "


def _is_spelt(figure: str, text: str, code: str) -> bool:
    """Whether a small number stands in words."""
    names = _SPELT[code].split()
    return figure.isdecimal() and 0 < int(figure) <= len(names) and names[int(figure) - 1] in text
