"""The offline bundle: a finished folder as a zip with a page to start from. Knows nothing of how the folder was made.

The same folder and edition give the same files, and with the same Python and zlib the same zip: entries are sorted, with one time and
one mode for all.
"""

from __future__ import annotations

import posixpath
import re
import textwrap
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cached_property
from pathlib import Path

from markupsafe import Markup

from dalil import sums
from dalil.export.pages import TEMPLATES
from dalil.languages import CODES, DEFAULT, Language, language
from dalil.lean import lean_script

ABOUT, READ_ME = "ABOUT-THIS-COPY.html", "READ-ME.txt"
LONGEST = 100  # characters of a path in the bundle: with the folders around it, some systems stop at 260
# Made for a web server: a page for lost addresses, a list for search engines, the worker that keeps the site in a browser.
ONLINE_ONLY = ("404.html", "sitemap.xml", "keep-worker.js")
_EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)  # zip knows no earlier time
_UTF_8 = 0x800  # the flag of names in UTF-8, in the zip format (APPNOTE 4.4.4)
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_SAFE = re.compile(r"[A-Za-z0-9._/-]+")
_ASKED = re.compile(r'\s(?:href|src)="(?!#|[a-z]+:)([^"#?]+)')


def build_moment(changelog: Path, epoch: str | None) -> datetime:
    """The moment that stands for the build: SOURCE_DATE_EPOCH in seconds, else the newest date in the changelog."""
    if epoch and epoch.isdecimal():
        return datetime.fromtimestamp(int(epoch), UTC)
    text = changelog.read_text(encoding="utf-8") if changelog.exists() else ""
    dates = [day for day in re.findall(r"\b\d{4}-\d{2}-\d{2}\b", text) if _is_date(day)]
    return datetime.combine(datetime.fromisoformat(max(dates)), time(), UTC) if dates else _EARLIEST


