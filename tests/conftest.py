"""What many tests need: a small bilingual tree to spoil, and the real site, built once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.server import serving
from tests.tree import SMALL, draw

PROJECT = Path(__file__).parent.parent
# Letters of both scripts and a space: what a USB stick of a country office may be called.
STICK = "USB stick عصا"
SUB_PATH = "/guide/migration/"


@pytest.fixture
def tree(tmp_path: Path) -> Callable[..., Path]:
    """Draws the small tree, with some files changed, in a fresh folder."""

    def make(changes: Mapping[str, str | bytes | None] | None = None) -> Path:
        return draw(tmp_path / "project", {**SMALL, **(changes or {})})

    return make


def run_dalil(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as a user runs it."""
    return subprocess.run([sys.executable, "-m", "dalil", *arguments], cwd=cwd, env=os.environ | environment,
                          capture_output=True, text=True, encoding="utf-8", timeout=300, check=False)


def copied(root: Path) -> Path:
    """The real sources, in a folder of their own."""
    for name in ("docs", "overrides"):
        shutil.copytree(PROJECT / name, root / name)
    for name in ("mkdocs.yml", "CHANGELOG.md", "CHANGELOG.ar.md"):
        shutil.copy(PROJECT / name, root / name)
    return root


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real sources in a folder of their own, built and bundled for a host with a sub-path."""
    root = copied(tmp_path_factory.mktemp("project"))
    for command in ("build", "bundle"):
        done = run_dalil(command, cwd=root, DALIL_SITE_URL=f"https://example.org{SUB_PATH}")
        assert done.returncode == 0, done.stdout + done.stderr
    return root


@pytest.fixture(scope="session")
def stick(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle, unzipped as a user would."""
    folder = tmp_path_factory.mktemp("media") / STICK
    with zipfile.ZipFile(next((project / "dist").glob("*.zip"))) as archive:
        archive.extractall(folder)
    return next(folder.iterdir())


@pytest.fixture(scope="session")
def zims(project: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The archives of the site for Kiwix, by language, in a project of their own."""
    root = tmp_path_factory.mktemp("zims")
    for name in ("mkdocs.yml", "CHANGELOG.md", "CHANGELOG.ar.md"):
        shutil.copy(project / name, root / name)
    shutil.copytree(project / "site", root / "site")
    done = run_dalil("bundle", "--zim", cwd=root)
    assert done.returncode == 0, done.stdout + done.stderr
    return {path.suffixes[-2][1:]: path for path in (root / "dist").glob("*.zim")}


@pytest.fixture(scope="session")
def addresses(project: Path, stick: Path) -> Iterator[dict[str, str]]:
    """Where the site stands over http, below a sub-path, and from a folder."""
    with serving(project / "site", SUB_PATH) as http:
        yield {"http": http, "file": (stick / "site").as_uri() + "/"}


@pytest.fixture(scope="session")
def pages(project: Path) -> list[str]:
    """Every page of the site, both languages."""
    site = project / "site"
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html")
                  if path.name not in ("404.html", "store.html"))
