"""Lists of checksums, in the form that `sha256sum` reads: written, read, and compared with a folder or a zip.

The last line of a list is a comment that seals the lines above it, so that damage to the list is told apart from damage to a file.
It guards against accidents, not against forgery: whoever changes a file on purpose can write a new list.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

NAME = "SHA256SUMS"
START = "START-HERE.html"  # a list that names it is that of a bundle, and of all its files
_SEAL = "# SHA-256 of the lines above: "
_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")
# What reading a damaged zip may raise, beside OSError. The last two: a damaged header asks for packing or a password nobody used.
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError)


class NoList(Exception):
    """There is no list of checksums to compare with."""


@dataclass(frozen=True, order=True)
class Fault:
    """A file that is not as listed. `kind`: missing, altered, added or unreadable."""

    path: str
    kind: str


@dataclass(frozen=True)
class Verdict:
    """What a comparison gave: how many files were listed, and what is not as it should be.

    `inside_only`: no list stood beside a zip, so that what is in it was compared, but not the zip as a whole.
    """

    listed: int
    faults: tuple[Fault, ...]
    inside_only: bool = False


def digest(data: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def written(digests: Mapping[str, str]) -> str:
    """The list of digests by path, sealed."""
    lines = "".join(f"{value}  {path}\n" for path, value in sorted(digests.items()))
    return f"{lines}{_SEAL}{digest(lines.encode())}\n"


def beside(folder: Path, new: Iterable[Path]) -> str:
    """The list for a folder of single files: the new ones, wherever they are now, and what was listed before and is still there.

    Raises OSError.
    """
    before = folder / NAME
    kept, _ = parsed(before.read_bytes()) if before.is_file() else ({}, True)
    added = {path.name: digest(path.read_bytes()) for path in new}
    return written({**{name: value for name, value in kept.items() if (folder / name).is_file()}, **added})


def parsed(data: bytes) -> tuple[dict[str, str], bool]:
    """The digests by path, and whether the list is as it was written."""
    text = data.decode("utf-8", errors="replace")
    matches = (_LINE.fullmatch(line) for line in text.splitlines())
    digests = {match[2]: match[1] for match in matches if match}
    return digests, data == written(digests).encode()


def verify(path: Path) -> Verdict:
    """Compares a bundle, a folder or `dist/` with its list. Raises NoList, OSError."""
    path.stat()  # says why where there is nothing
    return _folder(_listed_folder(path)) if path.is_dir() else _file(path)


def _listed_folder(path: Path) -> Path:
    """The folder with the list: this one, or the only one in it that has a list, as some unzip a folder into a folder."""
    if (path / NAME).is_file():
        return path
    inner = [found.parent for found in path.glob(f"*/{NAME}")]
    if len(inner) != 1:
        raise NoList
    return inner[0]


def _folder(folder: Path) -> Verdict:
    listed, sound = parsed((folder / NAME).read_bytes())
    if START in listed or (folder / START).exists():
        present = {file.relative_to(folder).as_posix(): _digest_of(file) for file in sorted(folder.rglob("*")) if not file.is_dir()}
        return _compared(listed, sound, present)
    inner = {name: _inner(folder / name) for name in listed}
    present = {name: _digest_of(folder / name) for name in listed if (folder / name).exists()}
    whole = _compared(listed, sound, present)
    return Verdict(whole.listed + sum(one.listed for one in inner.values()),
                   (*whole.faults, *(fault for one in inner.values() for fault in one.faults)))


def _inner(path: Path) -> Verdict:
    """What is in a listed zip, with its name before each path; nothing of any other file, or of a zip that cannot be opened."""
    try:
        inside = archive(path) if path.suffix == ".zip" and path.exists() else Verdict(0, ())
    except NoList:
        inside = Verdict(0, ())
    return Verdict(inside.listed, tuple(Fault(f"{path.name}/{fault.path}", fault.kind) for fault in inside.faults))


def _file(path: Path) -> Verdict:
    """A single file: with the list beside it, and a zip with its own too."""
    beside = path.with_name(NAME)
    listed, sound = parsed(beside.read_bytes()) if beside.is_file() else ({}, True)
    known = path.name in listed
    if not known and path.suffix != ".zip":
        raise NoList
    inside = _inner(path) if known else archive(path)
    expected = {path.name: listed[path.name]} if known else {}
    whole = _compared(expected, sound, {path.name: _digest_of(path)} if known else {})
    return Verdict(whole.listed + inside.listed, (*whole.faults, *inside.faults), inside_only=not known)


def archive(path: Path) -> Verdict:
    """Compares the files in a zip with the list in it. Raises NoList where there is none that can be read, OSError."""
    try:
        with zipfile.ZipFile(path) as opened:
            return _entries(opened)
    except (*_DAMAGE, KeyError):
        raise NoList from None


def _entries(opened: zipfile.ZipFile) -> Verdict:
    names = opened.namelist()
    top = min((name.partition("/")[0] for name in names), default="")
    present: dict[str, str] = {}
    repeated = []
    for name in names:
        inner = name.removeprefix(f"{top}/")
        repeated += [Fault(inner, "added")] if inner in present else []
        present[inner] = _digest_in(opened, name)
    listed, sound = parsed(opened.read(f"{top}/{NAME}"))
    verdict = _compared(listed, sound, present)
    return Verdict(verdict.listed, tuple(sorted({*verdict.faults, *repeated})))


def _compared(listed: Mapping[str, str], sound: bool, present: Mapping[str, str | None]) -> Verdict:
    """`present` gives the digest of each file that is there, None where it cannot be read."""
    faults = [Fault(path, "missing") for path in listed.keys() - present.keys()]
    faults += [Fault(path, "added") for path in present.keys() - listed.keys() - {NAME}]
    faults += [Fault(path, "unreadable" if present[path] is None else "altered")
               for path in listed.keys() & present.keys() if present[path] != listed[path]]
    faults += [] if sound else [Fault(NAME, "altered")]
    return Verdict(len(listed), tuple(sorted(faults)))


def _digest_of(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return _hashed(file)
    except OSError:
        return None


def _digest_in(opened: zipfile.ZipFile, name: str) -> str:
    """The digest of an entry; of one that cannot be unpacked, none that could be listed."""
    try:
        with opened.open(name) as file:
            return _hashed(file)
    except _DAMAGE:
        return ""


def _hashed(file: IO[bytes]) -> str:
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # both kinds of file can do what it asks
