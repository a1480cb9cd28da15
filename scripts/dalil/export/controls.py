"""The content controls of a Word document, cut into slots. Knows tags, and not what a review is.

Marks are put into the tree in the place of values, and the text is cut at them: so all else stands as it stood, and the
namespaces stay on the root.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from dalil.export.container import parsed
from dalil.export.package import Slot

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# What stands around a control, and what the control holds there.
_HOLDS = {f"{_W}{around}": what for what, all_around in {
    "runs": ("p",), "cells": ("tr",), "rows": ("tbl",), "paragraphs": ("tc", "body", "hdr", "ftr", "txbxContent"),
}.items() for around in all_around}
# What a control loses: a number that no other may have, and what would show a placeholder or an outer value in the place of ours.
# A control for plain text (`text`) could hold neither paragraphs nor runs that differ. The names are written anew.
_LOST = {"id", "showingPlcHdr", "dataBinding", "text", "tag", "placeholder"}
# The order of the properties of a control, before all others. Source: ECMA-376, part 1, 17.5.2.38 (CT_SdtPr).
_ORDER = ("rPr", "alias", "tag", "lock", "placeholder")
# What may stand once only in a document, and so not in a row that repeats.
_SINGLE = tuple(f"{_W}{name}" for name in ("bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "commentReference"))
_SINGLE_NUMBERS = ("paraId", "textId")
_INVISIBLE = (f"{_W}pPr", f"{_W}proofErr", *_SINGLE)
# What stands behind w:rtl among the properties of a run. Source: ECMA-376, part 1, 17.3.2 (CT_RPr).
_AFTER_RTL = tuple(f"{_W}{name}" for name in ("cs", "em", "lang", "eastAsianLayout", "specVanish", "oMath", "rPrChange"))
_GREY = re.compile(r"([3-9A-Fa-f][0-9A-Fa-f])\1\1")


def placeholder_styles(styles: bytes | None) -> frozenset[str]:
    """The ids of the style of placeholders, which differ with the language of Word. Raises NotAForm."""
    names = parsed(styles).iter(f"{_W}name") if styles else ()
    ids = (name.getparent().get(f"{_W}styleId", "") for name in names if name.get(f"{_W}val", "").lower() == "placeholder text")
    return frozenset({"PlaceholderText", *ids})


def cut(content: bytes, names: Collection[str], lists: Collection[str], rtl: bool, placeholders: Collection[str],
        ) -> tuple[list[Slot], set[str]]:
    """A part as slots, and the names of the fields in it; no slots where it has none. Raises NotAForm.

    `names` are all tags that count, those of a list's columns `list.column`; `rtl` is the direction of the form's script;
    `placeholders` are the styles that a filled field has no more.
    """
    part = _Part(parsed(content), names, lists, rtl, placeholders)
    part.mark()
    return (part.slots(), part.found) if part.found else ([], set())


@dataclass
class _Part:
    tree: Any
    names: Collection[str]
    lists: Collection[str]
    rtl: bool
    placeholders: Collection[str]
    found: set[str] = field(default_factory=set)
    target: str = "dalil"  # of the marks

    def mark(self) -> None:
        """Puts marks around rows and in the place of values."""
        text = etree.tostring(self.tree)
        while self.target.encode() in text:
            self.target += "-"
        rows = self._rows()
        for control, name in list(self._fields()):
            head, _, column = name.partition(".")
            in_list = head in self.lists
            if not in_list or any(rows.get(row) == head for row in control.iterancestors(f"{_W}tr")):
                self._fill(control, column if in_list else name)
                _write_name(control, name)
                self.found.add(name)
        for row, name in rows.items():
            row.addprevious(self._at(f"each {name}"))
            row.addnext(self._at("end"))
            _make_repeatable(row)

    def slots(self) -> list[Slot]:
        """The text, cut at the marks."""
        text = etree.tostring(self.tree, encoding="UTF-8", xml_declaration=True, standalone=True).decode()
        return _slots(iter([*re.split(rf"<\?{self.target} (.*?)\?>", text), "end"]))

    def _at(self, text: str) -> Any:
        return etree.ProcessingInstruction(self.target, text)

    def _fields(self) -> Iterator[tuple[Any, str]]:
        """The fields in their order, but for those within a field."""
        for control in self.tree.iter(f"{_W}sdt"):
            if (name := self._name(control)) and not any(map(self._name, control.iterancestors(f"{_W}sdt"))):
                yield control, name

    def _name(self, control: Any) -> str | None:
        """The field of a control: its tag, or the name of its placeholder, which is all that LibreOffice before 7.5 leaves."""
        places = ("tag", f"placeholder/{_W}docPart")
        named = (control.find(f"{_W}sdtPr/{_W}{place}") for place in places)
        names = (str(one.get(f"{_W}val")) for one in named if one is not None)
        return next((name for name in names if name in self.names), None)

    def _rows(self) -> dict[Any, str]:
        """The rows that repeat, with their lists: the innermost around fields of the list; a table's further ones are dropped."""
        rows: dict[Any, str] = {}
        kept: dict[tuple[Any, str], Any] = {}
        for control, name in list(self._fields()):
            head, around = name.partition(".")[0], list(control.iterancestors(f"{_W}tr"))
            if head not in self.lists or not around or around[0] in rows or any(rows.get(row) == head for row in around):
                continue
            row, table = around[0], next(around[0].iterancestors(f"{_W}tbl"), None)
            if kept.setdefault((table, head), row) is row:
                rows[row] = head
            elif table is not None:  # else it is dropped already
                row.getparent().remove(row)
        return rows

    def _fill(self, control: Any, key: str) -> None:
        """Puts marks in the place of what a control holds."""
        properties, content = control.find(f"{_W}sdtPr"), _content(control)
        look, shape = self._look(properties, content), _shape(control)
        holds = next(_HOLDS[one.tag] for one in control.iterancestors() if one.tag in _HOLDS)
        if holds == "runs" and key.startswith("text.") and _spread(control):
            holds = "paragraphs"
        if holds == "runs":
            content[:] = [self._at(f"text {key}"), *self._runs(look), self._at("end")]
        else:
            self._fill_paragraphs(content if holds == "paragraphs" else _cell(content, holds), key, look, shape)

    def _fill_paragraphs(self, holder: Any, key: str, look: Any, shape: Any) -> None:
        paragraph = etree.Element(f"{_W}p")
        paragraph.extend([*shape, self._at("|"), *self._runs(look), self._at("|")])
        ends = [_section_end(one) for one in list(holder.iter(f"{_W}sectPr"))]
        holder[:] = [*holder.findall(f"{_W}tcPr"), self._at(f"lines {key}"), paragraph, self._at("end"), *ends]

    def _runs(self, look: Any) -> Iterator[Any]:
        """A run in the form's script and one in the other, with marks between them and in the place of their texts."""
        for rtl in (self.rtl, not self.rtl):
            if rtl != self.rtl:
                yield self._at("|")
            run = etree.Element(f"{_W}r")
            run.append(_turned(look, rtl))
            etree.SubElement(run, f"{_W}t", {_XML_SPACE: "preserve"}).append(self._at("|"))
            yield run

    def _look(self, properties: Any, content: Any) -> Any:
        """How the runs of a control look when they are no placeholder."""
        own, shown = properties.find(f"{_W}rPr"), content.find(f".//{_W}r[{_W}t]/{_W}rPr")
        chosen = own if own is not None and properties.find(f"{_W}showingPlcHdr") is not None else shown
        look = etree.Element(f"{_W}rPr") if chosen is None else deepcopy(chosen)
        for one in [one for one in look if self._is_placeholder(one) or one.tag == f"{_W}rPrChange"]:
            look.remove(one)
        return look

    def _is_placeholder(self, one: Any) -> bool:
        value = one.get(f"{_W}val", "")
        return (one.tag == f"{_W}rStyle" and value in self.placeholders) or (one.tag == f"{_W}color" and bool(_GREY.fullmatch(value)))


