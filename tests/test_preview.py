"""The preview: both languages, reload after a change, findings shown without stopping it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from tests.conftest import run_dalil
from tests.tree import SMALL, draw

PATIENCE = 60


class Served:
    """A running `dalil serve`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.process = subprocess.Popen([sys.executable, "-m", "dalil", "serve", "--port", "0"], cwd=root, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True, encoding="utf-8")
        assert self.process.stdout
        self.url = next(line for line in self.process.stdout if "http" in line).split()[1]

    def get(self, path: str) -> str:
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:
            return str(answer.read().decode())

    def state(self) -> dict[str, Any]:
        return dict(json.loads(self.get("dalil-preview-state")))

    def until(self, version: int) -> dict[str, Any]:
        """The state once a build of at least this number is shown."""
        limit = time.monotonic() + PATIENCE
        while (state := self.state())["version"] < version:
            assert time.monotonic() < limit, "the preview did not follow"
            time.sleep(0.1)
        return state


@pytest.fixture
def served(tree: Callable[..., Path]) -> Iterator[Served]:
    preview = Served(tree())
    yield preview
    preview.process.terminate()
    preview.process.wait()


def test_it_follows_changes_and_findings_do_not_stop_it(served: Served) -> None:
    assert served.until(1) == {"version": 1, "notice": ""}
    assert '<html lang="ar" dir="rtl"' in served.get("ar/days/index.html")
    assert "A small guide" in served.get("")
    with pytest.raises(HTTPError):
        served.get("keep-worker.js")  # a preview that is kept would not follow
    spoilt = SMALL["docs/en/index.md"].replace("doc:compact", "doc:x").replace("A small guide", "A changed guide")
    draw(served.root, {"docs/en/index.md": spoilt})
    state = served.until(2)
    assert state["notice"].startswith("1 ") and "A changed guide" in served.get("index.html")
    draw(served.root, {"docs/ar/index.md": b"\xff\xfe"})
    assert served.until(state["version"] + 1)["notice"]
    assert "A changed guide" in served.get("index.html")
    assert served.process.poll() is None


def test_a_port_that_is_taken_is_said(served: Served) -> None:
    port = served.url.rstrip("/").rpartition(":")[2]
    other = draw(served.root.parent / "other", SMALL)
    done = run_dalil("serve", "--port", port, cwd=other)
    assert done.returncode == 2 and port in done.stderr and "Traceback" not in done.stderr
