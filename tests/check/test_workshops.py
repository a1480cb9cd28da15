"""Two places that state different times for one workshop are found, in prose of both languages; nothing else is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import yaml

from dalil.check import workshops
from dalil.check.passages import passages
from dalil.check.statements import statements
from dalil.findings import Finding
from dalil.languages import CODES, language
from dalil.model import Page, Site, Workshop
from dalil.read import read_site
from dalil.read.page import page as read_page
from tests.conftest import PROJECT

CASES: dict[str, list[dict[str, Any]]] = yaml.safe_load((PROJECT / "tests" / "cases" / "workshops.yml").read_text(encoding="utf-8"))
NOTE: dict[str, Any] = yaml.safe_load((PROJECT / "tests" / "cases" / "concept-note.yml").read_text(encoding="utf-8"))
QUOTATION_MARKS = re.compile('["“”«»]')


@pytest.fixture(scope="module")
def whole() -> Site:
    return read_site(PROJECT)[0]


@pytest.fixture(scope="module")
def site(whole: Site) -> Site:
    """The pages that say something of a workshop's time or are to be changed; the others only take time."""
    paths = {one.path for one in statements(whole, whole.workshops)} | {f"docs/{case['page']}" for kind in CASES for case in CASES[kind]}
    return replace(whole, pages=tuple(page for page in whole.pages if page.source in paths))


def changed(site: Site, case: dict[str, Any]) -> tuple[Site, str, int]:
    """The site with one page changed, the path of its source, and the line of the change."""
    code, _, path = case["page"].partition("/")
    page = site.page(code, path)
    assert page
    text = (PROJECT / page.source).read_text(encoding="utf-8")
    if "add" in case:
        old = re.search(r"^## .*$", text, re.MULTILINE)[0]  # type: ignore[index]
        new = f"{old}\n\n{case['add']}"
        line = text[: text.index(old)].count("\n") + 3 + case.get("line", 0)
    else:
        old, new = case["old"], case["new"]
        assert old in text, f"{old!r} does not stand in {page.source}"
        line = text[: text.index(old)].count("\n") + 1
    other, _ = read_page(text.replace(old, new, 1), path, code, page.source)
    return with_page(site, page, other), page.source, line


def with_page(site: Site, page: Page, other: Page) -> Site:
    return replace(site, pages=tuple(other if one is page else one for one in site.pages))


def found(site: Site) -> list[Finding]:
    return list(workshops.times(site))


@pytest.mark.parametrize("case", CASES["seeded"], ids=lambda case: f"{case['page']} {case.get('new') or case['add']}")
def test_seeded_contradiction(site: Site, case: dict[str, Any]) -> None:
    other, source, line = changed(site, case)
    assert sorted((one.path, one.line, one.rule) for one in found(other)) == sorted((source, line, rule) for rule in case["finds"])


@pytest.mark.parametrize("case", CASES["innocent"], ids=lambda case: f"{case['page']} {case.get('new') or case['add']}")
def test_innocent_words(site: Site, case: dict[str, Any]) -> None:
    assert found(changed(site, case)[0]) == []


def test_there_are_enough_cases() -> None:
    for code in CODES:
        assert sum(case["page"].startswith(code) for case in CASES["seeded"]) >= 20


def test_no_false_alarm_on_the_site(whole: Site) -> None:
    assert found(whole) == [] and list(workshops.entries(whole)) == []


def test_the_site_states_what_is_compared(site: Site) -> None:
    """No false alarm is worth little where nothing is read: these are the places of the site that state a time, in both languages alike."""
    said = list(statements(site, site.workshops))
    places = {code: sorted((one.workshop, one.path.removeprefix(f"docs/{code}/"), one.line, type(one.value).__name__)
                           for one in said if one.path.startswith(f"docs/{code}/")) for code in CODES}
    assert len(places["en"]) >= 25
    assert places["en"] == places["ar"]


def test_a_finding_names_both_places(site: Site) -> None:
    case = next(case for case in CASES["seeded"] if case["page"] == "ar/index.md")
    other, source, line = changed(site, case)
    text = found(other)[0].text(language("ar"))
    agenda = next(page.agendas[0].line for page in site.pages if page.source == "docs/en/workshops/first-round.md")
    assert text.startswith(f"{source}:{line}: [workshop-date] «26 حزيران/يونيه 2020» و«2020-06-25» في docs/en/workshops/first-round.md:{agenda} ")


def test_one_mistake_is_one_finding(site: Site) -> None:
    """A wrong time that is read before all others of its workshop is found at the first of them, and only there."""
    case = {"page": "en/compact/follow-up.md", "old": "| July or August 2020 | [Second round]", "new": "| May 2020 | [Second round]"}
    other, source, line = changed(site, case)
    assert all(one.values["place"] == f"{source}:{line}" or one.path == source for one in found(other))


