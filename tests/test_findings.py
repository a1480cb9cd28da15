"""The forms of a finding: a line, a record, an annotation; order and count."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from dalil.findings import found, ordered, tally
from dalil.languages import language
from tests.conftest import run_dalil
from tests.tree import SMALL

FAULT = {"docs/en/index.md": SMALL["docs/en/index.md"].replace("doc:compact", "doc:x")}


def test_order_and_repetition() -> None:
    late, early, whole = found("date-impossible", "b.md", 9, value="x"), found("zone-unknown", "b.md", 2, value="y"), found("file-unreadable", "a.md", 0)
    assert ordered([late, early, whole, late]) == (whole, early, late)


@pytest.mark.parametrize(("code", "words"), [("en", "3 findings in 2 files."), ("ar", "3 ملاحظات في ملفين.")])
def test_tally(code: str, words: str) -> None:
    assert tally([found("key-missing", path, 1) for path in ("a", "b", "b")], language(code)) == words


def test_values_are_not_read_as_placeholders() -> None:
    text = found("heading-id-missing", "a.md", 1, text="{0} {marks} {{x}}", marks="##").text(language("en"))
    assert "'{0} {marks} {{x}}' has no id" in text


def test_an_annotation_is_one_line_whatever_it_says() -> None:
    line = found("date-impossible", "a,b:c.md", 0, value="50%\nx", wanted="y").annotation(language("en"))
    assert line == "::error file=a%2Cb%3Ac.md,line=1,title=date-impossible::There is no date '50%25%0Ax'. Write year-month-day, like this: y."


def test_json_on_the_command_line(tree: Callable[..., Path]) -> None:
    done = run_dalil("check", "--format", "json", "--language", "ar", cwd=tree(FAULT))
    assert done.returncode == 1
    record, = json.loads(done.stdout)
    assert (record["rule"], record["path"], record["line"]) == ("document-unknown", "docs/en/index.md", 8)
    assert record["what"] == "لا وثيقة بالاسم x." and record["fix"]


def test_annotations_on_the_command_line(tree: Callable[..., Path]) -> None:
    done = run_dalil("check", "--format", "annotations", cwd=tree(FAULT))
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=docs/en/index.md,line=8,title=document-unknown::")
    assert run_dalil("check", "--format", "json", cwd=tree()).stdout.strip() == "[]"
