"""The same sources give the same bytes: in another folder, at another time, in another place of the world, in any order of files."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from dalil.sums import digest
from tests.conftest import PROJECT, copied
from tests.programs import program

BOTH = [sys.executable, "-c", "import sys; from dalil.cli import main; sys.exit(main(['build']) or main(['bundle']))"]
# Read by Python when it starts: folders list their files in this order, whatever the disk says.
ORDER = """
import os
real_scan, real_list = os.scandir, os.listdir

class Scan:
    def __init__(self, path):
        with real_scan(path) as entries:
            self.entries = iter(sorted(entries, key=lambda entry: entry.name, reverse={reverse}))
    def __iter__(self): return self.entries
    def __next__(self): return next(self.entries)
    def __enter__(self): return self
    def __exit__(self, *error): pass
    def close(self): pass

os.scandir = lambda path=".": Scan(path)
os.listdir = lambda path=".": sorted(real_list(path), reverse={reverse})
"""


def result(root: Path) -> dict[str, str]:
    """The digest of every file that was made."""
    return {path.relative_to(root).as_posix(): digest(path.read_bytes())
            for folder in ("site", "dist") for path in sorted((root / folder).rglob("*")) if path.is_file()}


def made(root: Path, reverse: bool, command: list[str], **environment: str) -> dict[str, str]:
    """Builds and bundles the project in a folder."""
    copied(root)
    (root / "order").mkdir()
    (root / "order" / "sitecustomize.py").write_text(ORDER.format(reverse=reverse))
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "TZ", "PYTHON"))}
    done = subprocess.run([*command, *BOTH], cwd=root, env=clean | environment | {"PYTHONPATH": str(root / "order")},
                          capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return result(root)


def test_two_builds_that_have_nothing_in_common_but_the_sources(tmp_path: Path) -> None:
    locales = tmp_path / "locales"
    locales.mkdir()
    tool = program("localedef")
    assert tool
    subprocess.run([tool, "-i", "ar_EG", "-f", "UTF-8", str(locales / "ar_EG.UTF-8")], check=True, capture_output=True)
    one = made(tmp_path / "one", False, [], LC_ALL="C", TZ="UTC", PYTHONHASHSEED="1")
    clock = program("faketime")
    assert clock
    other = made(tmp_path / "elsewhere في مكان آخر" / "two", True, [clock, "2031-05-06 07:08:09"], LC_ALL="ar_EG.UTF-8", LOCPATH=str(locales),
                 TZ="Asia/Riyadh", PYTHONHASHSEED="2")
    assert one == other and len(one) > 300
    assert any(name.endswith(".zip") for name in one)


def test_the_order_of_files_is_really_another(tmp_path: Path) -> None:
    """Or the test above would prove nothing."""
    seen = []
    for reverse in (False, True):
        folder = tmp_path / str(reverse)
        folder.mkdir()
        (folder / "sitecustomize.py").write_text(ORDER.format(reverse=reverse))
        code = "import os, pathlib, sys; print([p.name for p in pathlib.Path(sys.argv[1]).glob('*.md')], [e.name for e in os.scandir(sys.argv[1])])"
        seen.append(subprocess.run([sys.executable, "-c", code, str(PROJECT / "docs" / "en")], env=os.environ | {"PYTHONPATH": str(folder)},
                                   capture_output=True, text=True, check=True).stdout)
    assert seen[0] != seen[1] and sorted(seen[0]) == sorted(seen[1])
