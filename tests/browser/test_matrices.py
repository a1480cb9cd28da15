"""Excel files read by the browser, from a folder: the cases of tests/read/test_matrices.py, with the same results."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from dalil.review import State, values
from tests.browser.drivers import Browser
from tests.conftest import PROJECT
from tests.read.test_matrices import NAMES
from tests.spreadsheets import CASES, COURSE, every_table, files, outline, package

LOAD = "const script = document.createElement('script'); script.textContent = args[0]; document.head.append(script)"
READ = """
    const bytes = Uint8Array.from(atob(args[0]), (sign) => sign.charCodeAt(0));
    window.reading = null;
    dalil.matrices.parse(args[3] ? bytes.buffer : bytes, args[1], args[2]).then((reading) => { window.reading = JSON.stringify(reading); });"""


@pytest.fixture(scope="module")
def cases() -> dict[str, tuple[bytes, dict[str, Any]]]:
    return files()


@pytest.fixture(scope="module")
def page(browser: Browser, addresses: dict[str, str]) -> Browser:
    """A page of the site with the scripts that read and write Excel files."""
    browser.open(addresses["file"] + "index.html")
    browser.until("return document.readyState === 'complete'")
    for name in ("review", "package", "spreadsheet", "matrices"):
        browser.run(LOAD, (PROJECT / f"overrides/assets/javascripts/{name}.js").read_text(encoding="utf-8"))
    browser.noted()
    return browser


def reading(page: Browser, data: bytes, whole: bool = False) -> Any:
    page.run(READ, base64.b64encode(data).decode(), CASES["catalog"], COURSE, whole)
    return page.run("return JSON.parse(args[0])", page.until("return window.reading"))


@pytest.mark.parametrize("name", NAMES)
def test_a_file_gives_what_its_case_says(name: str, page: Browser, cases: dict[str, tuple[bytes, dict[str, Any]]]) -> None:
    data, gives = cases[name]
    assert reading(page, data) == gives
    assert [error for error in page.noted() if "XML Parsing Error" not in error] == []  # Firefox tells what it could not parse


def test_the_browser_reads_what_it_has_written(page: Browser) -> None:
    answers = {"sa-progress": {"1": {"now": 0, "aim": 2, "evidence": "=1+1\n_x0041_ <b>", "next": " +1", "owner": "وزارة العمل", "date": "2026-03-31"}}}
    page.run("""
        window.made = null;
        dalil.package.filled(JSON.parse(args[0]), args[1], "").then((blob) => blob.arrayBuffer())
          .then((buffer) => dalil.matrices.parse(buffer, args[2], args[3])).then((reading) => { window.made = JSON.stringify(reading); });""",
             package().record(), values(outline("en"), State(answers)), CASES["catalog"], COURSE)
    found = page.run("return JSON.parse(args[0])", page.until("return window.made"))
    assert found["answers"] == every_table(answers) and not found["error"] and not found["faults"]


def test_a_buffer_does_as_well_as_bytes(page: Browser, cases: dict[str, tuple[bytes, dict[str, Any]]]) -> None:
    data, gives = cases["sorted rows"]
    assert reading(page, data, whole=True) == gives


def test_an_old_browser_is_told(page: Browser, cases: dict[str, tuple[bytes, dict[str, Any]]]) -> None:
    page.run("window.kept = window.DecompressionStream; window.DecompressionStream = undefined")
    try:
        assert reading(page, cases["sorted rows"][0])["error"] == "old-browser"
    finally:
        page.run("window.DecompressionStream = window.kept")
