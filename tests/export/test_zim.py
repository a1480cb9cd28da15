"""Archives for Kiwix: sound, whole by themselves, one for each language, and never a bad one under its name."""

from __future__ import annotations

import os
import posixpath
import re
import shutil
import signal
import struct
import subprocess
import sys
import time
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from libzim.reader import Archive as Reader
from libzim.search import Query, Searcher
from libzim.suggestion import SuggestionSearcher

from dalil.export.archive import Archive
from dalil.export.zim import differing, write
from dalil.languages import CODES, language
from tests.conftest import PROJECT, run_dalil
from tests.programs import program
from tests.tree import draw

MOMENT = datetime(2020, 6, 25, tzinfo=UTC)
LINK = re.compile(r'\s(?:href|src)="([^"]+)"')
HOMES = {"en": "index.html", "ar": "ar/index.html"}
MUST = {"Title", "Description", "Language", "Creator", "Publisher", "Name", "Date", "Illustration_48x48@1"}
ISO = {"en": "eng", "ar": "ara"}
# What is sought, and the page that must be the first that is found: another form of a word of its title.
SOUGHT = {"en": ("detaining", "objectives/13-detention.html"), "ar": ("والاحتجاز", "ar/objectives/13-detention.html")}

# A site of two pages in each language, as little as an archive can be made of.
PAGE = "<!doctype html><html><title>{title} - Dalil</title><meta content=\"form-action 'none'\"><p data-keep-offer hidden>{title}</p></html>"
SITE = {
    **{f"site/{folder}{name}.html": PAGE.format(title=f"{name} of {code}") for code, folder in (("en", ""), ("ar", "ar/")) for name in ("index", "more")},
    **{f"site/assets/search/index.{code}.js": rf'(window.dalil.searchData??={{}})["index.{code}"]="{{\"pages\":[[\"index.html\",\"Home\"]]}}";' for code in CODES},
    **{f"site/assets/search/text.{code}.js": rf'(window.dalil.searchData??={{}})["text.{code}"]="[[[\"\",\"Home\",\"A]=walrus\"]]]";' for code in CODES},
    "site/404.html": "lost", "site/sitemap.xml": "list", "site/keep-worker.js": "worker", "site/store.html": "store", "site/assets/forms/word.ar.js": "form",
    "site/assets/picture.ar-en.unheard": "picture", "mkdocs.yml": "", "CHANGELOG.md": "## 1.0.0 (2020-06-25)\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with the small site, already built."""
    return draw(tmp_path / "project", SITE)


@pytest.fixture(scope="session", params=CODES)
def code(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def paths(reader: Reader) -> set[str]:
    """Every path of an archive."""
    return {reader._get_entry_by_id(at).path for at in range(reader.all_entry_count) if reader.has_entry_by_path(reader._get_entry_by_id(at).path)}


def content(reader: Reader, path: str) -> bytes:
    return bytes(reader.get_entry_by_path(path).get_item().content)


def test_zimcheck_passes(zims: dict[str, Path], code: str) -> None:
    done = subprocess.run([str(program("zimcheck")), zims[code]], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "Overall Test Status: Pass" in done.stdout, done.stdout
    assert "ERROR" not in done.stdout and "WARNING" not in done.stdout


def test_what_readers_show_of_it(zims: dict[str, Path], code: str) -> None:
    reader = Reader(zims[code])
    assert set(reader.metadata_keys) >= MUST
    told = {name: bytes(reader.get_metadata(name)).decode() for name in MUST if name != "Illustration_48x48@1"}
    assert told["Language"] == ISO[code] and 0 < len(told["Title"]) <= 30 and 0 < len(told["Description"]) <= 80
    newest = max(re.findall(r"\((\d{4}-\d\d-\d\d)\)", (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8")))
    assert told["Date"] == newest
    icon = bytes(reader.get_illustration_item(48).content)
    assert icon.startswith(b"\x89PNG\r\n") and struct.unpack(">II", icon[16:24]) == (48, 48)
    assert reader.main_entry.get_item().path == HOMES[code] and reader.has_fulltext_index


def test_it_is_whole_by_itself(zims: dict[str, Path], project: Path, code: str) -> None:
    """What pages ask for is there, and what their scripts load; of the other language only what is said of it."""
    reader, other = Reader(zims[code]), next(one for one in CODES if one != code)
    known = paths(reader)
    assets = {path.relative_to(project / "site").as_posix() for path in (project / "site" / "assets").rglob("*") if path.is_file()}
    foreign = {path for path in assets if f".{other}." in path and "search/index." not in path}
    assert len(foreign) >= 3 and assets & known == assets - foreign
    assert {"store.html", f"assets/search/index.{other}.js"} <= known and not known & {"404.html", "sitemap.xml", "keep-worker.js"}
    asked = {(page, unescape(link)) for page in known if page.endswith(".html") for link in LINK.findall(content(reader, page).decode())}
    inside = {(page, link) for page, link in asked if not urlsplit(link).scheme and urlsplit(link).path}
    assert len(inside) > 2000
    assert [(page, link) for page, link in inside
            if posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(urlsplit(link).path))) not in known] == []


def test_pages_are_carried_as_they_are(zims: dict[str, Path], project: Path, pages: list[str], code: str) -> None:
    reader = Reader(zims[code])
    own = [page for page in pages if page.startswith("ar/") == (code == "ar")]
    assert len(own) > 60
    for page in own:
        original = (project / "site" / page).read_text(encoding="utf-8")
        assert content(reader, page).decode() == original.replace("form-action 'none'", "form-action 'self'").replace(" data-keep-offer", "")
        assert reader.get_entry_by_path(page).title == unescape(re.findall("<title>(.*?)</title>", original)[0]).rpartition(" - ")[0] or page in HOMES.values()


def test_pages_of_the_other_language_lead_to_the_other_archive(zims: dict[str, Path], pages: list[str], code: str) -> None:
    reader, other = Reader(zims[code]), next(one for one in CODES if one != code)
    theirs = [page for page in pages if page.startswith("ar/") == (other == "ar")]
    for page in theirs:
        text = content(reader, page).decode()
        assert zims[other].name in text and f'data-path="{page}" data-here="{code}" data-there="{other}"' in text
        assert all(language(one).say("zim.other_title") in text for one in CODES)
        [back] = set(re.findall(r'class="door" href="([^"]+)"', text))
        assert reader.has_entry_by_path(posixpath.normpath(posixpath.join(posixpath.dirname(page), back)))
        assert reader.get_entry_by_path(page).title in ("", page), "it is not suggested"


def test_the_search_of_kiwix_knows_the_language_and_no_answers(zims: dict[str, Path], code: str) -> None:
    reader = Reader(zims[code])
    query, page = SOUGHT[code]
    found = Searcher(reader).search(Query().set_query(query))
    assert page in list(found.getResults(0, 3))
    title = reader.get_entry_by_path(page).title
    assert page in list(SuggestionSearcher(reader).suggest(title[:20]).getResults(0, 10))
    # Words of the pages that stand for other pages, and of the menus.
    for words in (language(code).say("zim.other_back"), language(code).words["theme"]["nav"]):
        hits = Searcher(reader).search(Query().set_query(f'"{words}"'))
        assert [path for path in hits.getResults(0, 50) if language(code).say("zim.other_title") in content(reader, path).decode()] == []


def test_the_small_site_and_what_is_read_back(folder: Path) -> None:
    archive, path = Archive(folder / "site", "ar", "1.0", MOMENT), folder / "one.zim"
    write(archive, path)
    assert differing(archive, path) == []
    reader = Reader(path)
    assert paths(reader) >= {"ar/index.html", "ar/more.html", "index.html", "more.html", "store.html", "assets/forms/word.ar.js",
                             "assets/search/index.en.js", "assets/search/index.ar.js", "assets/search/text.ar.js", "assets/picture.ar-en.unheard"}
    assert not reader.has_entry_by_path("assets/search/text.en.js") and not reader.has_entry_by_path("404.html")
    assert content(reader, "ar/more.html").decode() == "<!doctype html><html><title>more of ar - Dalil</title><meta content=\"form-action 'self'\"><p hidden>more of ar</p></html>"
    assert list(Searcher(reader).search(Query().set_query("walrus")).getResults(0, 9)) == ["ar/index.html"]


def test_what_does_not_read_back_is_found(folder: Path) -> None:
    archive, path = Archive(folder / "site", "en", "1.0", MOMENT), folder / "one.zim"
    write(archive, path)
    (folder / "site" / "new.html").write_text("<title>new</title>")
    (folder / "site" / "more.html").write_text("<title>other</title>")
    assert differing(archive, path) == ["more.html", "new.html"]
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 255
    path.write_bytes(data)
    assert differing(archive, path) == [path.name]


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_both_are_delivered_and_listed(folder: Path) -> None:
    assert run_dalil("bundle", "--zim", cwd=folder).returncode == 0
    assert {path.suffix for path in (folder / "dist").iterdir()} == {".zim", ""} and len(files(folder / "dist")) == 3
    done = run_dalil("verify", "dist", cwd=folder)
    assert done.returncode == 0 and done.stdout.startswith("2 "), done.stdout
    assert [path.name for path in (folder / ".dalil" / "build").iterdir()] == ["lock"]


def test_a_full_disk_leaves_the_last_good_archives(folder: Path) -> None:
    assert run_dalil("bundle", "--zim", cwd=folder).returncode == 0
    before = files(folder / "dist")
    (folder / "site" / "large.html").write_bytes(os.urandom(600_000).hex().encode())
    done = subprocess.run(["bash", "-c", 'ulimit -f 600; exec "$0" -m dalil bundle --zim', sys.executable], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "Traceback" not in done.stderr and "last good" in done.stderr
    assert files(folder / "dist") == before


def test_libzim_that_fails_is_told(folder: Path) -> None:
    """A page that cannot be read makes its process fail after libzim has begun to write."""
    (folder / "site" / "zz.html").write_bytes(b"<title>\xff</title>")
    done = run_dalil("bundle", "--zim", cwd=folder)
    assert done.returncode == 2 and done.stderr.strip() == language("en").say("zim.not_written") and done.stdout == ""
    assert not (folder / "dist").exists()


def test_a_kill_leaves_the_last_good_archives(folder: Path) -> None:
    assert run_dalil("bundle", "--zim", cwd=folder).returncode == 0
    before = files(folder / "dist")
    run = subprocess.Popen([sys.executable, "-m", "dalil", "bundle", "--zim"], cwd=folder)
    work = folder / ".dalil" / "build" / "zim"
    while run.poll() is None and not (work.exists() and any(path.name.startswith("dalil-") for path in work.iterdir())):
        time.sleep(0.01)
    run.send_signal(signal.SIGKILL)
    assert run.wait() == -signal.SIGKILL
    assert files(folder / "dist") == before
    done = run_dalil("bundle", "--zim", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert files(folder / "dist").keys() == before.keys() and files(folder / "dist") != before


@pytest.mark.parametrize(("code", "way_out"), [("en", "Run 'make zim'"), ("ar", "شغّلوا الأمر 'make zim'")])
def test_without_libzim_there_is_a_way_out(folder: Path, code: str, way_out: str) -> None:
    (folder / "shadow").mkdir()
    (folder / "shadow" / "libzim.py").write_text('raise ImportError("no such thing")\n')
    done = run_dalil("bundle", "--zim", "--language", code, cwd=folder, PYTHONPATH=str(folder / "shadow"))
    assert done.returncode == 2 and way_out in done.stderr and "requirements/zim.txt" in done.stderr and "Traceback" not in done.stderr
    assert "libzim==3.6" in (PROJECT / "requirements" / "zim.txt").read_text(encoding="utf-8")


def test_without_a_site_there_is_a_way_out(folder: Path) -> None:
    shutil.rmtree(folder / "site")
    done = run_dalil("bundle", "--zim", cwd=folder)
    assert done.returncode == 2 and "dalil build" in done.stderr
