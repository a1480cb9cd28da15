"""The run-sheet in real browsers, from a folder: its timer, by keyboard alone, kept over a reload, accessible."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.drivers import Browser, Chromium
from tests.browser.test_axe import violations
from tests.test_facilitator import edition

__all__ = ["edition"]

TEXT = "return document.querySelector(`[data-${args[0]}]`).textContent"
SHOW = "dalilRun.draw(dalilRun.begun()[args[0]] + args[1] * 1000); return ['title', 'left', 'passed', 'then', 'announce'].map((name) => document.querySelector(`[data-${name}]`).textContent)"
FIRST, SECOND = "Opening and practical information (our addition)", "Scene-setting, part one: principles and objectives of the Compact"


def sheet(edition: Path, code: str = "en", plan: str = "first-round") -> str:
    return (edition / "site-facilitator" / "facilitator" / f"run-{plan}.{code}.html").as_uri()


def press(browser: Browser, name: str) -> None:
    """Goes to a button of the timer with the Tab key, if it is not there, and presses it."""
    for _ in range(40):
        if browser.run("return document.activeElement.dataset.do") == name:
            browser.press("Enter")
            return
        browser.press("Tab")
    raise AssertionError(f"Tab does not reach the button {name}")


@pytest.fixture
def anew(browser: Browser, edition: Path) -> None:
    browser.open(sheet(edition))
    browser.run("localStorage.clear()")
    browser.open(sheet(edition))
    browser.noted()


@pytest.mark.usefixtures("anew")
def test_a_workshop_by_keyboard(browser: Browser, edition: Path) -> None:
    assert browser.run(TEXT, "title") == f"First: {FIRST}" and browser.run(TEXT, "left") == "10:00"
    press(browser, "next")
    assert browser.run(SHOW, 0, 61) == [FIRST, "8:59", "1:01", f"Then: {SECOND}", ""]
    assert browser.run(SHOW, 0, 600) == [FIRST, "0:00", "10:00", f"Then: {SECOND}", ""]
    assert browser.run(SHOW, 0, 665) == [FIRST, "−1:05", "11:05", f"Then: {SECOND}", f"Time is up: {FIRST}"]
    press(browser, "next")
    assert browser.run(SHOW, 1, 3600)[1:3] == ["−45:00", "1:00:00"]
    assert "10 min early" in browser.run(TEXT, "state")
    assert browser.run("return [...document.querySelectorAll('tr[data-minutes]')].findIndex((row) => row.getAttribute('aria-current') === 'step')") == 1
    browser.open(sheet(edition))
    assert browser.run(TEXT, "title") == SECOND, "kept over a reload"
    press(browser, "back")
    assert browser.run(TEXT, "title") == FIRST
    browser.open(sheet(edition))
    for _ in range(7):
        press(browser, "next")
    assert browser.run(TEXT, "title") == "End of the workshop" and browser.run("return document.querySelector('[data-do=next]').disabled")
    assert browser.noted() == []


@pytest.mark.usefixtures("anew")
def test_spoilt_storage_is_as_good_as_none(browser: Browser, edition: Path) -> None:
    for value in ('"x"', "[1, null]", "{", "[1,2,3,4,5,6,7,8,9,10]"):
        browser.run("localStorage.setItem(`dalil-run/${document.querySelector('[data-timer]').dataset.timer}`, args[0])", value)
        browser.open(sheet(edition))
        assert browser.run(TEXT, "title") == f"First: {FIRST}"
    assert browser.noted() == []


def test_a_programme_counts_from_its_beginning(browser: Browser, edition: Path) -> None:
    name = next(path.name for path in sorted((edition / "site-facilitator" / "facilitator").glob("run-*.ar.html")) if "first-round.ar" not in path.name)
    browser.open(sheet(edition, "ar", name.removeprefix("run-").removesuffix(".ar.html")))
    assert browser.run("return document.querySelector('tbody .clock').textContent") == "0:00"
    assert browser.run("return document.documentElement.dir") == "rtl" and browser.noted() == []


def test_the_pages_of_the_edition_lead_there(browser: Browser, edition: Path) -> None:
    browser.open((edition / "site-facilitator" / "ar" / "workshops" / "first-round.html").as_uri())
    browser.ready()
    browser.click("a[href*='run-first-round']")
    browser.until("return location.pathname.endsWith('run-first-round.ar.html')")
    browser.click("a[href='index.ar.html']")
    browser.until("return document.querySelectorAll('a[href*=\"key.html\"]').length > 5")
    assert browser.noted() == []


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("code", ["en", "ar"])
def test_every_state_is_accessible(own: Chromium, edition: Path, code: str, width: int) -> None:
    own.page.set_viewport_size({"width": width, "height": 740})
    own.open(sheet(edition, code))
    for change in ("", "document.querySelector('[data-do=next]').click()", "document.querySelectorAll('details').forEach((one) => { one.open = true; }); dalilRun.draw(Date.now() + 1e7)"):
        own.run(change)
        assert violations(own) == [] and not own.run("return document.documentElement.scrollWidth > innerWidth")
    own.open(sheet(edition, code).replace("run-first-round", "index"))
    assert violations(own) == [] and not own.run("return document.documentElement.scrollWidth > innerWidth")
