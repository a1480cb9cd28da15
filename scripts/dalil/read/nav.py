"""mkdocs.yml: the order of the pages, each with its line, and the name of the course."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from dalil.findings import Finding
from dalil.model import NavEntry
from dalil.read.source import source_text, yaml_node, yaml_value


def nav(root: Path, path: str) -> tuple[tuple[NavEntry, ...], list[Finding]]:
    """The pages named in the nav, in order. Sections are keys; their titles come from their index pages."""
    text = _plain_text(root, path)
    value = text if isinstance(text, Finding) else yaml_value(text, path, "data-invalid")
    if isinstance(value, Finding):
        return (), [value]
    node = yaml_node(str(text))
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    tree = next((value for key, value in pairs if key.value == "nav"), None)
    return tuple(_entries(tree)) if tree else (), []


def course(root: Path, path: str) -> str:
    """The name under which answers are kept: `course` of our plugin; empty where there is none, which mkdocs complains of."""
    text = _plain_text(root, path)
    value = text if isinstance(text, Finding) else yaml_value(text, path, "data-invalid")
    plugins = value.get("plugins") if isinstance(value, dict) else None
    entries = plugins if isinstance(plugins, list) else []
    settings = [one["dalil"] for one in entries if isinstance(one, dict) and isinstance(one.get("dalil"), dict)]
    return next((str(one["course"]) for one in settings if "course" in one), "")


def _plain_text(root: Path, path: str) -> str | Finding:
    """The settings without tags such as !ENV, which are the business of mkdocs: plain YAML."""
    text = source_text(root, path)
    return text if isinstance(text, Finding) else text.replace("!ENV ", "")


def _entries(node: yaml.Node, depth: int = 0, section: str = "") -> Iterator[NavEntry]:
    if isinstance(node, yaml.ScalarNode):
        yield NavEntry(node.value, node.start_mark.line + 1, depth, section)
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _entries(child, depth, section)
    elif isinstance(node, yaml.MappingNode):
        for key, child in node.value:
            yield from _entries(child, depth + 1, section or str(key.value))
