"""The worker that keeps the site: its list is whole, and the same site gives the same bytes."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest

from dalil.export.keep import WORKER, write_worker


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for name in ("index.html", "ar/index.html", "404.html", "sitemap.xml", "assets/a.js", "assets/100% عصا.svg"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name * 10_000, encoding="utf-8")
    return tmp_path


def written(site: Path, version: str = "1.0") -> tuple[dict[str, Any], str]:
    write_worker(site, version)
    return read(site)


def read(site: Path) -> tuple[dict[str, Any], str]:
    """What the worker lists, and its script."""
    head, _, script = (site / WORKER).read_text(encoding="utf-8").partition(";\n")
    return json.loads(head.removeprefix("const kept = ")), script


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_every_file_is_listed_once_with_its_hash(site: Path) -> None:
    kept, script = written(site)
    assert list(kept["files"]) == ["ar/index.html", "assets/100%25%20%D8%B9%D8%B5%D8%A7.svg", "assets/a.js", "index.html"]
    assert all(digest(site / name).startswith(kept["files"][name]) for name in ("ar/index.html", "assets/a.js", "index.html"))
    assert kept["version"] == "1.0" and kept["megabytes"] == "0.6"
    assert "waitUntil" in script and "/**" not in script


def test_the_same_bytes_whatever_the_times_and_however_often(site: Path) -> None:
    written(site)
    first = (site / WORKER).read_bytes()
    for path in site.rglob("*"):
        os.utime(path, (1, 1))
    written(site)
    assert (site / WORKER).read_bytes() == first


def test_a_change_changes_one_hash(site: Path) -> None:
    before = written(site)[0]["files"]
    (site / "index.html").write_text("changed", encoding="utf-8")
    after = written(site, "2.0")[0]["files"]
    assert {name for name in after if after[name] != before[name]} == {"index.html"}


def test_pages_that_offer_it_are_told_the_size(site: Path) -> None:
    (site / "index.html").write_text('<div data-keep data-megabytes="">' + " " * 400_000, encoding="utf-8")
    kept, _ = written(site)
    assert '<div data-keep data-megabytes="0.9">' in (site / "index.html").read_text(encoding="utf-8")
    assert kept["megabytes"] == "0.9" and digest(site / "index.html").startswith(kept["files"]["index.html"])


def test_the_real_site_lists_what_the_bundle_holds(project: Path, stick: Path) -> None:
    files = read(project / "site")[0]["files"]
    inside = stick / "site"
    assert set(files) == {path.relative_to(inside).as_posix() for path in inside.rglob("*") if path.is_file()}
    assert all(digest(inside / name).startswith(hash_) for name, hash_ in files.items())
