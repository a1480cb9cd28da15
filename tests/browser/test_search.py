"""The search in real browsers: the same everywhere, by keyboard and by paste, announced, harmless, and quiet until it is asked for."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from playwright.sync_api import Route

from dalil.folding import letters
from dalil.languages import CODES, language
from dalil.search.tokens import parts, tokens
from tests.browser.drivers import Browser, Chromium
from tests.browser.test_axe import violations
from tests.conftest import PROJECT

CASES = yaml.safe_load((PROJECT / "tests/cases/tokens.yml").read_text(encoding="utf-8"))
QUERIES: list[dict[str, Any]] = yaml.safe_load((PROJECT / "tests/search/queries.yml").read_text(encoding="utf-8"))
# Reached on this set, with a little room for pages to come: at least this share of wanted pages stands among the first five.
LEVEL = {"en": 0.95, "ar": 0.96}
META = "return document.querySelector('.md-search-result__meta').textContent"
ITEMS = "return [...document.querySelectorAll('.md-search-result__item')].map((one) => one.querySelector('a').getAttribute('href'))"
TYPE = """
    const input = document.querySelector(".md-search__input");
    input.focus();
    input.value = args[0];
    input.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" }));"""
ASK = """
    return Promise.all(args[0].map(({ ui, q }) => dalil.searched.found(q, ui))).then((all) => all.map((items) => items.map(([{ location }]) => location)))"""
HOSTILE = ["x" * 10_000, "\ud800", "\udfff\ud800 migrants", "(a+)+$ [", "\\", "*", ".*", "<img src=x onerror=\"window.harmed = true\">", "</script><script>window.harmed = true</script>",
           "\u202emigrants\u202c", "\u2066\u2069", "constructor __proto__ toString", "'\"`${1}", "%00%", "\0", "😀" * 500, "و" * 2000, "a/" * 3000, " ", "٪٪٪"]


def folder(code: str) -> str:
    return "" if code == "en" else f"{code}/"


def visit(browser: Browser, url: str) -> None:
    browser.open(url)
    browser.ready()


def ask(browser: Browser, query: str) -> None:
    """Puts a query into the box as paste and dictation do, and waits for what is said of it."""
    before = browser.run(META)
    browser.run(TYPE, query)
    browser.until("return document.querySelector('.md-search-result__meta').textContent !== args[0]", before)


def settled(browser: Browser, code: str) -> None:
    """Waits until the texts are there: then the order is the last one."""
    browser.run(TYPE, "الهجرة" if code == "ar" else "migration")
    browser.until("return document.querySelector('.md-search-result__item mark') && dalil.searched")
    assert browser.run("return dalil.searched.brought('text', args[0]).then(() => true)", code)


@pytest.fixture(scope="module")
def rankings() -> dict[str, Any]:
    return {}


def test_the_same_ranking_everywhere(browser: Browser, base: str, rankings: dict[str, Any], request: pytest.FixtureRequest) -> None:
    """Over http and from a folder, in Chromium and in Firefox: every query of the set; and it is a good one."""
    for code in CODES:
        visit(browser, base + folder(code) + "index.html")
        settled(browser, code)
        queries = [query for query in QUERIES if query["ui"] == code]
        found = browser.run(ASK, [{"ui": code, "q": query["q"]} for query in queries])
        assert rankings.setdefault(code, found) == found
        recall = [sum(page.replace(".md", ".html") in pages[:5] for page in wanted) / len(wanted)
                  for query, pages in zip(queries, found, strict=True) for wanted in [[page for page, grade in query["rel"].items() if grade == 2]]]
        assert len(queries) >= 120 and sum(recall) / len(recall) >= LEVEL[code]
    assert browser.noted() == []


