"""Words as the search sees them. The browser is held to the same cases in tests/browser/test_search.py."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from dalil.search.tokens import parts, tokens

CASES = yaml.safe_load((Path(__file__).parent.parent / "cases" / "tokens.yml").read_text(encoding="utf-8"))
PARTS = {"a/res/73/195": ["a", "res", "73", "195", "res/73/195", "73/195"], "73/195": ["73", "195"], "360-degree": ["360", "degree", "360degree"],
         "whole-of-government": ["whole", "of", "government", "of-government", "wholeofgovernment"], "17.18": ["17", "18"], "plain": []}


@pytest.mark.parametrize(("text", "words"), CASES)
def test_a_text_is_cut_into_words(text: str, words: list[str]) -> None:
    assert tokens(text) == words


@pytest.mark.parametrize(("token", "found"), PARTS.items())
def test_a_compound_is_found_whole_and_in_parts(token: str, found: list[str]) -> None:
    assert parts(token) == found
