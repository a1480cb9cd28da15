"""The Word form of a country's draft review, and any Word form made ready to be filled.

A field is a content control whose tag names its value, so an office may restyle the form and move, repeat or take out fields.
A filled file keeps its controls and can serve as a form again.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_DIRECTION
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Length, Twips
from docx.table import Table
from docx.text.paragraph import Paragraph

from dalil.export.container import NotAForm, unpacked
from dalil.export.controls import cut, placeholder_styles
from dalil.export.package import Package, Slot, escaped
from dalil.export.pages import TEMPLATES
from dalil.languages import Language
from dalil.review import LISTS as IN_SECTION
from dalil.review import Outline, Section

__all__ = ["LISTS", "NotAForm", "compiled", "field_names", "form"]

# The lists of a review, each with its columns and their shares of the width.
LISTS: Mapping[str, Mapping[str, int]] = {
    "overview": {"name": 46, "rated": 18, "now": 18, "aim": 18},
    "sections": {"row": 35, "now": 15, "aim": 15, "evidence": 35},
    "principles": {"row": 35, "now": 15, "aim": 15, "evidence": 35},
    "objectives": {"row": 35, "now": 15, "aim": 15, "evidence": 35},
    "gaps": {"row": 40, "table": 18, "now": 15, "aim": 15, "gap": 12},
    "plan": {"step": 31, "row": 27, "owner": 20, "date": 22},
}
# The lists that stand in no section of the review, for those who work on it.
_WORKING = ("overview", "gaps", "sections")
_NAMES = ("country", "participant")

# Runs in the other script, in a pattern that Python and JavaScript read alike: hence no \s, no \w and no lookbehind.
_SPACE = r"\t-\r \u00a0\u2000-\u200a\u2028\u2029\u202f\u3000"
_WORD = r"[0-9A-Za-z\u00c0-\u024f]"
_CHUNK = rf'[+#\u00a7$\u20ac]?{_WORD}(?:[^{_SPACE}\u0600-\u06ff\u2066-\u2069<>"\u00ab\u00bb()\u060c\u061b]*(?:{_WORD}|[%+]))?'
_GAP = r"(?:[,.;:!?]? | [/\u2013-] |\u00a0)"
_CHUNKS = rf"{_CHUNK}(?:{_GAP}{_CHUNK})*"
_ARABIC = r"\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_NO_LATIN = r"A-Za-z\u00c0-\u024f()"
_ARABIC_RUN = rf"(?:[{_ARABIC}]+|\([^{_ARABIC}{_NO_LATIN}]*[{_ARABIC}][^{_NO_LATIN}]*\))"
OTHER = {
    "rtl": rf"(?:{_CHUNKS}|\({_CHUNKS}\))(?:{_GAP}(?:{_CHUNKS}|\({_CHUNKS}\)))*",
    "ltr": rf"{_ARABIC_RUN}(?:[^{_ARABIC}{_NO_LATIN}]+{_ARABIC_RUN})*",
}


def field_names(outline: Outline) -> tuple[str, ...]:
    """The tags of all fields: `country`, `text.methodology`, `plan.step`."""
    texts = (f"text.{section.id}" for section in outline.sections)
    columns = (f"{name}.{column}" for name, list_columns in LISTS.items() for column in list_columns)
    return (*_NAMES, *texts, *columns)


# The form.

_WIDTH = Cm(16)  # of the text on A4
_LONGEST_ALIAS = 64  # what Word takes as the title of a control


def form(outline: Outline, words: Language, moment: datetime) -> bytes:
    """The form in one language, as a .docx. The same outline, words and moment give the same bytes."""
    return _Form(words).made(outline, moment)


class _Form:
    def __init__(self, words: Language) -> None:
        self._words, self._rtl = words, words.direction == "rtl"
        self._document = docx.Document()
        _prepare(self._document, self._rtl)

    def made(self, outline: Outline, moment: datetime) -> bytes:
        self._describe(moment)
        self._opening()
        for section in outline.sections:
            self._section(section)
        self._working_notes()
        self._footer()
        buffer = io.BytesIO()
        self._document.save(buffer)
        return Package(tuple(unpacked(buffer.getvalue(), _DOCUMENT))).filled({})

    def _say(self, key: str, **values: object) -> str:
        return self._words.say(f"word.{key}", **values)

    def _describe(self, moment: datetime) -> None:
        core, day = self._document.core_properties, moment.astimezone(UTC).replace(tzinfo=None)
        core.title, core.language = self._say("title"), self._words.code
        core.author = core.last_modified_by = self._words.say("site.name")
        core.comments, core.created, core.modified = "", day, day

    def _opening(self) -> None:
        self._paragraph("Title", self._say("title"))
        for name in _NAMES:
            label = self._paragraph("Field")
            self._run(label, self._say("label", name=self._say(name)), "Strong")
            self._run(label, " ")
            label._p.append(self._control(name, self._say(name), self._say("write_field")))
        self._run(self._paragraph("Note"), self._say("note_title"), "Strong")
        self._paragraph("Note", self._say("note_structure"))
        self._paragraph("Note", self._say("note_levels"))

    def _section(self, section: Section) -> None:
        self._paragraph("Heading 1", section.title)
        control = self._control(f"text.{section.id}", section.title, self._say("write_text"), block=True)
        self._document.element.body.insert_element_before(control, "w:sectPr")
        if name := IN_SECTION.get(section.id):
            self._paragraph("Caption", self._say(f"lists.{name}.title"))
            self._table(name)

    def _working_notes(self) -> None:
        self._paragraph("Heading 1", self._say("working")).paragraph_format.page_break_before = True
        for name in _WORKING:
            self._paragraph("Heading 2", self._say(f"lists.{name}.title"))
            if note := self._say(f"lists.{name}.note"):
                self._paragraph("Normal", note)
            self._table(name)

    def _footer(self) -> None:
        footer = self._document.sections[0].footer.paragraphs[0]
        self._set_direction(footer)
        for part in re.split(r"(PAGE|NUMPAGES)\b", self._say("page", n="PAGE", total="NUMPAGES")):
            if part in ("PAGE", "NUMPAGES"):
                footer._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" {part} "><w:r><w:rPr><w:noProof/></w:rPr>'
                                           "<w:t>1</w:t></w:r></w:fldSimple>"))
            else:
                self._run(footer, part)

    def _paragraph(self, style: str, text: str = "") -> Paragraph:
        paragraph = self._document.add_paragraph(style=style)
        self._set_direction(paragraph)
        self._run(paragraph, text)
        return paragraph

    def _set_direction(self, paragraph: Paragraph) -> None:
        if self._rtl:
            paragraph._p.get_or_add_pPr().insert_element_before(OxmlElement("w:bidi"), "w:spacing", "w:ind", "w:jc", "w:outlineLvl")

    def _run(self, paragraph: Paragraph, text: str, style: str | None = None) -> None:
        for place, piece in enumerate(re.split(f"({OTHER[self._words.direction]})", text)):
            if piece:
                paragraph.add_run(piece, style).font.rtl = (self._rtl != bool(place % 2)) or None

    def _table(self, name: str) -> None:
        columns = LISTS[name]
        table = self._document.add_table(rows=2, cols=len(columns), style="Review Table")
        table.autofit = False
        table.table_direction = WD_TABLE_DIRECTION.RTL if self._rtl else None
        _describe_table(table, self._say(f"lists.{name}.title"))
        for place, (column, share) in enumerate(columns.items()):
            head = self._say(f"lists.{name}.columns.{column}")
            _set_width(table, place, Twips(_WIDTH.twips * share // 100))
            self._run(self._cell(table, 0, place, "Table Heading"), head)
            self._cell(table, 1, place, "Table Text")._p.append(self._control(f"{name}.{column}", head, head))
        self._paragraph("Table Text")  # keeps what follows apart from the table

    def _cell(self, table: Table, row: int, place: int, style: str) -> Paragraph:
        paragraph: Paragraph = table.cell(row, place).paragraphs[0]
        paragraph.style = style
        self._set_direction(paragraph)
        return paragraph

    def _control(self, tag: str, alias: str, placeholder: str, block: bool = False) -> Any:
        """A content control; around a paragraph where it may hold several.

        For LibreOffice before 7.5, which drops tags, the placeholder bears the name as well; and a control around paragraphs counts
        as a building block, or it would be saved once for each of its runs.
        """
        rtl, bidi = ("<w:rtl/>", "<w:pPr><w:bidi/></w:pPr>") if self._rtl else ("", "")
        run = f'<w:r><w:rPr><w:rStyle w:val="PlaceholderText"/>{rtl}</w:rPr><w:t>{escaped(placeholder)}</w:t></w:r>'
        content = f"<w:p>{bidi}{run}</w:p>" if block else run
        kind = '<w:docPartObj><w:docPartGallery w:val="Quick Parts"/></w:docPartObj>' if block else ""
        title = alias if len(alias) <= _LONGEST_ALIAS else f"{alias[: _LONGEST_ALIAS - 1]}…"
        return parse_xml(f'<w:sdt {nsdecls("w")}><w:sdtPr><w:alias w:val="{escaped(title)}"/><w:tag w:val="{tag}"/>'
                         f'<w:placeholder><w:docPart w:val="{tag}"/></w:placeholder><w:showingPlcHdr/>{kind}</w:sdtPr>'
                         f"<w:sdtContent>{content}</w:sdtContent></w:sdt>")


def _prepare(document: Document, rtl: bool) -> None:
    """Leaves nothing of python-docx's own template: pictures, themes, styles and what it says of a computer."""
    _keep(document.part.package.rels, "core-properties", "officeDocument")
    _keep(document.part.rels, "styles", "settings")
    styles = parse_xml(TEMPLATES.get_template("word-styles.xml").render(rtl=rtl).encode())
    document.styles.element[:] = list(styles)
    _settle(document.settings.element)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.5)
    if rtl:
        section._sectPr.insert_element_before(OxmlElement("w:bidi"), "w:rtlGutter", "w:docGrid")


