"""The site kept in the browser: whole or not at all, with the network cut, renewed when there is one, and gone when the reader wants it."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dalil.export.keep import WORKER, write_worker
from dalil.languages import CODES, language
from tests.browser.drivers import BROWSERS, PATIENCE, Browser, Chromium, Firefox
from tests.browser.reader import tab_to
from tests.browser.test_axe import violations
from tests.browser.test_search import ask, visit
from tests.conftest import SUB_PATH, run_dalil
from tests.server import Host
from tests.tree import SMALL, draw

SECTION = "## Keep {#keep}\n\n::: keep keep-site\n:::\n\n"
STATE = "return document.querySelector('[data-keep]')?.dataset.state"
SAID = "return document.querySelector('[data-keep] [data-said]').textContent"
SHOWN = "return [...document.querySelectorAll('[data-keep] [data-in]')].filter((one) => one.checkVisibility()).map((one) => one.dataset.do ?? 'count')"
OFFERED = "return document.querySelector('[data-newer] button')?.textContent"
# Every entry: its cache, the end of its address, its size and its real hash.
KEPT = """
  return (async () => {
    const found = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const bytes = await (await cache.match(request)).arrayBuffer();
        const digest = [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
        found.push([name, request.url.split("/").pop(), bytes.byteLength, digest]);
      }
    }
    return found;
  })()"""
TRACES = "return Promise.all([caches.keys(), navigator.serviceWorker.getRegistrations()]).then((all) => all.map((some) => some.length))"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small site that offers to be kept on its home pages."""
    homes = {f"docs/{code}/index.md": re.sub(r"(?m)^(?=## .*#next)", SECTION, SMALL[f"docs/{code}/index.md"]) for code in CODES}
    root = draw(tmp_path_factory.mktemp("keep"), {**SMALL, **homes})
    done = run_dalil("build", cwd=root)
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "site"


@pytest.fixture
def host(small: Path) -> Iterator[Host]:
    """The small site at an address of its own, below a path."""
    one = Host(small, SUB_PATH)
    yield one
    one.go()


@pytest.fixture
def newer(small: Path, tmp_path: Path) -> Callable[[str, dict[str, str]], tuple[Path, set[str]]]:
    """Makes a newer version of the small site, with some words replaced by place; gives its folder and the places that differ."""

    def make(version: str, words: dict[str, str]) -> tuple[Path, set[str]]:
        folder = tmp_path / version
        shutil.copytree(small, folder)
        for place, word in words.items():
            path = folder / place
            path.write_text(path.read_text(encoding="utf-8").replace("</h1>", f" {word}</h1>"), encoding="utf-8")
        write_worker(folder, version)
        return folder, {path.relative_to(folder).as_posix() for path in folder.rglob("*")
                        if path.is_file() and path.read_bytes() != (small / path.relative_to(folder)).read_bytes()} - {WORKER}

    return make


