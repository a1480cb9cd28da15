"""The reader's own progress and the answers file, in real browsers, over http and from a folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from dalil.languages import language
from tests.browser.drivers import BROWSERS, Browser, Chromium
from tests.browser.test_axe import violations
from tests.browser.test_exercises import tab_to
from tests.test_answers_file import CASES, faults

PAGE = "progress.html"
EXERCISES = "exercises/review-process.html"
READING = "objectives/07-reduce-vulnerabilities.html"
CHOICE, ORDER = "rp-nature-of-review", "rp-steps"
LIMIT = 5 * 1024 * 1024

KEEP = "return Promise.all(Object.entries(args[0]).map(([key, value]) => dalil.store.set(key, value))).then(() => true)"
ALL = "return dalil.store.all()"
# Takes what the page gives the browser to save, instead of a window that asks where to.
HOOK = """
    window.saved = [];
    const made = URL.createObjectURL;
    URL.createObjectURL = (blob) => { if (blob.type === "text/javascript") return made.call(URL, blob); blob.text().then((text) => window.saved.push(text)); return "#"; };
    HTMLAnchorElement.prototype.click = function () { window.savedName = this.download; };"""
CHOOSE = """
    const chosen = new DataTransfer();
    chosen.items.add(new File([args[1] + " ".repeat(args[2])], "answers.json"));
    const input = document.querySelector(`[data-file=${args[0]}]`);
    input.files = chosen.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));"""
SAID = "return document.querySelector('[data-said]').textContent"
ASKED = "return document.querySelector('dialog').open"
STATUS = "return document.querySelector(`[data-key='${args[0]}']`).dataset.status"
COUNTS = "return Object.fromEntries([...document.querySelectorAll('[data-count]')].map((one) => [one.dataset.count, one.textContent]))"
CATALOG = "return [...document.querySelectorAll('[data-kind]')].map(({ dataset }) => ({ ...dataset }))"


def say(code: str, name: str) -> str:
    return language(code).say(f"progress.{name}")


def visit(browser: Browser, url: str) -> None:
    browser.open(url)
    browser.until("return document.readyState === 'complete' && document.querySelector('[data-progress]').dataset.shown === ''")


def keep(browser: Browser, entries: dict[str, Any]) -> None:
    assert browser.run(KEEP, entries)


def kept(browser: Browser) -> dict[str, Any]:
    return dict(browser.run(ALL))


def personal(browser: Browser) -> dict[str, Any]:
    """What is kept of the person, without settings."""
    return {key: value for key, value in kept(browser).items() if key not in ("language", "colours", "last")}


def choose(browser: Browser, deed: str, text: str, padding: int = 0) -> None:
    browser.run(CHOOSE, deed, text, padding)


def asked(browser: Browser) -> str:
    browser.until(ASKED)
    return str(browser.run("return document.querySelector('dialog').innerText"))


def agree(browser: Browser) -> None:
    """Confirms, and waits until the change is made and told."""
    browser.until(ASKED)
    browser.run("document.querySelector('[data-said]').textContent = ''")
    browser.click("[data-yes]")
    browser.until(SAID)


def saved(browser: Browser, selector: str = "[data-do=save]") -> Any:
    """What the page gives the browser to save."""
    browser.run(HOOK)
    browser.click(selector)
    text = browser.until("return window.saved[0]")
    assert browser.run("return window.savedName") == "dalil-answers.json"
    return json.loads(text)


def record(value: Any, at: str = "2020-06-25T07:00:00.000Z", **more: Any) -> dict[str, Any]:
    return {"value": value, "checked": False, "done": False, "at": at, **more}


def file(answers: dict[str, Any], **more: Any) -> str:
    return json.dumps({"format": "dalil-answers", "version": 1, "course": "gcm-review", "site_version": "0.1.0",
                       "saved_at": "2020-06-25T08:00:00.000Z", "answers": answers, **more})


def answer_to(task: dict[str, str]) -> Any:
    """Some answer that fits an exercise."""
    size, last = int(task["size"]), int(task["range"]) - 1
    return {"choice": [0], "order": [*range(1, size), 0], "match": [last] + [None] * (size - 1), "sort": [last] * size,
            "blanks": ["٢٠٢٠ «نص»"] + [""] * (size - 1), "draft": "سطر أول\n\"Second\" line </script>", "checklist": [0],
            "assess": {"0": {"now": 0, "aim": last, "evidence": "دليل", "next": "", "owner": "A", "date": "2020-12-01"}}}[task["kind"]]


@pytest.fixture
def anew(browser: Browser, base: str) -> None:
    """A browser that keeps nothing yet, on the page."""
    visit(browser, base + PAGE)
    browser.run("return dalil.store.clear()")
    visit(browser, base + PAGE)
    assert kept(browser) == {}


def test_reading_and_doing_show(browser: Browser, base: str, anew: None) -> None:
    browser.open(base + READING + "#actions")
    browser.until("return dalil.store.get('last').then((last) => last && last.anchor === 'actions')")
    assert not browser.run("return dalil.store.get(`read/${args[0]}`)", READING), "its end was not seen"
    browser.open(base + EXERCISES)
    browser.ready()
    right = browser.run("return document.querySelector(`#${args[0]} input[data-right]`).value", CHOICE)
    browser.click(f"#{CHOICE} input[value='{right}']")
    browser.click(f"#{CHOICE} button[type=submit]")
    browser.click(f"#{ORDER} [data-move='1']")
    browser.run("scrollTo(0, document.body.scrollHeight)")
    browser.until("return dalil.store.get(`read/${args[0]}`)", EXERCISES)
    visit(browser, base + "ar/" + PAGE)
    counts = browser.run(COUNTS)
    assert (counts["read"], counts["done"], counts["begun"]) == ("قُرئت صفحة واحدة", "أُنجز تمرين واحد", "تمرين واحد قيد الإنجاز")
    visit(browser, base + PAGE)
    names = (f"read/{EXERCISES}", f"read/{READING}", f"answer/{CHOICE}", f"answer/{ORDER}", "answer/rp-who-takes-part")
    assert [browser.run(STATUS, name) for name in names] == ["read", "unread", "done", "begun", "left"]
    total = len(browser.run(CATALOG))
    assert browser.run(COUNTS)["left"] == f"{total - 2} exercises not begun"
    assert browser.noted() == []


def test_reading_goes_on_where_it_stopped(browser: Browser, base: str, anew: None) -> None:
    assert browser.run("return document.querySelector('[data-resume]').hidden"), "there is nothing yet to go on with"
    browser.open(base + READING + "#actions")
    browser.until("return dalil.store.get('last').then((last) => last && last.anchor === 'actions')")
    for page in (f"ar/{PAGE}", "index.html", PAGE):  # the home page and this page are only passed through
        browser.open(base + page)
        browser.until("return document.readyState === 'complete'")
        browser.run("return new Promise((resolve) => setTimeout(resolve, 500))")
    browser.until("return document.querySelector('[data-progress]').dataset.shown === ''")
    browser.click("[data-resume] a")
    browser.until("return location.href === args[0]", base + READING + "#actions")


def test_counts_in_every_arabic_form(browser: Browser, base: str, anew: None) -> None:
    visit(browser, base + "ar/" + PAGE)
    pages = browser.run("return [...document.querySelectorAll('[data-page]')].map((one) => one.dataset.page)")
    seen = {}
    for number in (0, 1, 2, 3, 11):
        keep(browser, {f"read/{page}": True for page in pages[:number]})
        visit(browser, base + "ar/" + PAGE)
        seen[number] = browser.run(COUNTS)["read"]
    assert seen == {0: "لم تُقرأ أي صفحة", 1: "قُرئت صفحة واحدة", 2: "قُرئت صفحتان", 3: "قُرئت 3 صفحات", 11: "قُرئت 11 صفحة"}


def test_coming_back_shows_what_was_done_meanwhile(browser: Browser, base: str, anew: None) -> None:
    keep(browser, {f"answer/{ORDER}": record([1, 0, 2, 3, 4])})
    browser.run("window.dispatchEvent(new Event('focus'))")
    browser.until(STATUS.replace(".dataset.status", ".dataset.status === 'begun'"), f"answer/{ORDER}")


@pytest.fixture(scope="module")
def pair() -> Iterator[dict[str, Any]]:
    """A browser of each kind at the same time."""
    both = {name: make() for name, make in BROWSERS.items()}
    yield both
    for one in both.values():
        one.close()


@pytest.mark.parametrize("way", [("chromium", "firefox"), ("firefox", "chromium")], ids="-".join)
@pytest.mark.parametrize("where", ["http", "file"])
def test_answers_go_from_browser_to_browser(pair: dict[str, Any], addresses: dict[str, str], way: tuple[str, str], where: str) -> None:
    """All kinds, from the site to the bundle and from one language to the other; the file is as its schema says."""
    first, second = (pair[name] for name in way)
    other = addresses["file" if where == "http" else "http"]
    visit(first, addresses[where] + PAGE)
    first.run("return dalil.store.clear()")
    tasks = first.run(CATALOG)
    answers = {task["key"]: record(answer_to(task), checked=number % 2 == 0) for number, task in enumerate(tasks)}
    assert {task["kind"] for task in tasks} >= {"choice", "order"}
    keep(first, {**answers, "read/index.html": True, "participant": {"name": "مشارك", "country": "Country A"}, "language": "en"})
    visit(first, addresses[where] + PAGE)
    whole = saved(first)
    assert faults(whole) == []

    visit(second, other + "ar/" + PAGE)
    second.run("return dalil.store.clear()")
    keep(second, {"answer/rp-who-takes-part": record([1]), "answer/of-an-older-site": record([0]), "read/offline.html": True, "language": "ar"})
    visit(second, other + "ar/" + PAGE)
    choose(second, "load", json.dumps(whole))
    assert "مشارك" in asked(second) and "2" in asked(second)
    agree(second)
    assert personal(second) == personal(first)
    assert kept(second)["language"] == "ar"
    assert second.run("return document.querySelector('[data-field=participant]').value") == "مشارك"
    again = saved(second)
    assert {**again, "saved_at": ""} == {**whole, "saved_at": ""}

    for page in {task["page"] for task in second.run("return [...document.querySelectorAll('[data-kind]')].map((one) => ({ page: one.closest('tr').dataset.page }))")}:
        second.open(other + "ar/" + page)
        second.ready()
    assert personal(second) == personal(first), "showing an answer does not change it"
    assert first.noted() == [] and second.noted() == []


def test_the_browser_saves_a_real_file(chromium: Callable[..., Chromium], addresses: dict[str, str]) -> None:
    browser = chromium()
    for base in addresses.values():
        visit(browser, base + PAGE)
        keep(browser, {f"answer/{CHOICE}": record([1])})
        with browser.page.expect_download() as download:
            browser.click("[data-do=save]")
        assert download.value.suggested_filename == "dalil-answers.json"
        assert faults(json.loads(Path(download.value.path()).read_text(encoding="utf-8"))) == []
        assert browser.run(SAID) == say("en", "saved")


def test_firefox_saves_a_real_file(pair: dict[str, Any], addresses: dict[str, str], tmp_path: Path) -> None:
    browser = pair["firefox"]
    browser._driver.set_pref("browser.download.dir", str(tmp_path))
    browser._driver.set_pref("browser.download.folderList", 2)
    browser._driver.set_pref("browser.download.alwaysOpenPanel", False)
    for base in addresses.values():
        visit(browser, base + PAGE)
        browser.click("[data-do=save]")
        browser.until("return true")
        path = tmp_path / "dalil-answers.json"
        for _ in range(100):
            if path.exists() and path.stat().st_size:
                break
            browser.run("return new Promise((resolve) => setTimeout(resolve, 50))")
        assert faults(json.loads(path.read_text(encoding="utf-8"))) == []
        path.unlink()


def test_merging_takes_what_is_newer(browser: Browser, base: str, anew: None) -> None:
    ours = {f"answer/{CHOICE}": record([0], "2020-06-25T09:00:00.000Z"), f"answer/{ORDER}": record([1, 0, 2, 3, 4], "2020-06-25T05:00:00.000Z")}
    keep(browser, {**ours, "read/index.html": True, "participant": {"name": "Ours", "country": ""}})
    theirs = {CHOICE: record([2], "2020-06-25T08:59:59.999Z"), ORDER: record([4, 0, 1, 2, 3], "2020-06-25T05:00:00.001Z"), "rp-not-the-vnr": record([1])}
    choose(browser, "merge", file(theirs, read=["offline.html"], participant="Theirs", country="Country B"))
    assert "Theirs" in asked(browser) and "Country B" in asked(browser)
    agree(browser)
    assert browser.run(SAID) == "2 answers were taken from the file. 1 answer was not taken, because the one in this browser is as new or newer."
    now = kept(browser)
    assert [now[f"answer/{name}"]["value"] for name in (CHOICE, ORDER, "rp-not-the-vnr")] == [[0], [4, 0, 1, 2, 3], [1]]
    assert now["read/index.html"] and now["read/offline.html"]
    assert now["participant"] == {"name": "Ours", "country": "Country B"}
    choose(browser, "merge", file(theirs))
    agree(browser)
    assert browser.run(SAID).startswith("0 answers were taken"), "a second time there is nothing newer"


def test_a_new_participant_begins(browser: Browser, base: str, anew: None) -> None:
    before = {f"answer/{CHOICE}": record([0]), "read/index.html": True, "last": {"path": READING, "anchor": "actions"}, "participant": {"name": "A", "country": "B"},
              "language": "ar", "colours": 2}
    keep(browser, before)
    visit(browser, base + PAGE)
    browser.click("[data-do=renew]")
    assert say("en", "ask_renew") in asked(browser)
    browser.click("[data-no]")
    browser.until(SAID)
    assert browser.run(SAID) == say("en", "unchanged") and kept(browser) == before
    browser.click("[data-do=renew]")
    assert saved(browser, "dialog [data-do=save]")["answers"][CHOICE]["value"] == [0], "saving is offered first"
    assert browser.run(ASKED) and kept(browser) == before
    agree(browser)
    assert kept(browser) == {"language": "ar", "colours": 2}
    assert browser.run("return [...document.querySelectorAll('[data-field]')].map((one) => one.value)") == ["", ""]
    assert browser.run(COUNTS)["read"] == "0 pages read"


def test_everything_is_deleted(browser: Browser, base: str, anew: None) -> None:
    keep(browser, {f"answer/{CHOICE}": record([0]), "answer/of-an-older-site": record([0]), "language": "ar", "colours": 2})
    visit(browser, base + PAGE)
    browser.click("[data-do=erase]")
    agree(browser)
    assert browser.run(SAID) == say("en", "erased") and kept(browser) == {}


def test_the_name_stands_in_the_file_only_where_one_was_written(browser: Browser, base: str, anew: None) -> None:
    assert not {"participant", "country"} & set(saved(browser))
    browser.run("""
        for (const [field, text] of [["participant", "  A\u202eB  "], ["country", ""]]) {
          const input = document.querySelector(`[data-field=${field}]`);
          input.value = text;
          input.dispatchEvent(new Event("change", { bubbles: true }));
        }""")
    browser.until("return dalil.store.get('participant')")
    file = saved(browser)
    assert file["participant"] == "AB" and "country" not in file


REFUSED = sorted((CASES / "refused").iterdir())


@pytest.mark.parametrize("code", ["en", "ar"])
def test_refused_files_change_nothing(browser: Browser, base: str, anew: None, code: str) -> None:
    before = {f"answer/{CHOICE}": record([0]), "read/index.html": True, "participant": {"name": "A", "country": ""}}
    keep(browser, before)
    visit(browser, base + ("" if code == "en" else "ar/") + PAGE)
    errors = ("not-json", "truncated", "other-format", "other-course", "newer-version", "damaged", "too-large")
    cases = [(path.stem, path.read_text(encoding="utf-8"), 0) for path in REFUSED]
    cases += [("too-large", file({CHOICE: record([1])}), 2 * LIMIT), ("too-large", file({CHOICE: record([1])}), LIMIT)]
    seen = set()
    for name, text, padding in cases:
        error = next(one for one in errors if name.startswith(one))
        for deed in ("load", "merge"):
            browser.run("document.querySelector('[data-said]').textContent = ''")
            choose(browser, deed, text, padding)
            assert browser.until(SAID) == say(code, error.replace("-", "_")), name
            assert not browser.run(ASKED)
            assert kept(browser) == before, name
        seen.add(error)
    assert seen == set(errors)
    assert browser.noted() == []


def test_an_older_file_restores_what_still_exists(browser: Browser, base: str, anew: None) -> None:
    choose(browser, "load", (CASES / "older.json").read_text(encoding="utf-8"))
    agree(browser)
    assert browser.run(SAID) == "1 answer was loaded."
    browser.until("return !document.querySelector('[data-dropped]').hidden")
    lists = browser.run("return ['changed', 'dropped'].map((name) => [...document.querySelectorAll(`[data-${name}] li`)].map((one) => one.textContent.trim()))")
    assert lists == [["The review process Exercise 4"], ["an-exercise-of-old", "constructor"]]
    assert browser.run("return document.querySelector('[data-dropped] p').textContent").startswith("2 answers belong to exercises that are not on this site")
    assert {key for key in kept(browser) if key.startswith("answer/")} == {f"answer/{CHOICE}"}
    browser.open(base + EXERCISES)
    browser.ready()
    assert browser.run("return [...document.querySelectorAll(`#${args[0]} input:checked`)].map((one) => one.value)", CHOICE) == ["0"]


def test_hostile_strings_are_harmless(browser: Browser, base: str, anew: None) -> None:
    choose(browser, "load", (CASES / "hostile.json").read_text(encoding="utf-8"))
    text = asked(browser)
    assert 'Name in the file: </script><img src=x onerror="window.harmed = true">Aya' in text and "Country in the file: A B" in text
    agree(browser)
    browser.until("return !document.querySelector('[data-dropped]').hidden")
    dropped = browser.run("return [...document.querySelectorAll('[data-dropped] bdi')].map((one) => one.textContent)")
    assert dropped == ["__proto__", "constructor", "to-string", '</script><img src=x onerror="window.harmed = true">', "gnihtyna"]
    now = kept(browser)
    assert set(now) - {"participant"} == {"answer/rip-challenge", f"answer/{CHOICE}", "read/index.html"}
    assert now["answer/rip-challenge"]["value"] == 'Text </script><img src=x onerror="window.harmed = true">\nline\u200f'
    assert set(now[f"answer/{CHOICE}"]) == {"value", "checked", "done", "at"}
    assert now["participant"] == {"name": '</script><img src=x onerror="window.harmed = true">Aya', "country": "A B"}
    visit(browser, base + "ar/" + PAGE)
    browser.open(base + "exercises/review-in-practice.html")
    browser.ready()
    assert browser.run("return [window.harmed, {}.polluted, document.querySelectorAll('img[src=x]').length]") == [None, None, 0]
    assert browser.noted() == []


def test_values_are_checked_by_kind(browser: Browser, addresses: dict[str, str]) -> None:
    visit(browser, addresses["http"] + PAGE)
    body = """
        const catalog = [{ id: "one", kind: args[0], size: 3, range: 2 }];
        const found = dalil.answersFile.parse(args[1], args[1].length, catalog, "gcm-review");
        return [Object.keys(found.answers), found.changed];"""
    for case in yaml.safe_load((CASES / "values.yml").read_text(encoding="utf-8")):
        for value in case["fits"]:
            assert browser.run(body, case["kind"], file({"one": record(value)})) == [["one"], []], (case["kind"], value)
        for value in case["other"]:
            assert browser.run(body, case["kind"], file({"one": record(value)})) == [[], ["one"]], (case["kind"], value)


def test_a_spoilt_file_of_many_ids_is_listed_in_part(browser: Browser, addresses: dict[str, str]) -> None:
    visit(browser, addresses["http"] + PAGE)
    choose(browser, "merge", file({f"gone-{number}": record([0]) for number in range(20000)}))
    agree(browser)
    assert browser.until("return document.querySelectorAll('[data-dropped] li').length") == 51
    assert browser.run("return document.querySelector('[data-dropped] p').textContent").startswith("20000 answers")


def test_a_full_browser_keeps_what_was_there(browser: Browser, addresses: dict[str, str]) -> None:
    visit(browser, addresses["http"] + PAGE)
    browser.run("return dalil.store.clear()")
    before = {f"answer/{CHOICE}": record([0]), f"answer/{ORDER}": record([1, 0, 2, 3, 4]), "participant": {"name": "A", "country": ""}}
    keep(browser, before)
    browser.run("""
        const set = Storage.prototype.setItem;
        Storage.prototype.setItem = function (key, value) {
          if (value.includes("too much")) throw new DOMException("full", "QuotaExceededError");
          set.call(this, key, value);
        };""")
    for deed in ("load", "merge"):
        choose(browser, deed, file({CHOICE: record([2], "2021-01-01T00:00:00.000Z"), "rip-challenge": record("too much")}))
        agree(browser)
        assert browser.run(SAID) == say("en", "full")
        assert kept(browser) == before


def refusing(request: pytest.FixtureRequest, name: str) -> Any:
    """A browser that refuses storage."""
    browser = BROWSERS[name]()
    request.addfinalizer(browser.close)
    if name == "chromium":
        browser.context.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }});")
    else:
        browser._driver.set_pref("dom.storage.enabled", False)
    return browser


@pytest.mark.parametrize("name", sorted(BROWSERS))
def test_a_browser_that_refuses_storage_offers_the_file(request: pytest.FixtureRequest, name: str, addresses: dict[str, str]) -> None:
    browser = refusing(request, name)
    for base in addresses.values():
        visit(browser, base + PAGE)
        assert browser.run("return [document.querySelector('[data-refused]').hidden, document.querySelector('[data-refused]').textContent]") == [False, say("en", "refused")]
        choose(browser, "load", file({CHOICE: record([0])}, participant="Aya"))
        agree(browser)
        assert browser.run(SAID) == "1 answer was loaded."
        choose(browser, "merge", file({ORDER: record([1, 0, 2, 3, 4])}))
        agree(browser)
        assert browser.run(STATUS, f"answer/{ORDER}") == "begun"
        both = saved(browser)
        assert faults(both) == [] and set(both["answers"]) == {CHOICE, ORDER} and both["participant"] == "Aya"
        browser.click("[data-do=erase]")
        agree(browser)
        assert browser.run(STATUS, f"answer/{ORDER}") == "left"

        browser.open(base + "ar/" + EXERCISES)
        browser.ready()
        browser.until("return !document.querySelector('[data-unkept]').hidden")
        browser.click(f"#{CHOICE} input")
        browser.click(f"#{ORDER} [data-move='1']")
        answers = saved(browser, "[data-unkept] button")
        assert faults(answers) == [] and set(answers["answers"]) == {CHOICE, ORDER}


def test_a_browser_that_keeps_answers_does_not_complain(browser: Browser, base: str) -> None:
    browser.open(base + EXERCISES)
    browser.ready()
    browser.until("return dalil.store.get('last').then((last) => last && last.path === args[0])", EXERCISES)
    assert browser.run("return document.querySelector('[data-unkept]').hidden")
    visit(browser, base + PAGE)
    assert browser.run("return document.querySelector('[data-refused]').hidden")


def test_by_keyboard_alone(browser: Browser, base: str, anew: None) -> None:
    keep(browser, {f"answer/{CHOICE}": record([0])})
    browser.run("getSelection().collapse(document.querySelector('[data-progress]'), 0)")
    tab_to(browser, "[data-do=renew]")
    browser.press("Enter")
    browser.until(ASKED)
    assert browser.run("return document.activeElement.matches('[data-no]')"), "what changes nothing comes first to hand"
    browser.press("Escape")
    browser.until("return !document.querySelector('dialog').open")
    assert f"answer/{CHOICE}" in kept(browser)
    assert browser.run("return document.activeElement.dataset.do") == "renew", "the focus comes back"
    browser.press("Enter")
    browser.until(ASKED)
    tab_to(browser, "[data-yes]")
    browser.press("Enter")
    browser.until("return document.querySelector('[data-said]').textContent === args[0]", say("en", "renewed"))
    assert f"answer/{CHOICE}" not in kept(browser)


@pytest.mark.parametrize("folder", ["", "ar/"])
def test_everything_reads_with_scripts_off(chromium: Callable[..., Chromium], addresses: dict[str, str], folder: str) -> None:
    page = chromium(java_script_enabled=False).page
    page.goto(addresses["file"] + folder + PAGE)
    assert page.get_by_text(say("ar" if folder else "en", "unscripted")).is_visible()
    assert page.locator("[data-progress] button:visible").count() == 0
    assert page.locator("[data-page] th a").count() > 10
    page.locator(f"a[href$='#{ORDER}']").click()
    assert page.locator(f"#{ORDER} .dalil-prompt").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("folder", ["", "ar/"])
def test_axe_finds_nothing(chromium: Callable[..., Chromium], addresses: dict[str, str], scheme: str, folder: str) -> None:
    browser = chromium(color_scheme=scheme)
    visit(browser, addresses["http"] + folder + PAGE)
    keep(browser, {"read/index.html": True, "last": {"path": READING, "anchor": "actions"}, f"answer/{CHOICE}": record([0], done=True), f"answer/{ORDER}": record([1, 0, 2, 3, 4])})
    visit(browser, addresses["http"] + folder + PAGE)
    assert violations(browser) == []
    choose(browser, "load", (CASES / "hostile.json").read_text(encoding="utf-8"))
    browser.until(ASKED)
    assert violations(browser) == []
    agree(browser)
    choose(browser, "merge", (CASES / "older.json").read_text(encoding="utf-8"))
    agree(browser)
    browser.until("return !document.querySelector('[data-changed]').hidden")
    assert violations(browser) == []
    for button in ("save", "renew"):
        browser.run("document.querySelector(`[data-do=${args[0]}]`).focus()", button)
        assert violations(browser) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("folder", ["", "ar/"])
def test_axe_finds_nothing_where_storage_is_refused(chromium: Callable[..., Chromium], addresses: dict[str, str], scheme: str, folder: str) -> None:
    browser = chromium(color_scheme=scheme)
    browser.context.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }});")
    visit(browser, addresses["http"] + folder + PAGE)
    assert violations(browser) == []
    browser.open(addresses["http"] + folder + EXERCISES)
    browser.ready()
    browser.until("return !document.querySelector('[data-unkept]').hidden")
    assert violations(browser) == []