def test_words_are_cut_as_python_cuts_them(browser: Browser, addresses: dict[str, str]) -> None:
    """The cases, every word of the site, and 5,000 made strings."""
    visit(browser, addresses["file"] + "index.html")
    settled(browser, "en")
    chance = random.Random(20200625)
    signs = "abcXYZ ÉßıİΩﬁ ءآأؤإئابةتثىيكگچپۀہـًٌّْٰ 0٣۷Ⅷ½² /.-_'’,،؛؟()\u200f\u202a\u00ad日кñ\u0301"
    made = ["".join(chance.choices(signs, k=chance.randrange(1, 24))) for _ in range(5000)]
    words = sorted({word for path in sorted((PROJECT / "docs").rglob("*.md")) for word in path.read_text(encoding="utf-8").split()})
    texts = [*(text for text, _ in CASES), *words, *made]
    assert len(words) > 15_000
    found = browser.run("const engine = dalil.search.engine(dalil.folding); return args[0].map((text) => [dalil.folding.letters(text), engine.tokens(text).map((token) => [token, engine.parts(token)])])", texts)
    wanted = [[letters(text), [[token, parts(token)] for token in tokens(text)]] for text in texts]
    assert [(text, one, other) for text, one, other in zip(texts, found, wanted, strict=True) if one != other] == []


@pytest.mark.parametrize("code", CODES)
def test_paste_gives_pages_and_sections_with_the_words_marked(browser: Browser, base: str, code: str) -> None:
    visit(browser, base + folder(code) + "objectives/index.html")
    ask(browser, "الاحْتِجاز" if code == "ar" else "detained")
    browser.until("return document.querySelectorAll('.md-search-result__item mark').length > 2")
    marks = browser.run("return [...document.querySelectorAll('.md-search-result__item mark')].map((one) => one.textContent)")
    assert {"احتجاز", "الاحتجاز"} <= set(marks) if code == "ar" else "detention" in marks
    first = browser.run("return [...document.querySelector('.md-search-result__item').querySelectorAll('a')].map((one) => new URL(one.href).pathname + new URL(one.href).hash)")
    assert first[0].endswith(folder(code) + "objectives/13-detention.html") and "#" in first[1]
    assert browser.run("return document.querySelector('.md-search-result__meta').getAttribute('role')") == "status"
    assert browser.noted() == []


def test_a_page_found_by_its_topics_shows_how_it_begins(browser: Browser, addresses: dict[str, str]) -> None:
    """Nothing of it can be marked, and its text begins below a heading."""
    visit(browser, addresses["file"] + "ar/index.html")
    settled(browser, "ar")
    ask(browser, "رفاتهم")
    href, text, symbol = browser.until("""
        const [one] = document.querySelectorAll(".md-search-result__item");
        return one && [one.querySelector("a").getAttribute("href"), one.innerText, one.querySelector("bdi")?.innerText];""")
    assert href.endswith("objectives/08-save-lives.html") and "ألا يموت أحد في الطريق" in text and symbol == "A/RES/73/195"
    assert browser.noted() == []


@pytest.mark.parametrize("code", CODES)
def test_by_keyboard_alone(browser: Browser, base: str, code: str) -> None:
    visit(browser, base + folder(code) + "index.html")
    browser.run("document.querySelector('.md-search__input').focus()")
    browser.type("تهريب المهاجرين" if code == "ar" else "smuggling of migrants")
    browser.until("return document.querySelectorAll('.md-search-result__item mark').length > 2")
    browser.press("ArrowDown")
    browser.until("return document.activeElement.matches('.md-search-result__link')")
    assert str(browser.run("return document.activeElement.href")).partition("?")[0].endswith("objectives/09-smuggling.html")
    browser.press("Enter")
    browser.until("return location.pathname.endsWith('objectives/09-smuggling.html')")
    assert browser.noted() == []


@pytest.mark.parametrize("code", CODES)
def test_what_only_the_other_language_has_is_told(browser: Browser, base: str, code: str) -> None:
    """A word that stands in one language alone; the link asks for it there."""
    words = [word for word in sorted(set(tokens(" ".join(texts("en" if code == "ar" else "ar"))))) if len(word) > 9 and word.isalpha()]
    visit(browser, base + folder(code) + "index.html")
    settled(browser, code)
    query = browser.run("return Promise.all(args[0].map((word) => dalil.searched.found(word, args[1]))).then((all) => args[0][all.findIndex((items) => !items.length)])", words[:400], code)
    assert query
    browser.run(TYPE, query)
    browser.until("return !document.querySelector('.dalil-elsewhere').hidden")
    assert browser.run(META) == language(code).words["theme"]["search.result.none"]
    browser.run("document.querySelector('.dalil-elsewhere a').click()")
    browser.until("return document.documentElement.lang !== args[0] && document.querySelector('.md-search-result__item')", code)
    assert browser.noted() == []


