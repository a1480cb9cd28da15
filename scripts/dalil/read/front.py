"""Front matter: the YAML between two `---` lines at the head of a page."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from dalil.findings import Finding, found
from dalil.read.source import yaml_value

Meta = dict[str, Any]


def _strings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


# What each key may hold; the words name the kind to the author.
_KEYS: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "description": ("text", lambda value: isinstance(value, str)),
    "short": ("text", lambda value: isinstance(value, str)),
    "sources": ("list", _strings),
    "topics": ("list", _strings),
    "section": ("id", lambda value: isinstance(value, str) and bool(re.fullmatch(r"[a-z][a-z0-9-]*", value))),
    "objective": ("number", lambda value: isinstance(value, int) and 1 <= value <= 23),
    "search": ("false", lambda value: value is False),
    "hide": ("list", lambda value: _strings(value) and set(value) <= {"navigation", "toc", "footer"}),
}


def front_matter(text: str, path: str) -> tuple[Meta, str, int, list[Finding]]:
    """The keys of a page's front matter, the text after it, that text's first line number, and findings."""
    match = re.match(r"---[ \t]*\n(?:(.*?)\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", text, re.DOTALL)
    if not match:
        return {}, text, 1, []
    inner, body_line = match[1] or "", match[0].count("\n") + 1
    value = yaml_value(inner, path, "front-matter-invalid", 2)
    if isinstance(value, Finding):
        return {}, text[match.end() :], body_line, [value]
    if not isinstance(value, dict | None):
        finding = found("front-matter-invalid", path, 2, reason=repr(value)[:40])
        return {}, text[match.end() :], body_line, [finding]
    meta = value or {}
    return meta, text[match.end() :], body_line, _faults(meta, inner, path)


def _faults(meta: Meta, inner: str, path: str) -> list[Finding]:
    faults = []
    for key, value in meta.items():
        line = _line_of(str(key), inner)
        if key not in _KEYS:
            faults.append(found("front-matter-unknown", path, line, key=key, known=", ".join(_KEYS)))
        elif not _KEYS[key][1](value):
            faults.append(found("front-matter-value", path, line, key=key, value=value))
    return faults


def _line_of(key: str, inner: str) -> int:
    pattern = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*:")
    return next((number for number, line in enumerate(inner.split("\n"), 2) if pattern.match(line)), 2)
