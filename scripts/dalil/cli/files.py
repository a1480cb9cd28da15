"""The commands for the files of participants: fill, show, read. One file or many; what one of them lacks stops none of the others."""

from __future__ import annotations

import argparse
import errno
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from dalil import __version__, answers
from dalil.cli.forms import build_moment, form_faults, tell_missing
from dalil.cli.saying import FOUND, GOOD, complain, report, say
from dalil.languages import Language
from dalil.model import Site
from dalil.read import read_site
from dalil.read.forms import own_forms
from dalil.review import State, is_too_long


def fill(root: Path, words: Language, options: argparse.Namespace) -> int:
    """`dalil fill`: the Word draft and the Excel tables of each answers file."""
    from dalil.export.forms import Forms

    site, _ = read_site(root)
    if faults := form_faults(site, root):
        return report(faults, words)
    one = Forms(site, words.code, build_moment(root), own_forms(root).get(words.code))
    tell_missing([one], words)

    def write(source: Path, given: answers.Answers) -> None:
        state = State(given.values, given.participant, given.country)
        made = [_write_new(_beside(source, options.to, ending), data) for ending, data in one.filled(state).items()]
        say(words.say("review.cli.made", source=source, files=", ".join(map(str, made))))
        if is_too_long(one.outline, state):
            complain(words.say("review.cli.cut", source=source, file=made[-1]))

    return _each_answers(options, words, site, write)


def show(root: Path, words: Language, options: argparse.Namespace) -> int:
    """`dalil show`: overview, gaps and plan of each answers file."""
    from dalil.export.text import results
    from dalil.render.review import outline

    site, _ = read_site(root)
    asked = outline(site, words.code)

    def tell(source: Path, given: answers.Answers) -> None:
        who = ", ".join(filter(None, (given.country, given.participant))) or words.say("review.cli.nobody")
        say(words.say("review.cli.title", source=source, who=who))
        say(results(asked, State(given.values), words) + "\n")

    return _each_answers(options, words, site, tell)


def read(root: Path, words: Language, options: argparse.Namespace) -> int:
    """`dalil read`: each filled Excel file as an answers file."""
    from dalil.read.matrices import matrices
    from dalil.render.review import tables

    site, _ = read_site(root)
    known = {one.id: one for one in tables(site, words.code)}

    def take(source: Path) -> int:
        found = matrices(source.read_bytes(), {name: (one.size, one.range) for name, one in known.items()}, site.course)
        if found.error:
            return _refuse(source, words.words["excel"]["error"][found.error], words)
        if found.faults:
            _refuse(source, words.say("review.said.faulty"), words)
            for fault in found.faults:
                complain("  " + words.say("review.said.fault", sheet=fault.sheet, cell=fault.cell, value=fault.value,
                                           what=words.words["excel"]["fault"][fault.reason]))
            return FOUND
        at = found.modified
        records = {name: answers.table_record(value, known[name].size, at) for name, value in found.answers.items() if value}
        given = answers.Answers(records, answers.shown(found.participant), answers.shown(found.country), saved_at=at)
        text = answers.made(given, site.course, __version__)
        say(words.say("review.cli.taken", source=source, file=_write_new(_beside(source, options.to, "json"), text.encode())))
        return GOOD

    return _each_file(options, words, take)


def _each_answers(options: argparse.Namespace, words: Language, site: Site, use: Callable[[Path, answers.Answers], None]) -> int:
    """Reads each answers file and uses it; what one of them lacks stops none of the others."""
    from dalil.render.progress import catalog

    known = catalog(site, words.code)

    def take(source: Path) -> int:
        try:
            given = answers.parsed(source.read_bytes(), known, site.course)
        except answers.Refused as refused:
            return _refuse(source, words.say(f"progress.{refused.reason}"), words)
        if left := (*given.changed, *given.dropped):
            complain(words.say("review.cli.left_out", source=source, names=", ".join(left)))
        use(source, given)
        return GOOD

    return _each_file(options, words, take)


def _each_file(options: argparse.Namespace, words: Language, take: Callable[[Path], int]) -> int:
    """Takes each file; gives the worst that came of them."""
    worst = GOOD
    for source in _named_files(options.files):
        try:
            worst = max(worst, take(source))
        except FileExistsError as error:
            worst = max(worst, _refuse(source, words.say("review.cli.exists", file=error.filename), words))
        except OSError as error:
            reason = words.say("review.cli.no_file", path=error.filename or source, reason=error.strerror or error)
            worst = max(worst, _refuse(source, reason, words))
    return worst


def _named_files(names: Sequence[str]) -> Iterable[Path]:
    """The files; a name with a pattern stands for all that fit, on systems whose shell does not do that."""
    for name in names:
        path = Path(name)
        yield from [path] if path.exists() else sorted(path.parent.glob(path.name)) or [path]


def _refuse(source: Path, reason: str, words: Language) -> int:
    complain(words.say("review.cli.refused", source=source, reason=reason))
    return FOUND


def _beside(source: Path, folder: str | None, ending: str) -> Path:
    """The file of another kind that is made of a source, beside it or in a folder."""
    name = source.with_suffix(f".{ending}").name
    return Path(folder) / name if folder else source.with_name(name)


def _write_new(path: Path, data: bytes) -> Path:
    """Writes a file that is not there yet: what was made before may have been worked on. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    if path.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    try:
        part.write_bytes(data)
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    return path
