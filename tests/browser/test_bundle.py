"""The pages at the top of the bundle, from a folder: the notice to unzip first, and the check of a copy in the browser."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dalil import sums
from tests.browser.drivers import Browser, Chromium
from tests.browser.test_axe import violations
from tests.conftest import STICK

ALONE = "return [...document.querySelectorAll('.dalil-alone')].map((one) => one.getBoundingClientRect().height > 0)"
SAID = "return document.querySelector(`#${args[0]} [data-said]`).textContent"
FOUND = "return [...document.querySelectorAll(`#${args[0]} [data-found] li`)].map((one) => one.textContent)"
SOUND = {"en": "Every file is as it should be: {n}.", "ar": "جميع الملفات سليمة، وعددها {n}."}
KINDS = {"en": {"missing": "Missing", "altered": "Altered", "added": "Not part of the bundle"},
         "ar": {"missing": "ناقص", "altered": "معدّل", "added": "ليس من الحزمة"}}
FOLDER, SINGLE = "[webkitdirectory]", "[type=file]:not([webkitdirectory])"


@pytest.fixture
def copy(stick: Path, tmp_path: Path) -> Path:
    """A copy of the bundle that may be damaged."""
    return shutil.copytree(stick, tmp_path / STICK)


def test_the_start_page_says_unzip_first_where_its_neighbours_are_missing(browser: Browser, stick: Path, tmp_path: Path) -> None:
    browser.open((stick / "START-HERE.html").as_uri())
    assert browser.run(ALONE) == [False, False] and browser.noted() == []
    shutil.copy(stick / "START-HERE.html", tmp_path)
    browser.open((tmp_path / "START-HERE.html").as_uri())
    assert browser.run(ALONE) == [True, True]
    browser.noted()


def asked(browser: Browser, code: str, selector: str, paths: list[Path]) -> tuple[str, list[str]]:
    """What the check says of some files, and what it finds."""
    browser.choose(f"#{code} {selector}", *paths)
    browser.until("const said = document.querySelector(`#${args[0]} [data-said]`).textContent; return said && !/\\d+ (of|من) \\d+/.test(said)", code)
    return browser.run(SAID, code), browser.run(FOUND, code)


def damage(copy: Path) -> None:
    """One of each, a change of one byte among them."""
    page = copy / "site" / "ar" / "index.html"
    data = page.read_bytes()
    page.write_bytes(data[:99] + bytes([data[99] ^ 1]) + data[100:])
    (copy / "site" / "store.html").unlink()
    (copy / "site" / "new.txt").touch()


@pytest.mark.parametrize("code", ["en", "ar"])
def test_a_folder_is_checked_as_the_command_line_does(browser: Browser, copy: Path, code: str) -> None:
    browser.open((copy / "ABOUT-THIS-COPY.html").as_uri())
    many = sum(1 for path in copy.rglob("*") if path.is_file())
    assert asked(browser, code, FOLDER, [copy]) == (SOUND[code].format(n=many), [])
    assert asked(browser, code, FOLDER, [copy.parent])[1] == [], "unzipped into a folder of its own"
    damage(copy)
    expected = [f"{fault.path}: {KINDS[code][fault.kind]}" for fault in sums.verify(copy).faults]
    assert len(expected) == 3 and asked(browser, code, FOLDER, [copy])[1] == expected
    assert browser.noted() == []


def test_damage_to_the_list_and_to_the_page_itself_is_named(browser: Browser, copy: Path) -> None:
    about, listed = copy / "ABOUT-THIS-COPY.html", copy / sums.NAME
    browser.open(about.as_uri())
    text = listed.read_bytes()
    listed.write_bytes(text.replace(b"a", b"b", 1))
    assert f"{sums.NAME}: Altered" in asked(browser, "en", FOLDER, [copy])[1]
    listed.unlink()
    assert asked(browser, "en", FOLDER, [copy])[1] == [f"{sums.NAME}: Missing"]
    listed.write_bytes(text)
    about.write_bytes(about.read_bytes() + b"\n")
    assert asked(browser, "en", FOLDER, [copy])[1] == ["ABOUT-THIS-COPY.html: Altered"]


def test_single_files_and_other_folders(browser: Browser, copy: Path) -> None:
    browser.open((copy / "ABOUT-THIS-COPY.html").as_uri())
    files = [copy / "site" / "index.html", copy / "site" / "ar" / "glossary.html".replace("glossary", "privacy")]
    assert asked(browser, "en", SINGLE, files) == ("The files you chose are as they should be: 2.", [])
    damage(copy)
    assert asked(browser, "ar", SINGLE, [copy / "site" / "ar" / "index.html"])[1] == ["index.html: معدّل"]
    assert asked(browser, "ar", SINGLE, [copy / "site" / "new.txt"])[1] == ["new.txt: ليس من الحزمة"]
    assert asked(browser, "en", FOLDER, [copy / "site"])[0].startswith("This is not the folder of a bundle.")


@pytest.mark.parametrize("width", [1280, 360])
def test_both_pages_are_accessible(own: Chromium, copy: Path, tmp_path: Path, width: int) -> None:
    own.page.set_viewport_size({"width": width, "height": 740})
    shutil.copy(copy / "START-HERE.html", tmp_path)
    for page in (copy / "START-HERE.html", tmp_path / "START-HERE.html", copy / "ABOUT-THIS-COPY.html"):
        own.open(page.as_uri())
        assert violations(own) == [] and not own.run("return document.documentElement.scrollWidth > innerWidth"), page
    damage(copy)
    asked(own, "ar", FOLDER, [copy])
    assert violations(own) == [] and not own.run("return document.documentElement.scrollWidth > innerWidth")


def test_nothing_is_written_to_the_stick(browser: Browser, stick: Path) -> None:
    """A read-only stick: reading, searching and answering leave the folder as it is."""
    before = {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in stick.rglob("*")}
    for path in before:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        browser.open((stick / "site" / "ar" / "exercises" / "review-process.html").as_uri())
        browser.ready()
        browser.click("[data-exercise] input")
        browser.open((stick / "site" / "progress.html").as_uri())
        browser.ready()
        assert "Look for it among your downloads" in browser.run("return document.body.innerHTML")
        assert browser.noted() == []
        assert {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in stick.rglob("*")} == before
    finally:
        for path in before:
            path.chmod(0o755 if path.is_dir() else 0o644)
