"""`dalil verify` names every file that is missing, altered or added, and nothing else."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import zipfile
from pathlib import Path

import pytest

from dalil import sums
from dalil.cli import main
from dalil.sums import NAME, Fault

FILES = {"START-HERE.html": b"start", "site/index.html": b"home", "site/ar/index.html": "الرئيسية".encode(), "site/empty.txt": b""}
TRIALS, ZIP_TRIALS = 200, 40


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A small unzipped bundle."""
    folder = tmp_path / "USB stick عصا"
    for name, data in {**FILES, NAME: sums.written({name: sums.digest(data) for name, data in FILES.items()}).encode()}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def faults(path: Path) -> set[tuple[str, str]]:
    return {(fault.path, fault.kind) for fault in sums.verify(path).faults}


def test_a_sound_copy_has_no_faults(copy: Path) -> None:
    assert sums.verify(copy) == sums.Verdict(len(FILES), ())
    assert sums.verify(copy.parent) == sums.Verdict(len(FILES), ()), "unzipped into a folder of its own"


def test_each_kind_of_fault_is_named(copy: Path) -> None:
    (copy / "site" / "index.html").write_bytes(b"hame")
    (copy / "site" / "empty.txt").unlink()
    (copy / "site" / "ar" / "Thumbs.db").touch()
    (copy / "START-HERE.html").unlink()
    (copy / "START-HERE.html").symlink_to("nowhere")
    assert sums.verify(copy).faults == (
        Fault("START-HERE.html", "unreadable"), Fault("site/ar/Thumbs.db", "added"), Fault("site/empty.txt", "missing"),
        Fault("site/index.html", "altered"))


def test_damage_to_the_list_is_told_from_damage_to_a_file(copy: Path) -> None:
    text = (copy / NAME).read_bytes()
    for place in range(len(text)):
        (copy / NAME).write_bytes(text[:place] + bytes([text[place] ^ 1]) + text[place + 1:])
        assert (NAME, "altered") in faults(copy), place
    (copy / NAME).write_bytes(text + b"\n")
    assert faults(copy) == {(NAME, "altered")}


def test_every_change_of_a_real_bundle_is_named(stick: Path, tmp_path: Path) -> None:
    """200 random trials: one byte changed, one file removed, one file added."""
    folder = shutil.copytree(stick, tmp_path / "copy")
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    for number in range(TRIALS):
        draw = random.Random(number)
        name, kind = draw.choice([one for one in files if one != NAME]), draw.choice(("altered", "missing", "added"))
        path, before = folder / name, (folder / name).read_bytes()
        if kind == "altered":
            place = draw.randrange(len(before))
            path.write_bytes(before[:place] + bytes([before[place] ^ (1 << draw.randrange(8))]) + before[place + 1:])
        elif kind == "missing":
            path.unlink()
        else:
            path = path.with_name(f"added-{number}")
            path.write_bytes(before)
        assert faults(folder) == {(path.relative_to(folder).as_posix(), kind)}, number
        path.unlink(missing_ok=True)
        (folder / name).write_bytes(before)
    assert faults(folder) == set()


def test_every_changed_byte_of_a_real_zip_is_named(project: Path, tmp_path: Path) -> None:
    archive = next((project / "dist").glob("*.zip"))
    shutil.copy(project / "dist" / NAME, tmp_path / NAME)
    data = archive.read_bytes()
    path = tmp_path / archive.name
    for number in range(ZIP_TRIALS):
        draw = random.Random(number)
        place = draw.randrange(len(data))
        path.write_bytes(data[:place] + bytes([data[place] ^ (1 << draw.randrange(8))]) + data[place + 1:])
        assert (archive.name, "altered") in faults(path) and (archive.name, "altered") in faults(tmp_path), number
    path.write_bytes(data[:-1])
    assert (archive.name, "altered") in faults(tmp_path)
    path.unlink()
    assert faults(tmp_path) == {(archive.name, "missing")}


def _zipped(folder: Path, archive: Path, extra: dict[str, bytes] | None = None, leave: str = "") -> Path:
    with zipfile.ZipFile(archive, "w") as made:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.name != leave:
                made.write(path, f"dalil-1/{path.relative_to(folder).as_posix()}")
        for name, data in (extra or {}).items():
            made.writestr(name, data)
    return archive


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_zip_by_itself_is_compared_with_the_list_in_it(copy: Path, tmp_path: Path) -> None:
    archive = _zipped(copy, tmp_path / "one.zip")
    assert sums.verify(archive) == sums.Verdict(len(FILES), (), inside_only=True)
    assert faults(_zipped(copy, archive, {"dalil-1/new": b"", "dalil-1/site/index.html": b"home", "other/new": b""}, leave="empty.txt")) == {
        ("new", "added"), ("other/new", "added"), ("site/index.html", "added"), ("site/empty.txt", "missing")}
    with pytest.raises(sums.NoList):
        sums.verify(_zipped(copy, archive, leave=NAME))
    archive.write_bytes(b"no zip")
    with pytest.raises(sums.NoList):
        sums.verify(archive)


def test_a_list_of_archives_forgets_what_is_gone_and_keeps_the_rest(tmp_path: Path) -> None:
    for name in ("old.zip", "gone.zip", "new.zip"):
        (tmp_path / name).write_text(name)
    (tmp_path / NAME).write_text(sums.beside(tmp_path, [tmp_path / "old.zip", tmp_path / "gone.zip"]))
    (tmp_path / "gone.zip").unlink()
    listed, sound = sums.parsed(sums.beside(tmp_path, [tmp_path / "new.zip"]).encode())
    assert sound and listed == {name: hashlib.sha256(name.encode()).hexdigest() for name in ("old.zip", "new.zip")}


def test_the_command_says_it_in_words(copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It needs no project."""
    assert main(["verify", str(copy), "--root", str(tmp_path / "nowhere")]) == 0
    assert capsys.readouterr().out == "4 files are as they should be.\n"
    (copy / "site" / "index.html").unlink()
    (copy / os.fsdecode(b"new \xff\nline")).touch()
    assert main(["verify", str(copy), "--language", "ar"]) == 1
    out = capsys.readouterr().out
    assert "site/index.html: ناقص" in out and "new \\udcff\\nline: ليس من الحزمة" in out and "ملفان غير سليمين" in out
    for wrong in (tmp_path / "nothing", tmp_path / "empty"):
        assert main(["verify", str(wrong)]) == 2
        (tmp_path / "empty").mkdir(exist_ok=True)
    assert "does not exist" in capsys.readouterr().err
