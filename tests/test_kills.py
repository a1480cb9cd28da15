"""Killed at any moment, a build or a bundle leaves what was good, or the next command puts it back."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dalil import sums
from tests.conftest import run_dalil
from tests.tree import SMALL, draw

TRIALS = 20
BOTH = [sys.executable, "-c", "import sys; from dalil.cli import main; sys.exit(main(['build']) or main(['bundle']))"]
# Two states of the sources, whose sites and bundles differ.
TEXTS = [SMALL["docs/en/index.md"], SMALL["docs/en/index.md"].replace("## Section {#section}", "## Other section {#section}")]
DELIVERED = (sums.NAME, "dalil-0.1.0.zip")


def state(root: Path, folder: str) -> dict[str, str]:
    """The digests of what stands in site/, or of what was delivered into dist/."""
    names = DELIVERED if folder == "dist" else None
    return {path.relative_to(root).as_posix(): sums.digest(path.read_bytes()) for path in sorted((root / folder).rglob("*"))
            if path.is_file() and (names is None or path.name in names)}


def made(root: Path, text: str) -> tuple[float, dict[str, dict[str, str]]]:
    """How many seconds build and bundle take, and what they give."""
    (root / "docs" / "en" / "index.md").write_text(text, encoding="utf-8")
    started = time.monotonic()
    subprocess.run(BOTH, cwd=root, check=True, capture_output=True)
    return time.monotonic() - started, {folder: state(root, folder) for folder in ("site", "dist")}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return draw(tmp_path_factory.mktemp("killed"), SMALL)


def test_a_kill_at_any_moment(root: Path) -> None:
    (first, one), (second, other) = (made(root, text) for text in TEXTS)
    assert one["site"] != other["site"] and one["dist"] != other["dist"]
    caught = 0
    for number in range(TRIALS):
        (root / "docs" / "en" / "index.md").write_text(TEXTS[number % 2], encoding="utf-8")
        run = subprocess.Popen(BOTH, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        time.sleep(random.Random(number).uniform(0.1, 1.2) * max(first, second))
        if run.poll() is None:
            caught += 1
            # Alone, its runs of mkdocs go on for a while; or with all that it has started.
            (os.kill if number % 3 else os.killpg)(run.pid, signal.SIGKILL)
        run.wait()
        done = run_dalil("check", cwd=root)
        assert done.returncode == 0, done.stdout + done.stderr
        for folder in ("site", "dist"):
            assert state(root, folder) in (one[folder], other[folder]), number
        assert not sums.verify(root / "dist").faults
    assert caught >= TRIALS // 4, "most were done before they could be killed"
    assert made(root, TEXTS[0])[1] == one
    assert not [path.name for path in (root / ".dalil" / "build").iterdir() if path.name.startswith(("fresh-", "delivery"))]


def test_a_kill_in_the_middle_of_a_delivery_is_mended(root: Path) -> None:
    """The zip has arrived, its list has not: the moment that a random kill seldom meets."""
    good = made(root, TEXTS[0])[1]["dist"]
    made(root, TEXTS[1])
    work = root / ".dalil" / "build"
    for name in DELIVERED:
        (work / "delivery").mkdir(exist_ok=True)
        shutil.copy(root / "dist" / name, work / "delivery")
    made_before = state(root, "dist")
    assert made_before != good
    shutil.rmtree(root / "dist")
    assert "earlier build was interrupted" in run_dalil("check", cwd=root).stdout
    assert state(root, "dist") == made_before and not (work / "delivery").exists()
