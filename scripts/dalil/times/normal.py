"""A text in the one form in which its words are looked for: letters, digits and dashes that differ in nothing but their look are one."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import NamedTuple

from dalil import folding

_SIGNS = str.maketrans({**dict.fromkeys("–—−‐‑‒", "-"), "’": "'", "\u00a0": " ", "\u202f": " ", "\t": " ", "…": "_"})


class Normal(NamedTuple):
    """A text in that form; `places[n]` is where its sign n stands in the text it was made of. No places: each stands where it stood."""

    text: str
    places: tuple[int, ...] = ()

    def place(self, at: int) -> int:
        """Where a sign stands in the text as it was written."""
        if not self.places:
            return at
        return self.places[at] if at < len(self.places) else self.places[-1] + 1 if self.places else at


@lru_cache(maxsize=1024)
def normal(text: str) -> Normal:
    """A text without what makes no difference. A heading is asked for many times."""
    plain = text.translate(_SIGNS)
    if unicodedata.is_normalized("NFKC", plain):
        made = folding.alike(plain)
        if len(made) == len(text):
            return Normal(made)
    signs = [(sign, at) for at, written in enumerate(plain) for sign in folding.alike(unicodedata.normalize("NFKC", written))]
    return Normal("".join(sign for sign, _ in signs), tuple(at for _, at in signs))


def word(text: str) -> str:
    """A word of the vocabulary in that form."""
    return normal(text).text
