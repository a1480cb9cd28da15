"""The data files: facts without words, each entry with its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import yaml

from dalil.findings import Finding, found
from dalil.languages import CODES
from dalil.model import Country, Document, Objective, StyleRule, Workshop
from dalil.read.source import source_text, yaml_node, yaml_value

Fact = TypeVar("Fact")


def objectives(root: Path, path: str) -> tuple[tuple[Objective, ...], list[Finding]]:
    """The objectives of a data file that holds a list named `objectives`."""
    return _facts(root, path, "objectives", _objective)


def documents(root: Path, path: str) -> tuple[tuple[Document, ...], list[Finding]]:
    """The documents of a data file that holds a list named `documents`."""
    return _facts(root, path, "documents", _document)


def style(root: Path, path: str) -> tuple[tuple[StyleRule, ...], list[Finding]]:
    """The rules of a data file that holds a list named `style`."""
    return _facts(root, path, "style", _style_rule)


def _style_rule(entry: Mapping[str, Any], line: int) -> StyleRule:
    try:
        pattern = re.compile(entry["pattern"], re.MULTILINE)
    except re.error as error:
        raise ValueError(f"pattern: {error}") from error
    needs = tuple(map(str, entry.get("needs", ())))
    return StyleRule(str(entry["id"]), str(entry["language"]), pattern, bool(entry.get("quoted")), needs, line)


def sources(root: Path, path: str) -> tuple[tuple[str, ...], list[Finding]]:
    """The ids of a data file that holds a list named `sources`."""
    return _facts(root, path, "sources", lambda entry, line: str(entry["id"]))


def synonyms(root: Path, path: str) -> tuple[tuple[Mapping[str, tuple[str, ...]], ...], list[Finding]]:
    """The groups of a data file that holds a list named `synonyms`: words and phrases by language code."""
    return _facts(root, path, "synonyms", _synonyms)


def _synonyms(entry: Mapping[str, Any], line: int) -> Mapping[str, tuple[str, ...]]:
    unknown = set(entry) - set(CODES)
    if unknown:
        raise ValueError(", ".join(sorted(unknown)))
    return {code: tuple(map(str, entry.get(code, ()))) for code in CODES}


def countries(root: Path, path: str) -> tuple[tuple[Country, ...], list[Finding]]:
    """The countries of a data file that holds a list named `countries`."""
    return _facts(root, path, "countries", _country)


def _country(entry: Mapping[str, Any], line: int) -> Country:
    zone = ZoneInfo(str(entry["zone"])).key
    return Country(str(entry["code"]), zone, tuple(entry.get("unconfirmed", ())), line)


def workshops(root: Path, path: str) -> tuple[tuple[Workshop, ...], list[Finding]]:
    """The workshops of a data file that holds a list named `workshops`."""
    return _facts(root, path, "workshops", _workshop)


def _workshop(entry: Mapping[str, Any], line: int) -> Workshop:
    unknown = set(entry) - {"id", "page", "agenda", "names"} | set(entry["names"]) - set(CODES)
    if unknown:
        raise ValueError(", ".join(sorted(unknown)))
    names = {code: tuple(str(name) for name in entry["names"][code]) for code in CODES}
    return Workshop(str(entry["id"]), str(entry.get("page", "")), str(entry.get("agenda", "")), names, line)


def _objective(entry: Mapping[str, Any], line: int) -> Objective:
    targets = tuple(str(one["target"]) for one in entry["sdg"])
    return Objective(int(entry["number"]), int(entry["paragraph"]), int(entry["actions"]), str(entry["letters"]),
                     int(entry["round_table"]), targets, tuple(entry.get("unconfirmed", ())), line)


def _document(entry: Mapping[str, Any], line: int) -> Document:
    url = {code: str(entry["url"][code]) for code in CODES}
    return Document(str(entry["id"]), entry.get("symbol"), url, tuple(entry.get("unconfirmed", ())), line)


def _facts(
    root: Path, path: str, name: str, make: Callable[[Mapping[str, Any], int], Fact]
) -> tuple[tuple[Fact, ...], list[Finding]]:
    """Each entry of the list made a fact; an entry that lacks something is a finding at its line."""
    if not (root / path).exists():
        return (), []
    text = source_text(root, path)
    value = text if isinstance(text, Finding) else yaml_value(text, path, "data-invalid")
    if isinstance(value, Finding):
        return (), [value]
    if not isinstance(value, dict) or not isinstance(value.get(name), list):
        return (), [found("data-invalid", path, 1, reason=f"{name}: [...]")]
    facts, findings = [], []
    for entry, line in zip(value[name], _entry_lines(str(text), name), strict=True):
        try:
            facts.append(make(entry, line))
        except (KeyError, TypeError, ValueError, AttributeError, OSError) as error:
            findings.append(found("data-invalid", path, line, reason=f"{type(error).__name__} {error}"))
    return tuple(facts), findings


def _entry_lines(text: str, name: str) -> list[int]:
    node = yaml_node(text)
    assert isinstance(node, yaml.MappingNode)
    entries = next(value for key, value in node.value if key.value == name)
    return [entry.start_mark.line + 1 for entry in entries.value]


# By the name of the data file and of the field of Site.
READERS: dict[str, Callable[[Path, str], tuple[tuple[Any, ...], list[Finding]]]] = {
    "objectives": objectives, "documents": documents, "style": style, "sources": sources, "synonyms": synonyms,
    "workshops": workshops, "countries": countries,
}
