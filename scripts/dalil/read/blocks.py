"""The block notation: `::: kind id`, `key: value` lines, a body, nested blocks, and a bare `:::`.

Grammar and recovery: design.md section 5. A block that is not closed costs a finding, never a block after it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from dalil.findings import Finding, found
from dalil.model import Line

OUTER = ("choice", "order", "match", "sort", "blanks", "draft", "checklist", "assess", "agenda", "programme", "timeline",
         "progress", "objectives", "sources", "review", "results", "handout", "keep")
NESTED = ("hint", "explanation", "model", "facilitator", "levels", "slot")
_WITH_KEYS = (*OUTER, "slot")

_OPENING = re.compile(r":::[ \t]*([^\s:][^\s]*)[ \t]*(.*?)[ \t]*")
_CLOSING = re.compile(r":::[ \t]*")
_INDENTED = re.compile(r"(?=[\s>|*+-])[\s>|*+-]*:::[ \t]*(?:[a-z]+\b.*)?")
_KEY = re.compile(r"([a-z][a-z_-]*):[ \t]+(.*?)[ \t]*")
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


@dataclass
class RawBlock:
    """A block as written: `keys` maps a name to its line and value; `body` is its own text without nested blocks."""

    kind: str
    id: str
    line: int
    end: int = 0
    keys: dict[str, Line] = field(default_factory=dict)
    body: list[Line] = field(default_factory=list)
    children: list[RawBlock] = field(default_factory=list)

    def texts(self, kind: str) -> tuple[str, ...]:
        """The Markdown of the nested blocks of a kind, in order."""
        return tuple(markdown(child.body) for child in self.children if child.kind == kind)


def markdown(lines: Sequence[Line]) -> str:
    """Lines as one text, without blank lines around it."""
    return "\n".join(line.text for line in lines).strip("\n")


def raw_blocks(lines: Sequence[Line], code: frozenset[int], path: str) -> tuple[list[RawBlock], list[Finding]]:
    """The closed outer blocks of a text, and what is wrong with the fences, ids and keys of all."""
    reader = _Reader(path)
    for line in lines:
        reader.read(line, line.number in code)
    reader.give_up()
    return reader.blocks, reader.findings


class _Reader:
    """Goes through the lines once with a stack of the blocks that are open."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.blocks: list[RawBlock] = []
        self.findings: list[Finding] = []
        self._open: list[RawBlock] = []

    def read(self, line: Line, is_code: bool) -> None:
        if is_code or ":::" not in line.text:
            self._text(line)
        elif _CLOSING.fullmatch(line.text):
            self._close(line)
        elif opening := _OPENING.fullmatch(line.text):
            self._begin(RawBlock(opening[1], opening[2], line.number))
        elif _INDENTED.fullmatch(line.text):
            self._find("block-indented", line.number)
        else:
            self._text(line)

    def give_up(self) -> None:
        """Forget the blocks that are open, with a finding at the innermost opening line."""
        if self._open:
            self._find("block-unclosed", self._open[-1].line, kind=self._open[-1].kind)
            self._open.clear()

    def _begin(self, block: RawBlock) -> None:
        if block.kind not in OUTER + NESTED:
            self._find("block-unknown", block.line, kind=block.kind, known=", ".join(OUTER + NESTED))
        elif block.kind in OUTER:
            self.give_up()
            self._check_id(block)
        else:
            self._leave_sibling()
            self._check_nested(block)
        self._open.append(block)

    def _leave_sibling(self) -> None:
        """A nested block cannot hold another: the one that is open was not closed."""
        if self._open and self._open[-1].kind in NESTED:
            sibling = self._open.pop()
            self._find("block-unclosed", sibling.line, kind=sibling.kind)
            if self._open:
                self._open[-1].children.append(sibling)

    def _check_id(self, block: RawBlock) -> None:
        if not block.id:
            self._find("block-id-missing", block.line, kind=block.kind)
        elif not _ID.fullmatch(block.id):
            self._find("block-id-invalid", block.line, id=block.id)

    def _check_nested(self, block: RawBlock) -> None:
        if not self._open:
            self._find("block-misplaced", block.line, kind=block.kind)
        elif block.id:
            self._find("block-id-invalid", block.line, id=block.id)

    def _close(self, line: Line) -> None:
        if not self._open:
            self._find("block-stray-close", line.number)
            return
        block = self._open.pop()
        block.end = line.number
        if self._open:
            self._open[-1].children.append(block)
        elif block.kind in OUTER and _ID.fullmatch(block.id):
            self.blocks.append(block)

    def _text(self, line: Line) -> None:
        if not self._open:
            return
        block = self._open[-1]
        key = _KEY.fullmatch(line.text)
        directly_below = block.line + len(block.keys) + 1 == line.number and not block.body
        if key and directly_below and block.kind in _WITH_KEYS:
            self._add_key(block, key[1], Line(line.number, key[2]))
        else:
            block.body.append(line)

    def _add_key(self, block: RawBlock, name: str, value: Line) -> None:
        if name in block.keys:
            self._find("key-repeated", value.number, key=name)
            # A name of its own keeps the count of key lines right.
            name = f"{name}/{value.number}"
        block.keys[name] = value

    def _find(self, rule: str, line: int, **values: object) -> None:
        self.findings.append(found(rule, self.path, line, **values))
