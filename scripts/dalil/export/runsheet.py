"""The facilitator's own pages: a run-sheet with a timer for every agenda and programme, worksheets and keys, and a list of them all.

They exist in the facilitator's edition only. Each is one file that needs no script or style sheet of another.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from markupsafe import Markup

from dalil import __version__
from dalil.export.pages import TEMPLATES, file_names
from dalil.export.paper import write_papers
from dalil.languages import DEFAULT, Language, language
from dalil.lean import lean_script
from dalil.model import Agenda, Heading, Page, Plan, Session, Site, Sitting, Slot
from dalil.render.agenda import caption, sheet_name
from dalil.render.block import isolating
from dalil.render.markdown import Fragments
from dalil.render.progress import stored_path

# Said by the script that keeps the time.
_SAID = ("start", "next", "last", "over", "late", "early", "on_time", "ends", "waiting", "full", "full_end")


@dataclass(frozen=True)
class Note:
    """What the facilitator is told of an exercise: its place on its page, and the advice in Markdown."""

    number: int
    address: str
    text: str


@dataclass(frozen=True)
class Row:
    """A session on a run-sheet. `begins` is its clock time, or the time passed since the beginning; `papers` are names of files."""

    session: Session
    begins: str
    notes: tuple[Note, ...]
    papers: tuple[tuple[str, str], ...]


def list_name(code: str) -> str:
    """The name of the list of all that the facilitator has, in a language."""
    return f"index.{code}.html"


def sheet_html(plan: Plan, place: int, page: Page, site: Site) -> str:
    """The run-sheet of a sitting as one HTML file."""
    words = language(page.language)
    sitting = plan.sittings[place]
    opened = Fragments(page.language, site.addresses(page.language), base=posixpath.dirname(_from_here(page)))
    advice = Fragments(page.language, site.addresses(page.language), alone=True)
    heading = caption(sitting, plan, words) if isinstance(plan, Agenda) and isinstance(sitting, Slot) else words.say(
        "agenda.length", n=sitting.length)
    return _filled(
        "run-sheet.html", words, "run-sheet.js", name=_name(plan, place, page), plan=plan, heading=heading,
        rows=list(_rows(sitting, page, site)), html=advice.html, inline=opened.inline, key=f"{site.course}/{plan.id}-{place + 1}",
        back=_from_here(page), said={name: words.words["run"][name] for name in _SAID}, index=list_name(page.language))


def list_html(code: str, site: Site) -> str:
    """The list of run-sheets, worksheets and keys in a language."""
    words = language(code)
    sheets = [(sheet_name(plan, place, code), _name(plan, place, page))
              for page, plan in _plans(site, code) for place in range(len(plan.sittings))]
    names = _paper_names(site)
    papers = [(page, names[page.path]) for page in site.ordered(code) if page.exercises]
    return _filled("facilitator.html", words, sheets=sheets, papers=papers, home=_folder(code) + "index.html", code=code)


def write_facilitator(site: Site, folder: Path, moment: datetime) -> None:
    """Writes all of them into a folder of the finished site. Raises OSError."""
    write_papers(site, folder, moment, None)
    for code in site.languages:
        (folder / list_name(code)).write_text(list_html(code, site), encoding="utf-8", newline="\n")
        for page, plan in _plans(site, code):
            for place in range(len(plan.sittings)):
                (folder / sheet_name(plan, place, code)).write_text(sheet_html(plan, place, page, site), encoding="utf-8", newline="\n")


def _plans(site: Site, code: str) -> Iterator[tuple[Page, Plan]]:
    return ((page, block) for page in site.ordered(code) for block in page.blocks if isinstance(block, Plan))


def _name(plan: Plan, place: int, page: Page) -> str:
    """What a run-sheet is called: its page, the headings above the agenda or programme, and the slot where there are several."""
    path: list[Heading] = []
    for heading in page.headings:
        if heading.level > 1 and heading.line < plan.line:
            path = [*(one for one in path if one.level < heading.level), heading]
    slot = [language(page.language).say("agenda.slot", n=place + 1)] if len(plan.sittings) > 1 else []
    return " · ".join([page.short, *(heading.text for heading in path), *slot])


def _filled(template: str, words: Language, script: str = "", **values: object) -> str:
    style, code = (_text(name) if name else "" for name in ("run-sheet.css", script))
    return TEMPLATES.get_template(template).render(
        words=words, isolate=isolating(words), version=__version__, style=Markup(style), script=Markup(lean_script(code)), **values)


def _text(name: str) -> str:
    return (Path(__file__).parent / "templates" / name).read_text(encoding="utf-8").replace("\r\n", "\n")


def _folder(code: str) -> str:
    """The folder of a language's pages, seen from the facilitator's."""
    return "../" if code == DEFAULT else f"../{code}/"


def _from_here(page: Page) -> str:
    return _folder(page.language) + stored_path(page.path)


def _rows(sitting: Sitting, page: Page, site: Site) -> Iterator[Row]:
    clocks = [f"{begins:%H:%M}" for begins, _, _ in sitting.timed()] if isinstance(sitting, Slot) else [
        f"{passed // 60}:{passed % 60:02}" for passed, _ in sitting.offsets()]
    names = _paper_names(site)
    for begins, session in zip(clocks, sitting.sessions, strict=True):
        targets = [target for link in session.links if (target := _target(link, page, site))]
        notes = tuple(note for other, anchor in targets for note in _notes(other, anchor))
        papers = dict.fromkeys((other.short, names[other.path]) for other, _ in targets if other.exercises)
        yield Row(session, begins, notes, tuple(papers))


def _paper_names(site: Site) -> dict[str, str]:
    return file_names(page.path for page in site.pages if page.exercises)


def _target(link: str, page: Page, site: Site) -> tuple[Page, str] | None:
    """The page that a link leads to, and the anchor on it."""
    path, _, anchor = link.partition("#")
    wanted = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), path)) if path else page.path
    other = site.page(page.language, wanted)
    return (other, anchor) if other else None


def _notes(page: Page, anchor: str) -> Iterator[Note]:
    """The advice on the exercise that is pointed at, or on all of the page where none is."""
    known = {exercise.id for exercise in page.exercises}
    for number, exercise in enumerate(page.exercises, 1):
        if exercise.facilitator and (anchor not in known or exercise.id == anchor):
            yield Note(number, f"{_from_here(page)}#{exercise.id}", exercise.facilitator)
