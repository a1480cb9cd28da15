"""Which runs are isolated in Arabic text, and that nothing else changes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from dalil.render.bidi import isolated_html, isolated_text, pieces
from dalil.render.markdown import Fragments, extensions


@pytest.mark.parametrize(("text", "runs"), [
    ("القرار A/RES/73/195 المؤرخ", ["A/RES/73/195"]),
    ("في 2020-12-01.", ["2020-12-01"]),
    ("النتيجة 0 / 3 فقط", ["0 / 3"]),
    ("الهاتف +20 2 1234 5678،", ["+20 2 1234 5678"]),
    ("نسبة 15% منها", ["15%"]),
    ("القرار 73/195؛", ["73/195"]),
    ("من 10:00-13:00", ["10:00-13:00"]),
    ("بتوقيت القاهرة (UTC+2)", ["UTC+2"]),
    ("رخصة CC BY 4.0 وحدها", ["CC BY 4.0"]),
    ("الوثيقة E/ESCWA/SDD/2019/3.", ["E/ESCWA/SDD/2019/3"]),
    ("الملف START-HERE.html هنا", ["START-HERE.html"]),
    ("انظر docs/ar/index.md:12", ["docs/ar/index.md:12"]),
    ("عام 2020 و 23 هدفا", []),
    ("المنتدى (IMRF) وحده", []),
    ("برنامج Material for MkDocs نفسه", []),
    ("(أ) إلى (ل)", []),
    ("95 000 شخص", ["95 000"]),
    ("الفقرة 9 (160 صفحة)", []),
    ("الوثيقة A/71/1 (160 صفحة)", ["A/71/1"]),
    ("(انظر 73/195) هنا", ["73/195"]),
    ("في (02) 555-1234 من", ["(02) 555-1234"]),
    ("A/RES/73/195 وA/RES/71/1", ["A/RES/73/195", "A/RES/71/1"]),
])
def test_runs(text: str, runs: list[str]) -> None:
    assert [part for part, run in pieces(text) if run] == runs


@given(st.text(alphabet="ابجد 0123456789/-.:%()+AB,،؛\x02\x03«»\n", max_size=40))
def test_the_pieces_are_the_text(text: str) -> None:
    assert "".join(part for part, _ in pieces(text)) == text


def test_forms() -> None:
    assert isolated_text("عن 73/195 هنا") == "عن \u206873/195\u2069 هنا"
    assert isolated_html("<عن> 73/195") == '&lt;عن&gt; <bdi dir="ltr">73/195</bdi>'


def test_in_markdown() -> None:
    fragments = Fragments("ar", {"gcm": "https://example.org/ar"})
    html = str(fragments.inline("القرار [A/RES/73/195](doc:gcm) و**73/326** و`--strict` عام 2020"))
    assert '<a href="https://example.org/ar"><bdi dir="ltr">A/RES/73/195</bdi></a>' in html
    assert '<strong><bdi dir="ltr">73/326</bdi></strong>' in html
    assert '<code dir="ltr">--strict</code>' in html
    assert re.sub("<[^>]+>", "", html) == "القرار A/RES/73/195 و73/326 و--strict عام 2020"


def test_not_in_english() -> None:
    assert "bdi" not in Fragments("en", {}).html("Resolution A/RES/73/195")


def test_raw_html_and_code_stay_as_they_are() -> None:
    text = '<span id="a-1/2">73/195</span> و 73/326\n\n```text\n2020-12-01\n```\n'
    names, settings = extensions("ar", {}, whole_page=True)
    html = Markdown(extensions=names, extension_configs=settings).convert(text)
    assert '<span id="a-1/2">' in html and html.count("<bdi") == 2
    assert ">2020-12-01</code>" in html


@given(st.text(alphabet="abIO اب019.,:;!?-/()'\"%=+#«»،؛ ", max_size=30))
def test_the_short_way_for_plain_lines_gives_what_markdown_gives(text: str) -> None:
    for code in ("en", "ar"):
        fragments = Fragments(code, {})
        short = str(fragments.html(text))
        long = fragments._markdown.reset().convert(text)
        assert short.replace("&#39;", "'").replace("&#34;", '"') == long
