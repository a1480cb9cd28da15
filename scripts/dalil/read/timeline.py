"""Timelines: a table of date, event, level and state of knowledge."""

from __future__ import annotations

from dalil.findings import Finding, found
from dalil.model import Timeline
from dalil.read.blocks import RawBlock
from dalil.read.table import table

COLUMNS = 4


def timeline(block: RawBlock, path: str) -> tuple[Timeline | None, list[Finding]]:
    """The timeline, or None without a table; rows that have not all four cells are findings."""
    before, rows, after = table(block.body)
    findings = [found("block-text-lost", path, line.number, text=line.text.strip()[:40]) for line in (*before, *after) if line.text.strip()]
    findings += [found("block-misplaced", path, child.line, kind=child.kind) for child in block.children]
    wrong = [row for row in rows if len(row.cells) != COLUMNS or not all(row.cells)]
    findings += [found("timeline-row", path, row.line, text=" | ".join(row.cells)[:40]) for row in wrong]
    if len(rows) < 2 or wrong:
        return None, findings or [found("timeline-row", path, block.line, text="")]
    return Timeline(block.id, block.line, block.end, rows[0].cells, tuple(row.cells for row in rows[1:])), findings
