"""Agendas and programmes: when, and a table of minutes, session, lead and what to open.

An agenda has one slot, whose day and hours are its own keys, or several, each in a part of its own. A programme has a length instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from dalil.findings import Finding, found
from dalil.languages import language
from dalil.model import Agenda, Line, Programme, Session, Sitting, Slot
from dalil.read.blocks import RawBlock
from dalil.read.link import LINK
from dalil.read.table import Row, table

SLOT_KEYS = ("date", "start", "end")
KEYS = (*SLOT_KEYS, "zone", "minutes", "revision")
PROGRAMME_KEYS = ("length", "minutes")
BREAK = "break"
_COLUMNS = (3, 4)
_MINUTES = re.compile(rf"(\d+)( {BREAK})?")
_DATE = re.compile(r"(?:(\S+?)[,،]? +)?(\d{4}-\d{2}-\d{2})")


def agenda(block: RawBlock, path: str, code: str) -> tuple[Agenda | None, list[Finding]]:
    """An agenda in a language, or None where its zone or times are missing or impossible; and the findings."""
    slots = [child for child in block.children if child.kind == "slot"]
    values, findings = _values(block, path, ("zone",) if slots else (*SLOT_KEYS, "zone"))
    findings += [found("block-misplaced", path, child.line, kind=child.kind) for child in block.children if child.kind != "slot"]
    read: list[Slot | None] = []
    for one in slots or [block]:
        slot, faults = _slot(one, values.get("zone"), path, code, alone=one is block)
        read, findings = [*read, slot], findings + faults
    if slots:
        findings += [found("key-unknown", path, line.number, key=key, kind=block.kind, known=", ".join(set(KEYS) - set(SLOT_KEYS)))
                     for key, line in block.keys.items() if key in SLOT_KEYS]
        findings += [found("block-text-lost", path, line.number, text=line.text.strip()[:40]) for line in block.body if line.text.strip()]
    if None in read or "zone" not in values:
        return None, findings
    revision, mark = values.get("revision", (0, ""))
    marked_at = block.keys["revision"].number if "revision" in block.keys else block.line
    return Agenda(block.id, block.line, block.end, "minutes" in values, values["zone"], tuple(slot for slot in read if slot),
                  revision, mark, marked_at), findings


def programme(block: RawBlock, path: str) -> tuple[Programme | None, list[Finding]]:
    """A programme, or None without its length; and the findings."""
    values, findings = _values(block, path, ("length",))
    findings += [found("block-misplaced", path, child.line, kind=child.kind) for child in block.children]
    sessions, faults = _sessions(block.body, path)
    if "length" not in values:
        return None, findings + faults
    sitting = Sitting(sessions, values["length"], block.line)
    return Programme(block.id, block.line, block.end, "minutes" in values, sitting), findings + faults


def _values(block: RawBlock, path: str, needed: Sequence[str]) -> tuple[dict[str, Any], list[Finding]]:
    """The values of the keys, and findings for those that are missing or cannot be."""
    findings = [found("key-missing", path, block.line, key=key, kind=block.kind) for key in needed if key not in block.keys]
    values: dict[str, Any] = {}
    for key, (rule, wanted, parse) in _PARSERS.items():
        if line := block.keys.get(key):
            try:
                values[key] = parse(line.text)
            except (ValueError, KeyError, OSError):
                findings.append(found(rule, path, line.number, key=key, value=line.text, wanted=wanted))
    return values, findings


def _slot(block: RawBlock, zone: str | None, path: str, code: str, alone: bool) -> tuple[Slot | None, list[Finding]]:
    """The slot of an agenda that has it `alone`, or of a part. What an agenda's own keys lack was said before."""
    values, findings = _values(block, path, SLOT_KEYS)
    if alone:
        findings = []
    else:
        findings += [found("key-unknown", path, line.number, key=key, kind=block.kind, known=", ".join(SLOT_KEYS))
                     for key, line in block.keys.items() if key.partition("/")[0] not in SLOT_KEYS]
    sessions, faults = _sessions(block.body, path)
    findings += faults
    if not zone or not set(SLOT_KEYS) <= set(values):
        return None, findings
    weekday, day = values["date"]
    findings += _weekday(weekday, day, block.keys["date"].number, path, code)
    moments = [datetime.combine(day, values[key], ZoneInfo(zone)) for key in ("start", "end")]
    impossible = _impossible(moments, block.keys, zone, path)
    if impossible:
        return None, findings + impossible
    start, finish = moments
    length = int(finish.timestamp() - start.timestamp()) // 60
    return Slot(sessions, length, block.line, start, finish), findings


