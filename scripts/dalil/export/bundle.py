"""The offline bundle: a finished folder as a zip with a page to start from. Knows nothing of how the folder was made.

The same folder, version and moment give the same bytes: entries are sorted, with one time and one mode for all.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time
from html import escape
from pathlib import Path
from string import Template

from dalil.languages import CODES, DEFAULT, language

# Made for a web server: a page for lost addresses, a list for search engines.
_ONLINE_ONLY = ("404.html", "sitemap.xml")
_EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)  # zip knows no earlier time


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


def write_bundle(site: Path, dist: Path, version: str, moment: datetime) -> Path:
    """Writes `dalil-<version>.zip` and SHA256SUMS into `dist`; gives the zip's path. Raises OSError.

    Both are written beside their place and renamed, so a failure leaves the last good bundle.
    """
    dist.mkdir(parents=True, exist_ok=True)
    name = f"dalil-{version}"
    entries = {f"{name}/{path}": data for path, data in _with_sums(dict(_entries(site, version)))}
    archive = dist / f"{name}.zip"
    _replace(archive, lambda part: _write_zip(part, entries, moment))
    line = f"{hashlib.sha256(archive.read_bytes()).hexdigest()}  {archive.name}\n"
    _replace(dist / "SHA256SUMS", lambda part: part.write_text(line, encoding="utf-8", newline="\n"))
    return archive


def _entries(site: Path, version: str) -> Iterator[tuple[str, bytes]]:
    """Paths and bytes of the bundle, without the sums."""
    yield "START-HERE.html", start_page().encode()
    yield "READ-ME.txt", read_me(version).encode("utf-8-sig")
    for path in sorted(site.rglob("*")):
        place = path.relative_to(site).as_posix()
        if path.is_file() and place not in _ONLINE_ONLY:
            yield f"site/{place}", path.read_bytes()


def _with_sums(entries: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """The entries sorted by path, the list of their sums among them."""
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {path}\n" for path, data in sorted(entries.items()))
    yield from sorted({**entries, "SHA256SUMS": sums.encode()}.items())


def _write_zip(path: Path, entries: dict[str, bytes], moment: datetime) -> None:
    stamp = max(moment, _EARLIEST).timetuple()[:6]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in entries.items():
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, so that the mode counts, on whatever system this runs
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)


def _replace(path: Path, write: Callable[[Path], object]) -> None:
    """Writes beside the path and renames."""
    part = path.with_name(path.name + ".part")
    try:
        write(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def start_page() -> str:
    """START-HERE.html: the doors to both languages, with no need of any other file."""
    template = Template((Path(__file__).parent / "templates" / "start.html").read_text(encoding="utf-8"))
    return template.substitute(sections="\n".join(_start_section(code) for code in CODES))


def _start_section(code: str) -> str:
    words = language(code)
    folder = "" if code == DEFAULT else f"{code}/"
    title, text, link = (escape(words.say(f"bundle.start_{part}")) for part in ("title", "text", "open"))
    return (f'<section lang="{code}" dir="{words.direction}">\n<h2>{title}</h2>\n<p>{text}</p>\n'
            f'<p><a href="site/{folder}index.html">{link}</a></p>\n</section>')


def read_me(version: str) -> str:
    """READ-ME.txt in both languages. Windows line ends: the oldest Notepad knows no others."""
    parts = [language(code).say("bundle.readme", version=version).strip() for code in CODES]
    return ("\n\n" + "-" * 60 + "\n\n").join(parts).replace("\n", "\r\n") + "\r\n"
