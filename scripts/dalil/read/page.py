"""One page: front matter, headings, links, glossary terms and blocks, each with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from dalil.findings import Finding, found
from dalil.model import (
    Block,
    Handout,
    Heading,
    Keep,
    Line,
    Link,
    Listing,
    MyReview,
    ObjectivesIndex,
    Page,
    Progress,
    Results,
    SourcesIndex,
    Term,
)
from dalil.prose import code_lines, numbered
from dalil.read import agenda, exercise, timeline
from dalil.read.blocks import RawBlock, raw_blocks
from dalil.read.front import front_matter
from dalil.read.link import LINK

_HEADING = re.compile(r"(#{1,6})[ \t]*(?!#)(.*?)[ \t]*#*[ \t]*")
_UNDERLINE = re.compile(r"(=+|-{3,})[ \t]*")
_ATTRIBUTES = re.compile(r"(.*?)[ \t]*\{:?[ \t]*#([A-Za-z0-9][\w.-]*)[^}]*\}[ \t]*")
_INLINE_CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
_REFERENCE = re.compile(r" {0,3}\[[^\]^]+\]:[ \t]*<?([^\s>]+)")
_HTML_LINK = re.compile(r"<(?:a|img)\b[^>]*?\b(?:href|src)=[\"']([^\"']+)")
# Most lines have none of these; looking for them first spares the patterns.
_LINK_SIGNS = ("](", "]:", "<a", "<img")
_FOOTNOTE = re.compile(r"\[\^[^\]]+\]")
_LISTINGS: dict[str, type[Listing]] = {
    kind.kind: kind for kind in (Progress, ObjectivesIndex, SourcesIndex, MyReview, Results, Handout, Keep)}
_DEFINITION = re.compile(r" {0,3}:[ \t]+\S.*")


def page(text: str, path: str, language: str, source: str) -> tuple[Page, list[Finding]]:
    """The page of a source text and the findings of every notation on it."""
    meta, body, first, findings = front_matter(text, source)
    lines = numbered(body, first)
    code = code_lines(lines)
    raws, faults = raw_blocks(lines, code, source)
    blocks, more = _blocks(raws, source, language)
    prose = [line for line in lines if line.number not in code]
    inside = frozenset(n for raw in raws for n in range(raw.line, raw.end + 1))
    findings += faults + more + _misplaced(prose, inside, source)
    outside = [line for line in prose if line.number not in inside]
    return Page(path, language, source, body, first, meta, tuple(_headings(outside)), tuple(_links(prose)),
                blocks, tuple(_terms(outside))), findings


def _blocks(raws: Sequence[RawBlock], path: str, language: str) -> tuple[tuple[Block, ...], list[Finding]]:
    blocks: list[Block] = []
    findings: list[Finding] = []
    for raw in raws:
        block, known, faults = _block(raw, path, language)
        findings += faults + _unknown_keys(raw, known, path)
        blocks += [block] if block else []
    return tuple(blocks), findings


def _block(raw: RawBlock, path: str, language: str) -> tuple[Block | None, Sequence[str], list[Finding]]:
    """The block, the keys its kind knows, and the findings."""
    if raw.kind == "agenda":
        read, faults = agenda.agenda(raw, path, language)
        return read, agenda.KEYS, faults
    if raw.kind == "programme":
        plan, found_wrong = agenda.programme(raw, path)
        return plan, agenda.PROGRAMME_KEYS, found_wrong
    if raw.kind == "timeline":
        events, wrong = timeline.timeline(raw, path)
        return events, (), wrong
    if listing := _LISTINGS.get(raw.kind):
        lost = [found("block-text-lost", path, line.number, text=line.text.strip()[:40]) for line in raw.body if line.text.strip()]
        lost += [found("block-misplaced", path, child.line, kind=child.kind) for child in raw.children]
        return listing(raw.id, raw.line, raw.end), (), lost
    one, found_faults = exercise.exercise(raw, path)
    return one, exercise.keys(raw.kind), found_faults


def _unknown_keys(raw: RawBlock, known: Sequence[str], path: str) -> list[Finding]:
    return [found("key-unknown", path, line.number, key=key, kind=raw.kind, known=", ".join(known))
            for key, line in raw.keys.items() if key.partition("/")[0] not in known]


def _headings(lines: Sequence[Line]) -> Iterator[Heading]:
    """Headings with `#`, and underlined ones, which Markdown knows too."""
    previous = Line(0, "")
    for line in lines:
        if line.text.startswith("#") and (match := _HEADING.fullmatch(line.text)):
            yield _heading(len(match[1]), match[2], line.number)
        elif line.text.startswith(("=", "-")) and _is_underline(line, previous):
            yield _heading(1 if line.text[0] == "=" else 2, previous.text, previous.number)
        previous = line


def _is_underline(line: Line, previous: Line) -> bool:
    text = previous.text.strip()
    paragraph = text and not text.startswith(("#", "|", ">", "-", "*", "<")) and previous.number == line.number - 1
    return bool(paragraph and _UNDERLINE.fullmatch(line.text))


def _heading(level: int, text: str, line: int) -> Heading:
    match = _ATTRIBUTES.fullmatch(text)
    return Heading(level, match[1], match[2], line) if match else Heading(level, text.strip(), None, line)


def _links(lines: Sequence[Line]) -> Iterator[Link]:
    for line in lines:
        if not any(sign in line.text for sign in _LINK_SIGNS):
            continue
        text = _INLINE_CODE.sub("", line.text)
        for pattern in (LINK, _HTML_LINK):
            yield from (Link(target, line.number) for target in pattern.findall(text))
        if reference := _REFERENCE.match(text):
            yield Link(reference[1], line.number)


def _terms(lines: Sequence[Line]) -> Iterator[Term]:
    """Definition-list entries that carry an id: a term line directly above its definition."""
    for term, definition in pairwise(lines):
        match = _ATTRIBUTES.fullmatch(term.text) if "#" in term.text else None
        if match and _DEFINITION.fullmatch(definition.text) and not term.text.startswith("#"):
            yield Term(match[2], match[1], term.number)


def _misplaced(prose: Sequence[Line], inside: frozenset[int], path: str) -> list[Finding]:
    """Headings and footnotes inside blocks."""
    findings = []
    for line in prose:
        if line.number not in inside:
            continue
        if _HEADING.fullmatch(line.text):
            findings.append(found("heading-in-block", path, line.number, text=line.text.strip()[:40]))
        elif note := _FOOTNOTE.search(line.text):
            findings.append(found("footnote-in-block", path, line.number, text=note[0]))
    return findings
