"""The commands of a project: check, build, bundle, papers, serve."""

from __future__ import annotations

import argparse
import errno
import json
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from dalil import __version__, build
from dalil.check import check_site
from dalil.cli.forms import build_moment, form_faults, tell_missing
from dalil.cli.saying import FAILED, FOUND, GOOD, complain, report, say
from dalil.findings import Finding, ordered
from dalil.languages import CODES, Language, language
from dalil.model import Site
from dalil.read import read_site
from dalil.read.forms import own_forms
from dalil.read.releases import releases
from dalil.render.agenda import FACILITATOR

if TYPE_CHECKING:
    from dalil.export.bundle import Edition

SITE, DIST = "site", "dist"
FACILITATORS = "site-facilitator"
EDITIONS = ("learner", FACILITATOR)
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
    """`dalil build`: check, build every language, the workbooks and the forms, put the results in the place of the last ones.

    The facilitator's edition has a folder of its own, and nothing else of it is for participants.
    """
    started = time.monotonic()
    edition, target = options.edition, root / _site_of(options)
    with build.workplace(root) as work, build.Runs(root, work, edition=edition) as runs:
        _restore(root, work, words)
        say(words.say("cli.reading"))
        findings, site = _read_and_send(root, runs)
        if report(findings, words):
            complain(words.say("cli.not_built"))
            return FOUND
        names = ", ".join(language(code).name for code in CODES)
        say(words.say("cli.building", names=names, pages=len({page.path for page in site.pages})))
        try:
            blank, prepared = _forms(site, root, work, words)
            if edition == FACILITATOR:
                build.swap(_with_sheets(_completed(runs.finished(), prepared, site, root), site, root), target, work)
            else:
                workbooks = _workbooks(site, root, work)
                build.swap(_with_worker(_completed(runs.finished(), prepared, site, root)), target, work)
                build.swap(workbooks, root / WORKBOOKS, work)
                build.swap(blank, root / FORMS, work)
        except build.Failure as failure:
            complain(words.say("cli.mkdocs_failed", name=language(failure.code).name) + "\n" + failure.log)
            complain(words.say("cli.not_built"))
            return FAILED
    say(words.say("cli.built", folder=f"{target.name}/", seconds=f"{time.monotonic() - started:.1f}"))
    return GOOD


def _site_of(options: argparse.Namespace) -> str:
    """The folder of the edition that is asked for."""
    return FACILITATORS if options.edition == FACILITATOR else SITE


def _with_worker(folder: Path) -> Path:
    """The finished site with what keeps it in a browser. It lists all files, and so comes last."""
    from dalil.export.keep import write_worker

    write_worker(folder, __version__)
    return folder


def _with_sheets(folder: Path, site: Site, root: Path) -> Path:
    """The finished site with the facilitator's own pages."""
    from dalil.export.runsheet import write_facilitator

    write_facilitator(site, folder / FACILITATOR, build_moment(root))
    return folder


def bundle(root: Path, words: Language, options: argparse.Namespace) -> int:
    """`dalil bundle`: `site/` as an offline zip in `dist/`, or with `--zim` as archives for Kiwix."""
    if options.zim and options.edition == FACILITATOR:
        complain(words.say("zim.no_facilitator"))
        return FAILED
    if options.zim:
        return zims(root, words)
    from dalil.export import bundle as export

    with build.workplace(root) as work:
        _restore(root, work, words)
        site = root / _site_of(options)
        if not (site / "index.html").is_file():
            complain(words.say("cli.no_site", folder=site))
            return FAILED
        try:
            made = export.write_bundle(site, build.fresh(work / "bundle"), root / DIST, _edition(root, options.edition))
        except export.Unfit as unfit:
            return _tell_unfit(unfit.files, words)
        except export.Broken as broken:
            complain(words.say("bundle.cli.broken", paths=", ".join(broken.paths)))
            return FAILED
        size = made.stat().st_size
        build.deliver(made.parent, root / DIST, work)
    say(words.say("cli.bundled", file=root / DIST / made.name, megabytes=f"{size / 1e6:.1f}"))
    return GOOD


def zims(root: Path, words: Language) -> int:
    """`site/` as one archive for Kiwix for each language in `dist/`."""
    try:
        from dalil.export import zim as export
    except ImportError:
        complain(words.say("zim.no_libzim"))
        return FAILED
    with build.workplace(root) as work:
        _restore(root, work, words)
        if not (root / SITE / "index.html").is_file():
            complain(words.say("cli.no_site", folder=root / SITE))
            return FAILED
        folder = build.fresh(work / "zim")
        try:
            made = export.write_zims(root / SITE, folder, root / DIST, __version__, build_moment(root))
        except export.NotWritten:
            complain(words.say("zim.not_written"))
            return FAILED
        sizes = {path.name: path.stat().st_size for path in made}
        build.deliver(folder, root / DIST, work)
    for name, size in sizes.items():
        say(words.say("cli.bundled", file=root / DIST / name, megabytes=f"{size / 1e6:.1f}"))
    return GOOD


def _edition(root: Path, name: str) -> Edition:
    """What the bundle tells of itself. The first version has changed nothing."""
    from dalil.export.bundle import Edition

    told, _ = releases(root)
    changes = {code: known[0].changes for code, known in told.items() if len(known) > 1}
    return Edition(__version__, build_moment(root), changes, facilitator=name == FACILITATOR)


def _tell_unfit(files: Sequence[tuple[str, str, str]], words: Language) -> int:
    from dalil.export.bundle import LONGEST

    for path, reason, target in files:
        why = words.say(f"bundle.unfit.{reason}", most=LONGEST, target=target)
        complain(words.say("bundle.cli.unfit", path=path, reason=why))
    complain(words.say("bundle.cli.not_bundled"))
    return FOUND


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
                with build.Runs(root, work, strict=False) as runs:
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
    """A finished site with what does not come from mkdocs: the forms, the calendars, and the index of the search."""
    from dalil.export.calendar import write_calendars
    from dalil.search.forms import forms
    from dalil.search.index import write_index

    if prepared:
        prepared.rename(folder / "assets" / "forms")
    write_calendars(site, folder / "assets" / "calendars", build_moment(root))
    write_index(folder, folder / "assets" / "search", forms(site.synonyms), site.unsearched)
    return folder


def _restore(root: Path, work: Path, words: Language) -> None:
    """Puts back what a kill between two renames left aside."""
    restored = [build.restore(root / folder, work) for folder in (SITE, FACILITATORS, PAPERS, WORKBOOKS, FORMS)]
    if any([*restored, build.delivered(root / DIST, work)]):
        say(words.say("cli.restored"))
