"""The place of a reader's own progress: every page of the site with its exercises, to be marked in the browser."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from dalil import __version__
from dalil.languages import language
from dalil.model import Assess, Choice, Exercise, Page, Progress, Site, Sort
from dalil.render.block import isolating, rendered


@dataclass(frozen=True)
class Task:
    """An exercise as the browser must know it: what an answer to it may look like, and its number on the page."""

    id: str
    kind: str
    number: int
    size: int
    range: int


@dataclass(frozen=True)
class _Row:
    """A page: `path` is its name in the store, `url` its address seen from the page with the block."""

    path: str
    url: str
    title: Markup
    tasks: tuple[Task, ...]


def progress_html(block: Progress, page: Page, site: Site, course: str) -> Markup:
    """The HTML of the block on a page: every other page in the order of the nav."""
    return rendered("progress.html", block=block, words=language(page.language), course=course, version=__version__,
                    rows=tuple(_rows(page, site)))


def stored_path(path: str) -> str:
    """The name of a page in the store, equal in all languages: `objectives/index.html`."""
    return re.sub(r"\.md$", ".html", path)


def address(path: str, page: Page) -> str:
    """The relative address of a page of the same language, seen from another."""
    return posixpath.relpath(stored_path(path), posixpath.dirname(page.path))


def _rows(page: Page, site: Site) -> Iterator[_Row]:
    isolate = isolating(language(page.language))
    for entry in site.nav:
        other = site.page(page.language, entry.path)
        if other and other is not page:
            path = stored_path(other.path)
            url = address(other.path, page)
            tasks = (task(number, one, site) for number, one in enumerate(other.exercises, 1))
            yield _Row(path, url, isolate(other.short), tuple(tasks))


def task(number: int, exercise: Exercise, site: Site) -> Task:
    """What the browser must know of an exercise, with its number on the page."""
    size = len(site.objectives) if isinstance(exercise, Assess) and exercise.objectives else exercise.size
    return Task(exercise.id, exercise.kind, number, size, _range(exercise, size))


def catalog(site: Site, code: str) -> list[Task]:
    """Every exercise of the site, as an answers file must fit it."""
    return [task(number, one, site) for page in site.ordered(code) for number, one in enumerate(page.exercises, 1)]


def _range(exercise: Exercise, size: int) -> int:
    """How many there are to choose from in each row; of a choice, how many may be picked."""
    match exercise:
        case Choice():
            return 1 if len(exercise.right) == 1 else size
        case Sort():
            return len(exercise.groups)
        case Assess():
            return len(exercise.levels)
    return size
