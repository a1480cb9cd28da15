"""Pages put together for the printer: a section and everything, over http and from a folder, in both browsers."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dalil.export.sheets import Part, parts
from dalil.languages import language
from dalil.model import Page, Site
from dalil.read import read_site
from tests.browser.drivers import Browser, Chromium
from tests.browser.reader import tab_to, visit
from tests.browser.test_axe import violations
from tests.conftest import PROJECT, STICK, run_dalil
from tests.export.test_handout import plain, said
from tests.server import serving
from tests.tree import PRINT, draw

READY = "return !document.querySelector('[data-print]').hidden"
SAID = "return document.querySelector('[data-said]').textContent"
IDS = "return [...document.querySelectorAll('[id]')].map((one) => one.id)"
LOST = """return [...document.querySelectorAll("[data-document] a[href^='#']")].map((one) => one.getAttribute("href").slice(1))
    .filter((id) => !document.getElementById(id))"""
SHEETS = """return [...document.querySelectorAll('[data-document] .dalil-sheet')].map((sheet) => [sheet.id, sheet.textContent,
    [...sheet.querySelectorAll('[id]')].map((one) => one.id), [...sheet.querySelectorAll("a[href^='#']")].map((one) => one.getAttribute('href'))])"""


@pytest.fixture(scope="module")
def sources() -> Site:
    return read_site(PROJECT)[0]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small tree with a print page, built, in a folder named as a stick may be."""
    root = draw(tmp_path_factory.mktemp("media") / STICK, PRINT)
    done = run_dalil("build", cwd=root)
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "site"


@pytest.fixture(scope="module", params=["http", "file"])
def built(request: pytest.FixtureRequest, tree: Path) -> Iterator[str]:
    """The small site's address, below a sub-path or in a folder."""
    if request.param == "file":
        yield tree.as_uri() + "/"
        return
    with serving(tree, "/guide/migration/") as http:
        yield http


def put_together(browser: Browser, url: str, name: str | None = None) -> None:
    """Opens a print page and puts a section together: the one that the address asks for, or presses its button."""
    browser.open(url)
    if name is not None:
        browser.click(f"[data-gather='{name}']")
    browser.until(READY)


def printed(site: Site, code: str) -> list[Page]:
    return [page for page in site.ordered(code) if page is not site.handout(code)]


def same(sheets: list[Any], expected: tuple[Part, ...]) -> list[str]:
    """The sheets that are not as the PDF has them: other text, other names, other links."""
    wanted = [sheet for part in expected for sheet in part.sheets]
    assert [sheet[0] for sheet in sheets] == [sheet.id for sheet in wanted]
    return [sheet.address for (_, text, ids, links), sheet in zip(sheets, wanted, strict=True)
            if plain(sheet.html.striptags()) != plain(text) or re.findall(r' id="(.*?)"', sheet.html) != ids
            or re.findall(r'<a [^>]*?href="(#.*?)"', sheet.html) != links]


# Everything, and a section.

def test_everything_is_there_in_order_as_in_the_pdf(browser: Browser, base: str, project: Path, sources: Site) -> None:
    put_together(browser, base + "print.html", "")
    pages = printed(sources, "en")
    titles = browser.run("return [...document.querySelectorAll('[data-document] .dalil-sheet > h2')].map((one) => one.textContent)")
    assert titles == [page.title for page in pages] and len(titles) > 70
    contents = browser.run("return [...document.querySelectorAll('.dalil-contents a')].map((one) => one.textContent)")
    assert contents == [page.short for page in pages]
    ids = browser.run(IDS)
    assert len(ids) == len(set(ids)) and browser.run(LOST) == []
    assert same(browser.run(SHEETS), parts(project / "site", "en")) == []
    assert browser.run(SAID) == language("en").say("handout.ready", n=len(pages))
    assert browser.noted() == []


def test_an_arabic_section_by_its_address(browser: Browser, base: str, sources: Site) -> None:
    put_together(browser, base + "ar/print.html?section=objectives")
    pages = next(pages for name, pages in sources.parts("ar") if name == "objectives")
    titles = browser.run("return [...document.querySelectorAll('[data-document] .dalil-sheet > h2')].map((one) => one.textContent)")
    assert titles == [page.title for page in pages] and len(titles) == 24
    assert browser.run("return document.querySelector('[data-document] h1').textContent") == pages[0].short
    assert browser.run("return getComputedStyle(document.querySelector('.dalil-sheet')).direction") == "rtl"
    assert browser.run(LOST) == []
    # What is not among them leads to its page; nothing is reached for meanwhile.
    led = browser.run("return [...document.querySelectorAll('[data-document] a.dalil-inside')].map((one) => one.href)")
    assert led and all(link.startswith(base + "ar/") for link in led)
    assert browser.noted() == []


