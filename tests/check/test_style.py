"""The rules of style hold what their own examples say; words, figures and symbols are read as a reader sees them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from dalil.check import check_site
from dalil.languages import CODES, language
from dalil.prose import numbered, paragraphs, prose
from dalil.read import read_site
from tests.conftest import PROJECT
from tests.tree import NEXT, SMALL

RULES = yaml.safe_load((PROJECT / "docs" / "data" / "style.yml").read_text(encoding="utf-8"))["style"]
STYLE = {"docs/data/style.yml": (PROJECT / "docs" / "data" / "style.yml").read_text(encoding="utf-8")}
CASES = [(rule["id"], kind, text, rule["language"]) for rule in RULES for kind in ("good", "bad") for text in rule[kind]]
MISTAKES = yaml.safe_load((PROJECT / "tests" / "cases" / "style.yml").read_text(encoding="utf-8"))


def found(root: Path) -> list[str]:
    site, faults = read_site(root)
    return sorted(f"{one.path}:{one.line} {one.values.get('id', one.rule)}" for one in [*faults, *check_site(site)])


@pytest.mark.parametrize(("name", "kind", "text", "code"), CASES)
def test_examples(name: str, kind: str, text: str, code: str) -> None:
    rule = next(rule for rule in read_site(PROJECT)[0].style if rule.id == name)
    assert bool(rule.pattern.search(text)) == (kind == "bad")
    assert kind == "good" or not rule.needs or any(needed in text for needed in rule.needs)


@pytest.mark.parametrize("code", CODES)
def test_every_rule_is_worded(code: str) -> None:
    assert set(language(code).words["style"]) == {rule["id"] for rule in RULES}


def test_the_small_tree_is_in_good_style(tree: Callable[..., Path]) -> None:
    assert found(tree(STYLE)) == []


@pytest.mark.parametrize("case", MISTAKES, ids=[case["name"] for case in MISTAKES])
def test_seeded_mistake(case: dict[str, str], tree: Callable[..., Path]) -> None:
    """One line put into both pages, so that nothing else differs, or into one."""
    changes = {}
    for code, anchor in (("en", "Text with a note."), ("ar", "نص فيه حاشية.")):
        name = f"docs/{code}/index.md"
        changes[name] = SMALL[name].replace(anchor, f"{case.get(code, '')}\n\n{anchor}")
    assert found(tree({**STYLE, **changes})) == sorted(case["finds"])


def test_what_counts_as_words() -> None:
    text = ("# Title {#id}\n\n- [x] Right **bold** [text](doc:gcm)[^1]\n  > Quote `code`\n\n::: choice a-b\npoints: 2\n:::\n\n"
            '| a | b c |\n|---|---|\n\n!!! note "The title"\n\n    Body <b>x</b>\n\n```\nno\n```\n:   A meaning\n')
    assert [line.text for line in prose(numbered(text))] == [
        "Title", "Right bold text", "Quote …", "a", "b c", "The title", "Body x", "A meaning"]


def test_a_page_without_a_way_on(tree: Callable[..., Path]) -> None:
    changes = {f"docs/{code}/days/index.md": SMALL[f"docs/{code}/days/index.md"].replace(NEXT[code], "") for code in CODES}
    assert found(tree(changes)) == ["docs/ar/days/index.md:3 next", "docs/en/days/index.md:3 next"]


def test_a_paragraph_is_what_stands_together() -> None:
    text = "# T {#t}\n\none\ntwo\n\n- a\n- b\n  c\n\n| x | y |\n|---|---|\n"
    assert [line.text for line in paragraphs(numbered(text))] == ["T", "one two", "a", "b c", "| x | y |"]
