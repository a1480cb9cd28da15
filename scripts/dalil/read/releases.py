"""The changelog of each language: releases with their version, day and changes, the newest first."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from dalil.findings import Finding, found
from dalil.languages import CODES, DEFAULT
from dalil.model import Release
from dalil.read.source import source_text

_HEAD = re.compile(r"## (\S+) \((\d{4}-\d{2}-\d{2})\)")


def changelog(code: str) -> str:
    """The name of a language's changelog, in the folder of the project."""
    return "CHANGELOG.md" if code == DEFAULT else f"CHANGELOG.{code}.md"


def releases(root: Path) -> tuple[dict[str, tuple[Release, ...]], list[Finding]]:
    """The releases by language, and what could not be read."""
    read: dict[str, tuple[Release, ...]] = dict.fromkeys(CODES, ())
    findings: list[Finding] = []
    for code in CODES:
        if (root / changelog(code)).is_file():
            text = source_text(root, changelog(code))
            read[code], faults = ((), [text]) if isinstance(text, Finding) else _releases(text, changelog(code))
            findings += faults
    return read, findings


def _releases(text: str, path: str) -> tuple[tuple[Release, ...], list[Finding]]:
    found_releases: list[Release] = []
    findings = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("## "):
            day = _day(line)
            findings += [] if day else [found("release-head", path, number, text=line)]
            found_releases += [Release(line.split()[1], day, (), number)] if day else []
        elif found_releases:
            found_releases[-1] = _with(found_releases[-1], line)
    return tuple(found_releases), findings


def _day(line: str) -> date | None:
    match = _HEAD.fullmatch(line.rstrip())
    try:
        return date.fromisoformat(match[2]) if match else None
    except ValueError:
        return None


def _with(release: Release, line: str) -> Release:
    """The release with one more change, or with its last change going on."""
    changes = release.changes
    if line.startswith("- "):
        changes = (*changes, line[2:].strip())
    elif line.strip() and changes:
        changes = (*changes[:-1], f"{changes[-1]} {line.strip()}")
    return Release(release.version, release.day, changes, release.line)