def test_the_first_page_of_a_section_leads_to_it(browser: Browser, base: str) -> None:
    browser.open(base + "ar/exercises/index.html")
    said_there = language("ar").say("handout.section")
    assert browser.run("return document.querySelector('article a[href*=print]').title") == said_there
    address = browser.run("return document.querySelector('article a[href*=print]').href")
    assert address == base + "ar/print.html?section=exercises"
    browser.open(base + "exercises/mapping.html")
    assert browser.run("return document.querySelector('article a.md-content__button[href*=print]')") is None
    put_together(browser, address.replace("?", "#"))
    assert browser.run("return document.querySelectorAll('.dalil-sheet').length") > 5
    assert browser.noted() == []


def test_nothing_that_was_typed_and_nothing_that_was_hidden_is_in_it(browser: Browser, built: str) -> None:
    visit(browser, built + "days/kinds.html")
    browser.run("""
        for (const field of document.querySelectorAll("textarea, input[type=text]")) {
          field.value = "typed ٧ here";
          field.dispatchEvent(new Event("input", { bubbles: true }));
          field.dispatchEvent(new Event("change", { bubbles: true }));
        }
        document.querySelectorAll("[type=checkbox]").forEach((one) => one.click());""")
    browser.until("return Object.keys(localStorage).length > 0 || dalil.local")
    visit(browser, built + "days/kinds.html")
    assert browser.until("return document.querySelector('textarea').value") == "typed ٧ here"
    put_together(browser, built + "print.html", "days")
    html = browser.run("return document.querySelector('[data-document]').innerHTML")
    assert "typed" not in html and "Ten children have a guardian" in html
    for hidden in ("data-", "three years old", "exchange their texts", "One too many", "Both are names", "Count them", "As the text says"):
        assert hidden not in html, hidden
    assert not re.findall(r"<(?:input|select|textarea|button|details|form [^>]*action)\b", html)
    assert browser.run("return [...document.querySelectorAll('[data-document] .dalil-round')].length") == 2 + 2 * 2 * 3 + 2 * 2
    browser.run("localStorage.clear()")
    assert browser.noted() == []


def test_by_keyboard_alone(browser: Browser, built: str) -> None:
    browser.open(built + "print.html")
    browser.run("window.print = () => { window.printed = (window.printed || 0) + 1; }; document.querySelector('[data-handout]').scrollIntoView();")
    tab_to(browser, "[data-gather='days']")
    browser.press("Enter")
    browser.until(READY)
    browser.until("return document.activeElement.matches('[data-print]')")
    browser.press("Enter")
    assert browser.run("return window.printed") == 1
    assert browser.run("return document.querySelectorAll('.dalil-sheet').length") == 3


def test_it_can_be_stopped_and_begun_anew(browser: Browser, base: str) -> None:
    browser.open(base + "print.html")
    browser.click("[data-gather='']")
    assert browser.run("return document.activeElement.matches('[data-cancel]')")
    browser.until("return /2 /.test(document.querySelector('[data-count]').textContent)")
    browser.click("[data-cancel]")
    browser.until("return document.querySelector('[data-said]').textContent")
    assert browser.run(SAID) == language("en").say("handout.cancelled")
    assert browser.run("return document.querySelector('[data-document]').childElementCount") == 0
    assert browser.run("return document.querySelectorAll('iframe[src*=handout]').length") == 0
    browser.click("[data-gather='']")
    browser.click("[data-gather='review']")
    browser.until(READY)
    assert browser.run("return document.querySelectorAll('.dalil-sheet').length") == 2
    assert browser.noted() == []


def test_a_page_that_is_gone_is_named(browser: Browser, tree: Path, tmp_path: Path) -> None:
    shutil.copytree(tree, tmp_path / "site")
    (tmp_path / "site" / "days" / "kinds.html").unlink()
    with serving(tmp_path / "site") as http:
        browser.open(http + "print.html")
        browser.click("[data-gather='days']")
        told = browser.until("return document.querySelector('[data-said]').textContent")
        assert told == language("en").say("handout.failed", title="All kinds")
        assert browser.run("return document.querySelector('[data-document]').childElementCount") == 0
    browser.noted()  # the page that is gone


# Who may ask, and who may answer.

def test_strangers_are_told_nothing(browser: Browser, tree: Path, tmp_path: Path) -> None:
    """Another site that opens a page with the mark hears nothing of it."""
    with serving(tree) as http, serving(tmp_path) as other:
        (tmp_path / "404.html").write_text("none")
        (tmp_path / "stranger.html").write_text(
            "<script>heard = []; loaded = false; addEventListener('message', (event) => heard.push(event.data));</script>"
            f"<iframe src='{http}days/kinds.html#dalil-handout' onload='loaded = true'></iframe>")
        browser.open(other + "stranger.html")
        browser.until("return loaded || document.readyState === 'complete'")
        assert browser.run("return new Promise((resolve) => setTimeout(() => resolve(heard), 500))") == []
    browser.noted()  # the browser says that the message was not for this page


def test_only_the_page_that_was_asked_is_believed(browser: Browser, built: str) -> None:
    browser.open(built + "print.html")
    browser.run("""
        const forge = () => postMessage({ handout: "<p class='forged'>forged</p>" }, "*");
        new MutationObserver(forge).observe(document.body, { childList: true });""")
    browser.click("[data-gather='']")
    browser.until(READY)
    assert browser.run("return document.querySelectorAll('.forged').length") == 0
    assert browser.run("return document.querySelectorAll('.dalil-sheet').length") == 4
    assert browser.noted() == []


