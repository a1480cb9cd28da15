"""What bad input gets: a finding at its place or a plain sentence, exit status 1 or 2, the last good result untouched."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import run_dalil
from tests.tree import SMALL, draw

Tree = Callable[..., Path]


def checked(root: Path, *arguments: str) -> str:
    """The findings; the build says the same and leaves the site."""
    (root / "site").mkdir(exist_ok=True)
    (root / "site" / "mark").touch()
    for command in ("check", "build"):
        done = run_dalil(command, *arguments, cwd=root)
        assert done.returncode == 1, done.stdout + done.stderr
        assert "Traceback" not in done.stdout + done.stderr
    assert (root / "site" / "mark").exists()
    return done.stdout


def test_bytes_that_are_not_utf_8(tree: Tree) -> None:
    out = checked(tree({"docs/ar/index.md": "# عنوان {#home}\n\nسطر\n".encode() + "نص".encode("cp1256")}))
    assert "docs/ar/index.md:4: [file-encoding] The file is not UTF-8 text (byte 0xe4 on this line). Save it as UTF-8" in out
    assert "1 finding in 1 file." in out, "nothing follows from a page that was not read"


def test_a_file_that_cannot_be_read(tree: Tree) -> None:
    root = tree({"docs/en/index.md": None})
    (root / "docs" / "en" / "index.md").symlink_to("nowhere.md")
    assert "docs/en/index.md: [file-unreadable] The file cannot be read: No such file or directory." in checked(root)


def test_a_folder_in_the_place_of_a_page(tree: Tree) -> None:
    root = tree({"docs/en/days/index.md": None})
    (root / "docs" / "en" / "days" / "index.md").mkdir(parents=True)
    assert "docs/ar/days/index.md: [page-missing] There is no docs/en/days/index.md." in checked(root)


def test_a_missing_data_file_is_named_where_it_is_needed(tree: Tree) -> None:
    assert "docs/en/index.md:8: [document-unknown]" in checked(tree({"docs/data/documents.yml": None}))


def test_all_findings_come_in_one_run_and_in_order(tree: Tree) -> None:
    lines = checked(tree({
        "docs/en/index.md": SMALL["docs/en/index.md"].replace("short: Home", "shirt: Home").replace("doc:compact", "doc:x"),
        "docs/en/days/index.md": SMALL["docs/en/days/index.md"].replace("2020-06-25", "2020-06-31"),
        "docs/ar/days/exercises.md": b"\xff",
    })).splitlines()
    places = [line.partition(": ")[0] for line in lines if line.startswith("docs/")]
    assert places == sorted(places) and len(places) >= 4
    assert lines[-1].endswith("findings in 4 files.")


def test_in_arabic(tree: Tree) -> None:
    out = checked(tree({"docs/en/index.md": SMALL["docs/en/index.md"].replace("doc:compact", "doc:x")}), "--language", "ar")
    assert "docs/en/index.md:8: [document-unknown] لا وثيقة بالاسم x." in out
    assert "ملاحظة واحدة في ملف واحد." in out


def test_not_a_project(tmp_path: Path) -> None:
    done = run_dalil("build", cwd=tmp_path)
    assert (done.returncode, "There is no mkdocs.yml in" in done.stderr) == (2, True)


def test_settings_that_are_not_yaml(tree: Tree) -> None:
    assert "mkdocs.yml:2: [data-invalid]" in checked(tree({"mkdocs.yml": "site_name: x\nnav: [index.md\n"})).replace("mkdocs.yml:3", "mkdocs.yml:2")


def test_bundle_without_a_site(tree: Tree) -> None:
    done = run_dalil("bundle", cwd=tree())
    assert done.returncode == 2 and "Run 'dalil build' first." in done.stderr


def full_disk(root: Path, command: str, left: int) -> subprocess.CompletedProcess[str]:
    """Runs a command with the project on a disk of its own (a tmpfs in a name space of its own) that has `left` KiB free."""
    script = """
        mount -t tmpfs -o size=64m none "$2" && cp -a "$1/." "$2/" && cd "$2" || exit 99
        head -c "$(( $(df --output=avail --block-size=1K . | tail -1) - $3 ))K" /dev/zero >fill
        "$4" -m dalil "$5"; code=$?
        find site dist -type f >"$1/left"
        exit $code"""
    disk = root.parent / "disk"
    disk.mkdir(exist_ok=True)
    return subprocess.run(["unshare", "--map-root-user", "--mount", "sh", "-c", script, "sh", str(root), str(disk), str(left), sys.executable, command],
                          capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.mark.parametrize(("command", "left"), [("build", 300), ("bundle", 40)])
def test_a_full_disk(tree: Tree, command: str, left: int) -> None:
    root = tree()
    assert run_dalil("build", cwd=root).returncode == 0
    shutil.rmtree(root / ".dalil")
    draw(root, {"dist/dalil-0.1.0.zip": "good"})
    done = full_disk(root, command, left)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "No space left on device" in done.stderr and "Traceback" not in done.stderr
    names = (root / "left").read_text().split()
    assert "site/ar/index.html" in names and "dist/dalil-0.1.0.zip" in names
    assert not [name for name in names if name.endswith(".part")]
