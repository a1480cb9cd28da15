"""The words: equal keys and placeholders in both languages, every plural form, every rule worded."""

import re
import string
from collections.abc import Iterator
from typing import Any

import pytest
from babel import Locale

from dalil.findings import RULES
from dalil.languages import CODES, language


def leaves(tree: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from leaves(value, f"{path}/{key}")
    elif isinstance(tree, list):
        for place, value in enumerate(tree):
            yield from leaves(value, f"{path}/{place}")
    else:
        yield path, str(tree)


WORDS = {code: dict(leaves(language(code).words)) for code in CODES}
PLURAL = re.compile(r"/(zero|one|two|few|many|other)$")


def singular(paths: dict[str, str]) -> set[str]:
    return {path for path in paths if not PLURAL.search(path)}


def test_the_same_keys_in_both_languages() -> None:
    assert singular(WORDS["en"]) == singular(WORDS["ar"])


@pytest.mark.parametrize("path", sorted(singular(WORDS["en"])))
def test_the_same_placeholders_in_both_languages(path: str) -> None:
    fields = [sorted(field for _, field, _, _ in string.Formatter().parse(WORDS[code][path]) if field) for code in CODES]
    assert fields[0] == fields[1]


@pytest.mark.parametrize("code", CODES)
def test_plurals_have_every_form_of_the_language(code: str) -> None:
    forms = {Locale(code).plural_form(number) for number in range(200)} | {"other"}
    for key, value in plurals(language(code).words):
        assert set(value) >= forms, key


def plurals(tree: dict[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    """Every group of plural forms."""
    for key, value in tree.items():
        if isinstance(value, dict) and "other" in value and "one" in value:
            yield key, value
        elif isinstance(value, dict):
            yield from plurals(value)


@pytest.mark.parametrize("code", CODES)
def test_every_rule_is_worded_and_no_other(code: str) -> None:
    assert set(language(code).words["findings"]) == set(RULES)


@pytest.mark.parametrize(("number", "words"), [(1, "ملاحظة واحدة"), (2, "ملاحظتان"), (3, "3 ملاحظات"), (11, "11 ملاحظة"), (100, "100 ملاحظة")])
def test_arabic_counts(number: int, words: str) -> None:
    assert language("ar").plural("tally.findings", number) == words


def test_arabic_words_are_arabic() -> None:
    """No value was left in English: each has Arabic letters, but for file names and the like."""
    for path, text in WORDS["ar"].items():
        if path not in ("/language/direction", "/bundle/start_open") and re.search(r"[A-Za-z]{3}", re.sub(r"\{.*?\}", "", text)):
            assert re.search(r"[ء-ي]", text), path


def test_letters_follow_the_abjad() -> None:
    assert "".join(language("ar").letter(place) for place in range(10)) == "أبجدهوزحطي"
    assert language("en").letter(2) == "C"