def _write_name(control: Any, name: str) -> None:
    properties = control.find(f"{_W}sdtPr")
    kept = [one for one in properties if etree.QName(one).localname not in _LOST]
    tag, placeholder = (etree.Element(f"{_W}{kind}") for kind in ("tag", "placeholder"))
    for one in (tag, etree.SubElement(placeholder, f"{_W}docPart")):
        one.set(f"{_W}val", name)
    properties[:] = sorted([*kept, tag, placeholder], key=_place)


def _place(one: Any) -> int:
    name = etree.QName(one).localname
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def _content(control: Any) -> Any:
    content = control.find(f"{_W}sdtContent")
    return etree.SubElement(control, f"{_W}sdtContent") if content is None else content


def _cell(content: Any, holds: str) -> Any:
    """The first cell in a control around cells or rows; one is made where there is none."""
    cell = content.find(f".//{_W}tc")
    if cell is None:
        cell = etree.SubElement(content if holds == "cells" else etree.SubElement(content, f"{_W}tr"), f"{_W}tc")
    return cell


def _shape(control: Any) -> list[Any]:
    """The properties of the first paragraph in a control, or of the one around it; none where it has none."""
    around = control.iterancestors(f"{_W}p")
    paragraph = next(control.iter(f"{_W}p"), None)
    properties = next((one for one in (paragraph if paragraph is not None else next(around, ())) if one.tag == f"{_W}pPr"), None)
    if properties is None:
        return []
    shape = deepcopy(properties)
    for one in [one for one in shape if one.tag in (f"{_W}sectPr", f"{_W}pPrChange", f"{_W}rPr")]:
        shape.remove(one)
    return [shape]


