"""Folding: what makes no difference when two short texts are compared. `folding.js` does the same; one case file tests both.

Compatibility forms (Unicode NFKC), case, digits of every family, Arabic marks, tatweel, hamza forms, ta marbuta, alef maqsura,
Persian letters, invisible signs, spaces and surrounding punctuation.
"""

from __future__ import annotations

import re
import unicodedata

# Tashkeel and Quranic marks, superscript alef, tatweel; zero-width and bidi controls, soft hyphen.
_DROPPED = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u200b-\u200f\u202a-\u202e\u2060-\u2069\u00ad\ufeff\u0621]")
_LETTERS = str.maketrans("أإآٱىئؤةیکھ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "ااااييوهيكه01234567890123456789")
_EDGES = re.compile(r"^[\s.,;:!?،؛؟«»\"'“”‘’()\[\]-]+|[\s.,;:!?،؛؟«»\"'“”‘’()\[\]-]+$")
_SPACES = re.compile(r"\s+")
_DIGIT_SPACES = re.compile(r"(?<=[0-9])[ ,](?=[0-9]{3}(?![0-9]))")
_ARTICLES = re.compile(r"(?<![^\s])(?:ال(?=[ء-ي]{2})|the )")


def letters(text: str) -> str:
    """A text with its letters and digits in the one form in which they are compared; spaces and punctuation stay."""
    return alike(unicodedata.normalize("NFKC", text)).lower()


def alike(text: str) -> str:
    """The same for a text in NFKC, with its capitals as they are."""
    return _DROPPED.sub("", text).translate(_LETTERS)


def folded(text: str) -> str:
    """A text without the differences that do not count."""
    return _DIGIT_SPACES.sub("", _EDGES.sub("", _SPACES.sub(" ", letters(text))))


def same_answer(given: str, wanted: str) -> bool:
    """Whether an answer is the wanted one; the article makes no difference either."""
    return _without_articles(given) == _without_articles(wanted) != ""


def _without_articles(text: str) -> str:
    return _ARTICLES.sub("", folded(text))
