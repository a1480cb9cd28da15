"""The facilitator's edition holds advice, keys and run-sheets; the learner's holds none of them in any file."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from dalil.languages import CODES, language
from dalil.model import Exercise
from dalil.prose import plain
from dalil.read import read_site
from dalil.sums import verify
from tests.conftest import PROJECT, copied, run_dalil

SITE = read_site(PROJECT)[0]
NOTES = [(page, exercise) for page in SITE.pages for exercise in page.exercises if exercise.facilitator]
LEAST = 20
# What run-sheets and keys say of themselves.
OWN_WORDS = [language(code).say(name) for code in CODES for name in ("run.edition_note", "paper.key_note")]


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real sources, built and bundled for facilitators."""
    root = copied(tmp_path_factory.mktemp("facilitator"))
    for command in ("build", "bundle"):
        done = run_dalil(command, "--edition", "facilitator", cwd=root)
        assert done.returncode == 0, done.stdout + done.stderr
    return root


def letters(text: str) -> str:
    """A text without markup and white space, in whatever format it stands."""
    return re.sub(r"[^\w]", "", unescape(re.sub(r"<[^<>]*>", "", text)))


def passages(exercise: Exercise) -> list[str]:
    """Stretches of the advice on an exercise that stand nowhere else: 40 letters of each of its sentences."""
    sentences = re.split(r"(?<=[.!?؟])\s", plain(exercise.facilitator or ""))
    return [letters(sentence)[:40] for sentence in sentences if len(letters(sentence)) >= 25]


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of a folder, and those in its zips, Office files among them."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        yield path.as_posix(), path.read_bytes()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    yield f"{path}/{name}", archive.read(name)


def texts(data: bytes) -> str:
    """The letters of a file, as they stand and as scripts write them."""
    text = data.decode("utf-8", errors="ignore")
    if "\\u" in text:
        text += re.sub(r"\\u([0-9a-f]{4})", lambda match: json.loads(f'"{match[0]}"') if not "d800" <= match[1] <= "dfff" else "", text)
    return letters(text)


def test_there_is_advice_on_enough_exercises() -> None:
    for code in CODES:
        course = [one for page, one in NOTES if page.language == code and not page.path.startswith("contribute/")]
        assert len(course) >= LEAST and all(passages(one) for one in course)


def test_the_learner_s_edition_holds_nothing_of_it(project: Path) -> None:
    known = {passage: exercise.id for _, exercise in NOTES for passage in passages(exercise)}
    own = [letters(words) for words in OWN_WORDS]
    looked_at = 0
    for folder in ("site", "dist"):
        for name, data in files(project / folder):
            looked_at += 1
            text = texts(data)
            # The contributor pages show the notation, and there the words of one example.
            allowed = "contribute" in name or "/search/" in name
            assert not [known[passage] for passage in known if passage in text and not (allowed and known[passage].startswith("demo-"))], name
            assert not re.search(r"\.key\.|run-|site-facilitator|/facilitator/", name), name
            assert not [words for words in own if words in text] and b"data-timer" not in data, name
    assert looked_at > 400


def test_the_facilitator_s_edition_holds_all_of_it(edition: Path) -> None:
    site = edition / "site-facilitator"
    for page, exercise in NOTES:
        folder = site if page.language == "en" else site / page.language
        text = texts((folder / page.path.replace(".md", ".html")).read_bytes())
        for passage in passages(exercise):
            assert passage in text, (page.source, exercise.id)
    assert not (edition / "site").exists() and not (edition / "dist" / "workbooks").exists()
    assert not (site / "keep-worker.js").exists(), "it is not for the web"


@pytest.mark.parametrize("code", CODES)
def test_every_agenda_and_programme_has_a_run_sheet_with_all_at_hand(edition: Path, code: str) -> None:
    folder = edition / "site-facilitator" / "facilitator"
    index = (folder / f"index.{code}.html").read_text(encoding="utf-8")
    plans = [(page, plan) for page in SITE.ordered(code) for plan in (*page.agendas, *page.programmes)]
    assert len(plans) >= 5
    for page, plan in plans:
        name = f"run-{plan.id}.{code}.html"
        sheet = (folder / name).read_text(encoding="utf-8")
        assert f'href="{name}"' in index
        assert sheet.count(" data-minutes=") == len(plan.sittings[0].sessions)
        for session in plan.sittings[0].sessions:
            assert letters(session.title)[:30] in letters(sheet), page.source


def test_every_link_of_the_facilitator_s_pages_leads_somewhere(edition: Path) -> None:
    folder = edition / "site-facilitator" / "facilitator"
    for path in sorted(folder.glob("*.html")):
        for link in re.findall(r'href="([^"#]+)(?:#[^"]*)?"', path.read_text(encoding="utf-8")):
            assert link.startswith(("http", "data:")) or (folder / link).resolve().is_file(), f"{path.name}: {link}"


def test_no_archive_for_kiwix_is_made_of_it(edition: Path) -> None:
    done = run_dalil("bundle", "--zim", "--edition", "facilitator", cwd=edition)
    assert done.returncode == 2 and "learner's edition only" in done.stderr and not list((edition / "dist").glob("*.zim"))


def test_run_sheets_are_called_by_what_they_are_for(edition: Path) -> None:
    folder = edition / "site-facilitator" / "facilitator"
    index = (folder / "index.ar.html").read_text(encoding="utf-8")
    names = re.findall(r'href="run-[^"]+">(.*?)</a>', index)
    assert len(names) == len(set(names)) >= 8 and "البرامج المقترحة · الجولة الأولى · في ساعتين" in names


def test_its_bundle_is_one_of_its_own(edition: Path) -> None:
    archive = next((edition / "dist").glob("dalil-facilitator-*.zip"))
    assert not verify(edition / "dist").faults
    with zipfile.ZipFile(archive) as opened:
        top = archive.stem
        assert {name.partition("/")[0] for name in opened.namelist()} == {top}
        assert "Do not pass it on to participants" in opened.read(f"{top}/START-HERE.html").decode()
        assert "لا تعطوها للمشاركين" in opened.read(f"{top}/READ-ME.txt").decode("utf-8-sig")
