"""What the command line prints, and its exit codes."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from dalil.findings import Finding, tally
from dalil.languages import Language

GOOD, FOUND, FAILED = 0, 1, 2


def report(findings: Sequence[Finding], words: Language) -> int:
    """Prints the findings and their count; 1 if there are any."""
    for finding in findings:
        print(finding.text(words), flush=True)
    print(tally(findings, words) if findings else words.say("cli.clean"), flush=True)
    return FOUND if findings else GOOD


def say(text: str) -> None:
    print(text, flush=True)


def complain(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
