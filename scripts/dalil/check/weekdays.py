"""Dates in the text: the day of the week that stands before one is its own."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from functools import cache

from dalil.findings import Finding, found
from dalil.languages import language
from dalil.model import Page, Site
from dalil.prose import code_lines, numbered


@cache
def _dated(code: str) -> re.Pattern[str]:
    """A weekday, day, month and year, as the language writes them."""
    dates = language(code).words["dates"]
    weekdays, months = ("|".join(map(re.escape, dates[name])) for name in ("weekdays", "months"))
    return re.compile(rf"({weekdays})[,،]? (\d{{1,2}}) ({months}) (\d{{4}})")


def right(site: Site) -> Iterator[Finding]:
    """A weekday that the date after it is not."""
    for page in site.pages:
        yield from _wrong(page)


def _wrong(page: Page) -> Iterator[Finding]:
    dates = language(page.language).words["dates"]
    lines = numbered(page.text, page.first_line)
    code = code_lines(lines)
    for line in lines:
        for weekday, day, month, year in _dated(page.language).findall(line.text) if line.number not in code else ():
            number = dates["months"].index(month) + 1
            if not 1 <= int(day) <= monthrange(int(year), number)[1]:
                continue
            meant = date(int(year), number, int(day))
            if (name := dates["weekdays"][meant.weekday()]) != weekday:
                yield found("weekday-wrong", page.source, line.number, date=f"{meant}", right=name, value=weekday)
