"""The command that writes the whole guide for the printer."""

from __future__ import annotations

import argparse
from pathlib import Path

from dalil import __version__, build
from dalil.cli.forms import build_moment
from dalil.cli.project import DIST, SITE
from dalil.cli.saying import FAILED, GOOD, complain, say
from dalil.languages import CODES, Language, language


def export(root: Path, words: Language, options: argparse.Namespace) -> int:
    """`dalil export pdf`: the site as one PDF for each language, in `dist/`."""
    from dalil.export import book, paper, sheets

    try:
        print_pdf = paper.printer()
    except paper.NoPrinter as lack:
        complain(words.say(lack.reason.replace("paper.", "handout.")))
        return FAILED
    with build.workplace(root) as work:
        if any((build.restore(root / SITE, work), build.delivered(root / DIST, work))):
            say(words.say("cli.restored"))
        folder, books = build.fresh(work / "books"), []
        if not (root / SITE / "index.html").is_file():
            complain(words.say("cli.no_site", folder=root / SITE))
            return FAILED
        try:
            for code in CODES:
                say(words.say("handout.writing", name=language(code).name))
                books.append(book.write_book(root / SITE, folder, code, __version__, build_moment(root), print_pdf))
        except sheets.Unlisted:
            complain(words.say("handout.no_list", folder=root / SITE))
            return FAILED
        sizes = {path.name: path.stat().st_size for path in books}
        book.write_list(folder, root / DIST, books)
        build.deliver(folder, root / DIST, work)
    for name, size in sizes.items():
        say(words.say("cli.bundled", file=root / DIST / name, megabytes=f"{size / 1e6:.1f}"))
    return GOOD
