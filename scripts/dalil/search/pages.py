"""What a reader can look for, out of the finished pages: title, headings and text, without what only the answers of exercises hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from posixpath import dirname, join, normpath

from lxml import html

from dalil.languages import CODES, DEFAULT

_NO_PAGES = ("404.html", "store.html")
# What is no text of the page: scripts and words for them, links of headings, notes of the theme, places that scripts fill; and what
# would only blur it: code, the facts of an objective, the list of what all pages rest on.
_SKIPPED = {"script", "style", "template", "svg", "nav", "dialog", "button", "select", "textarea", "input", "pre"}
_SKIPPED_CLASSES = {"headerlink", "md-source-file", "md-content__button", "footnote-backref",
                    "dalil-review", "dalil-results", "dalil-progress", "dalil-card", "dalil-sources"}
_PROMPT = "dalil-prompt"
# Where the theme tells what menus and links call the page.
_NAME = ".//*[@data-md-component='header-topic']"
_HEADING = re.compile("h[1-6]")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Section:
    """A part of a page below a heading; the first has neither anchor nor heading."""

    anchor: str
    heading: str
    text: str


@dataclass(frozen=True)
class Found:
    """A finished page. `location` is relative to the language's folder; `tags` are its description, what menus call it, and its topics.

    `listed` are the topics of the pages that a table on this one leads to, by location.
    """

    location: str
    title: str
    tags: str
    sections: tuple[Section, ...]
    listed: Mapping[str, str]


def found_pages(site: Path, code: str, left_out: frozenset[str]) -> list[Found]:
    """The pages of a language in a finished site, but those left out (`progress.html`). Raises OSError."""
    folder = site if code == DEFAULT else site / code
    others = {site / other for other in CODES if other != DEFAULT and other != code} | {site / "assets"}
    paths = (path for path in folder.rglob("*.html") if not others.intersection(path.parents))
    names = sorted(path.relative_to(folder).as_posix() for path in paths)
    pages = [_found(folder / name, name) for name in names if name not in _NO_PAGES and name not in left_out]
    topics = {location: said for page in pages for location, said in page.listed.items()}
    return [replace(page, tags=f"{page.tags} {topics.get(page.location, '')}".strip()) for page in pages]


def _found(path: Path, location: str) -> Found:
    root = html.document_fromstring(path.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
    article = next(root.iter("article"), root)
    sections = list(_sections(article))
    description = next((meta.get("content", "") for meta in root.iter("meta") if meta.get("name") == "description"), "")
    title = next((section.heading for section in sections if section.heading and not section.anchor), location)
    named = (element.text_content() for element in root.iterfind(_NAME))
    return Found(location, title, _plain([" ".join([description, *named])]), tuple(sections), _listed(article, location))


def _listed(article: html.HtmlElement, location: str) -> dict[str, str]:
    """What the rows of a table say of the pages that they lead to."""
    rows = [(row.get("data-topics"), next(row.iter("a"), None)) for row in article.iter("tr")]
    return {normpath(join(dirname(location), link.get("href", ""))): topics for topics, link in rows if topics and link is not None}


def _sections(article: html.HtmlElement) -> Iterator[Section]:
    """The text cut at headings; the title heads the first part, which needs no anchor."""
    anchor, heading = "", ""
    texts: list[str] = []
    for kind, value, name in _pieces(article):
        if kind == "text":
            texts.append(value)
        else:
            if heading or "".join(texts).strip():
                yield Section(anchor, heading, _plain(texts))
            anchor, heading, texts = ("" if kind == "h1" else name), value, []
    yield Section(anchor, heading, _plain(texts))


def _pieces(element: html.HtmlElement) -> Iterator[tuple[str, str, str]]:
    """Texts and headings in their order: ("text", text, "") or ("h2", heading, id)."""
    if isinstance(element.tag, str) and _HEADING.fullmatch(element.tag) and (element.get("id") or element.tag == "h1"):
        yield element.tag, _plain(_texts(element)), element.get("id") or ""
        return
    yield "text", element.text or "", ""
    for child in element:
        if _is_shown(child):
            yield from _pieces(child) if child.get("data-exercise") is None else _prompt(child)
        yield "text", " " * _ends_words(child) + (child.tail or ""), ""
    yield "text", " " * _ends_words(element), ""


def _prompt(exercise: html.HtmlElement) -> Iterator[tuple[str, str, str]]:
    """Of an exercise the question alone."""
    for part in exercise.find_class(_PROMPT):
        yield "text", " ".join(_texts(part)) + " ", ""


def _texts(element: html.HtmlElement) -> list[str]:
    return [value for _, value, _ in _shown(element)]


def _shown(element: html.HtmlElement) -> Iterator[tuple[str, str, str]]:
    yield "text", element.text or "", ""
    for child in element:
        if _is_shown(child):
            yield from _shown(child)
        yield "text", " " * _ends_words(child) + (child.tail or ""), ""


def _is_shown(element: html.HtmlElement) -> bool:
    if not isinstance(element.tag, str) or element.tag in _SKIPPED or element.get("hidden") is not None:
        return False
    return not _SKIPPED_CLASSES.intersection((element.get("class") or "").split())


def _ends_words(element: html.HtmlElement) -> bool:
    """Whether no word goes on over the end of an element."""
    return element.tag not in ("a", "abbr", "b", "bdi", "code", "em", "i", "span", "strong", "sub", "sup", "mark")


def _plain(texts: list[str]) -> str:
    return _SPACES.sub(" ", "".join(texts)).strip()
