"""The command that compares a copy with its list of checksums."""

from __future__ import annotations

import argparse
from pathlib import Path

from dalil import sums
from dalil.cli.saying import FAILED, FOUND, GOOD, complain, say
from dalil.languages import Language


def verify(root: Path, words: Language, options: argparse.Namespace) -> int:
    """`dalil verify`: names every file of a bundle, an unzipped folder or `dist/` that is missing, altered or added."""
    path = Path(options.path)
    try:
        verdict = sums.verify(path)
    except sums.NoList:
        complain(words.say("bundle.cli.no_list", path=path))
        return FAILED
    except OSError:
        complain(words.say("bundle.cli.no_path", path=path))
        return FAILED
    if verdict.inside_only:
        complain(words.say("bundle.cli.inside_only", path=path))
    for fault in verdict.faults:
        say(_printable(fault.path) + ": " + words.say(f"bundle.fault.{fault.kind}"))
    key, many = ("faults", len(verdict.faults)) if verdict.faults else ("sound", verdict.listed)
    say(words.plural(f"bundle.cli.{key}", many))
    return FOUND if verdict.faults else GOOD


def _printable(path: str) -> str:
    """A path with its bytes that are no text, and signs that would end the line, written as numbers."""
    return path.encode("utf-8", "backslashreplace").decode().replace("\n", "\\n").replace("\r", "\\r")
