"""Every mistake of tests/cases/findings.yml and agendas.yml is found at its line, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from dalil.check import check_site
from dalil.findings import RULES, Finding, ordered
from dalil.languages import CODES, language
from dalil.read import read_site
from tests.bench import made
from tests.tree import SMALL

CASES: list[dict[str, Any]] = [case for name in ("findings", "agendas")
                               for case in yaml.safe_load((Path(__file__).parent.parent / "cases" / f"{name}.yml").read_text(encoding="utf-8"))]


def findings(root: Path) -> tuple[Finding, ...]:
    site, faults = read_site(root)
    return ordered([*faults, *check_site(site)])


def changes(case: dict[str, Any]) -> dict[str, str]:
    """The files of a case as they stand after its mistake was made."""
    files = {}
    for name, content in case.get("write", {}).items():
        if name == "mkdocs.yml+":
            files["mkdocs.yml"] = SMALL["mkdocs.yml"].replace("  - days/kinds.md\n", f"  - days/kinds.md\n{content}\n")
        else:
            files[name] = content
    for name, (old, new) in case.get("replace", {}).items():
        assert SMALL[name].count(old), f"{old!r} does not stand in {name}"
        files[name] = SMALL[name].replace(old, new, 1)
    return files


def test_the_small_tree_is_clean(tree: Callable[..., Path]) -> None:
    assert findings(tree()) == ()


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_mistake(case: dict[str, Any], tree: Callable[..., Path]) -> None:
    # A mistake that takes a figure or a last section away is found by those rules too; they have cases in style.yml.
    found = [one for one in findings(tree(changes(case))) if one.rule not in ("figure-missing", "next-missing")]
    assert sorted(f"{one.path}:{one.line} {one.rule}" for one in found) == sorted(case["finds"])
    for code in CODES:
        for finding in found:
            text = finding.text(language(code))
            assert "{" not in text.replace("{#", ""), text
            assert "\n" not in text


def test_every_rule_has_a_case() -> None:
    # The rules about files that cannot be opened have theirs in tests/test_bad_input.py, those of style in style.yml, of forms in
    # tests/test_review_commands.py.
    elsewhere = {"form-unusable", "file-unreadable", "file-encoding", "style", "style-nfc", "figure-missing", "next-missing", "paragraph-long"}
    shown = {line.split()[1] for case in CASES for line in case["finds"]} | elsewhere
    assert set(RULES) <= shown


def test_the_site_has_no_findings() -> None:
    assert findings(Path(__file__).parent.parent.parent) == ()


def test_the_pages_of_the_bench_have_no_findings(tmp_path: Path) -> None:
    """The bench builds pages made from the site's own: a rule they break would stop it."""
    made(tmp_path, 8)
    assert findings(tmp_path) == ()
