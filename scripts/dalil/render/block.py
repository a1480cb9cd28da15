"""Blocks to HTML, through the templates beside this module."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from dalil.languages import Language, language
from dalil.model import Agenda, Block, Choice, Objective, Order
from dalil.render.bidi import isolated_html, isolated_text
from dalil.render.markdown import Fragments

_TEMPLATES = Environment(loader=PackageLoader("dalil.render"), autoescape=True, undefined=StrictUndefined,
                         trim_blocks=True, lstrip_blocks=True)


def block_html(block: Block, code: str, fragments: Fragments, number: int = 1) -> Markup:
    """The HTML of an exercise or agenda in a language; exercises bear their number on the page."""
    words = language(code)
    values: dict[str, object] = {
        "block": block, "words": words, "number": number, "html": fragments.html, "inline": fragments.inline,
        "isolate": isolating(words), "attribute": attribute(words)}
    if isinstance(block, Choice):
        values["kind"] = "radio" if len(block.right) == 1 else "checkbox"
    elif isinstance(block, Order):
        values["shown"] = shuffled(block.id, len(block.items))
    elif isinstance(block, Agenda):
        values |= {"rows": list(block.timed()), "date": day_in_words(block.at(block.start), words),
                   "zone": zone_in_words(block, words)}
    return Markup(_TEMPLATES.get_template(f"{block.kind}.html").render(values))


def objective_html(objective: Objective, code: str) -> Markup:
    """The fact card of an objective."""
    words = language(code)
    letters = objective.letters.split("-")
    names = words.words["objective"]["unconfirmed_what"]
    unsure = {name.removeprefix("sdg.") for name in objective.unconfirmed if name.startswith("sdg.")}
    unconfirmed = [names[name] for name in objective.unconfirmed if name in names]
    return Markup(_TEMPLATES.get_template("objective.html").render(
        objective=objective, words=words, isolate=isolating(words), unconfirmed=unconfirmed, unsure=unsure,
        letters=[action_letter(letter, words) for letter in letters]))


def isolating(words: Language) -> Callable[[str], Markup]:
    """Text to HTML: with isolates in a right-to-left language, merely escaped in the other."""
    return isolated_html if words.direction == "rtl" else Markup.escape


def attribute(words: Language) -> Callable[[str], str]:
    """HTML or text to what may stand in an attribute: no tags, and isolated by characters."""
    def plain(html: str) -> str:
        text = Markup(html).striptags()
        return isolated_text(text) if words.direction == "rtl" else text
    return plain


def action_letter(letter: str, words: Language) -> str:
    """The letter of an action in the language's own list of letters: b is ب in Arabic."""
    own = words.letter(ord(letter) - ord("a"))
    return own.lower()


def shuffled(name: str, size: int) -> list[int]:
    """A fixed order that is not the right one: from the id alone, so it is equal in both languages and in every build."""
    def key(place: int) -> bytes:
        return hashlib.sha256(f"{name}/{place}".encode()).digest()
    places = sorted(range(size), key=key)
    return places if places != list(range(size)) else [*places[1:], *places[:1]]


def day_in_words(moment: datetime, words: Language) -> str:
    """A date in words: Thursday, 25 June 2020."""
    dates = words.words["dates"]
    return words.say("dates.date", weekday=dates["weekdays"][moment.weekday()], day=moment.day,
                     month=dates["months"][moment.month - 1], year=moment.year)


def zone_in_words(agenda: Agenda, words: Language) -> str:
    """The zone by its city and its offset on that day: Cairo time (UTC+2)."""
    cities = words.words["agenda"]["cities"]
    city = cities.get(agenda.zone, agenda.zone.rpartition("/")[2].replace("_", " "))
    return words.say("agenda.zone", city=city, offset=offset_in_digits(agenda.at(agenda.start).utcoffset()))


def offset_in_digits(offset: timedelta | None) -> str:
    """`+2`, `-1` or `+5:30`."""
    minutes = int((offset or timedelta()).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def scripts(blocks: Sequence[Block]) -> tuple[str, ...]:
    """The scripts that a page with these blocks needs, in loading order."""
    kinds = sorted({block.kind for block in blocks if not isinstance(block, Agenda)})
    return ("exercise.js", *(f"{kind}.js" for kind in kinds)) if kinds else ()
