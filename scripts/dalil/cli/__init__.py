"""The command line: the commands, their arguments and exit codes. Nothing else in the package prints."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from dalil import __version__, build
from dalil.cli import copies, files, handouts, project
from dalil.cli.saying import FAILED, complain
from dalil.languages import CODES, DEFAULT, Language, language

Command = Callable[[Path, Language, argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command. Exit code 0: well; 1: findings; 2: it could not be done."""
    options = _parser(language(_language_asked(arguments))).parse_args(arguments)
    words = language(options.language)
    root = Path(options.root)
    if options.run is not copies.verify and not (root / "mkdocs.yml").is_file():
        complain(words.say("cli.no_project", folder=root.resolve()))
        return FAILED
    try:
        return int(options.run(root, words, options))
    except build.Busy:
        complain(words.say("cli.busy"))
    except OSError as error:
        complain(words.say("cli.failed", path=error.filename or root, reason=error.strerror or error))
    except KeyboardInterrupt:
        print()
    return FAILED


def _language_asked(arguments: Sequence[str] | None) -> str:
    """The language of the help text must be known before the arguments are parsed."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    asked = [value.partition("=")[2] or (given[at + 1 : at + 2] or [""])[0]
             for at, value in enumerate(given) if value.startswith("--language")]
    return next((code for code in asked if code in CODES), DEFAULT)


def _parser(words: Language) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("dalil", description=words.say("cli.description"))
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="command")

    def add(name: str, run: Command, says: str) -> argparse.ArgumentParser:
        does = words.say(says)
        command = commands.add_parser(name, help=does, description=does)
        command.add_argument("--root", default=".", help=words.say("cli.root"))
        command.add_argument("--language", choices=CODES, default=DEFAULT, help=words.say("cli.language"))
        command.set_defaults(run=run)
        return command

    add("check", project.check, "cli.check").add_argument(
        "--format", choices=("text", "json", "annotations"), default="text", help=words.say("cli.format"))
    bundle = add("bundle", project.bundle, "cli.bundle")
    for command in (add("build", project.build_site, "cli.build"), bundle):
        command.add_argument("--edition", choices=project.EDITIONS, default=project.EDITIONS[0], help=words.say("cli.edition"))
    bundle.add_argument("--zim", action="store_true", help=words.say("zim.option"))
    add("verify", copies.verify, "bundle.cli.verify").add_argument("path", metavar="BUNDLE_OR_FOLDER", help=words.say("bundle.cli.path"))
    add("papers", project.papers, "paper.command").add_argument("--pdf", action="store_true", help=words.say("paper.pdf"))
    add("export", handouts.export, "handout.command").add_argument("format", choices=("pdf",), help=words.say("handout.format"))
    add("serve", project.serve, "cli.serve").add_argument("--port", type=int, default=8000, help=words.say("cli.port"))
    for name, run in (("fill", files.fill), ("read", files.read), ("show", files.show)):
        command = add(name, run, f"review.cli.{name}")
        command.add_argument("files", nargs="+", metavar="FILE", help=words.say("review.cli.files"))
        if name != "show":
            command.add_argument("--to", metavar="FOLDER", help=words.say("review.cli.to"))
    return parser
