"""The files of a review in one language: the Word form and the Excel tables, blank, filled, and prepared for the browser."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from dalil import __version__
from dalil.export import excel, word
from dalil.export.package import Package
from dalil.findings import Finding, found
from dalil.languages import language
from dalil.model import Site
from dalil.render.review import outline
from dalil.review import Outline, State, values


@dataclass(frozen=True)
class Forms:
    """The files of a language. `own` is the form that an office has made its own, if any."""

    site: Site
    code: str
    moment: datetime
    own: bytes | None = None

    @cached_property
    def outline(self) -> Outline:
        return outline(self.site, self.code)

    @cached_property
    def word(self) -> bytes:
        """The blank Word form."""
        return word.form(self.outline, language(self.code), self.moment)

    @cached_property
    def excel(self) -> bytes:
        """The blank Excel file."""
        return excel.workbook(self.outline, language(self.code), self.site.course, __version__, self.moment)

    @cached_property
    def _compiled_word(self) -> tuple[Package, tuple[str, ...]]:
        return self._compiled(self.word if self.own is None else self.own)

    def _compiled(self, form: bytes) -> tuple[Package, tuple[str, ...]]:
        return word.compiled(form, self.outline, language(self.code))

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The fields of the blank form that an office has taken out of its own. Raises NotAForm."""
        if self.own is None:
            return ()
        blank = self._compiled(self.word)[1]  # a site need not have every table
        return tuple(name for name in self._compiled_word[1] if name not in blank)

    @cached_property
    def packages(self) -> dict[str, Package]:
        """The files as they are filled, by ending. Raises NotAForm."""
        return {"docx": self._compiled_word[0], "xlsx": excel.compiled(self.excel, self.outline)}

    def filled(self, state: State) -> dict[str, bytes]:
        """The files with the answers of a participant, by ending. Raises NotAForm."""
        filled = values(self.outline, state)
        return {ending: package.filled(filled) for ending, package in self.packages.items()}


def all_forms(site: Site, own: Mapping[str, bytes], moment: datetime) -> dict[str, Forms]:
    """The forms of every language in which the site asks for a review."""
    forms = (Forms(site, code, moment, own.get(code)) for code in site.languages)
    return {one.code: one for one in forms if one.outline.sections or one.outline.matrices}


def faults(forms: Mapping[str, Forms], path: str) -> list[Finding]:
    """The forms of an office that cannot be used; `path` is where one stands, with `{code}` for the language."""
    found_faults = []
    for code, one in forms.items():
        try:
            _ = one.missing
        except word.NotAForm as refused:
            found_faults.append(found("form-unusable", path.format(code=code), 0, reason=refused.reason))
    return found_faults


def write_blank(forms: Mapping[str, Forms], folder: Path) -> None:
    """Writes the blank files for an office into a fresh folder. Raises OSError."""
    for code, one in forms.items():
        (folder / f"review.{code}.docx").write_bytes(one.word)
        (folder / f"tables.{code}.xlsx").write_bytes(one.excel)


def write_prepared(forms: Mapping[str, Forms], folder: Path) -> None:
    """Writes the scripts that bring the forms to the browser into a folder. Raises OSError, NotAForm."""
    for code, one in forms.items():
        for kind, ending in (("word", "docx"), ("excel", "xlsx")):
            missing = one.missing if kind == "word" else ()
            script = (f'(window.dalil.forms ??= {{}})["{kind}.{code}"] = {one.packages[ending].record()};\n'
                      f'window.dalil.forms["{kind}.{code}"].missing = {json.dumps(missing)};\n')
            (folder / f"{kind}.{code}.js").write_text(script, encoding="utf-8", newline="\n")