def test_a_quotation_needs_its_note_under_the_same_heading(site: Site) -> None:
    quoted = 'A source says "26 June 2020" of the first round.\n\n## Elsewhere {#elsewhere}\n\n!!! note "Editor\'s note"\n\n    25 June 2020.'
    other, source, line = changed(site, {"page": "en/workshops/run.md", "add": quoted})
    assert [(one.path, one.line, one.rule) for one in found(other)] == [(source, line, "quotation-bare")]


def test_an_agenda_that_no_data_file_names_is_compared_with_its_page(site: Site) -> None:
    nameless = replace(site, workshops=())
    for code, old, new in (("en", "from 10 a.m. to 1 p.m.", "from 9 a.m. to noon"), ("ar", "من الساعة 10/00 إلى الساعة 13/00", "من 9:00 إلى 12:00")):
        other, source, line = changed(nameless, {"page": f"{code}/workshops/first-round.md", "old": old, "new": new})
        assert [(one.path, one.line, one.rule) for one in found(other)] == [(source, line, "workshop-hours")]


def test_an_agenda_of_two_days(site: Site) -> None:
    """Each of its slots may be named alone, and no other."""
    page = site.page("en", "workshops/first-round.md")
    assert page
    agenda, more = page.agendas[0], timedelta(days=1, hours=3)
    slot = agenda.slots[0]
    two = replace(agenda, slots=(slot, replace(slot, start=slot.start + more, finish=slot.finish + more)))
    longer = with_page(site, page, replace(page, blocks=tuple(two if block is agenda else block for block in page.blocks)))
    said = {"The first round was held on 25 and 26 June 2020.": [], "The first round was held on 26 June, from 1 p.m. to 4 p.m.": [],
            "The first round was held on 27 June, from 2 p.m. to 5 p.m.": ["workshop-date", "workshop-hours"]}
    for words, rules in said.items():
        other, source, line = changed(longer, {"page": "en/workshops/run.md", "add": words})
        assert [(one.path, one.line, one.rule) for one in found(other)] == [(source, line, rule) for rule in rules]


# The concept note.


def note_page() -> tuple[Page, dict[str, int]]:
    """The phrases of the note as a page, and the line on which each section begins."""
    lines, places = ["# Concept note {#note}", ""], {}
    for section in NOTE["sections"]:
        places[section["where"]] = len(lines) + 1
        lines += [f"## {section['head']} {{#{section['id']}}}", ""] if "head" in section else []
        lines += [*section["text"].split("\n"), ""] if "text" in section else []
    return read_page("\n".join(lines), "note.md", "en", "docs/en/note.md")[0], places


def line_of(page: Page, text: str, first: int) -> int:
    """The line from `first` on where words stand, the raised endings of numbers left out."""
    lines = [re.sub("<[^>]+>", "", line) for line in page.text.split("\n")]
    return next(number for number, line in enumerate(lines, 1) if number >= first and text in line)


@pytest.mark.parametrize("case", NOTE["contradictions"], ids=lambda case: case["id"])
def test_the_concept_note_contradicts_itself(site: Site, case: dict[str, str]) -> None:
    page, places = note_page()
    ours = tuple(replace(one, page="note.md", agenda="") if one.id == "round-1" else one for one in site.workshops)
    findings = [one for one in found(Site(CODES, (page,), workshops=ours)) if one.rule == case["rule"]]
    assert [(one.path, one.line, one.values["text"], one.values["place"], one.values["other"]) for one in findings] == [
        (page.source, line_of(page, case["text"], places[case["at"]]), case["text"],
         f"{page.source}:{line_of(page, case['other'], places[case['names']])}", case["other"])]


def test_the_concept_note_has_no_other_contradictions(site: Site) -> None:
    page, _ = note_page()
    ours = tuple(replace(one, page="note.md", agenda="") if one.id == "round-1" else one for one in site.workshops)
    assert len(found(Site(CODES, (page,), workshops=ours))) == len(NOTE["contradictions"])


def test_the_concept_note_contradicts_the_agenda(site: Site) -> None:
    """As a page of the site, with the agenda of the workshop as it was held."""
    page, places = note_page()
    findings = found(replace(site, pages=(*site.pages, page)))
    assert {(one.rule, one.line) for one in findings} == {("workshop-hours", places["III.a"] + 2), ("workshop-length", places["III.a"] + 2),
                                                         ("workshop-date", places["III.a"] + 4)}


