"""axe-core finds nothing of any impact: every page, both languages, light and dark, and exercises in every state."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from tests.browser.drivers import Chromium

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RUN = "return axe.run().then((found) => found.violations.map((one) => `${one.id} (${one.impact}): ${one.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`))"
EXERCISES = "exercises/review-process.html"


@pytest.fixture(scope="module", params=["light", "dark"])
def browser(request: pytest.FixtureRequest) -> Iterator[Chromium]:
    one = Chromium(color_scheme=request.param)
    yield one
    one.close()


def violations(browser: Chromium) -> Any:
    browser.page.wait_for_timeout(150)  # transitions of colours
    browser.page.evaluate(AXE)
    return browser.run(RUN)


def test_every_page(browser: Chromium, addresses: dict[str, str], pages: list[str]) -> None:
    found = {}
    for page in pages:
        browser.open(addresses["http"] + page)
        browser.ready()
        if faults := violations(browser):
            found[page] = faults
    assert not found


def test_on_a_phone(browser: Chromium, addresses: dict[str, str], pages: list[str]) -> None:
    browser.page.set_viewport_size({"width": 360, "height": 740})
    found = {}
    for page in pages:
        browser.open(addresses["http"] + page)
        browser.ready()
        faults = violations(browser)
        if browser.run("return document.documentElement.scrollWidth > innerWidth"):
            faults.append("wider than the phone")
        if faults:
            found[page] = faults
    browser.page.set_viewport_size({"width": 1280, "height": 800})
    assert not found


@pytest.mark.parametrize("folder", ["", "ar/"])
def test_exercises_in_every_state(browser: Chromium, addresses: dict[str, str], folder: str) -> None:
    browser.open(addresses["http"] + folder + EXERCISES)
    browser.ready()
    states = {
        "details open": "document.querySelectorAll('[data-exercise] details').forEach((one) => { one.open = true; })",
        "wrong": "document.querySelectorAll('[data-kind=choice]').forEach((one) => { one.querySelector('input:not([data-right])').click(); })",
        "right": "document.querySelectorAll('[data-kind=choice] input:checked').forEach((one) => { if (one.type === 'checkbox') one.click(); });"
                 "document.querySelectorAll('[data-kind=choice] input[data-right]').forEach((one) => { one.click(); })",
    }
    for name, change in states.items():
        browser.run(change)
        browser.run("document.querySelectorAll('[data-exercise] button[type=submit]').forEach((one) => one.click())")
        assert violations(browser) == [], name
    browser.run("document.querySelectorAll('[data-exercise] button[type=reset]').forEach((one) => one.click())")


def test_axe_sees_a_fault(browser: Chromium, addresses: dict[str, str]) -> None:
    browser.open(addresses["http"] + "index.html")
    browser.run("document.querySelector('h1').innerHTML += '<img src=\"x.png\">'")
    assert any("image-alt" in fault for fault in violations(browser))
