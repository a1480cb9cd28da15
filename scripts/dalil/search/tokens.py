"""Words as the search sees them. `search.js` cuts texts in the same way; one case file tests both."""

from __future__ import annotations

import re

from dalil.folding import letters

# Latin and Arabic letters and digits as `letters` leaves them: the same in every version of Unicode.
_WORD = "[0-9a-z\u00df-\u024f\u0621-\u064a\u066e-\u06d3\u06fa-\u06fc]"
_TOKEN = re.compile(f"{_WORD}+(?:[/.-]{_WORD}+)*")
_JOINTS = re.compile("[/.-]")


def tokens(text: str) -> list[str]:
    """The words of a text, folded, in their order. A symbol such as A/RES/73/195 stays whole."""
    return _TOKEN.findall(letters(text))


def parts(token: str) -> list[str]:
    """What else a compound can be found by: its parts, its tails (73/195), and, of words with hyphens, both in one."""
    pieces = _JOINTS.split(token)
    if len(pieces) == 1:
        return []
    places = [match.end() for match in _JOINTS.finditer(token)]
    tails = [token[place:] for place in places[:-1]]
    return list(dict.fromkeys([*pieces, *tails, *(["".join(pieces)] if "-" in token else [])]))


def terms(text: str) -> list[str]:
    """The words of a text and what else they can be found by."""
    return [term for token in tokens(text) for term in (token, *parts(token))]
