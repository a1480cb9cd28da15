"""The one-file workbook in real browsers, from a folder: it keeps what is written in it and hands it over as a file."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dalil.export.workbook import write_workbooks
from dalil.languages import CODES, language
from dalil.read import read_site
from tests.browser.drivers import Browser, Chromium
from tests.browser.reader import visit
from tests.browser.test_axe import violations
from tests.browser.test_progress import HOOK, answer_to, file, record
from tests.browser.test_progress import visit as see_progress
from tests.test_answers_file import CASES, faults
from tests.tree import SMALL, draw

PAGE, CHOICE, MANY, ORDER = "exercises-review-process", "rp-nature-of-review", "rp-who-takes-part", "rp-steps"
ELSEWHERE = "Attachments مرفقات"
SAID = "return document.querySelector('[data-workbook] [role=status]').textContent"
KEPT = "return dalil.store.all()"
PICKED = "return [...document.querySelectorAll(`#${args[0]} input:checked`)].map((one) => Number(one.value))"
PLACES = "return [...document.querySelectorAll(`#${args[0]} .dalil-items > li`)].map((one) => Number(one.dataset.place))"
CHOOSE = """
    const chosen = new DataTransfer();
    chosen.items.add(new File([args[1]], "answers.json"));
    const input = document.querySelector(args[0]);
    input.files = chosen.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));"""
OWN_FILE = "[data-workbook] [type=file]"
OPEN_ALL = "document.querySelectorAll('details').forEach((one) => { one.hidden = false; one.open = true; })"


@pytest.fixture(scope="module")
def folder(project: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a folder with nothing but the workbooks, such as mail attachments are saved into."""
    place = tmp_path_factory.mktemp("mail") / ELSEWHERE
    shutil.copytree(project / "dist" / "workbooks", place)
    return place.as_uri() + "/"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbooks of the small tree, in which every kind stands."""
    root = draw(tmp_path_factory.mktemp("small"), SMALL)
    write_workbooks(read_site(root)[0], root / "overrides" / "assets", root / "workbooks")
    return root / "workbooks"


@pytest.fixture
def anew(browser: Browser, folder: str) -> None:
    """A browser that keeps nothing of the workbooks."""
    for code in CODES:
        visit(browser, f"{folder}{PAGE}.{code}.html")
        browser.run("return dalil.store.clear()")
    visit(browser, f"{folder}{PAGE}.en.html")
    browser.noted()


def words(code: str, key: str, **values: object) -> str:
    return language(code).say(key, **values)


def give(browser: Browser, text: str) -> str:
    """Loads a file into the workbook and gives what is said then."""
    browser.run("document.querySelector('[data-workbook] [role=status]').textContent = ''")
    browser.run(CHOOSE, OWN_FILE, text)
    return str(browser.until(SAID))


def saved(browser: Browser, selector: str = "[data-save]") -> Any:
    """What the page gives the browser to save."""
    browser.run(HOOK)
    browser.click(selector)
    return json.loads(browser.until("return window.saved[0]"))


def solve(browser: Browser) -> tuple[list[int], list[int]]:
    """Answers three exercises, two of them rightly; gives what was picked and how the items stand."""
    right = browser.run("return [...document.querySelectorAll(`#${args[0]} input[data-right]`)].map((one) => Number(one.value))", CHOICE)
    browser.click(f"#{CHOICE} input[value='{right[0]}']")
    browser.click(f"#{CHOICE} button[type=submit]")
    browser.click(f"#{MANY} input[value='0']")
    browser.click(f"#{ORDER} [data-move='1']")
    return right, browser.run(PLACES, ORDER)


def test_every_workbook_opens_without_an_error_or_a_request(browser: Browser, folder: str, project: Path) -> None:
    browser.noted()
    for path in sorted((project / "dist" / "workbooks").iterdir()):
        visit(browser, folder + path.name)
        assert browser.run("return document.documentElement.lang") == path.name.split(".")[-2]
        assert browser.run("return document.querySelector('[data-refused]').hidden && !document.querySelector('[data-workbook]').hidden")
        assert browser.noted() == [], path.name


@pytest.mark.parametrize("code", CODES)
def test_an_answer_survives_reload_and_restart(browser: Browser, folder: str, anew: None, code: str) -> None:
    visit(browser, f"{folder}{PAGE}.{code}.html")
    right, places = solve(browser)
    for again in (lambda: None, browser.restart):
        again()
        visit(browser, f"{folder}{PAGE}.{code}.html")
        assert browser.run(PICKED, CHOICE) == right and browser.run(PICKED, MANY) == [0] and browser.run(PLACES, ORDER) == places
        assert browser.run("return document.querySelector(`#${args[0]} .dalil-result`).textContent", CHOICE) == words(code, "exercise.result_right")
    assert browser.noted() == []


def test_answers_go_to_the_other_language_and_to_the_site_and_back(browser: Browser, folder: str, anew: None, base: str) -> None:
    right, places = solve(browser)
    browser.run("const field = document.querySelector('[data-field=participant]'); field.value = 'ليلى'; field.dispatchEvent(new Event('change', { bubbles: true }))")
    whole = saved(browser)
    assert faults(whole) == []
    assert set(whole["answers"]) == {CHOICE, MANY, ORDER} and whole["participant"] == "ليلى" and whole["course"] == "gcm-review"

    # Into the workbook of the other language, which shows them at once.
    visit(browser, f"{folder}{PAGE}.ar.html")
    browser.run("return dalil.store.clear()")
    visit(browser, f"{folder}{PAGE}.ar.html")
    assert give(browser, json.dumps(whole)) == words("ar", "workbook.taken", n=3)
    browser.until("return document.querySelector(`#${args[0]} input:checked`)", CHOICE)
    assert browser.run(PICKED, CHOICE) == right and browser.run(PLACES, ORDER) == places
    assert browser.run("return document.querySelector('[data-field=participant]').value") == "ليلى"
    assert give(browser, json.dumps(whole)) == " ".join([words("ar", "workbook.taken", n=0), words("ar", "workbook.older", n=3)])

    # Into the site.
    see_progress(browser, base + "progress.html")
    browser.run("return dalil.store.clear()")
    browser.run(CHOOSE, "[data-file=load]", json.dumps(whole))
    browser.until("return document.querySelector('dialog').open")
    browser.click("[data-yes]")
    browser.until("return dalil.store.all().then((all) => all[`answer/${args[0]}`])", ORDER)
    visit(browser, base + "ar/exercises/review-process.html")
    assert browser.run(PICKED, CHOICE) == right and browser.run(PLACES, ORDER) == places

    # And back, after a change there.
    browser.click(f"#{MANY} input[value='1']")
    see_progress(browser, base + "progress.html")
    back = saved(browser, "[data-do=save]")
    visit(browser, f"{folder}{PAGE}.en.html")
    # Chromium keeps one store for all local files, so that from a folder the change is there already.
    shared = browser.run(PICKED, MANY) == [0, 1]
    give(browser, json.dumps(back))
    browser.until("return document.querySelectorAll(`#${args[0]} input:checked`).length === 2", MANY)
    assert browser.run(PICKED, MANY) == [0, 1] and browser.run(PICKED, CHOICE) == right
    assert not shared or (browser.name == "chromium" and base.startswith("file:"))
    browser.run("return dalil.store.clear()")
    assert browser.noted() == []


def test_a_newer_answer_here_stays(browser: Browser, folder: str, anew: None) -> None:
    solve(browser)
    mine = browser.run(PICKED, CHOICE)
    said = give(browser, file({CHOICE: record([3]), "rp-not-the-vnr": record([1])}))
    assert said == " ".join([words("en", "workbook.taken", n=1), words("en", "workbook.older", n=1)])
    browser.until("return document.querySelector(`#${args[0]} input:checked`)", "rp-not-the-vnr")
    assert browser.run(PICKED, CHOICE) == mine


def test_what_does_not_belong_here_is_left_out_and_told(browser: Browser, folder: str, anew: None) -> None:
    said = give(browser, file({"of-another-page": record([0]), ORDER: record([0, 1]), MANY: record([1], at="2099-01-01T00:00:00.000Z")}))
    assert said == " ".join([words("en", "workbook.taken", n=1), words("en", "workbook.changed", n=1), words("en", "workbook.dropped", n=1)])
    assert set(dict(browser.run(KEPT))) == {f"answer/{MANY}"}


@pytest.mark.parametrize("code", CODES)
def test_refused_files_change_nothing(browser: Browser, folder: str, anew: None, code: str) -> None:
    visit(browser, f"{folder}{PAGE}.{code}.html")
    solve(browser)
    before = browser.run(KEPT)
    refused = sorted((CASES / "refused").iterdir())
    assert len(refused) >= 10
    for path in refused:
        said = give(browser, path.read_text(encoding="utf-8"))
        reason = max((name for name in ("not_json", "truncated", "damaged", "other_format", "other_course", "newer_version") if path.name.startswith(name.replace("_", "-"))), key=len)
        assert said == words(code, f"progress.{reason}"), path.name
    assert browser.run(KEPT) == before
    assert browser.noted() == []


def test_hostile_strings_are_text(browser: Browser, folder: str, anew: None) -> None:
    name = "</script><script>window.harm = 1</script>\u202e<img src=x onerror='window.harm = 2'>"
    give(browser, file({CHOICE: record([1])}, participant=name, country="__proto__"))
    assert browser.run("return document.querySelector('[data-field=participant]').value") == name.replace("\u202e", "")
    assert not browser.run("return window.harm")
    assert saved(browser)["country"] == "__proto__"


def test_every_kind_goes_through_a_file(browser: Browser, small: Path) -> None:
    """All kinds of the small tree: given by a file, shown, and saved as they were."""
    address = (small / "days-kinds.ar.html").as_uri()
    visit(browser, address)
    catalog = browser.run("return JSON.parse(document.querySelector('[data-catalog]').dataset.catalog)")
    assert len(catalog) == 7
    answers = {task["id"]: record(answer_to(task)) for task in catalog}
    assert give(browser, file(answers)) == words("ar", "workbook.taken", n=7)
    browser.until("return document.querySelector('#text textarea').value")
    shown = browser.run("return [...document.querySelectorAll('[data-exercise] :is(select, input:not([type=checkbox]), textarea)')].filter((one) => one.value).length")
    assert shown >= 8
    after = saved(browser)["answers"]
    assert {name: one["value"] for name, one in after.items()} == {name: one["value"] for name, one in answers.items()}
    visit(browser, address)
    assert saved(browser)["answers"] == after
    browser.run("return dalil.store.clear()")
    assert browser.noted() == []


def test_the_browser_saves_a_real_file(chromium: Callable[..., Chromium], folder: str) -> None:
    browser = chromium()
    visit(browser, f"{folder}{PAGE}.ar.html")
    solve(browser)
    with browser.page.expect_download() as download:
        browser.click("[data-save]")
    assert download.value.suggested_filename == "dalil-answers.json"
    assert set(json.loads(Path(download.value.path()).read_text(encoding="utf-8"))["answers"]) == {CHOICE, MANY, ORDER}
    assert browser.run(SAID) == words("ar", "progress.saved")
    assert browser.noted() == []


def test_a_browser_that_refuses_storage_says_so_and_still_saves_and_loads(chromium: Callable[..., Chromium], folder: str) -> None:
    browser = chromium()
    browser.context.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }});")
    visit(browser, f"{folder}{PAGE}.en.html")
    browser.until("return !document.querySelector('[data-refused]').hidden")
    solve(browser)
    assert set(saved(browser)["answers"]) == {CHOICE, MANY, ORDER}
    said = give(browser, file({"rp-not-the-vnr": record([1])}))
    assert said == " ".join([words("en", "workbook.taken", n=1), words("en", "exercise.result_not_saved")])
    browser.until("return document.querySelector(`#${args[0]} input:checked`)", "rp-not-the-vnr")


@pytest.mark.parametrize("code", CODES)
def test_everything_reads_with_scripts_off(chromium: Callable[..., Chromium], folder: str, code: str) -> None:
    page = chromium(java_script_enabled=False).page
    page.goto(f"{folder}{PAGE}.{code}.html")
    assert page.locator("[data-workbook]").is_hidden(), "buttons that would do nothing"
    for section in page.locator("[data-exercise]").all():
        assert section.locator(".dalil-prompt").is_visible()
        assert not section.locator("button").first.is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_in_any_kind(chromium: Callable[..., Chromium], small: Path, scheme: str, width: int) -> None:
    browser = chromium(color_scheme=scheme, viewport={"width": width, "height": 800})
    found = {}
    for path in sorted(small.iterdir()):
        visit(browser, path.as_uri())
        faults = violations(browser)
        browser.run("document.querySelectorAll('[data-exercise] :is(input[type=radio], input[type=checkbox])').forEach((one) => one.click())")
        browser.run(OPEN_ALL)
        browser.run("document.querySelectorAll('[data-exercise] button[type=submit]').forEach((one) => one.click())")
        if faults := [*faults, *violations(browser), *too_wide(browser)]:
            found[path.name] = faults
    assert not found


def test_axe_finds_nothing_in_the_real_ones_on_a_phone(chromium: Callable[..., Chromium], folder: str, project: Path) -> None:
    browser = chromium(viewport={"width": 360, "height": 740})
    found = {}
    for path in sorted((project / "dist" / "workbooks").iterdir()):
        visit(browser, folder + path.name)
        if faults := [*violations(browser), *too_wide(browser)]:
            found[path.name] = faults
    assert not found


def too_wide(browser: Browser) -> list[str]:
    return ["wider than the screen"] if browser.run("return document.documentElement.scrollWidth > innerWidth") else []
