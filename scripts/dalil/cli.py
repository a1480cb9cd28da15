"""The command line: arguments, the order of steps, exit codes. The only module that prints."""

from __future__ import annotations

import argparse
import errno
import json
import os
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from dalil import __version__, build
from dalil.check import check_site
from dalil.findings import Finding, ordered, tally
from dalil.languages import CODES, DEFAULT, Language, language
from dalil.model import Site
from dalil.read import read_site

GOOD, FOUND, FAILED = 0, 1, 2
SITE, DIST = "site", "dist"
PAPERS, WORKBOOKS = f"{DIST}/papers", f"{DIST}/workbooks"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command. Exit code 0: well; 1: findings; 2: it could not be done."""
    options = _parser(language(_language_asked(arguments))).parse_args(arguments)
    words = language(options.language)
    root = Path(options.root)
    if not (root / "mkdocs.yml").is_file():
        _complain(words.say("cli.no_project", folder=root.resolve()))
        return FAILED
    try:
        return int(options.run(root, words, options))
    except build.Busy:
        _complain(words.say("cli.busy"))
    except OSError as error:
        _complain(words.say("cli.failed", path=error.filename or root, reason=error.strerror or error))
    except KeyboardInterrupt:
        print()
    return FAILED


def check(root: Path, words: Language, options: argparse.Namespace) -> int:
    """`dalil check`: all findings, then a count."""
    with suppress(build.Busy), build.workplace(root) as work:
        _restore(root, work, words)
    site, faults = read_site(root)
    findings = ordered([*faults, *check_site(site)])
    if options.format == "text":
        return _report(findings, words)
    if options.format == "json":
        _say(json.dumps([finding.record(words) for finding in findings], ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            _say(finding.annotation(words))
    return FOUND if findings else GOOD


def build_command(root: Path, words: Language, options: argparse.Namespace) -> int:
    """`dalil build`: check, build every language and the workbooks, put the results in the place of the last ones."""
    started = time.monotonic()
    with build.workplace(root) as work, build.Runs(root, work / "fresh") as runs:
        _restore(root, work, words)
        _say(words.say("cli.reading"))
        findings, site = _read_and_send(root, runs)
        if _report(findings, words):
            _complain(words.say("cli.not_built"))
            return FOUND
        names = ", ".join(language(code).name for code in CODES)
        _say(words.say("cli.building", names=names, pages=len({page.path for page in site.pages})))
        try:
            workbooks = _workbooks(site, root, work)
            build.swap(runs.finished(), root / SITE, work)
            build.swap(workbooks, root / WORKBOOKS, work)
        except build.Failure as failure:
            _complain(words.say("cli.mkdocs_failed", name=language(failure.code).name) + "\n" + failure.log)
            _complain(words.say("cli.not_built"))
            return FAILED
    _say(words.say("cli.built", folder=f"{SITE}/", seconds=f"{time.monotonic() - started:.1f}"))
    return GOOD


def bundle(root: Path, words: Language, options: argparse.Namespace) -> int:
    """`dalil bundle`: `site/` as an offline zip in `dist/`."""
    from dalil.export import bundle as export

    with build.workplace(root) as work:
        _restore(root, work, words)
        if not (root / SITE / "index.html").is_file():
            _complain(words.say("cli.no_site", folder=root / SITE))
            return FAILED
        moment = export.build_moment(root / "CHANGELOG.md", os.environ.get("SOURCE_DATE_EPOCH"))
        archive = export.write_bundle(root / SITE, root / DIST, __version__, moment)
    size = f"{archive.stat().st_size / 1e6:.1f}"
    _say(words.say("cli.bundled", file=archive, megabytes=size))
    return GOOD


def papers(root: Path, words: Language, options: argparse.Namespace) -> int:
    """`dalil papers`: worksheets and keys in `dist/papers/`, as HTML and, where that can be made, as PDF."""
    from dalil.export import bundle, paper

    try:
        printer = paper.printer()
    except paper.NoPrinter as lack:
        _complain(words.say(lack.reason))
        if options.pdf:
            return FAILED
        printer = None
    with build.workplace(root) as work:
        _restore(root, work, words)
        site, faults = read_site(root)
        if _report(ordered([*faults, *check_site(site)]), words):
            _complain(words.say("paper.not_written"))
            return FOUND
        moment = bundle.build_moment(root / "CHANGELOG.md", os.environ.get("SOURCE_DATE_EPOCH"))
        many = paper.write_papers(site, work / "papers", moment, printer)
        build.swap(work / "papers", root / PAPERS, work)
    _say(words.say("paper.written" if printer else "paper.written_html", folder=f"{PAPERS}/", n=many))
    return GOOD


def serve(root: Path, words: Language, options: argparse.Namespace) -> int:
    """`dalil serve`: a preview that follows every change; findings are shown and stop nothing."""
    from dalil import preview

    with build.workplace(root, "serve") as work:
        try:
            server = preview.Preview(work / "preview", options.port)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            _complain(words.say("cli.port_taken", port=options.port))
            return FAILED
        _say(words.say("cli.previewing", url=server.url))

        def rebuild(changed: str | None) -> None:
            if changed:
                _say(words.say("cli.changed", path=changed))
            started = time.monotonic()
            try:
                with build.Runs(root, work / "fresh", strict=False) as runs:
                    findings, _ = _read_and_send(root, runs)
                    _report(findings, words)
                    server.notice = words.say("cli.draft", n=len(findings)) if findings else ""
                    server.show(runs.finished())
                _say(words.say("cli.built", folder=server.url, seconds=f"{time.monotonic() - started:.1f}"))
            except (build.Failure, OSError) as error:
                _complain(words.say("cli.preview_failed") + "\n" + getattr(error, "log", str(error)))

        server.run(rebuild, [root / "docs", root / "overrides", root / "mkdocs.yml"])
    return GOOD


def _read_and_send(root: Path, runs: build.Runs) -> tuple[tuple[Finding, ...], Site]:
    """All findings. The runs get the sources before the checks, and are ended where these find something."""
    site, findings = read_site(root)
    runs.send(site)
    return ordered([*findings, *check_site(site)]), site


def _workbooks(site: Site, root: Path, work: Path) -> Path:
    """The finished folder of workbooks. Written, and its code loaded, while the runs are at work."""
    from dalil.export.workbook import write_workbooks

    write_workbooks(site, root / "overrides" / "assets", work / "workbooks")
    return work / "workbooks"


def _report(findings: Sequence[Finding], words: Language) -> int:
    """Prints the findings and their count; 1 if there are any."""
    for finding in findings:
        print(finding.text(words), flush=True)
    print(tally(findings, words) if findings else words.say("cli.clean"), flush=True)
    return FOUND if findings else GOOD


def _restore(root: Path, work: Path, words: Language) -> None:
    """Puts back what a kill between two renames left aside."""
    restored = [build.restore(root / folder, work) for folder in (SITE, PAPERS, WORKBOOKS)]
    if any(restored):
        _say(words.say("cli.restored"))


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
    runs = {"check": check, "build": build_command, "bundle": bundle, "papers": papers, "serve": serve}
    for name, run in runs.items():
        does = words.say("paper.command" if name == "papers" else f"cli.{name}")
        command = commands.add_parser(name, help=does, description=does)
        command.add_argument("--root", default=".", help=words.say("cli.root"))
        command.add_argument("--language", choices=CODES, default=DEFAULT, help=words.say("cli.language"))
        if name == "check":
            command.add_argument("--format", choices=("text", "json", "annotations"), default="text", help=words.say("cli.format"))
        if name == "papers":
            command.add_argument("--pdf", action="store_true", help=words.say("paper.pdf"))
        if name == "serve":
            command.add_argument("--port", type=int, default=8000, help=words.say("cli.port"))
        command.set_defaults(run=run)
    return parser


def _say(text: str) -> None:
    print(text, flush=True)


def _complain(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
