"""The whole guide in a language as one PDF: contents with page numbers, running heads, bookmarks, tags.

It knows only the finished site: the order is that of the site's own print page, the look that of its style sheet for hand-outs.
The same site, version and moment give the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from markupsafe import Markup

from dalil import sums
from dalil.export.pages import TEMPLATES
from dalil.export.paper import footer
from dalil.export.sheets import parts
from dalil.languages import language

_STYLE = "assets/stylesheets/handout.css"


def book_html(site: Path, code: str, version: str, moment: datetime) -> str:
    """The guide in a language as one HTML document that needs no other. Raises Unlisted, OSError."""
    words = language(code)
    return TEMPLATES.get_template("book.html").render(
        words=words, parts=parts(site, code), version=version, created=f"{moment:%Y-%m-%dT%H:%M:%SZ}",
        style=Markup((site / _STYLE).read_text(encoding="utf-8")), footer=footer(words))


def write_book(site: Path, folder: Path, code: str, version: str, moment: datetime, print_pdf: Callable[[str], bytes]) -> Path:
    """Writes `dalil-<version>.<code>.pdf` into a folder; gives its path. Raises Unlisted, OSError."""
    path = folder / f"dalil-{version}.{code}.pdf"
    path.write_bytes(print_pdf(book_html(site, code, version, moment)))
    return path


def write_list(folder: Path, dist: Path, books: Sequence[Path]) -> None:
    """Writes the list of what will stand in `dist` into a folder. Raises OSError."""
    (folder / sums.NAME).write_text(sums.beside(dist, books), encoding="utf-8", newline="\n")
