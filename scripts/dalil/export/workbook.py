"""Workbooks: the exercises of a page as one HTML file that needs no other, to be sent by e-mail.

The exercises are those of the site, with its scripts and style sheets inlined; nothing is asked of any address.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from pathlib import Path

from markupsafe import Markup

from dalil import __version__
from dalil.export.pages import TEMPLATES, pages_with_exercises
from dalil.languages import language
from dalil.lean import lean_script
from dalil.model import Page, Site
from dalil.render.bidi import isolated_text
from dalil.render.block import block_html, isolating, scripts
from dalil.render.markdown import Fragments
from dalil.render.objectives import objective_rows
from dalil.render.progress import task

_SCHEME = re.compile(r'^\[data-md-color-scheme="(\w+)"\] \{\n(.*?)^\}', re.MULTILINE | re.DOTALL)
_ROOT = re.compile(r"^:root \{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
# What only readers of a style sheet need: every comment, and space around signs.
_CSS_FILLING = re.compile(r"\s*(?:/\*.*?\*/\s*)+|\s*([{};])\s*", re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_LEVELS = re.compile(r'(<select data-field="[^>]*>).*?(?=</select>)')
_QUOTED_NAME = re.compile(r'="([\w-]+)"(?=[ >])')
_RULE = re.compile(r"([^{}]+)\{[^{}]*\}")
_CLASS = re.compile(r"dalil-[\w-]+")
_VARIABLE = re.compile(r"(--[\w-]+):[^;}]*;")


@dataclass(frozen=True)
class Assets:
    """Our scripts and style sheets in a folder, as they are put into a page. Raises OSError."""

    folder: Path

    @cached_property
    def style(self) -> str:
        """One style sheet: the site's colours after the system's scheme, the exercises, and the frame around them."""
        site, exercises, frame = (self._read("stylesheets", f"{name}.css") for name in ("dalil", "blocks", "workbook"))
        schemes, root = dict(_SCHEME.findall(site)), _ROOT.findall(site)
        light = f":root {{\n{root[0]}{schemes['default']}}}\n"
        dark = f"@media screen and (prefers-color-scheme: dark) {{\n:root {{\n{schemes['slate']}}}\n}}\n"
        return _CSS_FILLING.sub(r"\1", light + dark + exercises + frame)

    def script(self, name: str) -> Markup:
        """A script that nothing in it can end too soon."""
        return Markup(lean_script(self._read("javascripts", name)).replace("</script", "<\\/script"))

    def _read(self, kind: str, name: str) -> str:
        return (self.folder / kind / name).read_text(encoding="utf-8").replace("\r\n", "\n")


class _Maker:
    """What the workbooks of a language share, made once."""

    def __init__(self, code: str, site: Site, assets: Assets) -> None:
        self._site, self._assets = site, assets
        self._words, self._rows = language(code), objective_rows(site, code)
        self._fragments = Fragments(code, site.addresses(code), alone=True)

    def html(self, page: Page) -> str:
        """The workbook of a page."""
        words = self._words
        names = ("store.js", *scripts(page.exercises), "answers-file.js", "workbook.js")
        code = [self._assets.script(name) for name in names]
        exercises = [_lean(self._block(page, place)) for place in range(len(page.exercises))]
        return TEMPLATES.get_template("workbook.html").render(
            words=words, title=isolated_text(page.title) if words.direction == "rtl" else page.title,
            heading=isolating(words)(page.title), course=self._site.course, version=__version__, scripts=code, hashes=_hashes(code),
            exercises=exercises, style=_needed(self._assets.style, "".join([*exercises, *code]) + _frame()),
            catalog=[asdict(task(number, one, self._site)) for number, one in enumerate(page.exercises, 1)])

    def _block(self, page: Page, place: int) -> Markup:
        return block_html(page.exercises[place], page.language, self._fragments, place + 1, self._rows)


def _lean(html: Markup) -> Markup:
    """The same exercise in fewer bytes: what is said of each field is said once of the form, options need no end tag, names no quotes.

    The levels of a table stand in its first field alone; the script copies them.
    """
    first, end, rest = html.partition("</select>")
    text = str(first + end) + _LEVELS.sub(r"\1", str(rest))
    for more, less in ((' autocomplete="off"', ""), ("<form>", '<form autocomplete="off">'), ("</option>", "")):
        text = text.replace(more, less)
    return Markup(_TAG.sub(lambda tag: _QUOTED_NAME.sub(r"=\1", tag[0]), text))


@cache
def _frame() -> str:
    """The template itself: what it names is needed in every workbook."""
    return (Path(__file__).parent / "templates" / "workbook.html").read_text(encoding="utf-8")


def _needed(style: str, page: str) -> Markup:
    """The style sheet without the rules for our classes, and without the variables, that do not occur in the page."""
    there = set(_CLASS.findall(page))

    def rule(match: re.Match[str]) -> str:
        names = set(_CLASS.findall(match[1])) - {"dalil-exercise"}
        return match[0] if not names or names & there else ""

    ruled = _RULE.sub(rule, style)
    return Markup(_VARIABLE.sub(lambda match: match[0] if f"var({match[1]})" in ruled else "", ruled))


def _hashes(code: Sequence[str]) -> str:
    """The scripts that a page may run, for its policy: these, and none that an answer might bring."""
    return " ".join(f"'sha256-{b64encode(hashlib.sha256(one.encode()).digest()).decode()}'" for one in code)


def write_workbooks(site: Site, assets: Path, folder: Path) -> None:
    """Writes the workbook of every page with exercises into a fresh folder. Raises OSError."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shared = Assets(assets)
    makers = {code: _Maker(code, site, shared) for code in site.languages}
    for page, name in pages_with_exercises(site):
        (folder / f"{name}.html").write_text(makers[page.language].html(page), encoding="utf-8", newline="\n")
