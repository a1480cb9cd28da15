"""The answers file: its published schema, and what the docs say of it."""

from __future__ import annotations

import copy
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.conftest import PROJECT

CASES = Path(__file__).parent / "cases" / "answers-files"
SCHEMA = json.loads(files("dalil").joinpath("schemas/answers-1.schema.json").read_text(encoding="utf-8"))
WHOLE = json.loads((CASES / "whole.json").read_text(encoding="utf-8"))


def faults(file: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(SCHEMA).iter_errors(file)]


def changed(path: str, value: object) -> Any:
    """A good file with a value put at a dotted path, or taken away where it is None."""
    file = copy.deepcopy(WHOLE)
    *way, last = path.split(".")
    place = file
    for name in way:
        place = place[name]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return file


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", ["whole", "older"])
def test_good_files_pass(name: str) -> None:
    assert faults(json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(("path", "value"), [("new_field", {"any": "thing"}), ("answers.a-choice.new_field", 1), ("answers", {}), ("read", None), ("participant", None)])
def test_a_later_release_may_add_and_leave_out_what_is_optional(path: str, value: object) -> None:
    assert faults(changed(path, value)) == []


@pytest.mark.parametrize("path", [*SCHEMA["required"], *(f"answers.a-choice.{name}" for name in SCHEMA["$defs"]["answer"]["required"])])
def test_what_is_required_is_missed(path: str) -> None:
    assert faults(changed(path, None))


@pytest.mark.parametrize(("path", "value"), [
    ("format", "answers"), ("version", 2), ("version", "1"), ("course", "GCM"), ("saved_at", "yesterday"), ("saved_at", "2020-06-25T08:00:00+02:00"),
    ("participant", ""), ("participant", "a\u202eb"), ("country", "x" * 201), ("answers", []), ("answers.Capital", WHOLE["answers"]["a-choice"]),
    ("answers.__proto__", WHOLE["answers"]["a-choice"]), ("read", ["../secret"]), ("read", ["index.html", "index.html"]), ("read", "index.html"),
    ("answers.a-choice.value", [-1]), ("answers.a-choice.value", 1), ("answers.a-choice.value", True), ("answers.a-choice.value", [0, "text"]),
    ("answers.a-choice.checked", "yes"), ("answers.a-choice.score", [1]), ("answers.a-choice.score", [1, 2.5]), ("answers.a-choice.at", ""),
    ("answers.an-assess.value", {"x": {}}), ("answers.an-assess.value.3.now", "0"), ("answers.an-assess.value.3.owner", 5)])
def test_what_is_wrong_is_found(path: str, value: object) -> None:
    assert faults(changed(path, value))


@pytest.mark.parametrize("code", ["en", "ar"])
def test_the_docs_describe_every_field(code: str) -> None:
    text = (PROJECT / "docs" / code / "progress.md").read_text(encoding="utf-8")
    answer = SCHEMA["$defs"]["answer"]["properties"]
    plan = SCHEMA["$defs"]["plans"]["additionalProperties"]["properties"]
    for name in [*SCHEMA["properties"], *answer, *plan, "schemas/answers-1.schema.json"]:
        assert f"`{name}`" in text or f"{name}`" in text, name
