"""The index: every page that may be found is in it, nothing that only the answers of exercises hold, and the same bytes each time."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dalil.languages import CODES
from dalil.model import Choice, Draft
from dalil.read import read_site
from dalil.search.forms import forms
from dalil.search.index import write_index
from dalil.search.pages import found_pages
from dalil.search.tokens import tokens
from tests.conftest import PROJECT, run_dalil
from tests.tree import SMALL


def data(site: Path, kind: str, code: str) -> Any:
    """What a data script holds."""
    script = (site / "assets/search" / f"{kind}.{code}.js").read_text(encoding="utf-8")
    return json.loads(json.loads(re.fullmatch(r"\(.*?\)\[.*?\]=(.*);\n", script, re.DOTALL)[1]))  # type: ignore[index]


def plain(text: str) -> str:
    """A text without its markup, as long as it is in one piece."""
    return re.split(r"[*_`\[\]()<>|#\n\ue000]", text)[0].strip()


@pytest.mark.parametrize("code", CODES)
def test_every_page_is_in_it(project: Path, code: str) -> None:
    site = read_site(PROJECT)[0]
    wanted = {re.sub(r"\.md$", ".html", page.path): page.title for page in site.pages if page.language == code}
    assert site.unsearched == {"print.html"}
    wanted = {location: title for location, title in wanted.items() if location not in site.unsearched}
    found = dict(data(project / "site", "index", code)["pages"])
    assert set(found) == set(wanted)
    texts = data(project / "site", "text", code)
    assert len(texts) == len(found) and all(sections[0][0] == "" for sections in texts)


@pytest.mark.parametrize("code", CODES)
def test_a_page_is_found_by_what_menus_call_it_and_by_its_topics(project: Path, code: str) -> None:
    found = {page.location.removesuffix(".html"): page for page in found_pages(project / "site", code, frozenset())}
    sources = [page for page in read_site(PROJECT)[0].pages if page.language == code]
    said = {page.path.removesuffix(".md"): " ".join([page.short, *page.meta.get("topics", ())]) for page in sources}
    assert sum("topics" in page.meta for page in sources) == 23
    assert [name for name, page in found.items() if not set(tokens(said[name])) <= set(tokens(page.tags))] == []


@pytest.mark.parametrize("code", CODES)
def test_what_only_answers_hold_is_not_in_it(project: Path, code: str) -> None:
    """Facilitator's notes, hints, explanations, models, feedback: none, wherever it stands."""
    index = re.sub(r"\s+", " ", (project / "site/assets/search" / f"text.{code}.js").read_text(encoding="utf-8"))
    secret: list[str] = []
    for page in read_site(PROJECT)[0].pages:
        for exercise in page.exercises if page.language == code else ():
            secret += [*exercise.hints, exercise.explanation or "", exercise.facilitator or ""]
            secret += [exercise.model or ""] if isinstance(exercise, Draft) else []
            secret += [option.feedback or "" for option in exercise.options] if isinstance(exercise, Choice) else []
    sought = [text for text in map(plain, secret) if len(text) > 25]
    assert len(sought) > 300
    assert [text for text in sought if text in index] == []


def test_two_builds_write_the_same_bytes(project: Path, tmp_path: Path) -> None:
    site = read_site(PROJECT)[0]
    for name in ("one", "two"):
        write_index(project / "site", tmp_path / name, forms(site.synonyms), site.unsearched)
    for path in sorted((tmp_path / "one").iterdir()):
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes() == (project / "site/assets/search" / path.name).read_bytes()


def test_a_page_kept_out_is_in_no_index(tree: Callable[..., Path]) -> None:
    page = {f"docs/{code}/days/index.md": f"---\nsearch: false\n---\n\n{SMALL[f'docs/{code}/days/index.md']}" for code in CODES}
    root = tree(page)
    assert run_dalil("build", cwd=root).returncode == 0
    for code in CODES:
        assert "days/index.html" not in {location for location, _ in data(root / "site", "index", code)["pages"]}
        assert "days/exercises.html" in {location for location, _ in data(root / "site", "index", code)["pages"]}


def test_every_page_of_the_site_asks_for_our_search(project: Path, pages: list[str]) -> None:
    for code in CODES:
        assert '"search":"dalil-search"' in (project / f"site/assets/javascripts/theme.{code}.js").read_text(encoding="utf-8")
    for name in pages:
        text = (project / "site" / name).read_text(encoding="utf-8")
        settings = f'<script id="__config" src="{"../" * name.count("/")}assets/javascripts/theme.{"ar" if name.startswith("ar/") else "en"}.js"'
        assert settings in text and 'name="dalil-search"' in text and "search-box.js" in text, name
        assert "workers/search" not in text and "search_index" not in text, name
    assert not list((project / "site").rglob("search_index*")) and not (project / "site/assets/javascripts/workers").exists()


def test_a_site_moved_elsewhere_gives_the_same_index(project: Path, tmp_path: Path) -> None:
    shutil.copytree(project / "site", tmp_path / "موقع")
    site = read_site(PROJECT)[0]
    write_index(tmp_path / "موقع", tmp_path / "index", forms(site.synonyms), site.unsearched)
    assert (tmp_path / "index/index.ar.js").read_bytes() == (project / "site/assets/search/index.ar.js").read_bytes()
