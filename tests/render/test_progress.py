"""The place of a reader's own progress: all pages and exercises, with what the browser must know of each."""

from __future__ import annotations

import re

from dalil.model import NavEntry, Objective, Page, Progress, Site
from dalil.read.page import page
from dalil.render.progress import progress_html

KINDS = """# All kinds {#kinds}

::: choice one
Which?

- [ ] A
- [x] B
:::

::: choice many
Which of these?

- [x] A
- [x] B
- [ ] C
:::

::: sort groups
Sort.

**First**

- a
- b

**Second**

- c

**Third**

- d
:::

::: blanks gaps
[[One|1]] and [[two]].
:::

::: assess rows
rows: objectives

Rate.

::: levels
- Low: little
- High: much
:::

:::
"""


def site() -> Site:
    texts = {"index.md": "# Home <&> A/RES/73/195 {#home}\n", "part/kinds.md": KINDS, "part/own.md": "# Own {#own}\n\n::: progress here\n:::\n", "aside.md": "# Aside {#aside}\n"}
    pages = tuple(page(text, path, code, f"docs/{code}/{path}")[0] for code in ("en", "ar") for path, text in texts.items())
    objectives = tuple(Objective(n, n, 1, "a-a", 1, (), (), 1) for n in (1, 2, 3))
    return Site(("en", "ar"), pages, tuple(NavEntry(path, 1) for path in ("part/kinds.md", "index.md", "part/own.md", "gone.md")), objectives)


def html(code: str = "en") -> str:
    whole = site()
    own = whole.page(code, "part/own.md")
    assert isinstance(own, Page)
    block, = own.blocks
    assert isinstance(block, Progress)
    return str(progress_html(block, own, whole, "a-course"))


def test_every_other_page_in_the_order_of_the_nav_with_relative_links() -> None:
    rows = re.findall(r'<tr data-page="([^"]+)"><th scope="row"><a href="([^"]+)">(.*?)</a>', html())
    assert rows == [("part/kinds.html", "kinds.html", "All kinds"), ("index.html", "../index.html", "Home &lt;&amp;&gt; A/RES/73/195")]
    assert 'href="kinds.html#one">Exercise 1</a>' in html() and 'href="kinds.html#rows">Exercise 5</a>' in html()


def test_what_an_answer_may_look_like() -> None:
    tasks = re.findall(r'data-key="answer/([\w-]+)" data-kind="(\w+)" data-size="(\d+)" data-range="(\d+)"', html())
    assert tasks == [("one", "choice", "2", "1"), ("many", "choice", "3", "3"), ("groups", "sort", "4", "3"), ("gaps", "blanks", "2", "2"), ("rows", "assess", "3", "2")]
    assert tasks == re.findall(r'data-key="answer/([\w-]+)" data-kind="(\w+)" data-size="(\d+)" data-range="(\d+)"', html("ar"))


def test_arabic_has_its_words_and_its_isolates() -> None:
    assert "قُرئت صفحتان" in html("ar") and '<bdi dir="ltr">A/RES/73/195</bdi>' in html("ar")
    assert "pages read" not in html("ar")


def test_what_needs_scripts_is_hidden_without_them() -> None:
    text = html()
    for start in re.finditer(r"<(button|fieldset|select|dialog)", text):
        before = text[:start.start()]
        inside_hidden = before.count("data-scripted hidden") == 1 and "<table" not in before
        inside_closed_dialog = before.rfind("<dialog") > before.rfind("</dialog") or start[1] == "dialog"
        assert inside_hidden or inside_closed_dialog
    assert "data-unscripted>" in text
