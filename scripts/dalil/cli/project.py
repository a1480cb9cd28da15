"""The commands of a project: check, build, bundle, papers, serve."""

from __future__ import annotations

import argparse
import errno
import json
import time
from contextlib import suppress
from pathlib import Path

from dalil import __version__, build
from dalil.check import check_site
from dalil.cli.forms import build_moment, form_faults, tell_missing
from dalil.cli.saying import FAILED, FOUND, GOOD, complain, report, say
from dalil.findings import Finding, ordered
from dalil.languages import CODES, Language, language
from dalil.model import Site
from dalil.read import read_site
from dalil.read.forms import own_forms

SITE, DIST = "site", "dist"
PAPERS, WORKBOOKS, FORMS = f"{DIST}/papers", f"{DIST}/workbooks", f"{DIST}/forms"


def check(root: Path, words: Language, options: argparse.Namespace) -> int:
    """`dalil check`: all findings, then a count."""
    with suppress(build.Busy), build.workplace(root) as work:
        _restore(root, work, words)
    site, faults = read_site(root)
    findings = ordered([*faults, *check_site(site), *form_faults(site, root)])
    if options.format == "text":
        return report(findings, words)
    if options.format == "json":
        say(json.dumps([finding.record(words) for finding in findings], ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            say(finding.annotation(words))
    return FOUND if findings else GOOD


def build_site(root: Path, words: Language, options: argparse.Namespace) -> int:
    """`dalil build`: check, build every language, the workbooks and the forms, put the results in the place of the last ones."""
    started = time.monotonic()
    with build.workplace(root) as work, build.Runs(root, work / "fresh") as runs:
        _restore(root, work, words)
        say(words.say("cli.reading"))
        findings, site = _read_and_send(root, runs)
        if report(findings, words):
            complain(words.say("cli.not_built"))
            return FOUND
        names = ", ".join(language(code).name for code in CODES)
        say(words.say("cli.building", names=names, pages=len({page.path for page in site.pages})))
        try:
            workbooks = _workbooks(site, root, work)
            blank, prepared = _forms(site, root, work, words)
            build.swap(_completed(runs.finished(), prepared, site, root), root / SITE, work)
            build.swap(workbooks, root / WORKBOOKS, work)
            build.swap(blank, root / FORMS, work)
        except build.Failure as failure:
            complain(words.say("cli.mkdocs_failed", name=language(failure.code).name) + "\n" + failure.log)
            complain(words.say("cli.not_built"))
            return FAILED
    say(words.say("cli.built", folder=f"{SITE}/", seconds=f"{time.monotonic() - started:.1f}"))
    return GOOD


def bundle(root: Path, words: Language, options: argparse.Namespace) -> int:
    """`dalil bundle`: `site/` as an offline zip in `dist/`."""
    from dalil.export import bundle as export

    with build.workplace(root) as work:
        _restore(root, work, words)
        if not (root / SITE / "index.html").is_file():
            complain(words.say("cli.no_site", folder=root / SITE))
            return FAILED
        archive = export.write_bundle(root / SITE, root / DIST, __version__, build_moment(root))
    size = f"{archive.stat().st_size / 1e6:.1f}"
    say(words.say("cli.bundled", file=archive, megabytes=size))
    return GOOD


def papers(root: Path, words: Language, options: argparse.Namespace) -> int:
    """`dalil papers`: worksheets and keys in `dist/papers/`, as HTML and, where that can be made, as PDF."""
    from dalil.export import paper

    try:
        printer = paper.printer()
    except paper.NoPrinter as lack:
        complain(words.say(lack.reason))
        if options.pdf:
            return FAILED
        printer = None
    with build.workplace(root) as work:
        _restore(root, work, words)
        site, faults = read_site(root)
        if report(ordered([*faults, *check_site(site)]), words):
            complain(words.say("paper.not_written"))
            return FOUND
        many = paper.write_papers(site, work / "papers", build_moment(root), printer)
        build.swap(work / "papers", root / PAPERS, work)
    say(words.say("paper.written" if printer else "paper.written_html", folder=f"{PAPERS}/", n=many))
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
            complain(words.say("cli.port_taken", port=options.port))
            return FAILED
        say(words.say("cli.previewing", url=server.url))

        def rebuild(changed: str | None) -> None:
            if changed:
                say(words.say("cli.changed", path=changed))
            started = time.monotonic()
            try:
                with build.Runs(root, work / "fresh", strict=False) as runs:
                    findings, site = _read_and_send(root, runs)
                    report(findings, words)
                    server.notice = words.say("cli.draft", n=len(findings)) if findings else ""
                    prepared = None if findings else _forms(site, root, work, words)[1]
                    server.show(_completed(runs.finished(), prepared, site, root))
                say(words.say("cli.built", folder=server.url, seconds=f"{time.monotonic() - started:.1f}"))
            except (build.Failure, OSError) as error:
                complain(words.say("cli.preview_failed") + "\n" + getattr(error, "log", str(error)))

        server.run(rebuild, [root / "docs", root / "overrides", root / "mkdocs.yml"])
    return GOOD


def _read_and_send(root: Path, runs: build.Runs) -> tuple[tuple[Finding, ...], Site]:
    """All findings. The runs get the sources before the checks, and are ended where these find something."""
    site, findings = read_site(root)
    runs.send(site)
    return ordered([*findings, *check_site(site), *form_faults(site, root)]), site


def _workbooks(site: Site, root: Path, work: Path) -> Path:
    """The finished folder of workbooks. Written, and its code loaded, while the runs are at work."""
    from dalil.export.workbook import write_workbooks

    write_workbooks(site, root / "overrides" / "assets", work / "workbooks")
    return work / "workbooks"


def _forms(site: Site, root: Path, work: Path, words: Language) -> tuple[Path, Path]:
    """The finished folders of blank forms, and of those prepared for the browser. Names what an office's form leaves out."""
    from dalil.export.forms import all_forms, write_blank, write_prepared

    forms = all_forms(site, own_forms(root), build_moment(root))
    folders = build.fresh(work / "forms"), build.fresh(work / "prepared")
    write_blank(forms, folders[0])
    write_prepared(forms, folders[1])
    tell_missing(forms.values(), words)
    return folders


def _completed(folder: Path, prepared: Path | None, site: Site, root: Path) -> Path:
    """A finished site with what does not come from mkdocs: the forms, and the index of the search."""
    from dalil.search.forms import forms
    from dalil.search.index import write_index

    if prepared:
        prepared.rename(folder / "assets" / "forms")
    write_index(folder, folder / "assets" / "search", forms(site.synonyms), site.unsearched)
    return folder


def _restore(root: Path, work: Path, words: Language) -> None:
    """Puts back what a kill between two renames left aside."""
    restored = [build.restore(root / folder, work) for folder in (SITE, PAPERS, WORKBOOKS, FORMS)]
    if any(restored):
        say(words.say("cli.restored"))
