"""A small bilingual tree, built strictly by the command: what stands in the pages, and what a failed build leaves."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as etree
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import pytest

from dalil.build import restore, swap
from tests.conftest import PROJECT, run_dalil
from tests.tree import SMALL, draw

ADDRESS = "https://example.org/guide/"
PAGES = ["index.html", "days/index.html", "days/exercises.html", "days/kinds.html"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = draw(tmp_path_factory.mktemp("small"), SMALL)
    done = run_dalil("build", cwd=root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Building: English, العربية (4 pages each)" in done.stdout
    return root / "site"


def read(site: Path, address: str) -> str:
    return (site / address).read_text(encoding="utf-8")


def find(pattern: str, text: str) -> str:
    match = re.search(pattern, text, re.DOTALL)
    assert match, f"{pattern} is not in the page"
    return match[1].strip()


@pytest.mark.parametrize(("folder", "root", "title", "inner"), [
    ("", '<html lang="en" dir="ltr"', "A small guide", "The day - Dalil"),
    ("ar/", '<html lang="ar" dir="rtl"', "دليل صغير \u2068A/RES/73/195\u2069", "اليوم - دليل"),
])
def test_language_direction_titles_and_addresses(site: Path, folder: str, root: str, title: str, inner: str) -> None:
    home, day = read(site, f"{folder}index.html"), read(site, f"{folder}days/index.html")
    for page in (home, day):
        assert root in page
    assert find("<title>(.*?)</title>", home) == title
    assert find("<title>(.*?)</title>", day) == inner
    assert find('rel="canonical" href="(.*?)"', home) == f"{ADDRESS}{folder}index.html"
    assert find('rel="canonical" href="(.*?)"', day) == f"{ADDRESS}{folder}days/index.html"


@pytest.mark.parametrize("page", PAGES)
def test_the_switch_leads_to_the_same_page(site: Path, page: str) -> None:
    for here, there, name in ((page, f"ar/{page}", "العربية"), (f"ar/{page}", page, "English")):
        tag = find(r'(<a class="md-header__button dalil-switch".*?</a>)', read(site, here))
        assert urljoin(here, find('href="(.*?)"', tag)) == there
        assert find(">(.*?)</a>", tag) == name


def test_every_link_in_the_site_leads_somewhere(site: Path) -> None:
    for path in site.rglob("*.html"):
        if path.name == "404.html":
            continue
        text = path.read_text(encoding="utf-8")
        for link in re.findall(r'(?:href|src)="([^"]+)"', text):
            address, anchor = urldefrag(link)
            if re.match(r"[a-z]+:", address):
                continue
            target = (path.parent / address).resolve() if address else path
            assert target.is_file(), f"{path}: {link}"
            if anchor and not anchor.startswith("__"):
                assert f'id="{anchor}"' in target.read_text(encoding="utf-8"), f"{path}: {link}"


def test_sitemap_names_both_languages(site: Path) -> None:
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    urls = etree.fromstring(read(site, "sitemap.xml")).findall("s:url", space)
    assert {url.findtext("s:loc", "", space) for url in urls} == {ADDRESS + folder + page for folder in ("", "ar/") for page in PAGES}
    for url in urls:
        links = {link.get("hreflang"): link.get("href") or "" for link in url.findall("x:link", space)}
        assert set(links) == {"en", "ar", "x-default"}
        assert links["en"] == links["x-default"] == links["ar"].replace("/ar/", "/", 1)
    assert 'rel="alternate"' not in read(site, "index.html")


def test_lost_addresses_get_a_page_in_both_languages(site: Path) -> None:
    page = read(site, "404.html")
    assert find('<section lang="ar" dir="rtl">(.*?)</section>', page).count("الصفحة غير موجودة") == 1
    assert re.findall('<a href="(.*?)"', page) == [f"{ADDRESS}index.html", f"{ADDRESS}ar/index.html"]
    assert not re.findall(r'(?:src|<link)', page), "it stands alone, whatever the address"


def test_nothing_that_is_not_needed(site: Path) -> None:
    names = [path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file() and path.name != "keep-worker.js"]
    assert not [name for name in names if re.search(r"\.map$|lunr|worker|\.gz$|search_index|\.py$|data/", name)]
    assert not [name for name in names if name.startswith("ar/") and not name.endswith(".html")]
    for path in site.rglob("*"):
        if path.suffix in (".css", ".js"):
            assert "sourceMappingURL" not in path.read_text(encoding="utf-8")


def test_only_a_site_that_offers_to_be_kept_says_so(site: Path) -> None:
    assert "data-keep" not in read(site, "index.html") + read(site, "ar/days/index.html") and "data-newer" not in read(site, "index.html")


def test_no_other_host_but_in_links(site: Path) -> None:
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.findall(r'(?:src|srcset|<link[^>]*href)="https?:', re.sub(r'<link rel="canonical"[^>]*>', "", text)), path


def test_arabic_pages_have_no_english_words(site: Path) -> None:
    """Words of the theme and the extensions: titles, labels, back-links."""
    for page in PAGES:
        # What is in English is marked as such: the suggestion and the switch.
        text = re.sub(r'<(aside|a|span) [^>]*lang="en".*?</\1>', "", read(site, f"ar/{page}"), flags=re.DOTALL)
        for value in re.findall(r'(?:title|aria-label)="([^"]+)"', text):
            assert re.search("[ء-ي]", value) or value in ("Dalil",), value


def test_menu_titles_come_from_the_pages(site: Path) -> None:
    tabs = re.findall(r'class="md-tabs__link">\s*(.*?)\s*</a>', read(site, "ar/index.html"))
    assert tabs == ["الرئيسية", "اليوم"]


def test_headings_isolate_symbols_in_text_menu_and_contents(site: Path) -> None:
    home = read(site, "ar/index.html")
    assert '<h2 id="section">القسم <bdi dir="ltr">2020-12-01</bdi>' in home
    assert home.count('القسم <bdi dir="ltr">2020-12-01</bdi>') >= 2
    assert '<h1 id="home">دليل صغير <bdi dir="ltr">A/RES/73/195</bdi>' in home


def test_terms_bear_the_other_language(site: Path) -> None:
    assert '<dt id="imrf">Review forum <span class="dalil-twin-term" lang="ar" dir="rtl">منتدى الاستعراض</span></dt>' in read(site, "index.html")
    assert 'lang="en" dir="ltr">Review forum</span></dt>' in read(site, "ar/index.html")


def test_a_built_site_is_the_same_every_time(tree: Callable[..., Path]) -> None:
    root = tree()
    def built() -> dict[str, bytes]:
        assert run_dalil("build", cwd=root).returncode == 0
        return {path.relative_to(root).as_posix(): path.read_bytes() for path in (root / "site").rglob("*") if path.is_file()}
    assert built() == built()


def test_plain_mkdocs_gives_the_same_pages(tree: Callable[..., Path], site: Path) -> None:
    root = tree()
    done = subprocess.run([sys.executable, "-m", "mkdocs", "build", "--strict"], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for page in [*PAGES, *(f"ar/{page}" for page in PAGES)]:
        plain, ours = read(root / "site", page), read(site, page)
        assert find("<article.*?>(.*?)</article>", plain) == find("<article.*?>(.*?)</article>", ours)
        assert find("(<html[^>]*>)", plain) == find("(<html[^>]*>)", ours)


# A finished build replaces the old site in one step; anything else leaves it.

def test_findings_leave_the_last_good_site(tree: Callable[..., Path]) -> None:
    root = tree()
    assert run_dalil("build", cwd=root).returncode == 0
    (root / "site" / "mark").write_text("good")
    draw(root, {"docs/en/index.md": SMALL["docs/en/index.md"].replace("doc:compact", "doc:x")})
    done = run_dalil("build", cwd=root)
    assert done.returncode == 1
    assert "docs/en/index.md:8: [document-unknown]" in done.stdout
    assert (root / "site" / "mark").exists()


def test_a_warning_of_mkdocs_leaves_the_last_good_site(tree: Callable[..., Path]) -> None:
    root = tree({"site/mark": "good", "mkdocs.yml": SMALL["mkdocs.yml"] + "\nnot_a_setting: 1\n"})
    done = run_dalil("build", cwd=root)
    assert done.returncode == 2
    assert "not_a_setting" in done.stderr and "Traceback" not in done.stderr
    assert (root / "site" / "mark").exists()


def test_a_page_that_was_not_written_fails_the_build(tree: Callable[..., Path]) -> None:
    """Whatever the reason: nothing is left out silently. Here the settings exclude it behind our back."""
    root = tree({"mkdocs.yml": SMALL["mkdocs.yml"].replace("  /data/\n", "  /data/\n  exercises.md\n").replace("not_found: warn", "not_found: ignore"), "site/mark": "good"})
    done = run_dalil("build", cwd=root)
    assert done.returncode == 2 and "exercises.html" in done.stderr
    assert (root / "site" / "mark").exists()


def test_a_kill_between_the_renames_is_mended(tmp_path: Path) -> None:
    target, work = tmp_path / "site", tmp_path / "work"
    (work / "site-before").mkdir(parents=True)
    (work / "site-before" / "mark").touch()
    assert restore(target, work) and (target / "mark").exists()
    assert not restore(target, work)


def test_a_swap_is_whole(tmp_path: Path) -> None:
    for name in ("site", "new", "work"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    swap(tmp_path / "new", tmp_path / "site", tmp_path / "work")
    assert [path.name for path in (tmp_path / "site").iterdir()] == ["new"]
    assert not (tmp_path / "work" / "site-before").exists()


def test_a_killed_build_leaves_the_last_good_site(tree: Callable[..., Path]) -> None:
    root = tree({"site/mark": "good"})
    build = subprocess.Popen([sys.executable, "-m", "dalil", "build"], cwd=root, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert build.stdout
    next(line for line in build.stdout if line.startswith("Building"))
    time.sleep(0.2)
    build.send_signal(signal.SIGKILL)
    build.wait()
    assert [path.name for path in (root / "site").iterdir()] == ["mark"]
    assert run_dalil("build", cwd=root).returncode == 0
    assert (root / "site" / "ar" / "index.html").exists()


def test_two_builds_at_once_do_not_mix(tree: Callable[..., Path]) -> None:
    from filelock import FileLock

    root = tree()
    (root / ".dalil" / "build").mkdir(parents=True)
    with FileLock(root / ".dalil" / "build" / "lock"):
        done = run_dalil("build", cwd=root)
    assert done.returncode == 2 and "Another dalil is at work" in done.stderr


def test_the_real_site_has_every_page_in_both_languages(project: Path, pages: list[str]) -> None:
    sources = {path.relative_to(PROJECT / "docs" / "en").with_suffix(".html").as_posix() for path in (PROJECT / "docs" / "en").rglob("*.md")}
    assert set(pages) == sources | {f"ar/{source}" for source in sources}
