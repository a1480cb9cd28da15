"""The pages of a finished site as they stand on paper, in the order of the site's own print page.

Right answers and what only works on a screen are left out, fields become places to write. overrides/assets/javascripts/sheets.js does
the same for a browser; a test compares the two.
"""

from __future__ import annotations

import json
import posixpath
import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from mimetypes import guess_type
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag

from lxml import etree, html
from markupsafe import Markup

from dalil.languages import DEFAULT, FIRST_STRONG_ISOLATE, POP_ISOLATE

Element = Any  # of lxml, which has no types

_GONE_TAGS = {"script", "style", "template", "dialog", "button"}
_GONE_CLASSES = {"headerlink", "md-content__button", "footnote-backref", "dalil-hint", "dalil-explanation", "dalil-model",
                 "dalil-buttons", "dalil-result", "dalil-announcement", "dalil-verdict", "dalil-calendar"}
_GONE_ATTRIBUTES = ("hidden", "data-unscripted", "data-keep")
# What folds lies open on paper.
_OTHERWISE = {"details": "div", "summary": "p"}
_FIELDS = ("input", "select", "textarea")
# Attributes that only mean something where there are scripts or fields.
_DROPPED = re.compile(r"(data-|aria-|on).*|role|for|tabindex")
_OUTSIDE = re.compile(r"[a-z][a-z\d+.-]*:|//", re.IGNORECASE)
_DEEPEST = 6  # of headings


class Unlisted(Exception):
    """The site has no page that lists its pages for the printer."""


@dataclass(frozen=True)
class Sheet:
    """A page on paper: `id` is its name in the document, `title` has runs of the other direction isolated by characters."""

    id: str
    address: str
    title: str
    heading: Markup
    html: Markup


@dataclass(frozen=True)
class Part:
    """A section with its pages; pages outside of all sections have no title."""

    title: str
    heading: Markup
    sheets: tuple[Sheet, ...]


def parts(site: Path, code: str) -> tuple[Part, ...]:
    """The pages of a language in a finished site. Raises Unlisted, OSError."""
    folder = site if code == DEFAULT else site / code
    listing = _listing(folder)
    instructions = json.loads(listing.get("data-instructions", "{}"))
    links = [link for link in listing.iter("a") if link.get("data-page") is not None]
    names = {posixpath.normpath(unquote(link.get("href"))): f"page-{number}" for number, link in enumerate(links, 1)}
    articles = {address: _article(folder / address, name, instructions) for address, name in names.items()}
    _join(articles, names)
    return tuple(_part(part, names, articles) for part in listing.iter() if part.get("data-part") is not None)


def _listing(folder: Path) -> Element:
    """The block of the print page: it stands in the root of the language, as the pages it lists stand below it."""
    texts = (path.read_bytes() for path in sorted(folder.glob("*.html")))
    for data in texts:
        found = [one for one in _document(data).iter("div") if one.get("data-handout") is not None] if b"data-handout" in data else []
        if found:
            return found[0]
    raise Unlisted


def _document(data: bytes) -> Element:
    return html.document_fromstring(data, parser=html.HTMLParser(encoding="utf-8"))


def _part(part: Element, names: Mapping[str, str], articles: Mapping[str, Element]) -> Part:
    heading = part.find("h3")
    sheets = (_sheet(link, names, articles) for link in part.iter("a"))
    return Part("" if heading is None else _plain(heading), Markup() if heading is None else _inner(heading), tuple(sheets))


def _sheet(link: Element, names: Mapping[str, str], articles: Mapping[str, Element]) -> Sheet:
    address = posixpath.normpath(unquote(link.get("href")))
    return Sheet(names[address], address, _plain(link), _inner(link), _inner(articles[address]))


def _plain(element: Element) -> str:
    """The text of an element, with the runs that are isolated in it isolated by characters."""
    text = element.text or ""
    if element.tag == "bdi":
        text = FIRST_STRONG_ISOLATE + str(element.text_content()) + POP_ISOLATE
    else:
        text += "".join(_plain(child) + (child.tail or "") for child in element)
    return text


def _inner(element: Element) -> Markup:
    """The HTML inside of an element."""
    start = Markup.escape(element.text or "")
    return start + Markup("".join(etree.tostring(child, encoding="unicode", method="html") for child in element))


# One page.

def _article(path: Path, name: str, instructions: Mapping[str, str]) -> Element:
    article = next(_document(path.read_bytes()).iter("article"))
    for one in [one for one in article.iter() if _is_gone(one)]:
        _remove(one)
    for exercise in article.iter("section"):
        _instruct(exercise, instructions)
    for one in list(article.iter()):
        _prepare(one, name, path)
    return article


