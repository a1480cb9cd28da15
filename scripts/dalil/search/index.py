"""The index of a language, and the texts for its snippets, as data scripts: one path for http and for files.

Index: pages with title; the vocabulary, sorted and front-coded; and for each word the pages it stands on with its weight there.
The weight is the saturated frequency of BM25F (Robertson and Zaragoza, 2009) over the fields of a page, in 26 steps. The frequency
of a word among pages is counted in the browser, over all forms that a word of a query stands for. Only words as they stand are
stored; the browser works out stems.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from dalil.languages import CODES
from dalil.search.forms import Forms
from dalil.search.pages import Found, found_pages
from dalil.search.tokens import terms

# Weight of a word in each field, and how much the length of a field counts.
_WEIGHTS = {"title": 7.0, "headings": 3.0, "tags": 2.5, "text": 1.0, "twin_title": 2.5, "twin_headings": 0.8}
_LENGTH = {"title": 0.3, "headings": 0.5, "tags": 0.5, "text": 0.6, "twin_title": 0.3, "twin_headings": 0.5}
_SATURATION = 1.6
_STEPS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class _Document:
    """A page as counts of words, by field."""

    page: Found
    fields: Mapping[str, Counter[str]]


def write_index(site: Path, folder: Path, forms: Forms, left_out: frozenset[str] = frozenset()) -> None:
    """Writes index and texts of every language of a finished site into a folder. Raises OSError."""
    pages = {code: found_pages(site, code, left_out) for code in CODES}
    folder.mkdir(parents=True, exist_ok=True)
    for code in CODES:
        twins = {page.location: page for other in CODES if other != code for page in pages[other]}
        documents = [_document(page, twins.get(page.location)) for page in pages[code]]
        _write(folder / f"index.{code}.js", f"index.{code}", _index(documents, forms))
        texts = [[[section.anchor, section.heading, section.text] for section in page.sections] for page in pages[code]]
        _write(folder / f"text.{code}.js", f"text.{code}", texts)


def _write(path: Path, name: str, value: object) -> None:
    """Data as a string that the worker reads: a page that holds it need not."""
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    script = json.dumps(data, ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    path.write_text(f'(window.dalil.searchData??={{}})["{name}"]={script};\n', encoding="utf-8", newline="\n")


def _document(page: Found, twin: Found | None) -> _Document:
    """What a page says, and what its twin in the other language is called, so that it is found in either."""
    own = {"title": page.title, "headings": _headings(page), "tags": page.tags,
           "text": " ".join(section.text for section in page.sections)}
    other = {"twin_title": twin.title, "twin_headings": _headings(twin)} if twin else {}
    return _Document(page, {name: Counter(terms(text)) for name, text in (own | other).items()})


def _headings(page: Found) -> str:
    return " ".join(section.heading for section in page.sections if section.anchor)


def _index(documents: Sequence[_Document], forms: Forms) -> dict[str, object]:
    postings = _postings(documents)
    words = sorted(postings)
    return {"pages": [[document.page.location, document.page.title] for document in documents],
            "words": _front_coded(words), "postings": " ".join(_coded(postings[word]) for word in words),
            "forms": forms.known(words), "synonyms": forms.useful(words)}


def _postings(documents: Sequence[_Document]) -> dict[str, list[tuple[int, int]]]:
    """For each word the places of pages and the steps of its weight there."""
    averages = {name: _average(document.fields.get(name, Counter()).total() for document in documents) for name in _WEIGHTS}
    postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for place, document in enumerate(documents):
        weights: dict[str, float] = defaultdict(float)
        for name, counts in document.fields.items():
            length = 1 - _LENGTH[name] + _LENGTH[name] * counts.total() / averages[name]
            for word, number in counts.items():
                weights[word] += _WEIGHTS[name] * number / length
        for word, weight in weights.items():
            postings[word].append((place, round(weight / (_SATURATION + weight) * (len(_STEPS) - 1))))
    return postings


def _average(numbers: Iterable[int]) -> float:
    given = list(numbers)
    return sum(given) / len(given) or 1.0 if given else 1.0


def _front_coded(words: Sequence[str]) -> str:
    """Each word as the number of letters it shares with the one before, and the rest."""
    return " ".join(_DIGITS[shared] + word[shared:] for word, shared in zip(words, _shared(words), strict=True))


def _shared(words: Sequence[str]) -> list[int]:
    most = len(_DIGITS) - 1
    return [0, *(next((at for at in range(min(len(one), len(other), most)) if one[at] != other[at]), min(len(one), len(other), most))
                 for one, other in pairwise(words))] if words else []


def _coded(pages: Sequence[tuple[int, int]]) -> str:
    """Steps to the next page in base 36, left out where it is the next one, and the weight as a letter."""
    before, coded = -1, ""
    for place, weight in pages:
        coded += ("" if place == before + 1 else _base36(place - before)) + _STEPS[weight]
        before = place
    return coded


def _base36(number: int) -> str:
    return (_base36(number // 36) if number >= 36 else "") + _DIGITS[number % 36]