def _is_date(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


@dataclass(frozen=True)
class Edition:
    """What is told of a version: its moment, and by language what changed since the last one; nothing for the first."""

    version: str
    moment: datetime
    changes: Mapping[str, tuple[str, ...]]
    facilitator: bool = False

    @property
    def name(self) -> str:
        """The name of the zip, without its ending, and of the folder in it."""
        return f"dalil-facilitator-{self.version}" if self.facilitator else f"dalil-{self.version}"


@dataclass(frozen=True)
class Unfit(Exception):
    """Files that cannot be carried everywhere: path, reason (a key in the words `bundle.unfit`), and the file that lacks or nothing."""

    files: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Broken(Exception):
    """The zip does not read back as it was written; the paths that differ."""

    paths: tuple[str, ...]


@dataclass(frozen=True)
class Contents:
    """The files of a bundle by path, the lists of sums among them."""

    site: Path
    edition: Edition

    @cached_property
    def files(self) -> dict[str, bytes]:
        """Sorted by path. Raises OSError."""
        carried = dict(self._carried())
        told = {sums.START: start_page(self.edition), READ_ME: read_me(self.edition)}
        listed = {path: sums.digest(data) for path, data in {**carried, **told}.items()}
        about = about_page(self.edition, listed)
        every = sums.written({**listed, ABOUT: sums.digest(about)}).encode()
        return dict(sorted({**carried, **told, ABOUT: about, sums.NAME: every}.items()))

    def _carried(self) -> Iterator[tuple[str, bytes]]:
        for path in sorted(self.site.rglob("*")):
            place = path.relative_to(self.site).as_posix()
            if place not in ONLINE_ONLY and not path.is_dir():
                yield f"site/{place}", path.read_bytes()

    def unfit(self) -> Iterator[tuple[str, str, str]]:
        """What keeps a file from being carried, see Unfit."""
        known: dict[str, str] = {}
        for path in self.files:
            for reason in _reasons(f"{self.edition.name}/{path}"):
                yield path, reason, ""
            if known.setdefault(path.casefold(), path) != path:
                yield path, "twin", ""
            for target in self._lost(path):
                yield path, "lost", target

    def _lost(self, path: str) -> list[str]:
        """What a page asks for and does not find."""
        if not path.endswith(".html"):
            return []
        asked = _ASKED.findall(self.files[path].decode("utf-8", errors="replace"))
        places = {posixpath.normpath(posixpath.join(posixpath.dirname(path), one)) for one in asked}
        return sorted(places - self.files.keys())


def _reasons(path: str) -> Iterator[str]:
    if not _SAFE.fullmatch(path):
        yield "letters"
    if len(path) > LONGEST:
        yield "long"
    if any(_RESERVED.fullmatch(part) for part in path.split("/")):
        yield "reserved"


def write_bundle(site: Path, folder: Path, dist: Path, edition: Edition) -> Path:
    """Writes the zip, and the list of what will stand in `dist`, into `folder`; gives the zip's path.

    Raises Unfit, Broken, OSError.
    """
    contents = Contents(site, edition)
    if unfit := tuple(contents.unfit()):
        raise Unfit(unfit)
    archive = folder / f"{edition.name}.zip"
    _write_zip(archive, {f"{edition.name}/{path}": data for path, data in contents.files.items()}, edition.moment)
    if faults := _read_back(archive):
        raise Broken(faults)
    (folder / sums.NAME).write_text(sums.beside(dist, [archive]), encoding="utf-8", newline="\n")
    return archive


def _read_back(archive: Path) -> tuple[str, ...]:
    """The paths that do not read as they were written."""
    try:
        return tuple(fault.path for fault in sums.archive(archive).faults)
    except sums.NoList:
        return (archive.name,)


class _Entry(zipfile.ZipInfo):
    """An entry whose name is marked as UTF-8 even where ASCII would do, so that no reader guesses."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802
        return self.filename.encode(), self.flag_bits | _UTF_8


def _write_zip(path: Path, entries: Mapping[str, bytes], moment: datetime) -> None:
    year, month, day, hour, minute, second, *_ = max(moment, _EARLIEST).timetuple()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in entries.items():
            entry = _Entry(name, (year, month, day, hour, minute, second))
            entry.create_system = 3  # Unix, so that the mode counts, on whatever system this runs
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED, compresslevel=9)


def start_page(edition: Edition) -> bytes:
    """START-HERE.html: the doors to both languages, with no need of any other file."""
    return _page("start.html", edition)


def about_page(edition: Edition, listed: Mapping[str, str]) -> bytes:
    """ABOUT-THIS-COPY.html: version, date, changes, and a check of the files that a person picks against the digests of the others."""
    script = (Path(__file__).parent / "templates" / "about.js").read_text(encoding="utf-8").replace("\r\n", "\n")
    spoken = {code: {key: value for key, value in language(code).words["bundle"].items() if key.startswith("about_")} for code in CODES}
    return _page("about.html", edition, listed=listed, spoken=spoken, script=Markup(lean_script(script)),
                 list_name=sums.NAME, own_name=ABOUT, start=sums.START)


def _page(template: str, edition: Edition, **values: object) -> bytes:
    homes = {code: "" if code == DEFAULT else f"{code}/" for code in CODES}
    return TEMPLATES.get_template(template).render(
        edition=edition, languages=[language(code) for code in CODES], homes=homes, about=ABOUT, **values).encode()


def read_me(edition: Edition) -> bytes:
    """READ-ME.txt in both languages. With a mark of its encoding and Windows line ends: the oldest Notepad knows no others."""
    parts = [_told(edition, language(code)) for code in CODES]
    return ("\n\n" + "-" * 60 + "\n\n").join(parts).replace("\n", "\r\n").encode("utf-8-sig") + b"\r\n"


def _told(edition: Edition, words: Language) -> str:
    lines = words.say("bundle.readme", version=edition.version, date=words.day(edition.moment)).strip().splitlines()
    lines += ["", words.say("run.edition") + ". " + words.say("run.edition_note")] if edition.facilitator else []
    if changes := edition.changes.get(words.code):
        lines += ["", words.say("bundle.readme_changes"), *(f"- {change}" for change in changes)]
    return "\n".join(textwrap.fill(line, 76, break_long_words=False, break_on_hyphens=False) for line in lines)
