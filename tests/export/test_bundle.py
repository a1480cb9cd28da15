"""The offline bundle: what is in it, the same bytes every time, sums that hold."""

from __future__ import annotations

import hashlib
import os
import subprocess
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dalil.cli import main
from dalil.export import bundle
from dalil.export.bundle import LONGEST, Broken, Edition, Unfit, build_moment, write_bundle
from tests.conftest import PROJECT, run_dalil

MOMENT = datetime(2020, 6, 25, tzinfo=UTC)
EDITION = Edition("1.0", MOMENT, {})
UTF_8 = 0x800


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("index.html", "ar/index.html", "404.html", "sitemap.xml", "keep-worker.js", "assets/a.js", "assets/stylesheets/dalil.css"):
        (tmp_path / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / name).write_text(name)
    return tmp_path


def made(folder: Path, edition: Edition = EDITION) -> Path:
    """The bundle of a folder, in a place of its own."""
    place = folder / f"made-{len(list(folder.glob('made-*')))}"
    place.mkdir()
    return write_bundle(folder / "site", place, folder / "dist", edition)


def test_what_is_in_it(folder: Path) -> None:
    with zipfile.ZipFile(made(folder)) as archive:
        names = archive.namelist()
        assert names == sorted(names) == [f"dalil-1.0/{name}" for name in (
            "ABOUT-THIS-COPY.html", "READ-ME.txt", "SHA256SUMS", "START-HERE.html", "site/ar/index.html", "site/assets/a.js",
            "site/assets/stylesheets/dalil.css", "site/index.html")]
        assert all(entry.flag_bits & UTF_8 for entry in archive.infolist())
        assert {entry.date_time for entry in archive.infolist()} == {(2020, 6, 25, 0, 0, 0)}
        assert {entry.external_attr >> 16 for entry in archive.infolist()} == {0o644}


def test_the_same_bytes_whatever_the_times_of_the_files(folder: Path) -> None:
    first = made(folder).read_bytes()
    for path in (folder / "site").rglob("*"):
        os.utime(path, (1, 1))
    assert made(folder).read_bytes() == first


@pytest.mark.parametrize(("name", "content", "reason", "target"), [
    ("assets/صورة.png", "", "letters", ""), ("assets/two words.png", "", "letters", ""),
    ("a" * (LONGEST - len("dalil-1.0/site/.html") + 1) + ".html", "", "long", ""),
    ("assets/A.js", "", "twin", ""), ("aux.html", "", "reserved", ""), ("com1/index.html", "", "reserved", ""),
    ("lost.html", '<a href="index.html#x"><img src="assets/gone.png">', "lost", "site/assets/gone.png"),
    ("lost.html", '<a href="404.html">', "lost", "site/404.html"),
    ("ar/lost.html", '<a href="/etc/passwd">', "lost", "/etc/passwd"),
])
def test_what_cannot_be_carried_everywhere_is_named(folder: Path, name: str, content: str, reason: str, target: str) -> None:
    path = folder / "site" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    with pytest.raises(Unfit) as unfit:
        made(folder)
    assert {(path.casefold(), why, lacks) for path, why, lacks in unfit.value.files} == {(f"site/{name}".casefold(), reason, target)}


def test_the_longest_path_fits(folder: Path) -> None:
    (folder / "site" / ("a" * (LONGEST - len("dalil-1.0/site/.html")) + ".html")).write_text("")
    assert made(folder).exists()


def test_the_command_says_what_cannot_be_carried_and_leaves_the_last_bundle(tree: Callable[..., Path]) -> None:
    root = tree()
    assert run_dalil("build", cwd=root).returncode == run_dalil("bundle", cwd=root).returncode == 0
    good = {path.name: path.read_bytes() for path in (root / "dist").iterdir() if path.is_file()}
    (root / "site" / "assets" / "صورة.png").write_bytes(b"")
    done = run_dalil("bundle", "--language", "ar", cwd=root)
    assert done.returncode == 1 and "تتعذر تعبئة site/assets/صورة.png" in done.stderr and "الحزمة السليمة الأخيرة" in done.stderr
    assert {path.name: path.read_bytes() for path in (root / "dist").iterdir() if path.is_file()} == good


def test_a_zip_that_does_not_read_back_is_not_delivered(tree: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree()
    assert run_dalil("build", cwd=root).returncode == 0

    def torn(path: Path, entries: object, moment: object, write: Any = bundle._write_zip) -> None:
        write(path, entries, moment)
        data = bytearray(path.read_bytes())
        data[len(data) // 3] ^= 1
        path.write_bytes(data)
    monkeypatch.setattr(bundle, "_write_zip", torn)
    with pytest.raises(Broken):
        write_bundle(root / "site", root, root / "dist", EDITION)
    assert main(["bundle", "--root", str(root)]) == 2
    assert not list((root / "dist").glob("*.zip"))


def test_what_changed_is_told_from_the_second_version_on(folder: Path) -> None:
    changes = {"en": ("A *new* thing <b>.",), "ar": ("شيء جديد.",)}
    with zipfile.ZipFile(made(folder, Edition("2.0", MOMENT, changes))) as archive:
        about = archive.read("dalil-2.0/ABOUT-THIS-COPY.html").decode()
        text = archive.read("dalil-2.0/READ-ME.txt").decode("utf-8-sig")
    assert "A *new* thing &lt;b&gt;." in about and "شيء جديد." in about and "<p>This is the first version.</p>" not in about
    assert "- A *new* thing <b>." in text and "- شيء جديد." in text and "25 June 2020" in text and "25 حزيران/يونيه 2020" in text
    with zipfile.ZipFile(made(folder)) as archive:
        assert "<p>This is the first version.</p>" in archive.read("dalil-1.0/ABOUT-THIS-COPY.html").decode()


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
    listed = {line.split("  ", 1)[1] for line in (stick / "SHA256SUMS").read_text().splitlines() if not line.startswith("#")}
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