@pytest.mark.parametrize("code", CODES)
def test_the_page_of_the_note_without_quotation_marks_or_notes(site: Site, code: str) -> None:
    """What keeps the site's page free of findings is that its quotations are marked and explained."""
    page = site.page(code, "concept-note.md")
    assert page
    text = (PROJECT / page.source).read_text(encoding="utf-8")
    line = next(number for number, one in enumerate(text.split("\n"), 1) if re.match(r"- (First round|الجولة الأولى):", one))
    unmarked = spoilt(site, page, without_marks(text))
    assert {("workshop-hours", line), ("workshop-length", line)} <= {(one.rule, one.line) for one in unmarked}
    assert any(one.rule == "workshop-date" and f"{page.source}:{line + 1}" in (f"{one.path}:{one.line}", one.values["place"]) for one in unmarked)
    unexplained = spoilt(site, page, text.replace(language(code).words["editor"]["note"], "Note"))
    assert {("quotation-bare", line), ("quotation-bare", line + 1)} <= {(one.rule, one.line) for one in unexplained}


def spoilt(site: Site, page: Page, text: str) -> list[Finding]:
    """The findings on a page that has another text."""
    other, _ = read_page(text, page.path, page.language, page.source)
    return [one for one in found(with_page(site, page, other)) if one.path == page.source]


def without_marks(text: str) -> str:
    """A page without quotation marks, but for those around the titles of its notes."""
    return "\n".join(line if line.startswith("!!!") else QUOTATION_MARKS.sub("", line) for line in text.split("\n"))


TOLD = {
    "en": {"C1": ["do not overlap", "ran from 10 a.m. to 1 p.m. Cairo time, according to its report"],
           "C2": ["two hours here, three hours on the cover", "lasted three hours"],
           "C3": ['"mid July 2020"', '"end-July and early-August 2020"', "no record of its actual date was found"],
           "C4": ["one slot, possibly two", "Only the workshop of 25 June is documented"]},
    "ar": {"C1": ["لا تتداخلان", "من الساعة 10/00 إلى الساعة 13/00 بتوقيت القاهرة، وفقا لتقريرها"],
           "C2": ["ساعتان هنا، وثلاث ساعات على الغلاف", "ثلاث ساعات، وفقا للتقرير"],
           "C3": ["«منتصف تموز/يوليه 2020»", "«أواخر تموز/يوليه وأوائل آب/أغسطس 2020»", "لم يُعثر على سجل لتاريخها الفعلي"],
           "C4": ["موعدا واحدا، وربما موعدين", "لا توثيق إلا لورشة عمل 25 حزيران/يونيه"]},
}


def notes(page: Page) -> Iterator[str]:
    """The editor's notes of a page, each as one text."""
    title = language(page.language).words["editor"]["note"]
    for match in re.finditer(rf'^!!! note "{title}"\n((?:(?: {{4}}.*)?\n)+)', page.text, re.MULTILINE):
        yield match[1]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("name", ["C1", "C2", "C3", "C4"])
def test_the_site_explains_each_contradiction_in_a_note(site: Site, code: str, name: str) -> None:
    page = site.page(code, "concept-note.md")
    assert page
    assert any(all(words in note for words in TOLD[code][name]) for note in notes(page))


# The data file, and what is read of a page.


def test_entries_of_the_data_file(site: Site) -> None:
    names = {"en": ("third round", "Second Round"), "ar": ("الجولة الثالثة",)}
    spoilt = replace(site, workshops=(*site.workshops, Workshop("round-3", "workshops/third-round.md", "third-round", names, 30)))
    assert [(one.rule, one.line, one.values.get("value", one.values.get("name"))) for one in workshops.entries(spoilt)] == [
        ("workshop-unknown", 30, "workshops/third-round.md"), ("workshop-unknown", 30, "third-round"), ("workshop-name", 30, "second round")]


def test_passages() -> None:
    text = ("---\ndescription: A day.\nshort: Day\n---\n\n# Title {#t}\n\nOne\ntwo.\n\nLead:\n\n- a\n  b\n    - c\n\n| x | y |\n|---|---|\n| 1 | 2 |\n\n"
            '> quoted\n> too\n\n!!! note "Editor\'s note"\n\n    gone\n\n    gone\n\n!!! tip "Shown"\n\n    stays\n\n```\ngone\n```\n')
    page, _ = read_page(text, "a.md", "en", "docs/en/a.md")
    read, noted = passages(page, "Editor's note", lambda line: line)
    assert noted == {1}
    assert [(one.text, one.line(len(one.text) - 1)) for one in read] == [
        ("A day.", 2), ("Day", 3), ("Title", 6), ("One two.", 9), ("Lead:", 11), ("a b", 14), ("c", 15), ("x", 17), ("y", 17), ("1", 19), ("2", 19),
        ("quoted too", 22), ("Shown", 30), ("stays", 32)]
    under = {one.text: (one.beside, one.under) for one in read}
    assert under["c"] == ((), ("Lead:", "Title"))
    assert under["2"] == (("1", "y"), ("Lead:", "Title"))
    assert [one.text for one in read if one.quoted] == ["quoted too"]
