"""Every kind of exercise in the small tree: by keyboard alone, kept, and accessible in every state."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import yaml

from tests.browser.drivers import Browser, Chromium
from tests.browser.reader import RESULT, check, start_reading, tab_to, visit
from tests.browser.test_axe import violations

PAGE = "days/kinds.html"
CASES = yaml.safe_load((Path(__file__).parent.parent / "cases" / "answers.yml").read_text(encoding="utf-8"))
NAMES = ("pairs", "groups", "gaps", "text", "ticks", "levels", "all-objectives")
KEPT = """
  return [...document.querySelectorAll('[data-exercise] :is(select, input, textarea)')]
    .map((one) => (one.type === 'checkbox' ? one.checked : one.value));"""


@pytest.fixture
def untouched(browser: Browser, small: str) -> None:
    """The page as a newcomer finds it."""
    visit(browser, small + PAGE)
    for name in NAMES:
        browser.click(f"#{name} button[type=reset]")
    visit(browser, small + PAGE)
    assert not any(browser.run(KEPT))


def pick(browser: Browser, selector: str, value: str) -> None:
    """Chooses an entry of a select with the arrow keys."""
    tab_to(browser, selector)
    for _ in range(browser.run("return document.querySelector(args[0]).options.length", selector)):
        if browser.run("return document.querySelector(args[0]).value", selector) == value:
            return
        browser.press("ArrowDown")
    raise AssertionError(f"{selector} cannot be set to {value}")


def solve_rows(browser: Browser, name: str) -> None:
    rows = browser.run("return [...document.querySelectorAll(`#${args[0]} .dalil-rows > li`)].map((row) => [row.querySelector('select').id, row.dataset.rightPlace])", name)
    start_reading(browser, name)
    for select, place in rows:
        pick(browser, f"#{select}", place)


def test_match_and_sort_by_keyboard_alone(browser: Browser, small: str, untouched: None) -> None:
    for name in ("pairs", "groups"):
        solve_rows(browser, name)
        assert check(browser, name) == "That is right."


def test_a_wrong_pair_is_told_and_the_right_one_too(browser: Browser, small: str, untouched: None) -> None:
    start_reading(browser, "pairs")
    pick(browser, "#pairs-0", "0")
    pick(browser, "#pairs-1", "0")
    assert check(browser, "pairs").startswith("Not quite yet. Right so far: 1 / 2.")
    words = browser.run("return [...document.querySelectorAll('#pairs .dalil-rows .dalil-verdict')].map((one) => one.textContent)")
    assert words == ["Right", "Not right"]


def test_blanks_by_keyboard_alone(browser: Browser, small: str, untouched: None) -> None:
    start_reading(browser, "gaps")
    tab_to(browser, "#gaps-0")
    browser.type("24")
    tab_to(browser, "#gaps-1")
    browser.type(" ١٠ ")
    assert check(browser, "gaps") == "Not quite yet. Right so far: 1 / 2. You can change your answer and check again. Points: 1.5 / 3."
    assert "One too many." in browser.run("return document.querySelector('#gaps .dalil-note').textContent")
    browser.run("document.querySelector('#gaps-0').select()")
    start_reading(browser, "gaps")
    tab_to(browser, "#gaps-0")
    browser.run("document.activeElement.select()")
    browser.type("Twenty-Three")
    assert check(browser, "gaps") == "That is right. Points: 3 / 3."


def test_a_draft_is_counted_kept_and_compared(browser: Browser, small: str, untouched: None) -> None:
    start_reading(browser, "text")
    tab_to(browser, "#text textarea")
    browser.type("The data of Country A are old. البيانات قديمة")
    said = browser.run("return document.querySelector('#text .dalil-count').textContent")
    assert said == "9 words so far. About 150 words."
    assert not browser.run("return document.querySelector('#text .dalil-model').open")
    check(browser, "text")
    assert browser.run("return document.querySelector('#text .dalil-model').open")
    visit(browser, f"{small}ar/{PAGE}")
    assert browser.run("return document.querySelector('#text textarea').value") == "The data of Country A are old. البيانات قديمة"
    assert browser.run("return document.querySelector('#text .dalil-count').textContent").startswith("9 كلمات حتى الآن.")


def test_hints_come_one_by_one(browser: Browser, small: str, untouched: None) -> None:
    shown = "return [...document.querySelectorAll('#pairs .dalil-hint')].map((one) => !one.hidden)"
    assert browser.run(shown) == [True, False]
    start_reading(browser, "pairs")
    tab_to(browser, "#pairs .dalil-hint summary")
    browser.press("Enter")
    browser.until("return document.querySelectorAll('#pairs .dalil-hint:not([hidden])').length === 2")


def test_checklist_and_assess_by_keyboard_alone(browser: Browser, small: str, untouched: None) -> None:
    start_reading(browser, "ticks")
    tab_to(browser, "#ticks input")
    browser.press("Space", "Tab", "Space")
    assert browser.run(RESULT, "ticks") == "Done: 2 / 2."
    start_reading(browser, "levels")
    for field, value in (("now", "0"), ("aim", "2")):
        pick(browser, f"#levels [data-row='0'] [data-field={field}]", value)
    tab_to(browser, "#levels [data-row='0'] [data-field=evidence]")
    browser.type("Census of 2020")
    assert browser.run(RESULT, "levels") == "Done: 1 / 2."


def fill(browser: Browser) -> list[Any]:
    """Something in every field of the page, and what it then holds."""
    browser.run("""
        for (const one of document.querySelectorAll('[data-exercise] :is(select, input, textarea)')) {
          if (one.type === 'checkbox') one.checked = true;
          else if (one.tagName === 'SELECT') one.value = one.options[one.options.length - 1].value;
          else one.value = one.type === 'date' ? '2026-11-24' : `x ${one.id || one.dataset.field} <b>`;
          one.dispatchEvent(new Event('change', { bubbles: true }));
        }""")
    return list(browser.run(KEPT))


def test_every_kind_is_kept(browser: Browser, small: str, untouched: None) -> None:
    """Over a reload, a switch of language and a restart."""
    filled = fill(browser)
    assert all(filled)
    for page in (PAGE, f"ar/{PAGE}", PAGE):
        visit(browser, small + page)
    assert browser.run(KEPT) == filled
    browser.restart()
    visit(browser, small + PAGE)
    assert browser.run(KEPT) == filled
    assert browser.noted() == []


def test_a_renamed_folder_keeps_the_answers(chromium: Any, small_addresses: dict[str, str], tmp_path: Path) -> None:
    """In Chromium; Firefox ties the storage of local files to their path, so there the answers file carries them over."""
    browser = chromium()
    visit(browser, small_addresses["file"] + PAGE)
    filled = fill(browser)
    shutil.copytree(unquote(urlsplit(small_addresses["file"]).path), tmp_path / "another name")
    visit(browser, (tmp_path / "another name" / PAGE).as_uri())
    assert browser.run(KEPT) == filled


def test_answers_that_no_longer_fit_are_left_out(browser: Browser, small: str, untouched: None) -> None:
    """What an older release or another hand may have left in the store does no harm."""
    for value in ("'text'", "[9, 9]", "{}", "[0]", "[null, null, null, null]", "[{}, {}]", "-1", "{'0': {'now': 'x'}}", "[]"):
        browser.run(f"for (const name of args[0]) window.dalil.store.set(`answer/${{name}}`, {{ value: {value}, checked: true }})", list(NAMES))
        visit(browser, small + PAGE)
        assert browser.noted() == [], value


def test_the_browser_takes_and_refuses_the_same_answers(browser: Browser, small: str) -> None:
    visit(browser, small + PAGE)
    same = "return args[0].filter(([given, wanted]) => window.dalil.folding.sameAnswer(given, wanted) !== args[1])"
    assert browser.run(same, CASES["accepted"], True) == []
    assert browser.run(same, CASES["refused"], False) == []


@pytest.fixture(scope="module", params=["light", "dark"])
def themed(request: pytest.FixtureRequest) -> Iterator[Chromium]:
    one = Chromium(color_scheme=request.param)
    yield one
    one.close()


@pytest.mark.parametrize("folder", ["", "ar/"])
def test_axe_in_every_state(themed: Chromium, small_addresses: dict[str, str], folder: str) -> None:
    visit(themed, small_addresses["http"] + folder + PAGE)
    press = "document.querySelectorAll('[data-exercise] button[type=submit]').forEach((one) => one.click())"
    states = {
        "untouched": "",
        "details open": "document.querySelectorAll('[data-exercise] details').forEach((one) => { one.open = true; })",
        "wrong": "document.querySelectorAll('.dalil-rows select').forEach((one) => { one.value = one.options[1].value; });"
                 f"document.querySelectorAll('.dalil-gap input').forEach((one) => {{ one.value = '24'; }}); {press}",
        "right": "document.querySelectorAll('.dalil-rows > li').forEach((row) => { row.querySelector('select').value = row.dataset.rightPlace; });"
                 f"document.querySelectorAll('.dalil-gap input').forEach((one) => {{ one.value = JSON.parse(one.dataset.answers)[0]; }}); {press}",
        "written": "document.querySelector('#text textarea').value = 'x';" + press,
    }
    for name, change in states.items():
        themed.run(change)
        assert violations(themed) == [], name
    themed.run("document.querySelectorAll('[data-exercise] button[type=reset]').forEach((one) => one.click())")


def test_scripts_off(chromium: Any, small_addresses: dict[str, str]) -> None:
    page = chromium(java_script_enabled=False).page
    page.goto(small_addresses["file"] + "ar/" + PAGE)
    for section in page.locator("[data-exercise]").all():
        assert section.locator(".dalil-prompt").is_visible()
        assert not section.locator(".dalil-buttons").is_visible()
        for details in section.locator("details").all():
            details.locator("summary").click()
            assert details.locator("> :not(summary)").first.is_visible()
    assert page.get_by_text("زيادة بواحد.").is_visible()
    assert page.get_by_text("يعود تاريخ البيانات إلى ثلاث سنوات.").is_visible()
    assert page.locator("text=ليتبادل اثنان نصيهما").count() == 0, "the facilitator's note is not for this page"
