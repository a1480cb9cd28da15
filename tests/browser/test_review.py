"""The reader's own review in real browsers: the same numbers everywhere, Word and Excel out, Excel in, and the whole path by keyboard."""

from __future__ import annotations

import base64
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from dalil.answers import parsed
from dalil.export.forms import Forms, all_forms
from dalil.languages import CODES, language
from dalil.read import read_site
from dalil.render.progress import catalog
from dalil.review import State, overview, values
from tests.browser.drivers import Browser, Chromium
from tests.browser.test_axe import violations
from tests.browser.test_exercises import tab_to
from tests.conftest import PROJECT
from tests.fills import answers

FILLS = 200
KEEP = "return Promise.all(Object.entries(args[0]).map(([key, value]) => dalil.store.set(key, value))).then(() => true)"
CLEAR = "return dalil.store.clear()"
ALL = "return dalil.store.all()"
SAID = "return document.querySelector('[data-said]').textContent"
# Takes what the page gives the browser to save.
HOOK = """
    window.saved = [];
    const made = URL.createObjectURL;
    URL.createObjectURL = (blob) => {
      if (blob.type === "text/javascript") return made.call(URL, blob);
      const reader = new FileReader();
      reader.onload = () => window.saved.push(reader.result.split(",")[1]);
      reader.readAsDataURL(blob);
      return "#";
    };
    HTMLAnchorElement.prototype.click = function () { window.savedName = this.download; };"""
CHOOSE = """
    const chosen = new DataTransfer();
    const bytes = Uint8Array.from(atob(args[0]), (sign) => sign.charCodeAt(0));
    chosen.items.add(new File([bytes, " ".repeat(args[1])], "tables.xlsx"));
    const input = document.querySelector("[data-file]");
    input.files = chosen.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));"""
SHOWN = "return document.readyState === 'complete' && document.querySelector('[data-review], [data-results]').dataset.shown === ''"
SHOW = """
    const block = document.querySelector("[data-results]");
    delete block.dataset.shown;
    window.dispatchEvent(new Event("focus"));
    return true;"""
TABLES = """
    const cells = (name) => [...document.querySelectorAll(`[data-list=${name}] tbody tr`)].map((row) => [...row.children].map((cell) => cell.textContent));
    const bars = [...document.querySelectorAll("[data-bars] text:not(.dalil-name)")].map((one) => one.textContent);
    const widths = (look) => [...document.querySelectorAll(`[data-bars] .dalil-${look}`)].map((one) => Math.round(Number(one.getAttribute("width")) / 4.8));
    const ring = (look) => document.querySelector(`[data-radar] polygon.dalil-${look}`).getAttribute("points").split(" ")
      .map((point) => Math.round(Math.hypot(...point.split(",").map(Number)) / 1.2));
    return { overview: cells("overview"), gaps: cells("gaps"), plan: cells("plan"), bars, now: widths("now"), aim: widths("aim"), ringNow: ring("now"), ringAim: ring("aim") };"""
FILLED = """
    const form = window.dalil.forms[args[0]];
    const found = dalil.review.values(args[1], dalil.review.state(dalil.answersFile.parse(args[2], 1, args[3], "gcm-review")));
    return dalil.package.filled(form, found, "").then((blob) => new Promise((resolve) => {
      const reader = new FileReader();
      reader.onload = () => resolve([found, reader.result.split(",")[1]]);
      reader.readAsDataURL(blob);
    }));"""
FORM = """
    const names = ["javascripts/package", ...["word", "excel"].map((kind) => `forms/${kind}.${document.documentElement.lang}`)];
    return Promise.all(names.map((name) => new Promise((resolve) => {
      const script = document.createElement("script");
      script.src = `${args[0]}/${name}.js`;
      script.onload = () => resolve(true);
      document.head.append(script);
    }))).then(() => true)"""


@pytest.fixture(scope="module")
def forms() -> dict[str, Forms]:
    site, _ = read_site(PROJECT)
    from dalil.export.bundle import build_moment

    return all_forms(site, {}, build_moment(PROJECT / "CHANGELOG.md", None))


@pytest.fixture(scope="module")
def known(forms: dict[str, Forms]) -> list[dict[str, Any]]:
    return [vars(one) for one in catalog(forms["en"].site, "en")]


def full(one: Forms) -> dict[str, Any]:
    """Answers in which every table has something."""
    names = {matrix.id for matrix in one.outline.matrices}
    return next(file for file in (answers(one.outline, seed) for seed in range(100)) if names <= set(file["answers"]))


