"""The offline bundle: what is in it, the same bytes every time, sums that hold."""

from __future__ import annotations

import hashlib
import os
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dalil.export.bundle import build_moment, write_bundle
from tests.conftest import PROJECT, run_dalil

MOMENT = datetime(2020, 6, 25, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("index.html", "ar/index.html", "404.html", "sitemap.xml", "assets/a.js"):
        (tmp_path / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / name).write_text(name)
    return tmp_path


def test_what_is_in_it(folder: Path) -> None:
    with zipfile.ZipFile(write_bundle(folder / "site", folder / "dist", "1.0", MOMENT)) as archive:
        names = archive.namelist()
        assert names == sorted(names) == [f"dalil-1.0/{name}" for name in (
            "READ-ME.txt", "SHA256SUMS", "START-HERE.html", "site/ar/index.html", "site/assets/a.js", "site/index.html")]
        assert {entry.date_time for entry in archive.infolist()} == {(2020, 6, 25, 0, 0, 0)}
        assert {entry.external_attr >> 16 for entry in archive.infolist()} == {0o644}


def test_the_same_bytes_whatever_the_times_of_the_files(folder: Path) -> None:
    first = write_bundle(folder / "site", folder / "dist", "1.0", MOMENT).read_bytes()
    for path in (folder / "site").rglob("*"):
        os.utime(path, (1, 1))
    assert write_bundle(folder / "site", folder / "again", "1.0", MOMENT).read_bytes() == first


def test_a_failure_leaves_the_last_good_bundle(folder: Path) -> None:
    good = write_bundle(folder / "site", folder / "dist", "1.0", MOMENT).read_bytes()
    (folder / "site" / "gone.html").symlink_to("nowhere")
    (folder / "dist" / "dalil-1.0.zip.part").mkdir()
    with pytest.raises(OSError):
        write_bundle(folder / "site", folder / "dist", "1.0", MOMENT)
    assert (folder / "dist" / "dalil-1.0.zip").read_bytes() == good


@pytest.mark.parametrize(("epoch", "text", "moment"), [
    ("1593043200", "2030-01-01", MOMENT),
    (None, "## 1 (2019-12-31)\n## 2 (2020-06-25)\n2020-13-45", MOMENT),
    ("soon", "2020-06-25", MOMENT),
    (None, "no date", datetime(1980, 1, 1, tzinfo=UTC)),
])
def test_the_moment_of_the_build(tmp_path: Path, epoch: str | None, text: str, moment: datetime) -> None:
    (tmp_path / "CHANGELOG.md").write_text(text)
    assert build_moment(tmp_path / "CHANGELOG.md", epoch) == moment


def test_two_builds_of_the_site_give_the_same_bundle(project: Path) -> None:
    first = {path.name: path.read_bytes() for path in (project / "dist").iterdir() if path.is_file()}
    environment = {"DALIL_SITE_URL": "https://example.org/guide/migration/"}
    assert run_dalil("build", cwd=project, **environment).returncode == 0
    assert run_dalil("bundle", cwd=project, **environment).returncode == 0
    assert {path.name: path.read_bytes() for path in (project / "dist").iterdir() if path.is_file()} == first


def test_the_sums_hold_inside_and_outside(project: Path, stick: Path) -> None:
    for folder in (project / "dist", stick):
        done = subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
    listed = {line.split("  ", 1)[1] for line in (stick / "SHA256SUMS").read_text().splitlines()}
    assert listed == {path.relative_to(stick).as_posix() for path in stick.rglob("*") if path.is_file()} - {"SHA256SUMS"}


def test_the_site_is_carried_byte_for_byte(project: Path, stick: Path) -> None:
    for path in (stick / "site").rglob("*"):
        if path.is_file():
            original = project / "site" / path.relative_to(stick / "site")
            assert hashlib.sha256(path.read_bytes()).digest() == hashlib.sha256(original.read_bytes()).digest()


def test_start_page_and_read_me_speak_both_languages(stick: Path) -> None:
    start = (stick / "START-HERE.html").read_text(encoding="utf-8")
    assert 'href="site/index.html"' in start and 'href="site/ar/index.html"' in start
    text = (stick / "READ-ME.txt").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf") and b"\n" not in text.replace(b"\r\n", b"")
    assert "START-HERE.html" in text.decode("utf-8-sig") and "البدء من هنا" in start and "لا حاجة إلى تثبيت" in text.decode("utf-8-sig")


def test_the_version_is_one(project: Path) -> None:
    version = (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8").split("## ")[1].split()[0]
    assert (project / "dist" / f"dalil-{version}.zip").exists()
