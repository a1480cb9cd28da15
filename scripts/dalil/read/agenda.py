"""Agendas: a date, a zone, a slot, and a table of minutes, session and lead."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from dalil.findings import Finding, found
from dalil.model import Agenda, Line, Session
from dalil.read.blocks import RawBlock
from dalil.read.table import table

KEYS = ("date", "zone", "start", "end", "minutes")
_NEEDED = ("date", "zone", "start", "end")


def agenda(block: RawBlock, path: str) -> tuple[Agenda | None, list[Finding]]:
    """An agenda, or None where a date, zone or time is missing or impossible; and the findings."""
    findings = [found("key-missing", path, block.line, key=key, kind="agenda") for key in _NEEDED if key not in block.keys]
    values: dict[str, Any] = {}
    for key, (rule, wanted, parse) in _PARSERS.items():
        if line := block.keys.get(key):
            try:
                values[key] = parse(line.text)
            except (ValueError, KeyError, OSError):
                findings.append(found(rule, path, line.number, key=key, value=line.text, wanted=wanted))
    findings += [found("block-misplaced", path, child.line, kind=child.kind) for child in block.children]
    sessions, faults = _sessions(block.body, path)
    if not set(_NEEDED) <= set(values):
        return None, findings + faults
    read = Agenda(block.id, block.line, block.end, values["date"], values["zone"], values["start"], values["end"],
                  suggested="minutes" in values, sessions=sessions)
    return read, findings + faults


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _clock(text: str) -> time:
    if not re.fullmatch(r"\d{1,2}:\d{2}", text):
        raise ValueError(text)
    hours, minutes = text.split(":")
    return time(int(hours), int(minutes))


def _zone(text: str) -> str:
    return ZoneInfo(text).key


def _suggested(text: str) -> bool:
    if text != "suggested":
        raise ValueError(text)
    return True


_PARSERS: dict[str, tuple[str, str, Callable[[str], Any]]] = {
    "date": ("date-impossible", "2020-06-25", _day),
    "zone": ("zone-unknown", "Africa/Cairo", _zone),
    "start": ("key-value", "10:00", _clock),
    "end": ("key-value", "13:00", _clock),
    "minutes": ("key-value", "suggested", _suggested),
}


def _sessions(body: Sequence[Line], path: str) -> tuple[tuple[Session, ...], list[Finding]]:
    """The rows below the table's head, and findings for rows that are not minutes, session and lead."""
    before, rows, after = table(body)
    stray = [line for line in (*before, *after) if line.text.strip()]
    if not rows:
        first = stray[0] if stray else Line(body[0].number if body else 0, "")
        return (), [found("agenda-row", path, first.number, text=first.text.strip()[:40])]
    sessions, findings = [], [found("block-text-lost", path, line.number, text=line.text.strip()[:40]) for line in stray]
    for cells, line in rows[1:]:
        if len(cells) == 3 and cells[0].isdecimal() and int(cells[0]) and cells[1]:
            sessions.append(Session(int(cells[0]), cells[1], cells[2], line))
        else:
            findings.append(found("agenda-row", path, line, text=" | ".join(cells)[:40]))
    return tuple(sessions), findings
