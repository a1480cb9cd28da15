"""Agendas in real browsers: one's own time, what is on now and next, what is over, and the way into a calendar."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import vobject

from tests.browser.drivers import Browser, Chromium
from tests.browser.test_axe import violations

PAGE = "workshops/first-round.html"
AT = "dalil.agendas.refresh(Date.parse(args[0]));"
STATE = AT + """
    const agenda = document.querySelector('[data-agenda]');
    const state = agenda.querySelector('.dalil-agenda-state');
    const current = [...agenda.querySelectorAll('tr[data-ends]')].findIndex((row) => row.getAttribute('aria-current') === 'time');
    return [state.hidden ? '' : state.textContent, current, [...agenda.querySelectorAll('.dalil-now')].map((one) => one.textContent)]"""
LOCAL = """
    dalil.agendas.localize(args[0]);
    const shown = [...document.querySelectorAll('td[data-local]')].filter((one) => !one.hidden);
    return [document.querySelector('th[data-local]').hidden ? '' : document.querySelector('th[data-local]').textContent, shown.map((one) => one.textContent)]"""


@pytest.mark.parametrize(("folder", "words"), [
    ("", {"over": "This workshop is over.", "begins": "Begins in 15 minutes.", "now": "Now", "next": "Next"}),
    ("ar/", {"over": "انتهت هذه الورشة.", "begins": "تبدأ بعد 15 من الدقائق.", "now": "الآن", "next": "التالي"}),
])
def test_what_is_on_now_and_next(browser: Browser, base: str, folder: str, words: dict[str, str]) -> None:
    browser.open(f"{base}{folder}{PAGE}")
    browser.ready()
    assert browser.run("return document.querySelector('.dalil-agenda-state').textContent") == words["over"], "today is after 2020"
    assert browser.run(STATE, "2020-06-24T10:00:00Z") == ["", -1, []]
    assert browser.run(STATE, "2020-06-25T07:45:00Z") == [words["begins"], -1, []]
    assert browser.run(STATE, "2020-06-25T08:12:00Z") == ["", 1, [words["now"], words["next"]]]
    assert browser.run(STATE, "2020-06-25T10:55:00Z") == ["", 6, [words["now"]]]
    assert browser.run(STATE, "2020-06-25T11:00:00Z") == [words["over"], -1, []]
    assert browser.noted() == []


def test_one_s_own_time(browser: Browser, base: str) -> None:
    browser.open(base + PAGE)
    browser.ready()
    assert browser.run(LOCAL, "Africa/Cairo") == ["", []], "the same as the agenda's"
    head, times = browser.run(LOCAL, "Asia/Muscat")
    assert head == "Your time (in Asia/Muscat)" and times[0] == "12:00" and times[-1] == "15:00"
    _, times = browser.run(LOCAL, "Pacific/Auckland")
    assert times[0] == "20:00"
    _, times = browser.run(LOCAL, "Pacific/Honolulu")
    assert times[0] == "22:00 (the day before)"
    browser.open(f"{base}ar/{PAGE}")
    browser.ready()
    head, times = browser.run(LOCAL, "Asia/Riyadh")
    assert head == "بتوقيتكم (في Asia/Riyadh)" and times[0] == "11:00"


def test_the_browser_s_zone_is_taken(chromium: Any, addresses: dict[str, str]) -> None:
    browser = chromium(timezone_id="Asia/Dubai")
    browser.open(addresses["file"] + PAGE)
    assert browser.run("return document.querySelector('td[data-local]').textContent") == "12:00"


def test_into_a_calendar(chromium: Any, addresses: dict[str, str], tmp_path: Path) -> None:
    browser = chromium(accept_downloads=True)
    for base in addresses.values():
        for folder, summary in (("", "First round"), ("ar/", "الجولة الأولى")):
            browser.open(f"{base}{folder}{PAGE}")
            with browser.page.expect_download() as download:
                browser.click(".dalil-calendar a")
            download.value.save_as(tmp_path / "one.ics")
            event = vobject.readOne((tmp_path / "one.ics").read_text(encoding="utf-8")).vevent
            assert event.summary.value == summary and event.dtstart.value.isoformat() == "2020-06-25T10:00:00+02:00"


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("folder", ["", "ar/"])
def test_every_state_is_accessible(own: Chromium, addresses: dict[str, str], folder: str, width: int) -> None:
    own.page.set_viewport_size({"width": width, "height": 740})
    own.open(f"{addresses['http']}{folder}{PAGE}")
    own.ready()
    own.run("document.querySelectorAll('details').forEach((one) => { one.open = true; }); dalil.agendas.localize('Asia/Muscat')")
    for moment in ("2020-06-25T07:45:00Z", "2020-06-25T08:12:00Z"):
        own.run(AT, moment)
        assert violations(own) == [] and not own.run("return document.documentElement.scrollWidth > innerWidth")
