"""The worker that keeps a finished site in the browser: the list of all its files and a script. Knows nothing of how the folder was made.

The same folder and version give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from dalil.export.bundle import ONLINE_ONLY
from dalil.lean import lean_script

WORKER = "keep-worker.js"
# Hexadecimal digits of a SHA-256: enough to tell files apart and to see damage.
_DIGITS = 16
_SIZE = re.compile(rb'(\bdata-megabytes=")[^"]*')


def write_worker(site: Path, version: str) -> None:
    """Writes the worker into a finished folder, and the size of a kept copy into the pages that offer it. Raises OSError.

    It lists every file, so it comes last.
    """
    size = sum(path.stat().st_size for _, path in _files(site))
    megabytes = f"{size / 1e6:.1f}"
    hashes = {quote(place): _hash(_sized(path, megabytes)) for place, path in _files(site)}
    kept = json.dumps({"version": version, "megabytes": megabytes, "files": hashes}, separators=(",", ":"))
    (site / WORKER).write_text(f"const kept = {kept};\n{_script()}", encoding="utf-8", newline="\n")


def _files(site: Path) -> Iterator[tuple[str, Path]]:
    """Every file that is kept, by its place in the site."""
    for path in sorted(site.rglob("*")):
        place = path.relative_to(site).as_posix()
        if path.is_file() and place not in ONLINE_ONLY:
            yield place, path


def _sized(path: Path, megabytes: str) -> bytes:
    """The bytes of a file; a page that offers to keep the site is given the size."""
    data = path.read_bytes()
    told = _SIZE.sub(rb"\g<1>" + megabytes.encode(), data) if path.suffix == ".html" else data
    if told != data:
        path.write_bytes(told)
    return told


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:_DIGITS]


def _script() -> str:
    return lean_script((Path(__file__).parent / "templates" / WORKER).read_text(encoding="utf-8"))