def _keep(relations: Any, *kinds: str) -> None:
    for name, relation in list(relations.items()):
        if relation.reltype.rpartition("/")[2] not in kinds:
            del relations[name]


def _settle(settings: Any) -> None:
    """Few settings, and those of today's Word, which otherwise speaks of a compatibility mode."""
    for child in list(settings):
        if child.tag not in (qn("w:defaultTabStop"), qn("w:characterSpacingControl"), qn("w:compat")):
            settings.remove(child)
    for child in list(settings.find(qn("w:compat"))):
        if child.get(qn("w:name")) == "compatibilityMode":
            child.set(qn("w:val"), "15")
        elif child.tag == qn("w:useFELayout"):
            child.getparent().remove(child)


def _set_width(table: Table, place: int, width: Length) -> None:
    table.columns[place].width = width
    for cell in table.columns[place].cells:
        cell.width = width


def _describe_table(table: Table, title: str) -> None:
    """What a screen reader says of the table; its first row comes again on every page, and no row is broken in two."""
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), title)
    table._tbl.tblPr.append(caption)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


# Forms made ready.

_DOCUMENT = "word/document.xml"
_WITH_FIELDS = re.compile(r"word/(?:document|header\d*|footer\d*)\.xml")


def compiled(data: bytes, outline: Outline, words: Language) -> tuple[Package, tuple[str, ...]]:
    """A form, ours or an office's, made ready to be filled, and the names of the fields that it lacks.

    A list without any of its columns is named once. `words` are those of the form's language. Raises NotAForm.
    """
    names, found = field_names(outline), set[str]()
    parts = dict(unpacked(data, _DOCUMENT))
    placeholders = placeholder_styles(parts.get("word/styles.xml"))
    ready: dict[str, bytes | list[Slot]] = {**parts}
    for path in filter(_WITH_FIELDS.fullmatch, parts):
        slots, here = cut(parts[path], names, LISTS, words.direction == "rtl", placeholders)
        ready[path] = slots or parts[path]
        found |= here
    if not found:
        raise NotAForm("no_fields")
    return Package(tuple(ready.items()), OTHER[words.direction]), _missing(names, found)


def _missing(names: Sequence[str], found: Collection[str]) -> tuple[str, ...]:
    there = {name.partition(".")[0] for name in found}
    lacking = ((name, name.partition(".")[0]) for name in names if name not in found)
    return tuple(dict.fromkeys(head if head in LISTS and head not in there else name for name, head in lacking))
