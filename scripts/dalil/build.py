"""From sources to `site/`: one mkdocs run per language, side by side, gathered in a fresh folder that is swapped in whole."""

from __future__ import annotations

import os
import pickle
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from dalil.languages import CODES, DEFAULT
from dalil.lean import lean_script
from dalil.model import Site

WORK = ".dalil"
_DELIVERY = "delivery"  # finished files on their way into dist/
# Made once for the whole site, in the run of the default language.
_ONCE = ("assets", "404.html", "sitemap.xml", "store.html")
# What Material ships and this site never asks for.
_WASTE = ("assets/javascripts/lunr", "assets/javascripts/workers", "assets/images/favicon.png", "sitemap.xml.gz")


class Busy(Exception):
    """Another dalil is at work in this project."""


@dataclass(frozen=True)
class Failure(Exception):
    """A language that mkdocs could not build, with what it said."""

    code: str
    log: str


@contextmanager
def workplace(root: Path, name: str = "build") -> Iterator[Path]:
    """The folder for unfinished things of a kind of work, ours alone while it is open. Raises Busy."""
    folder = root / WORK / name
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / "lock", timeout=0):
            yield folder
    except Timeout:
        raise Busy from None


def restore(target: Path, work: Path) -> bool:
    """Puts back the last good folder that a kill between the two renames of `swap` left aside; True if it did."""
    aside = work / f"{target.name}-before"
    if aside.exists() and not target.exists():
        aside.rename(target)
        return True
    shutil.rmtree(aside, ignore_errors=True)
    return False


def fresh(folder: Path) -> Path:
    """The folder, with nothing in it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def swap(new: Path, target: Path, work: Path) -> None:
    """Puts a finished folder in the place of the old one."""
    aside = work / f"{target.name}-before"
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        target.rename(aside)
    new.rename(target)
    shutil.rmtree(aside, ignore_errors=True)


def deliver(files: Path, dist: Path, work: Path) -> None:
    """Puts the finished files of a folder into `dist`, beside what is there. What a kill leaves undone `delivered` completes."""
    files.rename(work / _DELIVERY)
    delivered(dist, work)


def delivered(dist: Path, work: Path) -> bool:
    """Completes a delivery that has begun; True if there was one."""
    folder = work / _DELIVERY
    if not folder.exists():
        return False
    dist.mkdir(parents=True, exist_ok=True)
    for path in sorted(folder.iterdir()):
        path.replace(dist / path.name)
    folder.rmdir()
    return True


class Runs:
    """One mkdocs run per language, started at once and side by side.

    They load mkdocs while the sources are read, wait for `send`, and build in a new folder in `work`; leaving the `with` block ends
    any that still runs.
    """

    def __init__(self, root: Path, work: Path, strict: bool = True, edition: str = "") -> None:
        self._fresh, self._strict = _new(work), strict
        self._expected: set[Path] = set()
        self._runs = {code: _start(root, self._fresh / code, code, strict, edition) for code in CODES}

    def __enter__(self) -> Runs:
        return self

    def __exit__(self, *error: object) -> None:
        for run in self._runs.values():
            run.kill()
            run.wait()
        shutil.rmtree(self._fresh, ignore_errors=True)

    def send(self, site: Site) -> None:
        """Hands every run the sources as they were read, so that each is spared reading them again."""
        self._expected = {Path(page.language, page.path).with_suffix(".html") for page in site.pages}
        data = pickle.dumps(site, pickle.HIGHEST_PROTOCOL)
        for run in self._runs.values():
            # A run that has stopped by itself cannot take them; `finished` tells why.
            assert run.stdin
            with suppress(BrokenPipeError), run.stdin as pipe:
                pipe.write(data)

    def finished(self) -> Path:
        """Waits, gathers every language, and gives the finished folder. Raises Failure, OSError."""
        failed = [code for code, run in self._runs.items() if run.wait()]
        if failed:
            raise Failure(failed[0], _said(self._fresh / failed[0]))
        missing = sorted(page for page in self._expected if not (self._fresh / page).is_file())
        if missing and self._strict:
            raise Failure(missing[0].parts[0], "\n".join(map(str, missing)))
        return _gathered(self._fresh)


def _new(work: Path) -> Path:
    """A new folder under a name of its own: the runs of a build that was killed may still write into theirs, which goes with the next."""
    for left in sorted(work.glob("fresh-*")):
        shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix="fresh-", dir=work))


def _start(root: Path, folder: Path, code: str, strict: bool, edition: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "mkdocs", "build", "--config-file", str(root / "mkdocs.yml"), "--site-dir", str(folder)]
    environment = os.environ | {"DALIL_LANGUAGE": code, "DALIL_SITE": "stdin", "DALIL_EDITION": edition,
                                "NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1"}
    with _log(folder).open("wb") as log:
        return subprocess.Popen([*command, "--strict" if strict else "--no-strict"], cwd=root, env=environment,
                                stdin=subprocess.PIPE, stdout=log, stderr=subprocess.STDOUT)


def _log(folder: Path) -> Path:
    return folder.with_suffix(".log")


def _said(folder: Path) -> str:
    """The warnings and errors of a mkdocs run; of a traceback, its last line."""
    log = _log(folder).read_text(encoding="utf-8", errors="replace")
    lines = [line for line in log.splitlines() if re.match(r"(WARNING|ERROR|Error|Aborted|Config value)\b", line)]
    if "Traceback (most recent call last)" in log:
        lines.append(log.rstrip().rpartition("\n")[2])
    return "\n".join(lines) or log.strip()


def _gathered(fresh: Path) -> Path:
    """Moves the other languages into the folder of the default one, without what stands once."""
    whole = fresh / DEFAULT
    for code in CODES:
        if code != DEFAULT:
            for name in _ONCE:
                _remove(fresh / code / name)
            (fresh / code).rename(whole / code)
    for name in _WASTE:
        for folder in (whole, *(whole / code for code in CODES)):
            _remove(folder / name)
    _drop_source_maps(whole)
    for path in sorted((whole / "assets" / "javascripts").glob("*.js")):
        if not path.name.endswith(".min.js"):
            path.write_text(lean_script(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    return whole


def _drop_source_maps(site: Path) -> None:
    """Removes source maps and the comments that name them, so that developer tools do not ask for them."""
    for path in sorted((site / "assets").rglob("*.map")):
        path.unlink()
        minified = path.with_suffix("")
        if minified.exists():
            text = minified.read_text(encoding="utf-8")
            minified.write_text(re.sub(r"\n?(//# |/\*# )sourceMappingURL=\S+( \*/)?\s*$", "\n", text), encoding="utf-8")


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
