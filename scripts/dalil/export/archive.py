"""What goes into the archive of a language for Kiwix, out of a finished folder. Knows nothing of how the folder was made.

Kiwix has one stemmer for each archive, and its readers refuse archives of two languages. All files keep their paths, so the links
between pages of a language hold as they are. A link that leaves the archive is a fault for `zimcheck`; so at the address of each page
of another language stands a small page, which leads there: kiwix-serve gives every archive a folder named after its file, and the small
page changes the language in that name. In a reader that shows one archive at a time it says which file to open.
"""

from __future__ import annotations

import json
import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from html import unescape
from pathlib import Path
from posixpath import dirname, relpath
from typing import Any

from markupsafe import Markup

from dalil.export.bundle import ONLINE_ONLY
from dalil.export.pages import TEMPLATES
from dalil.languages import CODES, DEFAULT, language
from dalil.lean import lean_script

_STORE, _ICON = "store.html", "assets/images/dalil.svg"
_ISO_639_3 = {"en": "eng", "ar": "ara"}
# A file of assets for one language alone. The index of the search is not: it says how much there is in another language.
_OF_LANGUAGE = re.compile(rf"assets/(?!search/index\.).*\.({'|'.join(CODES)})\.\w+")
# Not left to the system's own table, which may know other types or none.
_TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png"}
# kiwix-serve before 3.4 lays a bar of its own into the page, with a search form; and nothing is offered that keeps a web site.
_ALTERED = ((b"form-action 'none'", b"form-action 'self'"), (b" data-keep-offer", b""))
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)


@dataclass(frozen=True)
class File:
    """A file of an archive. A page has a title; `text` is what Kiwix's own search looks through, nothing where a page is not searched."""

    path: str
    data: bytes
    title: str = ""
    text: str = ""

    @property
    def type(self) -> str:
        """Its media type."""
        return _TYPES.get(Path(self.path).suffix) or mimetypes.guess_type(self.path)[0] or "application/octet-stream"


@dataclass(frozen=True)
class Archive:
    """What goes into the archive of a language. Everything here raises OSError."""

    site: Path
    code: str
    version: str
    moment: datetime

    @property
    def name(self) -> str:
        """The name of its file: `dalil-0.1.0.en.zim`."""
        return _name(self.version, self.code)

    @property
    def iso(self) -> str:
        """The code of its language in ISO 639-3."""
        return _ISO_639_3[self.code]

    @property
    def home(self) -> str:
        """The path of the page that it opens with."""
        return "index.html" if self.code == DEFAULT else f"{self.code}/index.html"

    def metadata(self) -> dict[str, str]:
        """What readers and libraries show of it, by the names of the ZIM specification."""
        words = language(self.code)
        long = words.say("zim.long_description", about=words.say("site.description"))
        return {"Title": words.say("zim.title"), "Description": words.say("zim.description"), "LongDescription": long,
                "Language": self.iso, "Creator": words.say("site.name"), "Publisher": words.say("site.name"),
                "Name": f"dalil_{self.code}", "Tags": words.say("zim.tags") + ";_ftindex:yes", "Scraper": f"Dalil {self.version}"}

    def files(self) -> Iterator[File]:
        """All files, sorted by path."""
        for path in sorted(self.site.rglob("*")):
            place = path.relative_to(self.site).as_posix()
            if path.is_dir() or place in ONLINE_ONLY:
                continue
            owner, is_page = _owner(place), place.endswith(".html") and place != _STORE
            if is_page:
                yield self._page(place) if owner == self.code else self._door(place, owner)
            elif owner in (self.code, ""):
                yield File(place, path.read_bytes())

    def _page(self, place: str) -> File:
        data = (self.site / place).read_bytes()
        for old, new in _ALTERED:
            data = data.replace(old, new)
        return File(place, data, _title(data), self._texts.get(place, ""))

    def _door(self, place: str, owner: str) -> File:
        """What stands at the address of a page that is in another archive."""
        twin = _place(self.code, _location(place, owner))
        back = twin if (self.site / twin).is_file() else self.home
        folder = dirname(place) or "."
        html = TEMPLATES.get_template("other-archive.html").render(
            languages=[language(owner), language(self.code)], title=_title((self.site / place).read_bytes()), path=place, here=self.code,
            file=_name(self.version, owner), back=relpath(back, folder), icon=relpath(_ICON, folder), script=_script())
        return File(place, html.encode())

    @cached_property
    def _texts(self) -> dict[str, str]:
        """What the site's own search looks through, by path: without menus, and without what the answers of exercises hold."""
        pages = _data(self.site, f"index.{self.code}")["pages"]
        texts = _data(self.site, f"text.{self.code}")
        return {_place(self.code, location): "\n".join(f"{heading}\n{text}" for _, heading, text in sections)
                for (location, _), sections in zip(pages, texts, strict=True)}


def _name(version: str, code: str) -> str:
    return f"dalil-{version}.{code}.zim"


def _owner(place: str) -> str:
    """The language that a file belongs to; none for what all share."""
    if place.startswith("assets/"):
        found = _OF_LANGUAGE.fullmatch(place)
        return found[1] if found else ""
    folder = place.partition("/")[0]
    return "" if place == _STORE else folder if folder in CODES else DEFAULT


def _location(place: str, code: str) -> str:
    """The path below the folder of a language."""
    return place if code == DEFAULT else place.removeprefix(f"{code}/")


def _place(code: str, location: str) -> str:
    return location if code == DEFAULT else f"{code}/{location}"


def _script() -> Markup:
    script = (Path(__file__).parent / "templates" / "other-archive.js").read_text(encoding="utf-8").replace("\r\n", "\n")
    return Markup(lean_script(script))


def _title(data: bytes) -> str:
    """The title of a page, without the name of the site."""
    found = _TITLE.search(data.decode("utf-8"))
    title = unescape(found[1]).strip() if found else ""
    return title.rpartition(" - ")[0] or title


def _data(site: Path, name: str) -> Any:
    """What a data script of the search holds."""
    script = (site / "assets" / "search" / f"{name}.js").read_text(encoding="utf-8")
    return json.loads(json.loads(script.partition("]=")[2].strip().removesuffix(";")))
