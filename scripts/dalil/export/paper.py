"""Worksheets and facilitator's keys: each page with exercises on paper, as HTML that is ready to print and as PDF.

A worksheet is made of `Question`s, which hold nothing that depends on an answer; a key lays an `Answer` over the same question.
So a worksheet cannot give anything away, and the two are alike in letters and order.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from markupsafe import Markup

from dalil import __version__
from dalil.export.pages import TEMPLATES, pages_with_exercises
from dalil.languages import Language, language
from dalil.model import Assess, Blanks, Checklist, Choice, Draft, Exercise, Item, Match, Option, Order, Page, Site, Sort, gap_mark
from dalil.render.bidi import isolated_text
from dalil.render.block import isolating, mixed
from dalil.render.markdown import Fragments
from dalil.render.objectives import objective_rows

_WORDS_PER_LINE = 8  # of handwriting, across an A4 page
_FEWEST_LINES = 6
_TICK = "×"


@dataclass(frozen=True)
class Question:
    """What a participant sees of an exercise, in Markdown: the same whatever the right answers are.

    `form` names the instruction where a kind has several. `lettered` are the options of a choice, the right column of a match,
    the groups of a sort; `rows` is what gets a mark each: a tick, a number or a letter; `double` are places of rows that count double.
    """

    number: int
    kind: str
    prompt: str
    form: str = ""
    lettered: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    heads: tuple[str, str] = ("", "")
    levels: tuple[str, ...] = ()
    meanings: tuple[str, ...] = ()
    double: tuple[int, ...] = ()
    gaps: int = 0
    words: int = 0

    @property
    def lines(self) -> int:
        """How many lines there are to write on."""
        return max(-(-self.words // _WORDS_PER_LINE), _FEWEST_LINES)


@dataclass(frozen=True)
class Answer:
    """What only the facilitator sees. `marks` is what belongs into each place of the question, in its order."""

    points: int
    marks: tuple[str, ...]
    notes: tuple[tuple[str, str], ...]
    options: tuple[Option, ...] = ()
    accepted: tuple[tuple[str, ...], ...] = ()
    foreseen: tuple[Option, ...] = ()


def question(exercise: Exercise, number: int, objectives: Sequence[str] = ()) -> Question:
    """The question of an exercise; `objectives` are the rows of an assess over them."""
    ask = partial(Question, number, exercise.kind, exercise.prompt)
    match exercise:
        case Choice():
            return ask("choice_one" if len(exercise.right) == 1 else "choice_many", lettered=_texts(exercise.options))
        case Order():
            return ask(rows=tuple(exercise.items[place].text for place in _places(exercise)))
        case Match():
            rights = tuple(exercise.pairs[place].right for place in _places(exercise))
            return ask(lettered=rights, rows=tuple(pair.left for pair in exercise.pairs), heads=exercise.heads)
        case Sort():
            names = tuple(group.name for group in exercise.groups)
            return ask(lettered=names, rows=tuple(exercise.items[place].text for place in _places(exercise)))
        case Blanks():
            return ask(gaps=len(exercise.gaps))
        case Draft():
            return ask(words=exercise.words)
        case Checklist():
            return ask(rows=_texts(exercise.items))
        case Assess():
            rows = tuple(objectives) if exercise.objectives else _texts(exercise.items)
            return ask(rows=rows, levels=_texts(exercise.levels), meanings=tuple(level.meaning for level in exercise.levels),
                       double=exercise.double)
    raise TypeError(exercise)


def answer(exercise: Exercise, words: Language) -> Answer:
    """What the key adds to the question of an exercise."""
    options = exercise.options if isinstance(exercise, Choice) else ()
    gaps, foreseen = (exercise.gaps, exercise.wrong) if isinstance(exercise, Blanks) else ((), ())
    accepted = tuple(gap.answers for gap in gaps)
    return Answer(exercise.points, _marks(exercise, words), _notes(exercise, words), options, accepted, foreseen)


def _marks(exercise: Exercise, words: Language) -> tuple[str, ...]:
    match exercise:
        case Choice():
            return tuple(_TICK if option.right else "" for option in exercise.options)
        case Order():
            return tuple(str(place + 1) for place in _places(exercise))
        case Match():
            shown = _places(exercise)
            return tuple(words.letter(shown.index(place)) for place in range(len(shown)))
        case Sort():
            return tuple(words.letter(exercise.right[place]) for place in _places(exercise))
        case Blanks():
            return tuple(gap.answers[0] for gap in exercise.gaps)
    return ()


def _places(exercise: Order | Match | Sort) -> list[int]:
    """Where the author put what is shown mixed, in the order in which it is shown, on screen and on paper."""
    texts = tuple(pair.right for pair in exercise.pairs) if isinstance(exercise, Match) else _texts(exercise.items)
    return mixed(exercise.id, texts)


def _texts(items: Sequence[Item]) -> tuple[str, ...]:
    return tuple(item.text for item in items)


def _notes(exercise: Exercise, words: Language) -> tuple[tuple[str, str], ...]:
    """Titles and texts of all that the worksheet leaves out."""
    hint = words.say("exercise.hint")
    hints = [(f"{hint} {number}" if len(exercise.hints) > 1 else hint, text) for number, text in enumerate(exercise.hints, 1)]
    model = exercise.model if isinstance(exercise, Draft) else None
    others = [(words.say("exercise.remark"), exercise.explanation), (words.say("exercise.model"), model),
              (words.say("paper.facilitator"), exercise.facilitator)]
    return (*hints, *((title, text) for title, text in others if text))


def paper_html(page: Page, site: Site, moment: datetime, key: bool) -> str:
    """The worksheet of a page, or its key, as one HTML file that needs no other."""
    words = language(page.language)
    rows = objective_rows(site, page.language)
    questions = [question(exercise, number, rows) for number, exercise in enumerate(page.exercises, 1)]
    answers = [answer(exercise, words) if key else None for exercise in page.exercises]
    name = words.say("paper.key" if key else "paper.worksheet")
    title = isolated_text(page.title) if words.direction == "rtl" else page.title
    fragments = Fragments(page.language, site.addresses(page.language), alone=True)
    return TEMPLATES.get_template("paper.html").render(
        words=words, heading=isolating(words)(page.title), title=f"{title} · {name}", name=name, key=key, version=__version__,
        created=f"{moment:%Y-%m-%dT%H:%M:%SZ}", footer=footer(words, f"{title} · {name}"),
        exercises=list(zip(questions, answers, strict=True)), gap_mark=gap_mark, html=fragments.html, inline=fragments.inline)


def footer(words: Language, text: str = "") -> Markup:
    """What stands below every sheet, as a CSS value with counters for the pages."""
    said = _css_string((f"{text} · " if text else "") + words.say("paper.page", n="\0page\0", total="\0pages\0"))
    return Markup(said.replace("\0pages\0", '" counter(pages) "').replace("\0page\0", '" counter(page) "'))


def _css_string(text: str) -> str:
    """A text between quotes, without the signs that would end the quotes or the style sheet."""
    return '"' + "".join(f"\\{ord(letter):x} " if letter in '"\\<\n' else letter for letter in text) + '"'


class NoPrinter(Exception):
    """No PDF can be made here; `reason` names the words that say why, and what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def printer() -> Callable[[str], bytes]:
    """What turns HTML into the bytes of a PDF: WeasyPrint, an optional extra. Raises NoPrinter."""
    try:
        with redirect_stdout(io.StringIO()):  # it prints advice of its own where a library is missing
            import weasyprint
    except ImportError:
        raise NoPrinter("paper.no_weasyprint") from None
    except OSError:
        raise NoPrinter("paper.no_libraries") from None

    def print_pdf(html: str) -> bytes:
        # Nothing is fetched from anywhere.
        fetcher = weasyprint.urls.URLFetcher(allowed_protocols=())
        pdf: bytes = weasyprint.HTML(string=html, url_fetcher=fetcher).write_pdf(pdf_tags=True)
        return pdf
    return print_pdf


def write_papers(site: Site, folder: Path, moment: datetime, print_pdf: Callable[[str], bytes] | None) -> int:
    """Writes every worksheet and key into a fresh folder; gives how many there are. Raises OSError."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    many = 0
    for page, name in pages_with_exercises(site):
        for kind in ("worksheet", "key"):
            html = paper_html(page, site, moment, key=kind == "key")
            (folder / f"{name}.{kind}.html").write_text(html, encoding="utf-8", newline="\n")
            if print_pdf:
                (folder / f"{name}.{kind}.pdf").write_bytes(print_pdf(html))
            many += 1
    return many