# On paper.

@pytest.mark.parametrize("code", ["en", "ar"])
def test_sheets_have_numbers_and_running_heads(chromium: Callable[..., Chromium], addresses: dict[str, str], sources: Site, tmp_path: Path, code: str) -> None:
    browser, words = chromium(), language(code)
    put_together(browser, addresses["http"] + ("" if code == "en" else f"{code}/") + "print.html?section=template")
    path = tmp_path / "section.pdf"
    browser.page.pdf(path=path, prefer_css_page_size=True, tagged=True, outline=True)
    pages = next(pages for name, pages in sources.parts(code) if name == "template")
    sheets = said("pdftotext", "-layout", str(path), "-").split("\f")[:-1]
    assert len(sheets) > len(pages) and "(A4)" in said("pdfinfo", str(path))
    texts = [plain(sheet) for sheet in sheets]
    for number, text in enumerate(texts, 1):
        below = plain(words.say("paper.page", n=number, total=len(sheets)))
        assert text.endswith(below) if code == "en" else sorted(below) == sorted(text[-len(below):]), number
    name = plain(words.say("site.name"))
    for number, text in enumerate(texts[1:], 2):
        assert name in text[:60], number
        assert code == "ar" or any(text.startswith(plain(f"{name} · {pages[0].short}{page.short}")) for page in pages), (number, text[:80])
    begun = re.findall(r'^ *(\d+) \[.*\] "page-\d+"$', said("pdfinfo", "-dests", str(path)), re.MULTILINE)
    assert len(begun) == len(set(begun)) == len(pages), "the contents lead to each page of the guide, on a sheet of its own"
    assert browser.run("return document.title") != words.say("site.name")
    assert browser.noted() == []


def test_heads_stand_where_the_language_begins(chromium: Callable[..., Chromium], addresses: dict[str, str], tmp_path: Path) -> None:
    browser = chromium()
    for code, folder in (("en", ""), ("ar", "ar/")):
        put_together(browser, f"{addresses['http']}{folder}print.html?section=review")
        browser.page.pdf(path=tmp_path / "section.pdf", prefer_css_page_size=True)
        name = language(code).say("site.name")
        boxes = said("pdftotext", "-bbox", "-f", "2", "-l", "2", str(tmp_path / "section.pdf"), "-")
        place = next(float(x) for x, text in re.findall(r'xMin="([\d.]+)"[^>]*>([^<]+)</word>', boxes) if text in (name, name[::-1]))
        assert place < 100 if code == "en" else place > 450


def test_only_the_document_is_printed(chromium: Callable[..., Chromium], tree: Path, tmp_path: Path) -> None:
    browser = chromium()
    browser.open((tree / "print.html").as_uri())
    browser.page.pdf(path=tmp_path / "list.pdf")
    assert "All kinds" in said("pdftotext", str(tmp_path / "list.pdf"), "-")
    put_together(browser, (tree / "print.html").as_uri(), "days")
    browser.page.pdf(path=tmp_path / "days.pdf", prefer_css_page_size=True)
    text = said("pdftotext", str(tmp_path / "days.pdf"), "-")
    for gone in ("handout.section", "handout.everything", "handout.print"):
        assert language("en").say(gone) not in text.splitlines(), gone
    assert "docs/en/print.md" not in text and "Choose\n" not in text.partition("Contents")[0]


# For everybody.

@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 360), ("dark", 360)])
def test_axe_finds_nothing(chromium: Callable[..., Chromium], tree: Path, scheme: str, width: int) -> None:
    browser = chromium(color_scheme=scheme, viewport={"width": width, "height": 800})
    with serving(tree) as http:
        for folder in ("", "ar/"):
            put_together(browser, f"{http}{folder}print.html", "")
            assert violations(browser) == []
            assert not browser.run("return document.documentElement.scrollWidth > innerWidth")
    assert browser.noted() == []


def test_the_real_pages_fit_a_phone(chromium: Callable[..., Chromium], addresses: dict[str, str]) -> None:
    browser = chromium(viewport={"width": 360, "height": 800})
    for folder in ("", "ar/"):
        put_together(browser, f"{addresses['http']}{folder}print.html", "")
        assert not browser.run("return document.documentElement.scrollWidth > innerWidth")
    put_together(browser, addresses["http"] + "ar/print.html?section=workshops")
    assert violations(browser) == []


def test_without_scripts_there_is_a_list_of_all_pages(chromium: Callable[..., Chromium], addresses: dict[str, str], sources: Site) -> None:
    browser = chromium(java_script_enabled=False)
    browser.open(addresses["file"] + "print.html")
    links = browser.page.locator("[data-handout] a")
    assert links.all_inner_texts() == [page.short for page in printed(sources, "en")]
    assert browser.page.locator("[data-handout] button:visible").count() == 0
    assert browser.page.locator("[data-unscripted]").is_visible()
    links.nth(3).click()
    assert browser.page.locator("h1").inner_text() == printed(sources, "en")[3].title