def folder(code: str) -> str:
    return "" if code == "en" else f"{code}/"


def visit(browser: Browser, url: str) -> None:
    browser.open(url)
    browser.until(SHOWN)


def records(file: dict[str, Any]) -> dict[str, Any]:
    """What the store holds of an answers file."""
    return {**{f"answer/{name}": record for name, record in file["answers"].items()}, "participant": {"name": file["participant"], "country": file["country"]}}


def state(file: dict[str, Any], forms: Forms) -> State:
    given = parsed(json.dumps(file).encode(), catalog(forms.site, forms.code), "gcm-review")
    assert not given.changed and not given.dropped
    return State(given.values, given.participant, given.country)


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def word_tables(data: bytes) -> list[list[list[str]]]:
    """The tables of a Word file without their heads."""
    document = docx.Document(io.BytesIO(data))
    return [[["".join(node.text or "" for node in cell._tc.iter("{*}t")) for cell in row.cells] for row in table.rows][1:] for table in document.tables]


def excel_numbers(data: bytes) -> tuple[dict[str, Any], list[list[Any]]]:
    """The gaps by row key, and the rows of numbers of the overview, as they are stored."""
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    gaps: dict[str, Any] = {}
    shares: list[list[Any]] = []
    for sheet in book.worksheets:
        rows = list(sheet.iter_rows(values_only=True))
        if rows and rows[0][:2] == ("key", "title"):
            gaps |= {str(row[0]): row[rows[0].index("gap")] for row in rows if row[0] and "/" in str(row[0])}
        elif sheet.sheet_state == "visible":
            shares += [list(row[-4:]) for row in rows if len(row) >= 5 and isinstance(row[-3], int) and isinstance(row[-4], int)]
    return gaps, shares


@pytest.mark.parametrize("code", CODES)
def test_the_same_numbers_everywhere(chromium: Callable[..., Chromium], addresses: dict[str, str], forms: dict[str, Forms], known: list[dict[str, Any]], code: str) -> None:
    """Chart, table, Excel and Word, browser and command line: 200 fills in each language, no difference."""
    browser, one = chromium(), forms[code]
    visit(browser, addresses["file"] + folder(code) + "review/index.html")
    assert browser.run(FORM, addresses["file"] + "assets")
    made = {}
    for seed in range(FILLS):
        file = answers(one.outline, seed)
        given = state(file, one)
        made[seed] = one.filled(given)
        for kind, ending in (("word", "docx"), ("excel", "xlsx")):
            found, data = browser.run(FILLED, f"{kind}.{code}", one.outline.record(), json.dumps(file), known)
            assert found == values(one.outline, given), seed
            assert parts(base64.b64decode(data)) == parts(made[seed][ending]), (seed, ending)
    visit(browser, addresses["file"] + folder(code) + "review/results.html")
    for seed in range(FILLS):
        file = answers(one.outline, seed)
        browser.run(CLEAR)
        browser.run(KEEP, records(file))
        browser.run(SHOW)
        browser.until(SHOWN)
        compare(browser.run(TABLES), one, state(file, one), made[seed])
    assert browser.noted() == []


def compare(shown: dict[str, Any], one: Forms, given: State, made: dict[str, bytes]) -> None:
    """The numbers of a page against those of the files."""
    shares, found = overview(one.outline, given), values(one.outline, given)
    words = language(one.code).words["review"]
    said = [words["none_rated"] if share.now is None else words["now_aim"].format(now=f"{share.now}%", aim=f"{share.aim}%") for share in shares]
    assert shown["bars"] == said
    rated = [share for share in shares if share.now is not None]
    assert (shown["now"], shown["aim"]) == ([share.now for share in rated], [share.aim for share in rated])
    assert (shown["ringNow"], shown["ringAim"]) == ([share.now or 0 for share in shares[3:]], [share.aim or 0 for share in shares[3:]])
    tables = word_tables(made["docx"])
    assert shown["overview"] in tables
    gaps = [[row["row"], row["table"], row["now"], row["aim"], row["gap"]] for row in found["gaps"]]
    assert [[*row[:4], row[4].partition(" ")[0]] for row in shown["gaps"]] == gaps and gaps in tables
    assert [[step.replace("\n", " ") for step in row] for row in shown["plan"]] in tables
    cells, numbers = excel_numbers(made["xlsx"])
    assert {key: "" if gap is None else gap for key, gap in cells.items()} == {
        f"{matrix.id}/{place}": found[f"{matrix.id}/{place}/gap"] for matrix in one.outline.matrices for place in range(len(matrix.rows))}
    assert [["" if number is None else number for number in row] for row in numbers] == [
        [found[f"overview/{place}/{name}"] for name in ("rated", "total", "now", "aim")] for place in range(len(shares))]