def _spread(control: Any) -> bool:
    """Puts a control that is alone in its paragraph around it, so that it can hold several; False where others are there."""
    paragraph = control.getparent()
    if paragraph.tag != f"{_W}p" or paragraph.find(f"{_W}pPr/{_W}sectPr") is not None:
        return False
    if any(one is not control and one.tag not in _INVISIBLE and not _is_empty_run(one) for one in paragraph):
        return False
    paragraph.addprevious(control)
    paragraph.getparent().remove(paragraph)
    return True


def _is_empty_run(one: Any) -> bool:
    return bool(one.tag == f"{_W}r" and all(part.tag == f"{_W}rPr" for part in one))


def _section_end(properties: Any) -> Any:
    """The end of a section of the document, in a paragraph of its own."""
    paragraph = etree.Element(f"{_W}p")
    etree.SubElement(paragraph, f"{_W}pPr").append(properties)
    return paragraph


def _turned(look: Any, rtl: bool) -> Any:
    """The look of a run from the right or from the left."""
    turned = deepcopy(look)
    for one in [one for one in turned if one.tag in (f"{_W}rtl", f"{_W}cs")]:
        turned.remove(one)
    if rtl:
        behind = (at for at, one in enumerate(turned) if one.tag in _AFTER_RTL or not one.tag.startswith(_W))
        turned.insert(next(behind, len(turned)), etree.Element(f"{_W}rtl"))
    return turned


def _make_repeatable(row: Any) -> None:
    for one in list(row.iter(*_SINGLE)):
        one.getparent().remove(one)
    for one in [one for one in row.iter(f"{_W}id") if one.getparent().tag == f"{_W}sdtPr"]:
        one.getparent().remove(one)
    for one in row.iter(etree.Element):
        for name in [name for name in one.attrib if etree.QName(name).localname in _SINGLE_NUMBERS]:
            del one.attrib[name]


def _slots(tokens: Iterator[str]) -> list[Slot]:
    """Texts and marks in turn, up to the mark that ends them, as slots."""
    slots: list[Slot] = []
    for text, mark in _until_end(tokens):
        slots.extend([text] if text else [])
        kind, _, key = mark.partition(" ")
        if kind == "each":
            slots.append([kind, key, _slots(tokens)])
        elif kind != "end":
            slots.append([kind, key, *_frame(kind, [piece for piece, _ in _until_end(tokens)])])
    return slots


def _until_end(tokens: Iterator[str]) -> Iterator[tuple[str, str]]:
    """Pairs of a text and the mark behind it; the last mark is `end`."""
    for text, mark in zip(tokens, tokens, strict=True):
        yield text, mark
        if mark == "end":
            return


def _frame(kind: str, pieces: list[str]) -> list[str]:
    """What stands around the runs of a value, and around its lines where it may have several."""
    return [pieces[0], pieces[-1], *pieces[1:-1]] if kind == "lines" else pieces
