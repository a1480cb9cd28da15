"""Worksheets and keys on screen: axe-core finds nothing, and no sheet asks for anything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dalil.export.paper import write_papers
from dalil.read import read_site
from tests.browser.drivers import Chromium
from tests.browser.test_axe import violations
from tests.conftest import PROJECT
from tests.tree import SMALL, draw


def written(source: Path, folder: Path) -> list[Path]:
    write_papers(read_site(source)[0], folder, datetime(2020, 6, 25, tzinfo=UTC), None)
    return sorted(folder.iterdir())


def faults(browser: Chromium, papers: list[Path]) -> dict[str, list[str]]:
    found = {}
    for path in papers:
        browser.open(path.as_uri())
        if violated := violations(browser):
            found[path.name] = violated
    return found


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 360)])
def test_axe_finds_nothing_in_any_kind(chromium: Callable[..., Chromium], tmp_path: Path, scheme: str, width: int) -> None:
    browser = chromium(color_scheme=scheme, viewport={"width": width, "height": 800})
    assert not faults(browser, written(draw(tmp_path / "tree", SMALL), tmp_path / "papers"))
    assert browser.noted() == []


def test_axe_finds_nothing_in_the_real_ones(chromium: Callable[..., Chromium], tmp_path: Path) -> None:
    browser = chromium()
    assert not faults(browser, written(PROJECT, tmp_path / "papers"))
    assert browser.noted() == []
