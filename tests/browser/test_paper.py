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


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The sheets of the small tree, where every kind stands, and of the real sources."""
    root = tmp_path_factory.mktemp("papers")
    for name, source in (("small", draw(root / "tree", SMALL)), ("real", PROJECT)):
        write_papers(read_site(source)[0], root / name, datetime(2020, 6, 25, tzinfo=UTC), None)
    return sorted(root.glob("small/*.html")) + sorted(root.glob("real/*.html"))


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 360)])
def test_axe_finds_nothing(chromium: Callable[..., Chromium], papers: list[Path], scheme: str, width: int) -> None:
    browser = chromium(color_scheme=scheme, viewport={"width": width, "height": 800})
    found = {}
    for path in papers:
        browser.open(path.as_uri())
        if faults := violations(browser):
            found[f"{path.parent.name}/{path.name}"] = faults
    assert not found
    assert browser.noted() == []
