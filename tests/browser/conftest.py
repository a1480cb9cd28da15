"""Each browser test runs in every browser, over http and from a folder."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.drivers import BROWSERS, Browser, Chromium
from tests.conftest import run_dalil
from tests.server import serving
from tests.tree import SMALL, draw


@pytest.fixture(scope="module", params=sorted(BROWSERS))
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """A browser with a fresh profile for the module."""
    one = BROWSERS[request.param]()
    yield one
    one.close()


@pytest.fixture(scope="module", params=["light", "dark"])
def own(request: pytest.FixtureRequest) -> Iterator[Chromium]:
    """A Chromium for the module, in light and in dark."""
    one = Chromium(color_scheme=request.param)
    yield one
    one.close()


@pytest.fixture(scope="module", params=["http", "file"])
def base(request: pytest.FixtureRequest, addresses: dict[str, str]) -> str:
    """The site's address, with a slash at its end."""
    return addresses[request.param]


@pytest.fixture(scope="session")
def small_addresses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The small tree of tests/tree.py, built: over http and from a folder."""
    root = draw(tmp_path_factory.mktemp("small tree"), SMALL)
    done = run_dalil("build", cwd=root)
    assert done.returncode == 0, done.stdout + done.stderr
    with serving(root / "site") as http:
        yield {"http": http, "file": (root / "site").as_uri() + "/"}


@pytest.fixture(scope="module", params=["http", "file"])
def small(request: pytest.FixtureRequest, small_addresses: dict[str, str]) -> str:
    """The small site's address, with a slash at its end."""
    return small_addresses[request.param]


@pytest.fixture
def chromium() -> Iterator[Any]:
    """Makes browsers for tests that need one of their own, with options of their own."""
    made: list[Chromium] = []

    def make(**options: Any) -> Chromium:
        made.append(Chromium(**options))
        return made[-1]

    yield make
    for one in made:
        one.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)
