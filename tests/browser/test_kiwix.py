"""The archives in kiwix-serve, as an office network has it: search, exercises and the way from one language to the other.

kiwix-serve before 3.4 serves an archive below its name and lays a bar into the pages; later ones serve it below /content/ and have a viewer
with a frame. Both are met by the same tests.
"""

from __future__ import annotations

import base64
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from dalil.languages import CODES, language
from dalil.search.tokens import tokens
from tests.browser.drivers import Browser, Chromium
from tests.browser.reader import RESULT
from tests.browser.test_exercises import CHOICE, PAGE, PICKED, RIGHT
from tests.browser.test_search import ITEMS, TYPE, ask, folder, settled, texts, visit
from tests.conftest import PROJECT
from tests.programs import program

PATIENCE = 20.0
TITLE = "return document.querySelector('h1').textContent.trim()"
OTHER = {"en": "ar", "ar": "en"}


@dataclass(frozen=True)
class Served:
    """A running kiwix-serve: `address` of each archive with a slash at its end, and of the viewer, where it has one."""

    archives: dict[str, str]
    viewer: str


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE):
            return True
    except urllib.error.HTTPError:
        return False


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait(run: subprocess.Popen[bytes], port: int) -> None:
    limit = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            assert run.poll() is None and time.monotonic() < limit, "kiwix-serve does not answer"
            time.sleep(0.05)


@contextmanager
def kiwix(files: dict[str, Path]) -> Iterator[Served]:
    """kiwix-serve as a user starts it, on a port of its own."""
    port = free_port()
    run = subprocess.Popen([str(program("kiwix-serve")), "-i", "127.0.0.1", "-p", str(port), *files.values()], stdout=subprocess.DEVNULL)
    try:
        wait(run, port)
        host = f"http://127.0.0.1:{port}/"
        has_viewer = answers(f"{host}viewer")
        yield Served({code: f"{host}{'content/' if has_viewer else ''}{path.stem}/" for code, path in files.items()}, f"{host}viewer" if has_viewer else "")
    finally:
        run.terminate()
        run.wait()


@pytest.fixture(scope="module")
def served(zims: dict[str, Path]) -> Iterator[Served]:
    with kiwix(zims) as one:
        yield one


@pytest.fixture(scope="module")
def alone(zims: dict[str, Path]) -> Iterator[Served]:
    """The English archive without the Arabic one."""
    with kiwix({"en": zims["en"]}) as one:
        yield one


@pytest.mark.parametrize("code", CODES)
def test_the_main_page_and_the_search_of_the_site(browser: Browser, served: Served, code: str) -> None:
    visit(browser, served.archives[code])
    assert browser.run("return [location.pathname, document.documentElement.lang]") == [
        "/" + served.archives[code].split("/", 3)[3] + folder(code) + "index.html", code]
    ask(browser, "الاحتجاز" if code == "ar" else "detained")
    first = browser.until(ITEMS)[0]
    assert first.endswith("objectives/13-detention.html")
    browser.click(".md-search-result__item a")
    browser.until("return location.pathname.includes('13-detention.html')")
    browser.ready()
    assert browser.run(TITLE).startswith(("Objective 13", "الهدف 13")) and browser.run("return document.documentElement.lang") == code
    assert browser.noted() == []


@pytest.mark.parametrize("code", CODES)
def test_the_switch_is_within_reach_when_the_reader_scrolls(browser: Browser, served: Served, code: str) -> None:
    """The bar of kiwix-serve does not lie over it."""
    visit(browser, f"{served.archives[code]}{folder(code)}objectives/index.html")
    for place in (0, 600):
        browser.run("scrollTo(0, args[0])", place)
        browser.until("""
            const { x, y, width, height } = document.querySelector(".dalil-switch").getBoundingClientRect();
            return [y + 3, y + height - 3].every((at) => document.elementFromPoint(x + width / 2, at)?.closest(".dalil-switch"));""")


@pytest.mark.parametrize("code", CODES)
def test_an_answer_is_checked_and_lasts_in_both_archives(browser: Browser, served: Served, code: str) -> None:
    visit(browser, f"{served.archives[code]}{folder(code)}{PAGE}")
    browser.click(f"#{CHOICE} button[type=reset]")
    right = browser.run(RIGHT, CHOICE)
    browser.click(f"#{CHOICE} input[value='{right[0]}']")
    browser.click(f"#{CHOICE} button[type=submit]")
    said = {"en": "That is right.", "ar": "إجابة صحيحة."}
    browser.until(f"{RESULT} === args[1]", CHOICE, said[code])
    visit(browser, f"{served.archives[code]}{folder(code)}{PAGE}")
    assert browser.run(PICKED, CHOICE) == right and browser.run(RESULT, CHOICE) == said[code]
    other = OTHER[code]
    browser.click(".dalil-switch")
    browser.until("return location.href.split('#')[0] === args[0] && document.readyState === 'complete'", f"{served.archives[other]}{folder(other)}{PAGE}")
    browser.ready()
    assert browser.run("return document.documentElement.lang") == other
    assert browser.run(PICKED, CHOICE) == right and browser.run(RESULT, CHOICE) == said[other]
    assert browser.noted() == []