def test_a_link_with_a_query_is_answered_on_a_line_that_brings_the_theme_last(chromium: Callable[..., Chromium], addresses: dict[str, str]) -> None:
    """The search may be ready before there is anybody to tell."""
    browser = chromium()
    held: list[Route] = []
    browser.page.route("**/bundle.*.js", lambda route: held.append(route))
    browser.page.goto(addresses["http"] + "index.html?q=detained", wait_until="commit")
    browser.until("return window.dalil?.searched && dalil.searched.brought('index', 'en').then(() => true)")
    held[0].continue_()
    assert browser.until(ITEMS)[0].endswith("objectives/13-detention.html")


def texts(code: str) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted((PROJECT / "docs" / code).rglob("*.md"))]


def test_hostile_queries_do_no_harm(browser: Browser, addresses: dict[str, str]) -> None:
    visit(browser, addresses["file"] + "index.html")
    settled(browser, "en")
    for query in HOSTILE:
        browser.run(TYPE, query)
        found = browser.until("window.last = null; dalil.searched.found(args[0], 'en').then((items) => { window.last = [items.length]; }); return window.last || new Promise((resolve) => setTimeout(() => resolve(window.last), 200))", query)
        assert isinstance(found[0], int), query[:20]
    settled(browser, "en")
    assert browser.run("return [window.harmed, document.querySelectorAll('.md-search-result img, .md-search-result script').length]") == [None, 0]
    assert browser.noted() == []


def test_markup_in_a_page_is_shown_as_text(browser: Browser, addresses: dict[str, str]) -> None:
    """A contributor page explains markup; what it shows of it stays text."""
    visit(browser, addresses["file"] + "index.html")
    settled(browser, "en")
    html = browser.run("return dalil.searched.found('block levels', 'en').then((items) => items.flat().map(({ title, text }) => title + text).join(' '))")
    assert "<mark>" in html and set(json.dumps(html).replace("<mark>", "").replace("</mark>", "").replace('<bdi dir=\\"ltr\\">', "").replace("</bdi>", "")) & {"<", ">"} == set()


def test_nothing_is_loaded_before_the_reader_asks(chromium: Callable[..., Chromium], addresses: dict[str, str]) -> None:
    browser = chromium()
    asked: list[str] = []
    browser.context.on("request", lambda request: asked.append(request.url))
    visit(browser, addresses["http"] + "ar/index.html")
    browser.run("document.querySelector('.md-search__input').focus()")
    browser.page.wait_for_timeout(500)
    assert [url for url in asked if "/search/" in url or url.endswith(("search.js", "search-panel.js", "folding.js"))] == []
    browser.run("document.querySelector('.md-search__input').click()")
    browser.until("return dalil.searched")
    assert [url.rpartition("/")[2] for url in asked if "/search/" in url] == ["index.ar.js"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_with_the_box_open(chromium: Callable[..., Chromium], addresses: dict[str, str], scheme: str, code: str, width: int) -> None:
    browser = chromium(color_scheme=scheme, viewport={"width": width, "height": 800})
    visit(browser, addresses["http"] + folder(code) + "index.html")
    if width == 360:
        browser.run("document.querySelector('header [for=__search]').click()")
    settled(browser, code)
    browser.page.wait_for_timeout(300)
    assert violations(browser) == []
    browser.run(TYPE, "qqqqqqqq")
    browser.until("return document.querySelector('.md-search-result__meta').textContent === args[0]", language(code).words["theme"]["search.result.none"])
    assert violations(browser) == []


def test_a_worker_of_another_name_is_made_as_ever(browser: Browser, addresses: dict[str, str]) -> None:
    visit(browser, addresses["file"] + "index.html")
    assert browser.until("window.heard ??= null; if (!window.other) { window.other = new Worker(URL.createObjectURL(new Blob(['postMessage(1)']))); other.onmessage = ({ data }) => { window.heard = data; }; } return window.heard") == 1
