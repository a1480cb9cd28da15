"""Reading order in Arabic text, measured by where the browser draws each character."""

from __future__ import annotations

from pathlib import Path

import pytest

from dalil.render.bidi import isolated_html, isolated_text
from dalil.render.markdown import Fragments
from tests.browser.drivers import Browser

TOKENS = [
    "2020-12-01", "A/RES/73/195", "0 / 3", "+20 2 1234 5678", "15%", "73/195", "10:00-13:00", "UTC+2", "E/ESCWA/SDD/2019/3", "CC BY 4.0",
    "99.5%", "1/7", "2020-06-25T10:00:00+02:00", "START-HERE.html", "docs/ar/index.md:12", "3 / 10", "95 000", "10-12", "A/RES/71/1", "IOM PUB2020/001/U",
    "25/6/2020", "(02) 555-1234", "3+4=7", "https://undocs.org/ar/A/RES/73/195", "index.md#actions", "v1.2.3-rc.1", "50-60%", "UTF-8", "#section-2", "2018-2022",
]
CODE = ["--strict", "make test", "{#id}", "- [x]", "date: 2020-06-25", "*.md"]

# Characters of an element in the order in which they are drawn from the left.
DRAWN = """
  const text = args[0] === null ? document.body : document.querySelector(args[0]);
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT), found = [];
  for (let node; (node = walker.nextNode());) {
    for (let at = 0; at < node.length; at++) {
      const range = document.createRange();
      range.setStart(node, at); range.setEnd(node, at + 1);
      const box = range.getBoundingClientRect();
      if (box.width) found.push([box.top > 9999 ? 1 : 0, box.left, node.data[at]]);
    }
  }
  return found.sort((a, b) => a[1] - b[1]).map((one) => one[2]).join("");"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A page with each token in a sentence: in page text, in a menu (bdi), and where markup cannot stand."""
    fragments = Fragments("ar", {})
    lines = []
    for number, token in enumerate(TOKENS):
        sentence = f"في {token} من النص"
        for name, html in (("text", fragments.inline(sentence)), ("menu", isolated_html(sentence)), ("plain", isolated_text(sentence))):
            lines.append(f'<p id="{name}-{number}">{html}</p>')
    for number, code in enumerate(CODE):
        lines.append(f'<p id="code-{number}">{fragments.inline(f"الأمر `{code}` في النص")}</p>')
    path = tmp_path_factory.mktemp("bidi") / "page.html"
    path.write_text('<!doctype html><html lang="ar" dir="rtl"><meta charset="utf-8"><style>p{white-space:nowrap}</style>' + "\n".join(lines), encoding="utf-8")
    return Path(path).as_uri()


def test_mixed_tokens_are_drawn_in_order(browser: Browser, page: str) -> None:
    browser.open(page)
    wrong = []
    for name, tokens in (("text", TOKENS), ("menu", TOKENS), ("plain", TOKENS), ("code", CODE)):
        for number, token in enumerate(tokens):
            drawn = browser.run(DRAWN, f"#{name}-{number}")
            if token.replace(" ", "") not in drawn.replace(" ", ""):
                wrong.append((name, token, drawn))
    assert not wrong


def test_the_measure_sees_a_wrong_order(browser: Browser, tmp_path: Path) -> None:
    """Without isolation most of these are drawn wrongly; a measure that never fails would prove nothing."""
    lines = "".join(f'<p id="bare-{number}">في {token} من النص</p>' for number, token in enumerate(TOKENS))
    (tmp_path / "bare.html").write_text(f'<!doctype html><html lang="ar" dir="rtl"><meta charset="utf-8">{lines}', encoding="utf-8")
    browser.open((tmp_path / "bare.html").as_uri())
    wrong = [token for number, token in enumerate(TOKENS) if token.replace(" ", "") not in browser.run(DRAWN, f"#bare-{number}").replace(" ", "")]
    assert len(wrong) >= 10