@pytest.mark.parametrize("code", CODES)
def test_pages_that_are_found_in_the_other_language(browser: Browser, served: Served, code: str) -> None:
    other = OTHER[code]
    visit(browser, f"{served.archives[code]}{folder(code)}offline.html")
    settled(browser, code)
    words = [word for word in sorted(set(tokens(" ".join(texts(other))))) if len(word) > 9 and word.isalpha()][:400]
    query = browser.run("return Promise.all(args[0].map((word) => dalil.searched.found(word, args[1]))).then((all) => args[0][all.findIndex((items) => !items.length)])", words, code)
    browser.run(TYPE, query)
    browser.until("return !document.querySelector('.dalil-elsewhere').hidden")
    browser.click(".dalil-elsewhere a")
    browser.until("return location.href.startsWith(args[0]) && document.querySelectorAll('.md-search-result__item').length", served.archives[other])
    assert browser.run("return document.querySelector('.md-search__input').value") == query
    assert browser.noted() == []


def test_without_the_other_archive_words_tell_where_the_page_is(browser: Browser, alone: Served, zims: dict[str, Path]) -> None:
    visit(browser, f"{alone.archives['en']}{PAGE}")
    browser.click(".dalil-switch")
    browser.until("return document.querySelector('main .door') && !document.querySelector('main').hidden")
    text = browser.run("return document.querySelector('main').innerText")
    assert text.count(zims["ar"].name) == 2 and all(language(code).say("zim.other_title") in text for code in CODES)
    assert browser.run("return document.querySelector('section').lang") == "ar", "the language that was chosen comes first"
    assert browser.run("return document.documentElement.scrollWidth <= innerWidth")
    # Whether the other archive is there is asked once; Chromium tells of the answer.
    assert [said for said in browser.noted() if not (said.startswith("console") and zims["ar"].stem in said)] == []
    browser.click("main .door")
    browser.until("return location.pathname.endsWith(args[0]) && document.querySelector('[data-exercise]')", f".en/{PAGE}")


def test_nobody_is_offered_to_keep_the_site(browser: Browser, served: Served, addresses: dict[str, str]) -> None:
    offer = "return [...document.querySelectorAll('[data-keep-offer]')].map((one) => one.hidden)"
    visit(browser, addresses["http"] + "index.html")
    assert browser.run(offer) == [False]
    visit(browser, served.archives["en"] + "index.html")
    assert browser.run(offer) == [] and browser.noted() == []


def test_the_bar_or_the_viewer_of_kiwix(browser: Browser, served: Served) -> None:
    """The older one has its own search in a bar on the page; the later one shows the pages in a frame."""
    if served.viewer:
        within_viewer(browser, served)
    else:
        within_bar(browser, served)
    # Kiwix's own page of results has no icon; Chromium tells of it when it likes.
    assert [said for said in browser.noted() if not said.endswith("/favicon.ico")] == []


def within_bar(browser: Browser, served: Served) -> None:
    visit(browser, f"{served.archives['ar']}ar/index.html")
    browser.run("const box = document.querySelector('#kiwixsearchbox'); box.value = 'والاحتجاز'; box.form.requestSubmit()")
    browser.until("return location.pathname === '/search' && document.querySelector('.results a')")
    assert "13-detention.html" in browser.run("return document.querySelector('.results a').href")
    browser.click(".results a")
    browser.until("return location.pathname.includes('13-detention')")
    browser.ready()


def within_viewer(browser: Browser, served: Served) -> None:
    frame = "const inside = document.querySelector('#content_iframe').contentDocument; "
    browser.open(f"{served.viewer}#{Path(served.archives['en']).name}/{PAGE}")
    shown = frame + "return inside.readyState === 'complete' && inside.documentElement.lang === args[0] && location.hash.includes(args[1]) && inside.querySelectorAll('[data-exercise]').length === inside.querySelectorAll('[data-ready]').length"
    browser.until(shown, "en", PAGE)
    browser.noted()  # the viewer's own
    browser.run(frame + "inside.querySelector(`#${args[0]} input[data-right]`).click(); inside.querySelector(`#${args[0]} button[type=submit]`).click()", CHOICE)
    browser.until(frame + "return inside.querySelector(`#${args[0]} .dalil-result`).textContent === 'That is right.'", CHOICE)
    browser.run(frame + "inside.querySelector('.dalil-switch').click()")
    browser.until(shown, "ar", f"{Path(served.archives['ar']).name}/ar/{PAGE}")
    browser.until(frame + "return inside.querySelector(`#${args[0]} .dalil-result`).textContent === 'إجابة صحيحة.'", CHOICE)
    browser.run(frame + "const box = inside.querySelector('.md-search__input'); box.click(); box.focus(); box.value = 'الاحتجاز'; box.dispatchEvent(new InputEvent('input', { bubbles: true }))")
    browser.until(frame + "return inside.querySelector('.md-search-result__item a')?.getAttribute('href').includes('13-detention')")


def test_the_icon_is_that_of_the_site(chromium: Callable[..., Chromium]) -> None:
    """The committed picture is the drawing as the browser draws it."""
    drawing, icon = (base64.b64encode((PROJECT / path).read_bytes()).decode()
                     for path in ("overrides/assets/images/dalil.svg", "scripts/dalil/export/templates/zim.png"))
    browser = chromium()
    apart = browser.run("""
        const pixels = (source) => new Promise((resolve, reject) => {
          const image = new Image();
          image.onerror = reject;
          image.onload = () => {
            const pen = Object.assign(document.createElement("canvas"), { width: 48, height: 48 }).getContext("2d");
            pen.drawImage(image, 0, 0, 48, 48);
            resolve(pen.getImageData(0, 0, 48, 48).data);
          };
          image.src = source;
        });
        return Promise.all([pixels(`data:image/svg+xml;base64,${args[0]}`), pixels(`data:image/png;base64,${args[1]}`)])
          .then(([one, other]) => one.reduce((sum, value, at) => sum + Math.abs(value - other[at]), 0) / one.length);""", drawing, icon)
    assert apart < 2, "of 255"
