"""The reader of the notation: what it makes of good blocks, and that it survives anything."""

from __future__ import annotations

import os

from hypothesis import given, settings
from hypothesis import strategies as st

from dalil.model import Choice, Order
from dalil.read.page import page
from tests.tree import EXERCISE

# 2,000 in an ordinary run; DALIL_EXAMPLES=100000 for the slow one.
EXAMPLES = int(os.environ.get("DALIL_EXAMPLES", "2000"))

BEFORE = "# T {#t}\n\n::: choice first-one\n\nWhich?\n\n- [x] a\n- [ ] b\n\n:::\n\n"
AFTER = "\n\n::: order second-one\n\nWhich first?\n\n1. a\n2. b\n\n:::\n"


def read(text: str):
    return page(text, "a.md", "en", "docs/en/a.md")


def test_a_choice() -> None:
    choice, order = read(EXERCISE["en"])[0].exercises
    assert isinstance(choice, Choice) and isinstance(order, Order)
    assert (choice.id, choice.line, choice.end, choice.points, choice.right) == ("right-number", 3, 21, 2, (1,))
    assert choice.prompt == "How many objectives are there?"
    assert [(option.text, option.feedback, option.line) for option in choice.options] == [
        ("10", "Those are the principles.", 8), ("23", "As the text says.", 10)]
    assert choice.hints == ("Count them.",)
    assert choice.explanation == "See [the day](index.md#agenda)."
    assert [item.text for item in order.items] == ["One", "Two", "Three"]


def test_options_run_over_several_lines() -> None:
    text = "::: choice long\n\nWhich?\n\n- [x] one\n  and more\n  > because\n  > it is\n\n- [ ] two\n\n:::"
    choice, = read(text)[0].exercises
    assert choice.options[0].text == "one\nand more"
    assert choice.options[0].feedback == "because\nit is"


def test_blocks_in_code_are_text() -> None:
    found, findings = read("# T {#t}\n\n```text\n::: choice x\n## not a heading\n[no](link.md)\n```\n\n~~~\n:::\n~~~\n")
    assert (found.blocks, found.links, len(found.headings), findings) == ((), (), 1, [])


def test_a_fence_that_never_closes_is_no_fence() -> None:
    assert [block.id for block in read("```\n" + BEFORE + AFTER)[0].blocks] == ["first-one", "second-one"]


def test_a_key_needs_to_stand_below_the_opening_line() -> None:
    choice, = read("::: choice a-b\n\npoints: 3 of them, which?\n\n- [x] a\n- [ ] b\n\n:::")[0].exercises
    assert (choice.points, choice.prompt) == (1, "points: 3 of them, which?")


def test_windows_line_ends_and_marks(tmp_path) -> None:
    from dalil.read.source import source_text

    (tmp_path / "a.md").write_bytes("\ufeff# T {#t}\r\n".encode())
    assert source_text(tmp_path, "a.md") == "# T {#t}\n"


# Arbitrary text is unlikely to hit the notation, so its pieces are thrown in.
PIECES = st.sampled_from([":::", "::: hint", "::: explanation", "::: choice", "::: choice x-y", "::: agenda z", "::: match m-m", "::: sort s-s", "::: draft d-d", "::: checklist c-c", "::: progress p", "::: facilitator", "::: blanks b-b", "::: assess a", "::: model", "[[a|b", "]]", "**G**", "::: levels", "- a: b", "```", "~~~", "- [x] a",
                          "- [ ]", "1. a", "  > f", "points: 2", "date: 2020-13-01", "| 5 | a | b |", "|---|---|---|", "# H {#h}", "---", "[^1]", ""])
TEXT = st.lists(st.one_of(PIECES, st.text(max_size=30)), max_size=12).map("\n".join)


@settings(max_examples=EXAMPLES, deadline=None)
@given(TEXT)
def test_no_text_between_two_blocks_loses_one(text: str) -> None:
    blocks = {block.id for block in read(BEFORE + text + AFTER)[0].blocks}
    assert {"first-one", "second-one"} <= blocks