@pytest.fixture(scope="module", params=sorted(BROWSERS))
def reader(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """A browser; every host of a test is another origin to it."""
    one = BROWSERS[request.param]()
    yield one
    one.close()


def listed(folder: Path) -> dict[str, str]:
    """What a worker lists: hashes by place."""
    files: dict[str, str] = json.loads((folder / WORKER).read_text(encoding="utf-8").partition(";\n")[0].removeprefix("const kept = "))["files"]
    return files


def sound(browser: Browser, folder: Path) -> int:
    """How many entries there are; each is in one cache, once, and is what it is listed as."""
    kept = browser.run(KEPT)
    assert len({name for name, *_ in kept}) <= 1
    assert all(digest.startswith(name) for _, name, _, digest in kept)
    assert {name for _, name, *_ in kept} <= set(listed(folder).values())
    assert len(kept) == len({name for _, name, *_ in kept})
    return len(kept)


def entries(browser: Browser) -> set[str]:
    """The hashes under which files are kept."""
    return {name for _, name, *_ in browser.run(KEPT)}


def reaches(browser: Browser, *states: str) -> str:
    """Waits until the block is in one of some states; gives what it says."""
    browser.until(f"{STATE.replace('return', 'return args[0].includes(')})", list(states))
    return str(browser.run(SAID))


def keep(browser: Browser, host: Host, page: str = "index.html") -> None:
    browser.open(host.url + page)
    reaches(browser, "none")
    browser.click("[data-do=keep]")
    reaches(browser, "kept")


def faults(browser: Browser) -> list[str]:
    """What went wrong. Of what was on its way when a page was left, such as its icon, Firefox says that the worker failed, and names nothing."""
    return [fault for fault in browser.noted() if "Failed to load ‘’" not in fault]


def until(true: Callable[[], bool]) -> None:
    limit = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < limit
        time.sleep(0.03)


def test_the_whole_site_with_the_network_cut(reader: Browser, project: Path, stick: Path, pages: list[str]) -> None:
    host = Host(project / "site", SUB_PATH)
    exercise, folder = "exercises/review-process.html", project / "site"
    keep(reader, host, "offline.html")
    said = reader.run(SAID)
    assert f"{sum((folder / place).stat().st_size for place in listed(folder)) / 1e6:.1f} MB" in said
    assert sound(reader, folder) == len(set(listed(folder).values()))
    assert sum(size for _, _, size, _ in reader.run(KEPT)) <= sum(path.stat().st_size for path in stick.rglob("*") if path.is_file())
    host.go()
    reader.restart()
    for page in pages if isinstance(reader, Chromium) else pages[::13]:
        reader.open(host.url + page)
        assert reader.run("return [document.documentElement.lang, document.querySelectorAll('h1').length]") == ["ar" if page.startswith("ar/") else "en", 1], page
        assert reader.run("return [...document.querySelectorAll('link[rel=stylesheet]')].every((one) => one.sheet)"), page
    assert faults(reader) == []
    for folder_address in ("", "ar/", "ar"):
        reader.open(host.url + folder_address)
        assert reader.run("return location.pathname").removeprefix(SUB_PATH) == folder_address.replace("ar", "ar/").replace("//", "/")
    reader.open(host.url + "ar/index.html?some=thing#section")
    ask(reader, "الاحتجاز")
    reader.until("return document.querySelectorAll('.md-search-result__item mark').length > 2")
    visit(reader, host.url + exercise)
    reader.click("[data-kind=choice] input[data-right]")
    visit(reader, host.url + exercise)
    assert reader.run("return document.querySelector('[data-kind=choice] input[data-right]').checked")
    reader.click("a.dalil-switch")
    reader.until("return location.pathname.endsWith(args[0]) && document.documentElement.lang === 'ar'", f"ar/{exercise}")
    assert faults(reader) == []


def test_what_is_kept_goes_when_the_reader_wants_it(reader: Browser, host: Host) -> None:
    """By keyboard alone, and what it says is where the focus is. Kept again at once, it is whole again."""
    reader.open(host.url + "index.html")
    reaches(reader, "none")
    assert reader.run(TRACES) == [0, 0] and WORKER not in host.asked
    reader.run("localStorage.setItem('dalil/gcm-review/probe', '1')")
    for _ in range(2):
        tab_to(reader, "[data-do=keep]:not([hidden])")
        reader.press("Enter")
        reaches(reader, "kept")
        assert reader.run("return document.activeElement.matches('[data-said]')")
        assert reader.run(SHOWN) == ["remove"] and sound(reader, host.folder) == len(set(listed(host.folder).values()))
        tab_to(reader, "[data-do=remove]:not([hidden])")
        reader.press("Enter")
        assert reader.run("return document.querySelector('dialog').open && document.activeElement.matches('[data-no]')")
        reader.press("Enter")
        assert reader.run(STATE) == "kept"
        reader.press("Enter")
        tab_to(reader, "[data-yes]")
        reader.press("Enter")
        reaches(reader, "removed")
        assert reader.run(TRACES) == [0, 0]
    reader.open(host.url + "index.html")
    reaches(reader, "none")
    assert reader.run("return [Boolean(navigator.serviceWorker.controller), localStorage.getItem('dalil/gcm-review/probe')]") == [False, "1"]
    assert faults(reader) == []


def test_it_renews_itself_and_says_so(reader: Browser, host: Host, newer: Callable[..., tuple[Path, set[str]]]) -> None:
    keep(reader, host)
    host.folder, changed = newer("2.0", {"days/index.html": "NEWER"})
    host.mend()
    reader.open(host.url + "days/index.html")
    assert reader.until(OFFERED) == language("en").say("keep.reload")
    assert set(host.asked) == changed | {WORKER} and len(set(host.asked) - {WORKER}) == len([place for place in host.asked if place != WORKER])
    # Until the reader wants it, all pages are those of the old one.
    assert "NEWER" not in reader.run("return fetch('index.html').then((answer) => answer.text())") + reader.run("return document.body.textContent")
    if isinstance(reader, Chromium):
        assert violations(reader) == []
    reader.click("[data-newer] button")
    reader.until("return document.querySelector('h1').textContent.includes('NEWER')")
    until(lambda: entries(reader) == set(listed(host.folder).values()))
    sound(reader, host.folder)
    reader.open(host.url + "index.html")
    assert "2.0" in reaches(reader, "kept")
    assert not reader.run(OFFERED)
    assert faults(reader) == []


def test_a_renewal_that_is_broken_off_is_gone_on_with(reader: Browser, host: Host, newer: Callable[..., tuple[Path, set[str]]]) -> None:
    """The old version stays meanwhile, what a version left that never was whole goes, and in the end an ordinary reload brings the new one."""
    keep(reader, host)
    old = set(listed(host.folder).values())
    for version, word in (("2.9", "NEVER"), ("3.0", "LATER")):
        host.folder, changed = newer(version, {f"{folder}days/{name}.html": word for folder in ("", "ar/") for name in ("index", "exercises", "kinds")})
        host.mend()
        host.left = 3
        reader.open(host.url + "days/index.html")
        until(lambda changed=changed: len(set(host.asked) & changed) > 2)
        reader.until("return navigator.serviceWorker.getRegistration().then((one) => !one.installing)")
        assert word not in reader.run("return document.body.textContent") and not reader.run(OFFERED)
        wanted = set(listed(host.folder).values()) - old
        until(lambda wanted=wanted: set() < entries(reader) - old < wanted)
    came = entries(reader) - old
    host.mend()
    reader.open(host.url + "days/exercises.html")
    reader.until(OFFERED)
    assert WORKER in host.asked and set(host.asked) <= {place for place in changed if listed(host.folder)[place] not in came} | {WORKER}
    assert entries(reader) == old | set(listed(host.folder).values())
    assert "LATER" not in reader.run("return document.body.textContent")
    reader.run("location.reload()")
    reader.until("return document.querySelector('h1')?.textContent.includes('LATER')")
    until(lambda: entries(reader) == set(listed(host.folder).values()))
    reader.noted()  # the line that broke


def test_a_line_that_breaks_off(reader: Browser, host: Host) -> None:
    """What came stays, at the next press and at the next visit; till all is there nothing is at work."""
    reader.open(host.url + "index.html")
    reaches(reader, "none")
    total = len(set(listed(host.folder).values()))
    counts = [0]
    for more in (10, 15):
        host.asked.clear()
        host.left = more
        reader.click("[data-do=keep]:not([hidden])")
        assert reaches(reader, "line") == language("en").say("keep.said.line")
        assert reader.run(SHOWN) == ["count", "keep", "remove"]
        counts.append(sound(reader, host.folder))
        assert counts[-2] < counts[-1] < total
        assert reader.run("return navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    before = entries(reader)
    host.mend()
    reader.open(host.url + "days/index.html")
    reader.until("return navigator.serviceWorker.controller?.state === 'activated'")
    assert sound(reader, host.folder) == total
    assert not {place for place in host.asked if listed(host.folder).get(place) in before} - {"days/index.html"}
    host.go()
    visit(reader, host.url + "ar/days/exercises.html")
    host.come()
    reader.noted()  # the line that broke


def test_a_page_to_log_in_is_never_kept(reader: Browser, host: Host) -> None:
    reader.open(host.url + "index.html")
    reaches(reader, "none")
    for login in (lambda place: True, lambda place: place != WORKER):
        host.login = login
        reader.click("[data-do=keep]:not([hidden])")
        assert reaches(reader, "other") == language("en").say("keep.said.other")
        sound(reader, host.folder)
    host.mend()
    reader.click("[data-do=keep]:not([hidden])")
    reaches(reader, "kept")
    # Nor later, in the place of what is kept.
    host.login = lambda place: True
    reader.open(host.url + "days/index.html")
    until(lambda: WORKER in host.asked)
    reader.open(host.url + "index.html")
    reaches(reader, "kept")
    assert sound(reader, host.folder) == len(set(listed(host.folder).values()))
    reader.noted()  # the worker that was none


def test_what_is_begun_can_be_stopped(reader: Browser, host: Host) -> None:
    reader.open(host.url + "index.html")
    reaches(reader, "none")
    host.pause = 0.2
    reader.click("[data-do=keep]")
    reaches(reader, "fetching")
    reader.until("return document.querySelector('[data-keep] progress').value > 2")
    reader.open(host.url + "ar/index.html")
    reaches(reader, "fetching")
    reader.click("[data-do=remove]:not([hidden])")
    reaches(reader, "removed")
    assert reader.run(TRACES) == [0, 0]
    asked = len(host.asked)
    time.sleep(0.6)
    assert len(host.asked) == asked < len(listed(host.folder)) and reader.run(TRACES) == [0, 0]
    reader.noted()


def test_a_copy_without_the_worker_says_so(reader: Browser, host: Host, small: Path, tmp_path: Path) -> None:
    """As from an application that shows the site in its own way."""
    host.folder = tmp_path / "other"
    shutil.copytree(small, host.folder, ignore=shutil.ignore_patterns(WORKER))
    reader.open(host.url + "index.html")
    reaches(reader, "none")
    reader.click("[data-do=keep]")
    assert reaches(reader, "absent") == language("en").say("keep.said.absent")
    assert reader.run(SHOWN) == [] and reader.run(TRACES) == [0, 0]
    reader.noted()  # the worker that is not there


def test_nothing_is_offered_from_a_folder(reader: Browser, stick: Path) -> None:
    for folder in ("", "ar/"):
        reader.open((stick / "site" / folder / "offline.html").as_uri())
        assert reaches(reader, "local") == language("ar" if folder else "en").say("keep.said.local")
        assert reader.run(SHOWN) == [] and reader.run("return document.querySelector('[data-keep-offer]').hidden")
    assert not (stick / "site" / WORKER).exists()
    assert faults(reader) == []


def test_every_page_leads_to_the_offer(reader: Browser, host: Host) -> None:
    for page in ("days/index.html", "ar/days/index.html"):
        reader.open(host.url + page)
        reader.until("return !document.querySelector('[data-keep-offer]').hidden")
        reader.click("[data-keep-offer] a")
        reader.until("return location.hash === '#keep' && document.querySelector('#keep')")
        reaches(reader, "none")
    assert faults(reader) == []


def test_a_browser_without_room_keeps_nothing(chromium: Callable[..., Chromium], host: Host) -> None:
    browser = chromium()
    browser.open(host.url + "index.html")
    reaches(browser, "none")
    devtools = browser.context.new_cdp_session(browser.page)
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": host.url.removesuffix(SUB_PATH), "quotaSize": 200_000})
    browser.click("[data-do=keep]")
    assert reaches(browser, "full") == language("en").say("keep.said.full")
    assert browser.run(TRACES) == [0, 0]
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": host.url.removesuffix(SUB_PATH)})
    browser.click("[data-do=keep]:not([hidden])")
    reaches(browser, "kept")


def test_a_renewal_without_room_leaves_the_old_version(chromium: Callable[..., Chromium], host: Host, newer: Callable[..., tuple[Path, set[str]]]) -> None:
    browser = chromium()
    keep(browser, host)
    old = host.folder
    host.folder, _ = newer("2.0", {place: "NEWER" * 20_000 for place in listed(old) if place.endswith(".html") and place != "store.html"})
    devtools = browser.context.new_cdp_session(browser.page)
    size = browser.run("return navigator.storage.estimate().then(({ usage }) => usage)")
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": host.url.removesuffix(SUB_PATH), "quotaSize": size + 200_000})
    browser.open(host.url + "index.html")
    browser.until(f"{SAID}.includes(args[0])", language("en").say("keep.said.no_room"))
    assert browser.run(STATE) == "kept"
    until(lambda: entries(browser) == set(listed(old).values()))


def test_a_browser_that_ends_the_worker_before_it_has_all(host: Host) -> None:
    """As Firefox does after a minute, and here after a second: it goes on by itself, and asks for nothing twice that came."""
    browser = Firefox()
    for name in ("idle_timeout", "idle_extended_timeout"):
        browser._driver.set_pref(f"dom.serviceWorkers.{name}", 500)
    browser.open(host.url + "index.html")
    reaches(browser, "none")
    host.mend()
    host.pause = 0.2
    browser.click("[data-do=keep]")
    reaches(browser, "kept")
    assert host.asked.count(WORKER) > 1 and len(host.asked) < 2 * len(listed(host.folder))
    assert sound(browser, host.folder) == len(set(listed(host.folder).values()))
    browser.close()


def test_browsers_that_cannot(host: Host) -> None:
    """Without service workers, and with storage refused."""
    browser = Firefox()
    for name, value, state in (("dom.serviceWorkers.enabled", False, "impossible"), ("network.cookie.cookieBehavior", 2, "refused")):
        browser._driver.set_pref(name, value)
        browser.open(host.url + "index.html")
        assert reaches(browser, state) == language("en").say(f"keep.said.{state}")
        assert not [error for error in browser.noted() if "/javascripts/" in error]  # Material itself stumbles where nothing is kept
        browser._driver.clear_pref(name)
    browser.close()


@pytest.mark.parametrize(("scheme", "code", "width"), [("light", "en", 1280), ("dark", "en", 360), ("light", "ar", 360), ("dark", "ar", 1280)])
def test_axe_finds_nothing_in_any_state(chromium: Callable[..., Chromium], host: Host, scheme: str, code: str, width: int) -> None:
    browser = chromium(color_scheme=scheme, viewport={"width": width, "height": 800})
    browser.open(host.url + ("ar/index.html" if code == "ar" else "index.html"))

    def faultless(state: str) -> None:
        reaches(browser, state)
        assert violations(browser) == [], state
        assert browser.run("return document.documentElement.scrollWidth <= innerWidth"), state

    faultless("none")
    host.pause, host.left = 0.2, 20
    browser.click("[data-do=keep]:not([hidden])")
    faultless("fetching")
    host.pause = 0
    faultless("line")
    host.left, host.login = None, lambda place: place != WORKER
    browser.click("[data-do=keep]:not([hidden])")
    faultless("other")
    host.mend()
    browser.click("[data-do=keep]:not([hidden])")
    faultless("kept")
    browser.click("[data-do=remove]:not([hidden])")
    faultless("kept")
    browser.click("[data-yes]")
    faultless("removed")
