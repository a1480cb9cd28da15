"""Exercises in real browsers: answers last, the keyboard is enough, and everything reads with scripts off."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.drivers import Browser
from tests.browser.reader import RESULT, start_reading, tab_to, visit

PAGE = "exercises/review-process.html"
OTHER = "objectives/07-reduce-vulnerabilities.html"
CHOICE, MANY, ORDER = "rp-nature-of-review", "rp-who-takes-part", "rp-steps"

PICKED = "return [...document.querySelectorAll(`#${args[0]} input:checked`)].map((one) => Number(one.value))"
RIGHT = "return [...document.querySelectorAll(`#${args[0]} input[data-right]`)].map((one) => Number(one.value))"
PLACES = "return [...document.querySelectorAll(`#${args[0]} .dalil-items > li`)].map((one) => Number(one.dataset.place))"


@pytest.fixture
def forgotten(browser: Browser, base: str) -> None:
    """All exercises as a newcomer finds them, in this browser and at this address."""
    visit(browser, base + PAGE)
    for name in (CHOICE, MANY, ORDER):
        browser.click(f"#{name} button[type=reset]")
    visit(browser, base + PAGE)
    assert browser.run("return document.querySelectorAll('[data-exercise] input:checked').length") == 0


def test_an_answer_lasts(browser: Browser, base: str, forgotten: None) -> None:
    """It shows in the other language, after another page, and after a restart."""
    right = browser.run(RIGHT, CHOICE)
    browser.click(f"#{CHOICE} input[value='{right[0]}']")
    browser.click(f"#{CHOICE} button[type=submit]")
    browser.click(f"#{ORDER} [data-move='1']")
    places = browser.run(PLACES, ORDER)
    for page in (f"ar/{PAGE}", OTHER, PAGE):
        visit(browser, base + page)
    browser.restart()
    visit(browser, base + f"ar/{PAGE}")
    assert browser.run(PICKED, CHOICE) == right
    assert browser.run(RESULT, CHOICE) == "إجابة صحيحة."
    assert browser.run(PLACES, ORDER) == places
    assert browser.noted() == []


def test_a_wrong_answer_gets_its_note_and_another_try(browser: Browser, base: str, forgotten: None) -> None:
    right = browser.run(RIGHT, CHOICE)
    wrong = next(place for place in range(9) if place not in right)
    browser.click(f"#{CHOICE} input[value='{wrong}']")
    browser.click(f"#{CHOICE} button[type=submit]")
    assert browser.run(RESULT, CHOICE).startswith("Not this one.")
    note = browser.run("return document.querySelector(`#${args[0]} .dalil-note`).textContent", CHOICE)
    assert note.startswith("Not right") and len(note) > 30
    browser.click(f"#{CHOICE} input[value='{right[0]}']")
    assert browser.run("return document.querySelectorAll(`#${args[0]} .dalil-note`).length", CHOICE) == 0
    browser.click(f"#{CHOICE} button[type=submit]")
    assert browser.run(RESULT, CHOICE) == "That is right."


def test_checking_nothing_asks_for_an_answer(browser: Browser, base: str, forgotten: None) -> None:
    browser.click(f"#{CHOICE} button[type=submit]")
    assert browser.run(RESULT, CHOICE) == "Choose an answer first."


def test_choices_by_keyboard_alone(browser: Browser, base: str, forgotten: None) -> None:
    for name in (CHOICE, MANY):
        right = browser.run(RIGHT, name)
        start_reading(browser, name)
        tab_to(browser, f"#{name} input")
        for place in range(browser.run("return document.querySelectorAll(`#${args[0]} input`).length", name)):
            if place in right:
                browser.press("Space")
            if name == CHOICE and place < right[0]:
                browser.press("ArrowDown")
            elif name == MANY:
                browser.press("Tab")
        tab_to(browser, f"#{name} button[type=submit]")
        browser.press("Enter")
        assert browser.run(PICKED, name) == right
        assert browser.run(RESULT, name) == "That is right."


@pytest.mark.parametrize("keys", ["arrows", "buttons"])
def test_order_by_keyboard_alone(browser: Browser, base: str, forgotten: None, keys: str) -> None:
    step = "ArrowUp" if keys == "arrows" else "Enter"
    size = len(browser.run(PLACES, ORDER))
    for place in range(size):
        at = browser.run(PLACES, ORDER).index(place)
        if at > place:
            start_reading(browser, ORDER)
            tab_to(browser, f"#{ORDER} li[data-place='{place}'] [data-move='-1']")
            browser.press(*[step] * (at - place))
            said = browser.run("return document.querySelector(`#${args[0]} .dalil-announcement`).textContent", ORDER)
            assert said.endswith(f"place {place + 1} of {size}")
            assert browser.run("return document.activeElement.closest('li').dataset.place") == str(place), "the focus stays"
    tab_to(browser, f"#{ORDER} button[type=submit]")
    browser.press("Enter")
    assert browser.run(PLACES, ORDER) == list(range(size))
    assert browser.run(RESULT, ORDER) == "That is right."


def test_partial_order_is_told_in_both_languages(browser: Browser, base: str, forgotten: None) -> None:
    browser.click(f"#{ORDER} [data-move='1']")
    browser.click(f"#{ORDER} button[type=submit]")
    places = browser.run(PLACES, ORDER)
    right = sum(at == place for at, place in enumerate(places))
    visit(browser, base + f"ar/{PAGE}")
    assert browser.run("return document.querySelector(`#${args[0]} .dalil-result bdi`).textContent", ORDER) == f"{right} / {len(places)}"
    words = browser.run("return [...document.querySelectorAll(`#${args[0]} .dalil-verdict`)].map((one) => one.textContent)", ORDER)
    assert words == ["في موضعه الصحيح" if at == place else "ليس في موضعه الصحيح بعد" for at, place in enumerate(places)]


@pytest.mark.parametrize("folder", ["", "ar/"])
def test_everything_reads_with_scripts_off(chromium: Any, addresses: dict[str, str], folder: str) -> None:
    page = chromium(java_script_enabled=False).page
    page.goto(addresses["file"] + folder + PAGE)
    for section in page.locator("[data-exercise]").all():
        assert section.locator(".dalil-prompt").is_visible()
        for text in section.locator("form .dalil-text").all():
            assert text.is_visible()
        assert not section.locator("button").first.is_visible(), "a button that would do nothing"
        for details in section.locator("details").all():
            details.locator("summary").click()
            assert details.locator("> :not(summary)").first.is_visible()


def test_a_browser_that_refuses_storage_says_so(chromium: Any, addresses: dict[str, str]) -> None:
    browser = chromium()
    browser.context.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }});")
    browser.open(addresses["http"] + PAGE)
    browser.ready()
    browser.click(f"#{CHOICE} input")
    browser.until("return document.querySelector(`#${args[0]} .dalil-result`).textContent.includes('keeps no answers')", CHOICE)
