"""The whole site: every page of every language, the facts and the order of pages."""

from __future__ import annotations

import re
from pathlib import Path

from dalil.findings import Finding, found
from dalil.languages import CODES
from dalil.model import Page, Site
from dalil.read import facts
from dalil.read.nav import course, nav
from dalil.read.page import page
from dalil.read.releases import releases
from dalil.read.source import source_text

DOCS = "docs"
CONFIG = "mkdocs.yml"


def read_site(root: Path) -> tuple[Site, list[Finding]]:
    """Everything below `docs/`, and what could not be read."""
    files = _files(root)
    findings = _strange_folders(root)
    pages: list[Page] = []
    unread: set[tuple[str, str]] = set()
    for name in files:
        code, _, path = name.partition("/")
        if code in CODES and path.endswith(".md"):
            read, faults = _page(root, code, path)
            findings += faults
            pages += [read] if read else []
            unread |= set() if read else {(code, path)}
    entries, nav_faults = nav(root, CONFIG)
    data = {name: read_data(root, f"{DOCS}/data/{name}.yml") for name, read_data in facts.READERS.items()}
    told, release_faults = releases(root)
    findings += nav_faults + release_faults + [finding for _, faults in data.values() for finding in faults]
    site = Site(CODES, tuple(pages), entries, files=frozenset(files), unread=frozenset(unread), course=course(root, CONFIG),
                releases=told, **{name: read_facts for name, (read_facts, _) in data.items()})
    return site, findings


def _files(root: Path) -> list[str]:
    """Paths of all files below docs/, sorted, hidden ones left out."""
    docs = root / DOCS
    paths = (path.relative_to(docs).as_posix() for path in docs.rglob("*") if not path.is_dir())
    return sorted(path for path in paths if not re.search(r"(^|/)\.", path))


def _page(root: Path, code: str, path: str) -> tuple[Page | None, list[Finding]]:
    source = f"{DOCS}/{code}/{path}"
    text = source_text(root, source)
    if isinstance(text, Finding):
        return None, [text]
    return page(text, path, code, source)


def _strange_folders(root: Path) -> list[Finding]:
    """Two-letter folders that are no language of ours: static-i18n would silently leave them out."""
    docs = root / DOCS
    names = sorted(path.name for path in docs.iterdir() if path.is_dir()) if docs.is_dir() else []
    strange = [name for name in names if re.fullmatch(r"[a-z]{2}([-_][A-Za-z]{2,4})?", name) and name not in CODES]
    return [found("folder-unknown", f"{DOCS}/{name}", 0, name=name, known=", ".join(CODES)) for name in strange]