def test_every_browser_writes_the_same(browser: Browser, base: str, forms: dict[str, Forms], known: list[dict[str, Any]]) -> None:
    for code in CODES:
        visit(browser, base + folder(code) + "review/index.html")
        assert browser.run(FORM, base + "assets")
        for seed in range(1000, 1005):
            file = answers(forms[code].outline, seed)
            made = forms[code].filled(state(file, forms[code]))
            for kind, ending in (("word", "docx"), ("excel", "xlsx")):
                _, data = browser.run(FILLED, f"{kind}.{code}", forms[code].outline.record(), json.dumps(file), known)
                assert parts(base64.b64decode(data)) == parts(made[ending])
    assert browser.noted() == []


@pytest.mark.parametrize("code", CODES)
def test_the_whole_path_by_keyboard(browser: Browser, base: str, forms: dict[str, Forms], code: str) -> None:
    """Assess 23 rows, read the gaps, write a section, download Word, load the file on another laptop, and go on."""
    browser.open(base + folder(code) + "exercises/self-assessment.html")
    browser.ready()
    browser.run(CLEAR)
    browser.open("about:blank")
    browser.open(base + folder(code) + "exercises/self-assessment.html#sa-development")
    browser.ready()
    for row in range(23):
        tab_to(browser, f"#sa-development [data-row='{row}'] [data-field=now]")
        browser.press("ArrowDown", *["ArrowDown"] * (row % 2), "Tab", *["ArrowDown"] * (2 + row % 3))
    tab_to(browser, "#sa-development [data-row='22'] [data-field=next]")
    browser.type("Ask for the figures")
    browser.until("return dalil.store.get('answer/sa-development').then((kept) => kept && kept.value['22'].next === 'Ask for the figures' && kept.score[0] === 23)")
    visit(browser, base + folder(code) + "review/results.html")
    gaps = browser.run(TABLES)["gaps"]
    assert len(gaps) == len([row for row in range(23) if 1 + row % 3 > row % 2])
    tab_to(browser, "[data-sort=owner]")
    browser.press("Enter")
    assert browser.until("return document.querySelector('[data-sort=owner]').closest('th').getAttribute('aria-sort')") == "ascending"
    visit(browser, base + folder(code) + "review/index.html")
    tab_to(browser, "[data-draft=own-methodology]")
    browser.type("Nine ministries took part.")
    browser.until("return dalil.store.get('answer/own-methodology').then((kept) => kept?.value === 'Nine ministries took part.')")
    assert browser.run("return document.querySelector('[data-section=methodology] [data-empty]').hidden")
    visit(browser, base + folder(code) + "review/index.html")
    browser.run(HOOK)
    tab_to(browser, "[data-do=word]")
    browser.press("Enter")
    browser.until("return window.saved.length === 1")
    assert browser.run("return window.savedName") == "review.docx"
    text = "".join(node.text or "" for node in docx.Document(io.BytesIO(base64.b64decode(browser.run("return window.saved[0]")))).element.iter("{*}t"))
    assert "Nine ministries took part." in text and "Ask for the figures" in text
    file = browser.run("return dalil.store.all().then((kept) => JSON.stringify(dalil.answersFile.made(dalil.answersFile.gathered(kept), "
                       "{ course: 'gcm-review', siteVersion: '0.1.0', savedAt: new Date().toISOString() })))")
    another_laptop(browser, base + folder(code) + "progress.html", file)
    visit(browser, base + folder(code) + "review/index.html")
    tab_to(browser, "[data-draft=own-methodology]")
    assert browser.run("return document.activeElement.value") == "Nine ministries took part."
    assert browser.noted() == []


def another_laptop(browser: Browser, url: str, file: str) -> None:
    """Forgets everything, and loads the answers file as on a machine that has never seen it."""
    browser.run(CLEAR)
    browser.open(url)
    browser.until("return document.readyState === 'complete' && document.querySelector('[data-progress]').dataset.shown === ''")
    browser.run("""
        const chosen = new DataTransfer();
        chosen.items.add(new File([args[0]], "answers.json"));
        const input = document.querySelector("[data-file=load]");
        input.files = chosen.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));""", file)
    browser.until("return document.querySelector('dialog').open")
    tab_to(browser, "[data-yes]")
    browser.press("Enter")
    browser.until("return !document.querySelector('dialog').open && document.querySelector('[data-said]').textContent !== ''")


