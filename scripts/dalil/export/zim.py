"""ZIM files for Kiwix: one for each language of a finished folder. Needs libzim, an optional extra, to be imported at all.

libzim gives every file a random UUID, so two runs do not give the same bytes.
"""

from __future__ import annotations

import os
from datetime import datetime
from multiprocessing import get_context, parent_process
from multiprocessing.context import SpawnProcess
from pathlib import Path
from threading import Thread

from libzim.reader import Archive as Reader
from libzim.writer import ContentProvider, Creator, Hint, IndexData, Item, StringProvider

from dalil import sums
from dalil.export.archive import Archive, File
from dalil.languages import CODES

_ICON = 48  # pixels; zim.png is overrides/assets/images/dalil.svg as Chromium draws it
_AMPLE = 2  # times the size of the site, for all archives and what is written on the way
_BLOCK = 1 << 20
_PATIENCE = 300  # seconds for an archive, which takes two


class NotWritten(Exception):
    """A file could not be written, or did not read back as it was written."""


def write_zims(site: Path, folder: Path, dist: Path, version: str, moment: datetime) -> list[Path]:
    """Writes `dalil-<version>.<code>.zim` for every language, and the list of what will stand in `dist`, into `folder`; gives their paths.

    All are read back. Raises NotWritten, OSError.
    """
    archives = [Archive(site, code, version, moment) for code in CODES]
    paths = [folder / archive.name for archive in archives]
    _try_room(folder, _AMPLE * sum(path.stat().st_size for path in site.rglob("*") if path.is_file()))
    # libzim prints what it does; and where the disk is full its threads end the process, or try for ever.
    runs = [get_context("spawn").Process(target=_run, args=pair, daemon=True) for pair in zip(archives, paths, strict=True)]
    for run in runs:
        run.start()
    ends = [_ends_well(run) for run in runs]
    if not all(ends):
        raise NotWritten
    (folder / sums.NAME).write_text(sums.beside(dist, paths), encoding="utf-8", newline="\n")
    return paths


def _try_room(folder: Path, size: int) -> None:
    """Takes so many bytes of the disk and gives them back. Raises OSError where they are not to be had."""
    room = folder / "room"
    try:
        with room.open("wb") as file:
            for _ in range(0, size, _BLOCK):
                file.write(bytes(_BLOCK))
    finally:
        room.unlink(missing_ok=True)


def _ends_well(run: SpawnProcess) -> bool:
    run.join(_PATIENCE)
    if run.is_alive():
        run.kill()
        run.join()
    return run.exitcode == 0


def _run(archive: Archive, path: Path) -> None:
    """What a process does. Raises NotWritten, OSError, RuntimeError."""
    Thread(target=_end_with_parent, daemon=True).start()
    silence = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(silence, stream)
    write(archive, path)
    if differing(archive, path):
        raise NotWritten


def _end_with_parent() -> None:
    """Nobody waits for an archive whose run was killed, and the next run writes into the same folder."""
    if parent := parent_process():
        parent.join()
        os._exit(1)


def write(archive: Archive, path: Path) -> None:
    """Writes the file. Raises OSError; RuntimeError where libzim fails."""
    icon = (Path(__file__).parent / "templates" / "zim.png").read_bytes()
    with Creator(path).config_indexing(True, archive.iso).set_mainpath(archive.home) as creator:
        for name, value in archive.metadata().items():
            creator.add_metadata(name, value)
        creator.add_metadata("Date", archive.moment.date())
        creator.add_illustration(_ICON, icon)
        for file in archive.files():
            creator.add_item(_Entry(file))


def differing(archive: Archive, path: Path) -> list[str]:
    """What does not read back as it should, by path; the path of the file where it is damaged as a whole. Raises OSError, RuntimeError."""
    reader = Reader(path)
    if not reader.check() or reader.main_entry.get_item().path != archive.home or not reader.has_illustration(_ICON):
        return [path.name]
    return [file.path for file in archive.files() if not _is_there(reader, file)]


def _is_there(reader: Reader, file: File) -> bool:
    return reader.has_entry_by_path(file.path) and bytes(reader.get_entry_by_path(file.path).get_item().content) == file.data


class _Entry(Item):
    """A file as libzim asks for it."""

    def __init__(self, file: File) -> None:
        super().__init__()
        self._file = file

    def get_path(self) -> str:
        return self._file.path

    def get_title(self) -> str:
        return self._file.title

    def get_mimetype(self) -> str:
        return self._file.type

    def get_contentprovider(self) -> ContentProvider:
        return StringProvider(self._file.data)

    def get_hints(self) -> dict[Hint, int]:
        """Pages of its language are suggested by title, and met by chance."""
        return {Hint.FRONT_ARTICLE: bool(self._file.title)}

    def get_indexdata(self) -> IndexData:
        return _Searched(self._file)


class _Searched(IndexData):
    """What Kiwix's own search looks through. It would take menus too, and what only the answers of exercises hold."""

    def __init__(self, file: File) -> None:
        super().__init__()
        self._file = file

    def has_indexdata(self) -> bool:
        return bool(self._file.text)

    def get_title(self) -> str:
        return self._file.title

    def get_content(self) -> str:
        return self._file.text

    def get_keywords(self) -> str:
        return ""

    def get_wordcount(self) -> int:
        return len(self._file.text.split())