def _is_gone(one: Element) -> bool:
    if not isinstance(one.tag, str):
        return True
    classes = _GONE_CLASSES.intersection((one.get("class") or "").split())
    return bool(classes or one.tag in _GONE_TAGS or any(one.get(name) is not None for name in _GONE_ATTRIBUTES))


def _remove(one: Element) -> None:
    """Takes an element out, and leaves the text behind it."""
    parent, before = one.getparent(), one.getprevious()
    if parent is None:
        return
    if one.tail and before is not None:
        before.tail = (before.tail or "") + one.tail
    elif one.tail:
        parent.text = (parent.text or "") + one.tail
    parent.remove(one)


def _instruct(exercise: Element, instructions: Mapping[str, str]) -> None:
    said = instructions.get(exercise.get("data-kind") or "")
    for place in exercise.find_class("dalil-instruction") if said else ():
        place.text = said
        del place[:]


def _prepare(one: Element, name: str, path: Path) -> None:
    if one.tag in _FIELDS:
        _replace(one, _place(one))
        return
    if one.tag == "summary":
        one.set("class", "dalil-summary")
    one.tag = f"h{min(int(one.tag[1]) + 1, _DEEPEST)}" if re.fullmatch("h[1-6]", one.tag) else _OTHERWISE.get(one.tag, one.tag)
    if one.tag == "img":
        one.set("src", _embedded(path.parent / unquote(one.get("src") or "")))
    if one.get("id"):
        one.set("id", f"{name}-{one.get('id')}")
    for attribute in [key for key in one.attrib if _DROPPED.fullmatch(key)]:
        del one.attrib[attribute]


def _embedded(path: Path) -> str:
    """A picture as an address that holds it; nothing where it is none of the site."""
    if not path.is_file():
        return ""
    return f"data:{guess_type(path.name)[0]};base64,{b64encode(path.read_bytes()).decode()}"


# Where something is to be written or ticked.

def _place(field: Element) -> Element:
    kind = field.get("type") if field.tag == "input" else field.tag
    return _PLACES.get(kind or "", _line)(field)


def _span(kind: str, *inside: Element) -> Element:
    made = etree.Element("span", {"class": kind})
    made.extend(inside)
    return made


def _line(field: Element) -> Element:
    made = _span("dalil-line")
    if label := field.get("aria-label"):
        made.set("role", "img")
        made.set("aria-label", label)
    return made


def _choice(field: Element) -> Element:
    """The levels of a row, to be ticked; what is chosen elsewhere is written by its letter."""
    if field.get("data-field") is None:
        return _line(field)
    return _span("dalil-picks", *(_pick(option) for option in field.iter("option") if option.get("value")))


def _pick(option: Element) -> Element:
    circle = _span("dalil-box dalil-round")
    circle.tail = f" {option.text_content()}"
    pick = _span("dalil-pick", circle)
    pick.tail = " "
    return pick


def _ruled(field: Element) -> Element:
    """As many lines as the author gave the field; one where nothing was said."""
    return _span("dalil-lines", *(_span("dalil-line") for _ in range(int(field.get("rows") or 1))))


_PLACES: dict[str, Callable[[Element], Element]] = {
    "checkbox": lambda _: _span("dalil-box"), "radio": lambda _: _span("dalil-box dalil-round"), "textarea": _ruled, "select": _choice}


def _replace(one: Element, other: Element) -> None:
    other.tail = one.tail
    one.getparent().replace(one, other)


# Between pages.

def _join(articles: Mapping[str, Element], names: Mapping[str, str]) -> None:
    """Leads links between the pages to their places in the document; those to other files of the site become plain text."""
    ids = {one.get("id") for article in articles.values() for one in article.iter()}
    for address, article in articles.items():
        for link in list(_links(article)):
            _lead(link, address, names, ids)


def _links(article: Element) -> Iterator[Element]:
    return (link for link in article.iter("a") if not _OUTSIDE.match(link.get("href") or "https:"))


def _lead(link: Element, address: str, names: Mapping[str, str], ids: set[str | None]) -> None:
    path, anchor = map(unquote, urldefrag(link.get("href")))
    name = names.get(posixpath.normpath(posixpath.join(posixpath.dirname(address), path)) if path else address)
    if name is None:
        link.drop_tag()
    else:
        link.set("href", f"#{name}-{anchor}" if f"{name}-{anchor}" in ids else f"#{name}")
