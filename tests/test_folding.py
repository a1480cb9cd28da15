"""What makes no difference in an answer: the case file that the browser is held to as well."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dalil.folding import folded, same_answer

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "answers.yml").read_text(encoding="utf-8"))


def test_there_are_enough_cases() -> None:
    assert len(CASES["accepted"]) >= 60 and len(CASES["refused"]) >= 60


@pytest.mark.parametrize(("given_answer", "wanted"), CASES["accepted"])
def test_accepted(given_answer: str, wanted: str) -> None:
    assert same_answer(given_answer, wanted)


@pytest.mark.parametrize(("given_answer", "wanted"), CASES["refused"])
def test_refused(given_answer: str, wanted: str) -> None:
    assert not same_answer(given_answer, wanted)


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert folded(folded(text)) == folded(text)
