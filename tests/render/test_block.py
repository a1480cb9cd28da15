"""The HTML of blocks: readable without scripts, labelled, escaped, the same in every build."""

from __future__ import annotations

import itertools
import re
from html.parser import HTMLParser

import pytest

from dalil.model import Objective
from dalil.read.page import page
from dalil.render.block import block_html, mixed, objective_html, scripts, unsolved
from dalil.render.markdown import Fragments
from tests.tree import DAY, EXERCISE


def html(text: str, code: str = "en") -> str:
    blocks = page(text, "a.md", code, "docs/en/a.md")[0].blocks
    return "\n".join(str(block_html(block, code, Fragments(code, {}))) for block in blocks)


class Text(HTMLParser):
    """What a reader sees with scripts off: text outside elements that are hidden."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.open: list[bool] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag not in ("input", "br", "path"):
            self.open.append("hidden" in dict(attributes))

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("input", "br", "path"):
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if not any(self.open):
            self.seen.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.seen))


@pytest.mark.parametrize("code", ["en", "ar"])
def test_everything_reads_without_scripts(code: str) -> None:
    text = Text(html(EXERCISE[code], code)).text
    wanted = {"en": ["How many objectives are there?", "10", "23", "Those are the principles.", "As the text says.", "Count them.", "See the day.",
                     "Which comes first?", "One", "Two", "Three", "Right", "Answer and explanation"],
              "ar": ["كم هدفا هناك؟", "تلك هي المبادئ.", "عُدّها.", "انظر اليوم.", "أيها أولا؟", "ثلاثة", "الإجابة وشرحها"]}
    for part in wanted[code]:
        assert part in text
    assert "Check my answer" not in text  # nothing to press that does nothing


def test_one_right_answer_gives_radio_buttons_more_give_check_boxes() -> None:
    assert html(EXERCISE["en"]).count('type="radio"') == 2
    assert html(EXERCISE["en"].replace("- [ ] 10", "- [x] 10")).count('type="checkbox"') == 2


def test_options_are_lettered_in_the_language() -> None:
    assert re.findall(r'dalil-letter">(.)<', html(EXERCISE["ar"], "ar"))[:2] == ["أ", "ب"]


def test_links_in_blocks_lead_to_built_pages() -> None:
    assert 'href="index.html#agenda"' in html(EXERCISE["en"])


def test_text_is_data() -> None:
    spoilt = EXERCISE["en"].replace("2. Two", '2. Two & "more" <b>bold</b> {{ words }}')
    labels = re.findall(r'aria-label="([^"]*)"', html(spoilt))
    assert "Move up: Two &amp; &#34;more&#34; bold {{ words }}" in labels


def test_the_order_shown_tells_nothing_of_the_right_one() -> None:
    texts = ["one", "two", "three", "four"]
    shown = [texts[place] for place in mixed("some-id", texts)]
    for other in itertools.permutations(texts):
        assert [other[place] for place in mixed("some-id", other)] == shown


def test_on_screen_nothing_is_solved_from_the_start() -> None:
    for number in range(300):
        for size in (2, 3, 7):
            places = unsolved(mixed(f"id-{number}", [str(text) for text in range(size)]))
            assert sorted(places) == list(range(size)) != places


def test_scripts_only_where_they_are_needed() -> None:
    assert scripts(page(DAY["en"], "a.md", "en", "x")[0].blocks) == ("agenda.js",)
    assert scripts(page(EXERCISE["en"], "a.md", "en", "x")[0].blocks) == ("exercise.js", "choice.js", "order.js")


@pytest.mark.parametrize(("code", "words"), [("en", ["12, (a) to (l)", "10.7 (to be confirmed)", "the Arabic title"]),
                                             ("ar", ["12، من (أ) إلى (ل)", "10.7 (بانتظار التأكيد)", "العنوان العربي"])])
def test_fact_card(code: str, words: list[str]) -> None:
    card = Text(str(objective_html(Objective(7, 23, 12, "a-l", 4, ("10.7",), ("title_ar", "sdg.10.7"), 1), code))).text
    for part in words:
        assert part in card
