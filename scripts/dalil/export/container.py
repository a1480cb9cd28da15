"""An Office file that somebody hands in: its parts, read with suspicion."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from lxml import etree

_MOST_BYTES, _MOST_PARTS = 20 * 1024 * 1024, 500
_OLE = b"\xd0\xcf\x11\xe0"  # how a file with a password begins, and one of the old format


class NotAForm(Exception):
    """The file cannot be filled; `reason` is a key of the words at `word.refused`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def unpacked(data: bytes, main: str) -> list[tuple[str, bytes]]:
    """Paths and bytes of the parts, in the order of the file; `main` is the part that has to be there. Raises NotAForm."""
    if data.startswith(_OLE):
        raise NotAForm("encrypted")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return list(_parts(archive, main))
    except zipfile.BadZipFile as error:
        raise NotAForm("damaged" if data.startswith(b"PK\3\4") else "not_zip") from error
    except (zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise NotAForm("damaged") from error


def _parts(archive: zipfile.ZipFile, main: str) -> Iterator[tuple[str, bytes]]:
    files = [entry for entry in archive.infolist() if not entry.is_dir()]
    if reason := _reason(files, main):
        raise NotAForm(reason)
    for entry in files:
        content = archive.read(entry)
        if entry.filename.endswith((".xml", ".rels")) and _declares_types(content):
            raise NotAForm("doctype")
        yield entry.filename, content


def _reason(files: Sequence[zipfile.ZipInfo], main: str) -> str | None:
    """Why the file is refused before anything in it is read."""
    names = [entry.filename for entry in files]
    if any(entry.flag_bits & 1 for entry in files):
        return "encrypted"
    if len(files) > _MOST_PARTS or sum(entry.file_size for entry in files) > _MOST_BYTES:
        return "too_large"
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return "macros"
    if len(set(names)) < len(names):
        return "damaged"
    return None if main in names else "no_document"


def _declares_types(content: bytes) -> bool:
    """Whether there is a DOCTYPE, in UTF-8 or UTF-16."""
    return b"<!DOCTYPE" in content.replace(b"\0", b"")


def parsed(content: bytes) -> Any:
    """The tree of a part; nothing outside it is read. Raises NotAForm."""
    try:
        tree = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)).getroottree()
    except etree.XMLSyntaxError as error:
        raise NotAForm("damaged") from error
    if tree.docinfo.doctype:
        raise NotAForm("doctype")
    return tree
