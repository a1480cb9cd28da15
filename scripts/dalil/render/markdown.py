"""Markdown to HTML: the one list of extensions, and our own, for whole pages and for the texts of blocks alike."""

from __future__ import annotations

import posixpath
import re
import xml.etree.ElementTree as etree
from collections.abc import Mapping
from functools import cache
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markupsafe import Markup, escape

from dalil.languages import Language, language
from dalil.render.bidi import IsolateExtension, isolated_html

_FRAGMENT = ("abbr", "admonition", "attr_list", "def_list", "tables", "pymdownx.superfences", "pymdownx.highlight")
_PAGE = ("footnotes", "md_in_html", "toc")
# How an address outside the site begins.
_OUTSIDE = r"[a-z]+:|//"


def extensions(code: str, addresses: Mapping[str, str], whole_page: bool) -> tuple[list[Any], dict[str, Any]]:
    """The extensions for a language and their settings.

    `addresses` gives the address of each document id; `whole_page` adds what only pages have: contents, notes.
    """
    words = language(code)
    names: list[Any] = [*_FRAGMENT, *(_PAGE if whole_page else ()), WordsExtension(words), DocumentsExtension(addresses)]
    if words.direction == "rtl":
        names.append(IsolateExtension())
    settings: dict[str, Any] = {"pymdownx.highlight": {"use_pygments": False}}
    if whole_page:
        settings["footnotes"] = {"BACKLINK_TITLE": words.say("page.footnote_back", n="{}")}
        settings["toc"] = {"permalink": "#", "permalink_title": words.say("page.permalink"), "toc_depth": "1-3"}
    return names, settings


# One line without any sign that Markdown reads: most answers and feedback are just that.
_PLAIN = re.compile(r"(?!\d+[.)]\s|[-+=#:!] ?)[^\s`*_{}\[\]<>&|~^\\][^\n`*_{}\[\]<>&|~^\\\x02\x03]*(?<!\s)")


class Fragments:
    """Turns the Markdown texts of blocks into HTML for one language.

    `alone`: the HTML leaves the site, on paper or in a file of its own; what leads to other files of the site becomes plain text.
    `base`: the folder of the page that the texts are from, seen from where the HTML will stand, if that is not the page itself.
    """

    def __init__(self, code: str, addresses: Mapping[str, str], alone: bool = False, base: str = "") -> None:
        self._plain = isolated_html if language(code).direction == "rtl" else escape
        names, settings = extensions(code, addresses, whole_page=False)
        links = NoLinksExtension() if alone else PageLinksExtension(base)
        self._markdown = Markdown(extensions=[*names, links], extension_configs=settings)

    def html(self, text: str) -> Markup:
        """Block HTML: paragraphs, lists and so on."""
        if _PLAIN.fullmatch(text):
            return Markup(f"<p>{self._plain(text)}</p>")
        return Markup(self._markdown.reset().convert(text))

    def inline(self, text: str) -> Markup:
        """HTML without the paragraph around it, where the text is one paragraph."""
        if _PLAIN.fullmatch(text):
            return Markup(self._plain(text))
        html = str(self.html(text))
        match = re.fullmatch(r"<p>((?:(?!</?p>).)*)</p>", html, re.DOTALL)
        return Markup(match[1] if match else html)


@cache
def _admonition_titles(code: str) -> Mapping[str, str]:
    titles: dict[str, str] = language(code).words["admonition"]
    return titles


class WordsExtension(Extension):
    """Replaces the English words that the extensions write themselves."""

    def __init__(self, words: Language) -> None:
        super().__init__()
        self.words = words

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.treeprocessors.register(_Titles(md, _admonition_titles(self.words.code)), "dalil-words", 12)


class _Titles(Treeprocessor):
    """The title of a note without one is its class, in English; ours stands in its place."""

    def __init__(self, md: Markdown, titles: Mapping[str, str]) -> None:
        super().__init__(md)
        self.titles = titles

    def run(self, root: etree.Element) -> None:
        for note in root.iter("div"):
            classes = (note.get("class") or "").split()
            title = note.find("p[@class='admonition-title']")
            if title is not None and classes[:1] == ["admonition"]:
                kind = classes[-1]
                if title.text == kind.capitalize() and kind in self.titles:
                    title.text = self.titles[kind]


class DocumentsExtension(Extension):
    """`[text](doc:id)` leads to the document's address in the page's language."""

    def __init__(self, addresses: Mapping[str, str]) -> None:
        super().__init__()
        self.addresses = addresses

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.treeprocessors.register(_Documents(md, self.addresses), "dalil-documents", 11)


class _Documents(Treeprocessor):
    def __init__(self, md: Markdown, addresses: Mapping[str, str]) -> None:
        super().__init__(md)
        self.addresses = addresses

    def run(self, root: etree.Element) -> None:
        for link in root.iter("a"):
            name = (link.get("href") or "").partition("doc:")
            if not name[0] and name[1]:
                link.set("href", self.addresses.get(name[2], "#"))


class PageLinksExtension(Extension):
    """`.md` becomes `.html` in the texts of blocks; on whole pages mkdocs does it."""

    def __init__(self, base: str = "") -> None:
        super().__init__()
        self.base = base

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.treeprocessors.register(_PageLinks(md, self.base), "dalil-page-links", 10)


class _PageLinks(Treeprocessor):
    def __init__(self, md: Markdown, base: str) -> None:
        super().__init__(md)
        self.base = base

    def run(self, root: etree.Element) -> None:
        for link in root.iter("a"):
            href = link.get("href") or ""
            if not re.match(_OUTSIDE, href):
                link.set("href", posixpath.join(self.base, re.sub(r"\.md(?=#|$)", ".html", href)))


class NoLinksExtension(Extension):
    """Links within the site become plain text, and pictures their description."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.treeprocessors.register(_NoLinks(md), "dalil-no-links", 10)


class _NoLinks(Treeprocessor):
    def run(self, root: etree.Element) -> None:
        for element in root.iter():
            if element.tag == "img":
                _make_plain(element, element.get("alt"))
            elif element.tag == "a" and not re.match(_OUTSIDE, element.get("href") or ""):
                _make_plain(element, element.text)


def _make_plain(element: etree.Element, text: str | None) -> None:
    """What is left of an element that leads elsewhere; a tag without meaning keeps its children where they are."""
    element.attrib.clear()
    element.tag, element.text = "span", text
