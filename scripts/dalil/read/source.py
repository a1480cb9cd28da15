"""Opening a source file: its lines, or the finding that says why not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from dalil.findings import Finding, found

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def source_text(root: Path, path: str) -> str | Finding:
    """The text of a file below the project's root, without a byte order mark and with LF line ends."""
    try:
        data = (root / path).read_bytes()
    except OSError as error:
        return found("file-unreadable", path, 0, reason=error.strerror or type(error).__name__)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return found("file-encoding", path, data.count(b"\n", 0, error.start) + 1, byte=f"{data[error.start]:#04x}")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def yaml_value(text: str, path: str, rule: str, first: int = 1) -> Any | Finding:
    """The value of a YAML text that begins at line `first` of a file; a finding of `rule` where it is not YAML."""
    try:
        return yaml.load(text, _Loader)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or str(error)
        return found(rule, path, first + (mark.line if mark else 0), reason=reason)


def yaml_node(text: str) -> yaml.Node | None:
    """The syntax tree of a valid YAML text, for the sake of its line numbers."""
    node: yaml.Node | None = yaml.compose(text, _Loader)
    return node
