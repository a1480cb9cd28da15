"""Blocks to HTML, through the templates beside this module."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from dalil.languages import Language, language
from dalil.model import Assess, Blanks, Block, Choice, Exercise, Match, Objective, Order, Sort, gap_mark
from dalil.render.bidi import isolated_html, isolated_text
from dalil.render.markdown import Fragments

_TEMPLATES = Environment(loader=PackageLoader("dalil.render"), autoescape=True, undefined=StrictUndefined,
                         trim_blocks=True, lstrip_blocks=True)
# Arabic words in attributes as they are, not as six signs for each letter.
_TEMPLATES.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": True}


def block_html(block: Block, code: str, fragments: Fragments, number: int = 1, rows: Sequence[str] = (), notes: bool = False) -> Markup:
    """The HTML of an exercise or timeline in a language.

    Exercises bear their number on the page; `rows` are the rows of an assess over the objectives, in Markdown. With `notes` the
    advice for the facilitator stands at the end of an exercise.
    """
    words = language(code)
    values: dict[str, object] = {
        "block": block, "words": words, "number": number, "html": fragments.html, "inline": fragments.inline,
        "isolate": isolating(words), "attribute": attribute(words), **_more(block, words, rows)}
    html = rendered(f"{block.kind}.html", **values)
    return _with_note(html, block.facilitator, values) if notes and isinstance(block, Exercise) and block.facilitator else html


def _with_note(html: Markup, note: str, values: Mapping[str, object]) -> Markup:
    """An exercise with the advice for the facilitator before its end."""
    before, end, after = html.rpartition("</section>")
    return before + rendered("note.html", **values, note=note) + end + after


def rendered(template: str, **values: object) -> Markup:
    """A template of this room, filled."""
    return Markup(_TEMPLATES.get_template(template).render(values))


def _more(block: Block, words: Language, rows: Sequence[str]) -> dict[str, object]:
    """What one kind needs beside what all need."""
    match block:
        case Choice():
            return {"input": "radio" if len(block.right) == 1 else "checkbox"}
        case Order():
            return {"shown": unsolved(mixed(block.id, [item.text for item in block.items]))}
        case Match():
            return {"shown": mixed(block.id, [pair.right for pair in block.pairs])}
        case Sort():
            return {"shown": mixed(block.id, [item.text for item in block.items])}
        case Blanks():
            return {"gap_mark": gap_mark}
        case Assess():
            return {"rows": rows if block.objectives else [item.text for item in block.items]}
    return {}


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


def mixed(name: str, texts: Sequence[str]) -> list[int]:
    """Places of the texts in an order that depends on the texts alone, not on where the author put them.

    So what is printed tells nothing of the right order or pairing, and stays as it is when the author changes that.
    """
    return sorted(range(len(texts)), key=lambda place: hashlib.sha256(f"{name}/{texts[place]}".encode()).digest())


def unsolved(places: list[int]) -> list[int]:
    """The places, turned by one where they happen to be in the right order: on screen nothing is solved from the start."""
    return places if places != sorted(places) else [*places[1:], *places[:1]]


# Scripts by kind, in loading order; an exercise of any other kind has one of its own name.
_SCRIPTS = {"match": ("rows",), "sort": ("rows",), "blanks": ("folding", "blanks"), "draft": ("words", "draft"),
            "progress": ("answers-file", "words", "dialog", "progress"),
            "review": ("answers-file", "words", "dialog", "review", "my-review"),
            "results": ("answers-file", "review", "results"),
            "handout": ("sheets", "handout"), "keep": ("dialog", "keep"),
            "objectives": ("folding", "objectives"), "programme": (), "timeline": (), "sources": ()}
_STYLES = {"progress": ("dialog", "progress"), "review": ("dialog", "review"), "results": ("review",),
           "handout": ("handout",), "keep": ("dialog",), "agenda": ("agenda",), "programme": ("agenda",)}


def scripts(blocks: Sequence[Block]) -> tuple[str, ...]:
    """The scripts that a page with these blocks needs, in loading order."""
    kinds = sorted({block.kind for block in blocks})
    first = ["exercise"] if any(isinstance(block, Exercise) for block in blocks) else []
    return tuple(f"{name}.js" for name in dict.fromkeys([*first, *(name for kind in kinds for name in _SCRIPTS.get(kind, (kind,)))]))


def styles(blocks: Sequence[Block]) -> tuple[str, ...]:
    """The style sheets that a page with these blocks needs beside those of every page."""
    return tuple(f"{name}.css" for name in dict.fromkeys(name for block in blocks for name in _STYLES.get(block.kind, ())))