def load(browser: Browser, data: bytes, padding: int = 0) -> None:
    browser.run("document.querySelector('[data-said]').textContent = ''")
    browser.run(CHOOSE, base64.b64encode(data).decode(), padding)


@pytest.mark.parametrize("code", CODES)
def test_a_filled_excel_file_takes_the_place_of_the_tables(browser: Browser, base: str, forms: dict[str, Forms], code: str) -> None:
    """In either language, on the page of the other one; texts stay."""
    file = full(forms[code])
    excel = forms[code].filled(state(file, forms[code]))["xlsx"]
    visit(browser, base + folder("ar" if code == "en" else "en") + "review/index.html")
    browser.run(CLEAR)
    before = {"answer/own-methodology": {"value": "Text", "checked": False, "done": True, "at": "2020-01-01T00:00:00.000Z"},
              "answer/sa-360": {"value": {"0": {"now": 0}}, "checked": False, "done": False, "at": "2020-01-01T00:00:00.000Z"}}
    browser.run(KEEP, before)
    load(browser, excel)
    browser.until("return document.querySelector('dialog').open")
    browser.run("document.querySelector('[data-no]').click()")
    browser.until(SAID)
    assert {key: value for key, value in browser.run(ALL).items() if key.startswith("answer/")} == before
    load(browser, excel)
    browser.until("return document.querySelector('dialog').open")
    browser.run("document.querySelector('[data-yes]').click()")
    browser.until(SAID)
    now = browser.run(ALL)
    assert now["answer/own-methodology"] == before["answer/own-methodology"]
    assert now["participant"] == {"name": file["participant"], "country": file["country"]}
    for name in ("sa-progress", "sa-360", "sa-development"):
        assert filled_rows(now[f"answer/{name}"]["value"]) == filled_rows(file["answers"][name]["value"]), name
    assert browser.noted() == []


def filled_rows(value: dict[str, Any]) -> dict[str, Any]:
    """The rows with what stands in them; a row with nothing is as if it were not there."""
    rows = {row: {name: entered for name, entered in plan.items() if entered not in ("", None, False)} for row, plan in value.items()}
    return {row: plan for row, plan in rows.items() if plan}


@pytest.mark.parametrize("code", CODES)
def test_a_refused_file_changes_nothing_and_is_told(browser: Browser, base: str, forms: dict[str, Forms], code: str) -> None:
    visit(browser, base + folder(code) + "review/index.html")
    browser.run(CLEAR)
    before = {"answer/sa-360": {"value": {"0": {"now": 0}}, "checked": False, "done": False, "at": "2020-01-01T00:00:00.000Z"}}
    browser.run(KEEP, before)
    blank = forms[code].excel
    words = language(code).words
    spoilt = openpyxl.load_workbook(io.BytesIO(blank))
    sheet = next(one for one in spoilt.worksheets if one["A1"].value == "key" and one["C1"].value == "now")
    column = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(3, column["now"]).value = "Nearly there"
    sheet.cell(4, column["date"]).value = "some day"
    sheet.cell(5, column["evidence"]).value = '=HYPERLINK("http://127.0.0.1/","x")'
    buffer = io.BytesIO()
    spoilt.save(buffer)
    cases = [(b"text", 0, words["excel"]["error"]["not-excel"]), (blank, 6 * 1024 * 1024, words["excel"]["error"]["too-large"]),
             (forms[code].word, 0, words["excel"]["error"]["not-excel"]), (buffer.getvalue(), 0, words["review"]["said"]["faulty"])]
    for data, padding, said in cases:
        load(browser, data, padding)
        assert browser.until(SAID) == said
        assert not browser.run("return document.querySelector('dialog').open")
        assert {key: value for key, value in browser.run(ALL).items() if key.startswith("answer/")} == before
    faults = browser.run("return [...document.querySelectorAll('[data-faults] li')].map((one) => one.textContent)")
    assert len(faults) == 3 and "Nearly there" in faults[0] and "some day" in faults[1] and words["excel"]["fault"]["formula"] in faults[2]
    assert sheet.title in faults[0] and f"{sheet.cell(3, column['now']).coordinate}" in faults[0]
    assert browser.noted() == []