def _weekday(name: str | None, day: date, line: int, path: str, code: str) -> list[Finding]:
    """A finding for the name of a day that the date is not."""
    right = language(code).words["dates"]["weekdays"][day.weekday()]
    return [found("weekday-wrong", path, line, date=f"{day}", right=right, value=name)] if name and name != right else []


def _impossible(moments: Sequence[datetime], keys: Mapping[str, Line], zone: str, path: str) -> list[Finding]:
    """Findings for clock times that the day does not have, where summer time begins, and for an end that does not follow its start."""
    skipped = [(key, moment) for key, moment in zip(("start", "end"), moments, strict=True)
               if datetime.fromtimestamp(moment.timestamp(), moment.tzinfo).replace(tzinfo=None) != moment.replace(tzinfo=None)]
    if skipped:
        return [found("time-skipped", path, keys[key].number, time=f"{moment:%H:%M}", date=f"{moment:%Y-%m-%d}", zone=zone)
                for key, moment in skipped]
    start, end = moments
    backwards = end.timestamp() <= start.timestamp()
    return [found("agenda-backwards", path, keys["end"].number, end=f"{end:%H:%M}", start=f"{start:%H:%M}")] if backwards else []


def _day(text: str) -> tuple[str | None, date]:
    match = _DATE.fullmatch(text)
    if not match:
        raise ValueError(text)
    return match[1], date.fromisoformat(match[2])


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


def _length(text: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,3}", text):
        raise ValueError(text)
    return int(text)


def _revision(text: str) -> tuple[int, str]:
    match = re.fullmatch(r"([1-9]\d{0,3}) ([0-9a-f]{4})", text)
    if not match:
        raise ValueError(text)
    return int(match[1]), match[2]


_PARSERS: dict[str, tuple[str, str, Callable[[str], Any]]] = {
    "date": ("date-impossible", "2020-06-25", _day),
    "zone": ("zone-unknown", "Africa/Cairo", _zone),
    "start": ("key-value", "10:00", _clock),
    "end": ("key-value", "13:00", _clock),
    "minutes": ("key-value", "suggested", _suggested),
    "length": ("key-value", "120", _length),
    "revision": ("key-value", "1 5f3a", _revision),
}


def _sessions(body: Sequence[Line], path: str) -> tuple[tuple[Session, ...], list[Finding]]:
    """The rows below the table's head, and findings for rows that are not as its head says."""
    before, rows, after = table(body)
    stray = [line for line in (*before, *after) if line.text.strip()]
    if not rows or len(rows[0].cells) not in _COLUMNS:
        first = stray[0] if stray else Line(body[0].number if body else 0, "")
        head = Line(rows[0].line, " | ".join(rows[0].cells)) if rows else first
        return (), [found("agenda-row", path, head.number, text=head.text.strip()[:40])]
    findings = [found("block-text-lost", path, line.number, text=line.text.strip()[:40]) for line in stray]
    read = [(row, _session(row, len(rows[0].cells))) for row in rows[1:]]
    findings += [found("agenda-row", path, row.line, text=" | ".join(row.cells)[:40]) for row, session in read if not session]
    return tuple(session for _, session in read if session), findings


def _session(row: Row, columns: int) -> Session | None:
    minutes = _MINUTES.fullmatch(row.cells[0])
    if len(row.cells) != columns or not minutes or not int(minutes[1]) or not row.cells[1]:
        return None
    _, title, lead, opened = (*row.cells, "")[:4]
    links = tuple(link for cell in row.cells for link in LINK.findall(cell))
    return Session(int(minutes[1]), title, lead, opened, bool(minutes[2]), links, row.line)
