"""The answers file as the command line reads it: the cases of the browser (tests/browser/test_progress.py), one for one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
import yaml

from dalil.answers import LIMIT, LONG_AGO, Refused, made, moment, parsed, table_record
from tests.test_answers_file import CASES, WHOLE, faults

COURSE = "gcm-review"


@dataclass(frozen=True)
class Known:
    """An exercise of the site."""

    id: str
    kind: str
    size: int = 3
    range: int = 2


EXERCISES = [Known("a-choice", "choice"), Known("a-checklist", "checklist", 5), Known("a-match", "match", 3, 3), Known("a-sort", "sort", 4),
             Known("a-text-with-gaps", "blanks", 2), Known("a-draft", "draft"), Known("an-assess", "assess", 10, 3), Known("an-order", "order")]


def text(answers: dict[str, Any], **more: Any) -> bytes:
    return json.dumps({**WHOLE, "answers": answers, **more}).encode()


def reason(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        parsed(data, EXERCISES, COURSE)
    return refused.value.reason


def test_a_whole_file_comes_back_whole() -> None:
    found = parsed((CASES / "whole.json").read_bytes(), EXERCISES, COURSE)
    assert not found.dropped and not found.changed
    again = json.loads(made(found, COURSE, WHOLE["site_version"]))
    assert faults(again) == []
    wanted = {name: {**record, "at": record["at"]} for name, record in WHOLE["answers"].items()}
    assert again == {**WHOLE, "answers": wanted}


@pytest.mark.parametrize("path", sorted((CASES / "refused").iterdir()), ids=lambda path: path.stem)
def test_a_file_is_refused_for_its_reason(path: Any) -> None:
    names = ("not-json", "truncated", "other-format", "other-course", "newer-version", "damaged")
    assert reason(path.read_bytes()) == next(name for name in names if path.stem.startswith(name)).replace("-", "_")


@pytest.mark.parametrize(("data", "why"), [(b" " * (LIMIT + 1), "too_large"), (b"[" * 100_000, "not_json"), (b'{"a":' * 100_000, "truncated"),
                                           (b'{"a": NaN}', "truncated"), (b"\xff\xfe", "not_json")])
def test_data_that_is_no_file(data: bytes, why: str) -> None:
    assert reason(data) == why


def test_an_older_file_gives_what_still_exists() -> None:
    found = parsed((CASES / "older.json").read_bytes(), [Known("rp-nature-of-review", "choice", 4, 1), Known("rp-steps", "order", 5, 5)], COURSE)
    assert set(found.records) == {"rp-nature-of-review"} and found.dropped == ("an-exercise-of-old", "constructor")


def test_hostile_strings_are_harmless() -> None:
    known = [Known("rip-challenge", "draft"), Known("rp-nature-of-review", "choice", 4, 1), Known("rip-progress", "assess", 10, 3)]
    found = parsed((CASES / "hostile.json").read_bytes(), known, COURSE)
    assert found.dropped == ("__proto__", "constructor", "to-string", '</script><img src=x onerror="window.harmed = true">', "gnihtyna")
    assert found.values["rip-challenge"] == 'Text </script><img src=x onerror="window.harmed = true">\nline\u200f'
    assert (found.participant, found.country) == ('</script><img src=x onerror="window.harmed = true">Aya', "A B")
    assert found.read == ("index.html",)


def test_values_are_checked_by_kind() -> None:
    for case in yaml.safe_load((CASES / "values.yml").read_text(encoding="utf-8")):
        known = [Known("one", case["kind"])]
        for value in case["fits"]:
            assert list(parsed(text({"one": {"value": value}}), known, COURSE).records) == ["one"], (case["kind"], value)
        for value in case["other"]:
            assert parsed(text({"one": {"value": value}}), known, COURSE).changed == ("one",), (case["kind"], value)


def test_whole_numbers_may_be_written_as_others() -> None:
    """JavaScript does not tell 1.0 from 1; nor may what is counted with."""
    data = b'{"format": "dalil-answers", "version": 1.0, "course": "gcm-review", "answers": {"one": {"value": {"0": {"now": 1.0}}, "score": [1.0, 2]}}}'
    found = parsed(data, [Known("one", "assess")], COURSE)
    assert repr(found.records["one"]["value"]["0"]["now"]) == "1" and repr(found.records["one"]["score"]) == "[1, 2]"
    assert parsed(data.replace(b"1.0}", b"1e999}"), [Known("one", "assess")], COURSE).changed == ("one",)


@pytest.mark.parametrize(("at", "kept"), [("2020-06-25T08:00:00Z", "2020-06-25T08:00:00.000Z"), ("2020-06-25T08:00:00.1239Z", "2020-06-25T08:00:00.123Z"),
                                          ("2020-06-25T08:00Z", "2020-06-25T08:00:00.000Z"), ("2020-13-25T08:00:00Z", ""), ("2020-06-25T08:00:00", ""), (5, ""), (None, "")])
def test_moments_have_one_form(at: Any, kept: str) -> None:
    assert moment(at) == kept


def test_a_table_that_was_filled_in_elsewhere() -> None:
    value = {"0": {"now": 0, "aim": 1}, "1": {"not_applicable": True}, "2": {"now": 1}}
    assert table_record(value, 3, "") == {"value": value, "checked": False, "done": False, "at": LONG_AGO, "score": [2, 3]}
    assert table_record({"0": {"now": 0, "aim": 0}}, 1, "2020-06-25T08:00:00Z")["done"]