def test_nothing_leaves_the_machine(chromium: Callable[..., Chromium], addresses: dict[str, str], forms: dict[str, Forms]) -> None:
    """No request but for the site's own files, no clipboard, nothing in the address."""
    browser = chromium()
    asked: list[str] = []
    browser.context.on("request", lambda request: asked.append(request.url))
    visit(browser, addresses["http"] + "review/index.html")
    browser.run("for (const name of ['writeText', 'write', 'readText', 'read']) navigator.clipboard && (navigator.clipboard[name] = () => { window.clipped = true; });")
    browser.run(KEEP, records(full(forms["en"])))
    browser.run(HOOK)
    for kind in ("word", "excel"):
        browser.click(f"[data-do={kind}]")
        browser.until(f"return window.saved.length === {1 if kind == 'word' else 2}")
    assert {url for url in asked if not re.match(re.escape(addresses["http"]) + r"[\w/.-]*$", url)} <= {url for url in asked if url.startswith(("data:", "blob:"))}
    assert browser.run("return [location.search, location.hash, window.clipped]") == ["", "", None]
    assert browser.noted() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("code", CODES)
def test_axe_finds_nothing_in_any_state(chromium: Callable[..., Chromium], addresses: dict[str, str], forms: dict[str, Forms], scheme: str, code: str) -> None:
    browser = chromium(color_scheme=scheme)
    base = addresses["http"] + folder(code)
    visit(browser, base + "review/results.html")
    browser.run(KEEP, records(full(forms[code])))
    for width in (1280, 360):
        browser.page.set_viewport_size({"width": width, "height": 800})
        visit(browser, base + "review/results.html")
        browser.click("[data-sort=owner]")
        assert violations(browser) == [], ("results", width)
        assert not browser.run("return document.documentElement.scrollWidth > innerWidth")
        visit(browser, base + "review/index.html")
        browser.run("document.querySelectorAll('.dalil-part details').forEach((one) => { one.open = true; })")
        assert violations(browser) == [], ("texts", width)
        assert not browser.run("return document.documentElement.scrollWidth > innerWidth")
        load(browser, forms[code].filled(state(full(forms[code]), forms[code]))["xlsx"])
        browser.until("return document.querySelector('dialog').open")
        assert violations(browser) == [], ("dialog", width)
        browser.run("document.querySelector('[data-no]').click()")
        load(browser, b"text")
        browser.until(SAID)
        assert violations(browser) == [], ("refused", width)
        browser.open(base + "exercises/self-assessment.html")
        browser.ready()
        assert violations(browser) == [], ("tables", width)


def test_the_tables_can_be_used_at_four_times_the_size(chromium: Callable[..., Chromium], addresses: dict[str, str]) -> None:
    """1280 units at 400 per cent are 320: nothing is wider than the window, and every field is within it."""
    browser = chromium(viewport={"width": 320, "height": 256})
    for code in CODES:
        browser.open(addresses["http"] + folder(code) + "exercises/self-assessment.html")
        browser.ready()
        assert not browser.run("return document.documentElement.scrollWidth > innerWidth")
        outside = browser.run("""return [...document.querySelectorAll("[data-row] :is(select, input, textarea)")]
            .filter((one) => one.getBoundingClientRect().left < 0 || one.getBoundingClientRect().right > innerWidth || one.getBoundingClientRect().width < 20 && one.type !== "checkbox")
            .map((one) => one.dataset.field)""")
        assert outside == []


@pytest.mark.parametrize("code", CODES)
def test_bars_begin_where_reading_begins(chromium: Callable[..., Chromium], addresses: dict[str, str], forms: dict[str, Forms], code: str) -> None:
    browser = chromium()
    visit(browser, addresses["http"] + folder(code) + "review/results.html")
    browser.run(KEEP, records(full(forms[code])))
    visit(browser, addresses["http"] + folder(code) + "review/results.html")
    edges = browser.run("""
        const [track, now] = ["track", "now"].map((look) => document.querySelector(`[data-bars] .dalil-${look}`).getBoundingClientRect());
        const name = document.querySelector("[data-bars] .dalil-name").getBoundingClientRect();
        return { start: [track.left, now.left, name.left], end: [track.right, now.right, name.right] };""")
    same = edges["start" if code == "en" else "end"]
    assert max(same) - min(same) < 3
    other = edges["end" if code == "en" else "start"]
    assert abs(other[0] - other[1]) > 3


def test_a_form_that_cannot_be_loaded_is_told(chromium: Callable[..., Chromium], project: Path, tmp_path: Path) -> None:
    import shutil

    site = tmp_path / "site"
    shutil.copytree(project / "site", site)
    shutil.rmtree(site / "assets" / "forms")
    browser = chromium()
    visit(browser, site.as_uri() + "/review/index.html")
    browser.click("[data-do=word]")
    assert browser.until(SAID) == language("en").words["review"]["said"]["no-form"]
