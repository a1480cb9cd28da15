"""The order of the pages: `nav` in mkdocs.yml, each page with its line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from dalil.findings import Finding
from dalil.model import NavEntry
from dalil.read.source import source_text, yaml_node, yaml_value


def nav(root: Path, path: str) -> tuple[tuple[NavEntry, ...], list[Finding]]:
    """The pages named in the nav, in order. Sections are keys; their titles come from their index pages."""
    text = source_text(root, path)
    if isinstance(text, Finding):
        return (), [text]
    # Tags such as !ENV are the business of mkdocs; without them the text is plain YAML.
    plain = text.replace("!ENV ", "")
    value = yaml_value(plain, path, "data-invalid")
    if isinstance(value, Finding):
        return (), [value]
    node = yaml_node(plain)
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    tree = next((value for key, value in pairs if key.value == "nav"), None)
    return tuple(_entries(tree)) if tree else (), []


def _entries(node: yaml.Node, depth: int = 0) -> Iterator[NavEntry]:
    if isinstance(node, yaml.ScalarNode):
        yield NavEntry(node.value, node.start_mark.line + 1, depth)
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _entries(child, depth)
    elif isinstance(node, yaml.MappingNode):
        for _, child in node.value:
            yield from _entries(child, depth + 1)
