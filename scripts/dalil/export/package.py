"""A prepared Office file: the parts of a zip, some of them cut into slots that values are put into.

Browser (`package.js`) and command line fill the same slots by joining strings, so both write the same text and structure.

A slot is a string, which stands as it is, or a list whose first entry names what it does:
`text`   key, before, after, and the same pair for the other script: a value in one line, each run between its pair
`lines`  key, head, tail, and the pairs of `text`: a paragraph for each line of a value
`each`   key, slots: the slots once for each entry of a list of values
`cell`   key, opening tag: a text as a cell of a sheet
`day`    key, opening tag: a date (`2020-06-25`) as a cell that counts days; anything else as a text
`number` key, opening tag, formula: a number as a cell that is computed
"""

from __future__ import annotations

import base64
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dalil.review import iso_date

Slot = str | list[Any]
Values = Mapping[str, Any]

EARLIEST = (1980, 1, 1, 0, 0, 0)  # zip knows no earlier time
# The day before the first of those that a sheet counts, moved by its belief in a 29 February 1900.
# Source: ECMA-376, part 1, 18.17.4.1.
_DAY_ZERO = date(1899, 12, 30)
_FIRST_RIGHT_DAY = date(1900, 3, 1)
# What XML cannot hold: control characters, lone surrogates and two that are no characters.
_IMPOSSIBLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
# What a sheet would read as an escape. Source: ECMA-376, part 1, 22.9.2.19 (ST_Xstring).
_LIKE_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True)
class Package:
    """The parts in their order: path in the zip, and bytes as they are or slots to be filled.

    `other` is a pattern, the same in Python and JavaScript, for runs of the script that the form is not written in.
    """

    parts: tuple[tuple[str, bytes | list[Slot]], ...]
    other: str = "(?!)"

    def filled(self, values: Values) -> bytes:
        """The file with the values in it. Raises KeyError for a key that has no value."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, part in self.parts:
                data = part if isinstance(part, bytes) else self.text(part, values).encode()
                archive.writestr(_entry(path), data)
        return buffer.getvalue()

    def text(self, slots: Sequence[Slot], values: Values) -> str:
        """Slots, filled, as one text."""
        return "".join(slot if isinstance(slot, str) else "".join(self._slot(slot, values)) for slot in slots)

    def record(self) -> str:
        """The package as JSON for the browser; parts that stay are packed already."""
        return json.dumps({"other": self.other, "parts": [_record(path, part) for path, part in self.parts]},
                          ensure_ascii=False, separators=(",", ":"))

    def _slot(self, slot: list[Any], values: Values) -> Iterator[str]:
        kind, key, *rest = slot
        value = values[key]
        match kind:
            case "each":
                yield from (self.text(rest[0], {**values, **entry}) for entry in value)
            case "lines":
                head, tail, *pairs = rest
                yield from (head + self._runs(line, pairs) + tail for line in _lines(value))
            case "text":
                yield self._runs(" ".join(str(value).split("\n")), rest)
            case _:
                yield _CELLS[kind](value, *rest)

    def _runs(self, text: str, pairs: list[str]) -> str:
        """A text as runs, those in the other script between their own pair."""
        before, after, other_before, other_after = pairs
        place, runs = 0, ""
        for match in re.finditer(self.other, text):
            runs += _run(text[place : match.start()], before, after) + _run(match[0], other_before, other_after)
            place = match.end()
        return runs + _run(text[place:], before, after)


def _record(path: str, part: bytes | list[Slot]) -> dict[str, Any]:
    if not isinstance(part, bytes):
        return {"path": path, "slots": part}
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(part) + packer.flush()
    return {"path": path, "packed": base64.b64encode(packed).decode(), "size": len(part), "crc": zlib.crc32(part)}


def _entry(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, EARLIEST)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def escaped(text: str) -> str:
    """A text as it may stand in XML; what XML cannot hold becomes U+FFFD."""
    return re.sub('[&<>"]', lambda match: _ESCAPES[match[0]], _IMPOSSIBLE.sub("\ufffd", text))


def _lines(value: str) -> list[str]:
    """The lines of a text without empty ones; at least one."""
    return [line for line in value.split("\n") if line.strip()] or [""]


def _run(text: str, before: str, after: str) -> str:
    return before + escaped(text) + after if text else ""


def _cell(value: str, opening: str) -> str:
    if value == "":
        return f"{opening}/>"
    text = escaped(_LIKE_ESCAPE.sub("_x005F_", value))
    return f'{opening} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _day(value: str, opening: str) -> str:
    day = iso_date(value)
    return f"{opening}><v>{(day - _DAY_ZERO).days}</v></c>" if day and day >= _FIRST_RIGHT_DAY else _cell(value, opening)


def _number(value: int | str, opening: str, formula: str) -> str:
    kind = ' t="str"' if value == "" else ""
    return f"{opening}{kind}><f>{escaped(formula)}</f><v>{value}</v></c>"


_CELLS: dict[str, Callable[..., str]] = {"cell": _cell, "day": _day, "number": _number}
