"""Worksheets tell nothing of the answers, keys tell everything, and both are the same on screen and paper, every time."""

from __future__ import annotations

import itertools
import random
import re
import shutil
import subprocess
import threading
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from dalil.export.pages import file_names
from dalil.export.paper import NoPrinter, paper_html, printer, write_papers
from dalil.languages import CODES, language
from dalil.model import Blanks, Choice, Draft, Exercise, Match, Option, Order, Page, Site, Sort
from dalil.read import read_site
from dalil.render.block import block_html
from dalil.render.markdown import Fragments
from tests.conftest import PROJECT, run_dalil
from tests.programs import program
from tests.tree import SMALL, draw

MOMENT = datetime(2020, 6, 25, tzinfo=UTC)
SECRET = "Qx7 سر"
KINDS = {"choice", "order", "match", "sort", "blanks", "draft", "checklist", "assess"}
# More than the small tree has: several right answers, more than two of everything.
MORE = {"docs/en/days/index.md": SMALL["docs/en/days/index.md"] + """
::: choice several

Which of these are even?

- [x] 2
- [ ] 3
- [x] 4

:::

::: match letters

Which belong together?

| Letter | Number |
|---|---|
| a | 1 |
| b | 2 |
| c | 3 |
| d | 4 |

:::
"""}


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> list[Site]:
    """The small tree and the real sources."""
    return [read_site(draw(tmp_path_factory.mktemp("small"), {**SMALL, **MORE}))[0], read_site(PROJECT)[0]]


@pytest.fixture(scope="module")
def print_pdf() -> Callable[[str], bytes]:
    return printer()


def pages(sites: list[Site]) -> Iterator[tuple[Site, Page]]:
    for site in sites:
        for page in site.pages:
            if page.exercises:
                yield site, page


def worksheet(site: Site, page: Page) -> str:
    return paper_html(page, site, MOMENT, key=False)


def key(site: Site, page: Page) -> str:
    return paper_html(page, site, MOMENT, key=True)


def with_exercises(page: Page, exercises: list[Exercise]) -> Page:
    """The page with other exercises in the places of its own."""
    others = iter(exercises)
    return replace(page, blocks=tuple(next(others) if isinstance(block, Exercise) else block for block in page.blocks))


# What an author may change without a participant's sheet changing.

def arrangements(size: int, number: int, chance: random.Random) -> Iterator[tuple[int, ...]]:
    """Every order of a few things, or some of many; never the one they are in."""
    if size <= 4:
        yield from list(itertools.permutations(range(size)))[1:]
        return
    for _ in range(number):
        places = list(range(size))
        chance.shuffle(places)
        yield tuple(places)


def other_answers(exercise: Exercise, chance: random.Random) -> Iterator[Exercise]:
    """The same question with other right answers."""
    match exercise:
        case Choice():
            several = len(exercise.right) > 1
            for picked in itertools.product([False, True], repeat=len(exercise.options)):
                if (sum(picked) > 1) == several and any(picked):
                    yield replace(exercise, options=tuple(replace(one, right=right) for one, right in zip(exercise.options, picked, strict=True)))
        case Order():
            for places in arrangements(exercise.size, 20, chance):
                yield replace(exercise, items=tuple(exercise.items[place] for place in places))
        case Match():
            for places in arrangements(exercise.size, 20, chance):
                yield replace(exercise, pairs=tuple(replace(pair, right=exercise.pairs[place].right) for pair, place in zip(exercise.pairs, places, strict=True)))
        case Sort():
            for places in arrangements(exercise.size, 20, chance):
                yield sorted_anew(exercise, [exercise.items[place] for place in places], chance)
        case Blanks():
            for answers in (("x",), ("a very long answer that would need a longer line", "2")):
                yield replace(exercise, gaps=tuple(replace(gap, answers=answers) for gap in exercise.gaps))
            yield replace(exercise, wrong=())
            yield replace(exercise, wrong=(Option("no", 1, feedback="A remark."), *exercise.wrong))


def sorted_anew(exercise: Sort, items: list[Any], chance: random.Random) -> Sort:
    """The items in other groups, none of them empty."""
    cuts = [0, *sorted(chance.sample(range(1, len(items)), len(exercise.groups) - 1)), len(items)]
    parts = [tuple(items[start:end]) for start, end in itertools.pairwise(cuts)]
    return replace(exercise, groups=tuple(replace(group, items=part) for group, part in zip(exercise.groups, parts, strict=True)))


def other_texts(exercise: Exercise) -> Iterator[Exercise]:
    """The same question with other words around the answer, more of them, or none."""
    for text in (SECRET, None):
        yield replace(exercise, hints=(text,) if text else ())
        yield replace(exercise, explanation=text)
        yield replace(exercise, facilitator=text)
        if isinstance(exercise, Choice):
            yield replace(exercise, options=tuple(replace(option, feedback=text) for option in exercise.options))
        if isinstance(exercise, Draft):
            yield replace(exercise, model=text)
    yield replace(exercise, points=exercise.points + 1)


def of_weight(exercise: Exercise) -> Exercise:
    """The exercise without what counts nowhere: the order inside a group, points where nothing is judged."""
    if isinstance(exercise, Sort):
        return replace(exercise, groups=tuple(replace(group, items=tuple(sorted(group.items, key=lambda item: item.text))) for group in exercise.groups))
    return exercise if isinstance(exercise, Choice | Order | Match | Blanks) else replace(exercise, points=1)


def test_every_kind_is_tried(sites: list[Site]) -> None:
    for site in sites[:1]:
        assert {one.kind for page in site.pages for one in page.exercises} == KINDS


def test_no_change_of_an_answer_shows_on_the_worksheet_and_each_shows_in_the_key(sites: list[Site]) -> None:
    chance, tried = random.Random(7), 0
    for site, page in pages(sites):
        sheet, answers = worksheet(site, page), key(site, page)
        for place, exercise in enumerate(page.exercises):
            for other in [*other_answers(exercise, chance), *other_texts(exercise)]:
                changed = with_exercises(page, [*page.exercises[:place], other, *page.exercises[place + 1:]])
                assert worksheet(site, changed) == sheet, (page.source, exercise.id)
                if of_weight(other) != of_weight(exercise):
                    assert key(site, changed) != answers, (page.source, exercise.id)
                tried += 1
    assert tried > 500


def test_the_same_holds_for_pdf(sites: list[Site], print_pdf: Callable[[str], bytes]) -> None:
    """All exercises of a page changed at once, in every respect."""
    chance = random.Random(8)
    for site, page in pages(sites):
        changed = with_exercises(page, [everything_changed(exercise, chance) for exercise in page.exercises])
        assert print_pdf(worksheet(site, changed)) == print_pdf(worksheet(site, page)), page.source
        assert print_pdf(key(site, changed)) != print_pdf(key(site, page)), page.source


def everything_changed(exercise: Exercise, chance: random.Random) -> Exercise:
    changed = next((other for other in other_answers(exercise, chance) if other != exercise), exercise)
    return replace(changed, hints=(SECRET,), explanation=SECRET, facilitator=SECRET,
                   **({"model": SECRET} if isinstance(changed, Draft) else {}),
                   **({"options": tuple(replace(option, feedback=SECRET) for option in changed.options)} if isinstance(changed, Choice) else {}))


@pytest.mark.parametrize(("name", "old", "new"), [
    ("exercises", "- [ ] 10\n  > Those are the principles.\n- [x] 23\n", "- [x] 10\n  > Those are not.\n- [ ] 23\n"),
    ("exercises", "1. One\n2. Two\n3. Three\n", "1. Two\n2. Three\n3. One\n"),
    ("exercises", "Count them.", "Look again."),
    ("exercises", "::: hint\nCount them.\n:::\n\n", ""),
    ("kinds", "| Forum | A meeting |\n| Compact | An agreement |", "| Forum | An agreement |\n| Compact | A meeting |"),
    ("kinds", "- Ten children have a guardian\n", "- A course was held\n- Ten children have a guardian\n"),
    ("kinds", "[[23|twenty-three]]", "[[17]]"),
    ("kinds", "- 24\n  > One too many.\n", "- 25\n  > Two too many, and a long remark.\n- 26\n  > Three.\n"),
    ("kinds", "The data are three years old.", "The data are new.\n\nSecond paragraph."),
    ("kinds", "Let two people exchange their texts.", "Let nobody do so."),
])
def test_from_the_source_to_the_sheet(tmp_path: Path, name: str, old: str, new: str) -> None:
    path = f"docs/en/days/{name}.md"
    assert SMALL[path].count(old) == 1
    text = SMALL[path].replace(old, new)
    if "Ten children" in old:
        text = text.replace("- A course was held\n- A leaflet", "- A leaflet")
    before, _ = read_site(draw(tmp_path / "before", SMALL))
    after, _ = read_site(draw(tmp_path / "after", {**SMALL, path: text}))
    one, two = (site.page("en", f"days/{name}.md") for site in (before, after))
    assert one and two
    assert worksheet(before, one) == worksheet(after, two)
    assert key(before, one) != key(after, two)


def test_the_key_holds_everything(sites: list[Site]) -> None:
    for site, page in pages(sites):
        text, fragments = key(site, page), Fragments(page.language, site.addresses(page.language), alone=True)
        for exercise in page.exercises:
            for item in exercise.texts:
                assert str(fragments.inline(item.text)).partition("\ue000")[0] in text, (page.source, item.text)
            if isinstance(exercise, Blanks):
                assert all(str(fragments.inline(one)) in text for gap in exercise.gaps for one in gap.answers)


def sections(html: str, name: str) -> list[str]:
    return re.findall(rf'<section class="{name} .*?</section>', html, re.DOTALL)


def test_letters_and_orders_are_those_of_the_screen(sites: list[Site]) -> None:
    """Options, the right column of a match and the groups of a sort; and the order in which the rows stand."""
    for site, page in pages(sites):
        fragments = Fragments(page.language, site.addresses(page.language), alone=True)
        sheet, answers = worksheet(site, page), key(site, page)
        for kind, marker in (("choice", "dalil-options"), ("match", "dalil-lettered"), ("sort", "dalil-lettered")):
            exercises = [one for one in page.exercises if one.kind == kind]
            for exercise, *papers in zip(exercises, sections(sheet, kind), sections(answers, kind), strict=True):
                screen = str(block_html(exercise, page.language, fragments))
                letters = re.findall(r'dalil-letter">(.)</span> <span class="dalil-text">(.*?)</span></l', next(iter(re.findall(rf'{marker}.*?</ul>', screen, re.DOTALL))))
                for paper in papers:
                    lettered = re.search(r'class="lettered">(.*?)</ul>', paper, re.DOTALL)
                    assert lettered
                    assert re.findall(r'"letter">(.)</span> <div class="text">(.*?)\n', lettered[1]) == letters != []
                rows = re.findall(r'<label class="dalil-text"[^>]*>(.*?)</label>', screen)
                for paper in papers:
                    assert re.findall(r'class="mark">.*?</span> <div class="text">(.*?)</div></li>', paper.partition('class="rows"')[2]) == rows


def test_the_key_has_the_right_marks(sites: list[Site]) -> None:
    for site, page in pages(sites):
        inline, text = Fragments(page.language, site.addresses(page.language), alone=True).inline, key(site, page)
        for kind in ("choice", "order", "match", "sort", "blanks"):
            exercises = [one for one in page.exercises if one.kind == kind]
            for exercise, section in zip(exercises, sections(text, kind), strict=True):
                letters = dict(re.findall(r'"letter">(.)</span> <div class="text">(.*?)\n', section))
                rows = re.findall(r'"mark">(.*?)</span> <div class="text">(.*?)</div></li>', section)
                if isinstance(exercise, Choice):
                    assert re.findall(r'"mark">(.?)</span> <span class="letter">', section) == ["×" if one.right else "" for one in exercise.options]
                elif isinstance(exercise, Order):
                    assert [row for _, row in sorted(rows, key=lambda row: int(row[0]))] == [inline(item.text) for item in exercise.items]
                elif isinstance(exercise, Match):
                    assert [(row, letters[mark]) for mark, row in rows] == [(inline(pair.left), inline(pair.right)) for pair in exercise.pairs]
                elif isinstance(exercise, Sort):
                    assert {row: letters[mark] for mark, row in rows} == {inline(item.text): inline(group.name) for group in exercise.groups for item in group.items}
                elif isinstance(exercise, Blanks):
                    assert re.findall(r'class="gap">(.*?)</span>', section) == [inline(gap.answers[0]) for gap in exercise.gaps]
                assert language(page.language).say("paper.points", n=exercise.points) in section


def test_room_to_write(sites: list[Site]) -> None:
    page = sites[0].page("en", "days/kinds.md")
    assert page
    text = worksheet(sites[0], page)
    assert text.count("<div></div>") == 19, "150 words, eight on a line"
    assert len(re.findall(r'<span class="gap"[^>]*></span>', text)) == 2
    assert re.findall(r'<th scope="col"[^>]*>(.*?)</th>', sections(text, "assess")[0]) == ["Now", "Aim", "Evidence", "Next step", "Owner", "Date"]
    assert sections(text, "assess")[0].count("Under way") == 2 * 2 + 1
    assert 'class="choice choice_one"' in worksheet(sites[0], sites[0].page("en", "days/exercises.md") or page)


def test_nothing_leads_out_of_a_sheet(sites: list[Site]) -> None:
    """No request to anything, no link to a page that is not there."""
    for site, page in pages(sites):
        for html in (worksheet(site, page), key(site, page)):
            assert not re.findall(r'(?:\bsrc=|url\(|@import|<link|<script|<img)', html)
            assert not [link for link in re.findall(r'href="(.*?)"', html) if not link.startswith("https://")]


def test_hostile_titles_stay_text(sites: list[Site]) -> None:
    site = sites[0]
    page = next(page for page in site.pages if page.exercises)
    title = 'A "b" </style><script>alert(1)</script> \\22 {{ x }}'
    html = worksheet(site, replace(page, headings=(replace(page.headings[0], text=title),)))
    assert "<script" not in html and html.count("</style>") == 1
    assert '"A \\22 b\\22  \\3c /style>\\3c script>' in html


# PDF.

@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The papers of the small tree, made by the command."""
    root = draw(tmp_path_factory.mktemp("papers"), SMALL)
    done = run_dalil("papers", "--pdf", cwd=root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == "" and "as HTML and PDF: 8 worksheets and keys" in done.stdout
    return root / "dist" / "papers"


def said(tool: str, *arguments: str) -> str:
    """What one of Poppler's programs says."""
    folder = Path(program("pdftotext") or "").parent
    return subprocess.run([str(folder / tool), *arguments], capture_output=True, check=True, encoding="utf-8").stdout


def read_pdf(path: Path) -> str:
    """The text of a PDF in reading order, in plain letters and without controls of direction."""
    text = unicodedata.normalize("NFKC", said("pdftotext", "-layout", str(path), "-"))
    return re.sub(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", text)


def test_the_files(papers: Path) -> None:
    assert sorted(path.name for path in papers.iterdir()) == sorted(
        f"days-{page}.{code}.{kind}.{ending}" for page in ("exercises", "kinds") for code in CODES for kind in ("worksheet", "key") for ending in ("html", "pdf"))


@pytest.mark.parametrize("code", CODES)
def test_fonts_are_embedded_and_arabic_has_its_own(papers: Path, code: str) -> None:
    for path in papers.glob(f"*.{code}.*.pdf"):
        lines = said("pdffonts", str(path)).splitlines()[2:]
        assert lines and all(line.split()[-5] == "yes" for line in lines), "embedded"
        names = " ".join(lines)
        assert "Noto-Sans" in names and ("Noto-Sans-Arabic" in names) == (code == "ar")
        assert "Noto-Serif" not in names, "a font that the style sheet does not name"


def test_arabic_is_shaped() -> None:
    """Three times the same letter, joined, is three different glyphs; apart, it is one."""
    import weasyprint

    def glyphs(text: str) -> set[bytes]:
        html = f"<style>p {{ font-family: 'Noto Sans Arabic' }}</style><p lang=ar dir=rtl>{text}</p>"
        pdf = weasyprint.HTML(string=html).write_pdf(uncompressed_pdf=True)
        shown = b"".join(re.findall(rb"\[(.*?)\]\s*TJ", pdf, re.DOTALL))
        return set(re.findall(rb"[0-9a-f]{4}", b"".join(re.findall(rb"<([0-9a-f]+)>", shown))))

    assert len(glyphs("ههه")) == 3
    assert len(glyphs("ه\u200cه\u200cه")) == 1


def test_text_comes_out_in_order(papers: Path) -> None:
    text = read_pdf(papers / "days-kinds.ar.worksheet.pdf")
    # Poppler puts vowel signs, the ligature of lam and alef, and spaces beside figures elsewhere; these words have none of them.
    for words in ("جميع", "ورقة تمارين", "ما الذي يتفق؟", "اكتبوا بجانب كل بند حرف ما يناسبه.", "هدفا و", "لكل رقم سنة", "الصفحة 1 من 3"):
        assert words.replace(" ", "") in text.replace(" ", ""), text
    assert "Page 1 of 3" in read_pdf(papers / "days-kinds.en.worksheet.pdf")
    for text in (read_pdf(papers / "days-kinds.en.worksheet.pdf"), read_pdf(papers / "days-exercises.en.worksheet.pdf")):
        for hidden in ("guardian\nB", "three years old", "exchange their texts", "One too many", "Both are names", "Count them", "principles.\nThose"):
            assert hidden not in text
    assert "The data are three years old." in read_pdf(papers / "days-kinds.en.key.pdf")


def test_arabic_tables_begin_at_the_right(papers: Path) -> None:
    def across(code: str) -> list[float]:
        """Where the heads of two columns and, last, the row's own name begin."""
        boxes = said("pdftotext", "-bbox", str(papers / f"days-kinds.{code}.worksheet.pdf"), "-").rpartition("<page")[2]
        places = {word: float(x) for x, word in re.findall(r'xMin="([\d.]+)"[^>]*>([^<]+)</word>', boxes)}
        heads = [language(code).say(f"exercise.assess_{name}") for name in ("date", "evidence")]
        # Poppler gives single words as they are drawn, from the left.
        return [places[word if code == "en" else word[::-1]] for word in (*heads, {"en": "Text", "ar": "النص"}[code])]
    assert across("ar") == sorted(across("ar"))
    assert across("en") == sorted(across("en"), reverse=True)


def test_sheets_are_a4_and_plans_lie_across(papers: Path) -> None:
    sizes = re.findall(r"Page +\d+ size: +([\d.]+) x ([\d.]+)", said("pdfinfo", "-l", "9", str(papers / "days-kinds.ar.worksheet.pdf")))
    assert sizes == [("595.276", "841.89")] * 2 + [("841.89", "595.276")]


def test_the_same_bytes_every_time(papers: Path, tmp_path: Path) -> None:
    """Whatever the process, the folder, and the time."""
    root = draw(tmp_path / "elsewhere", SMALL)
    done = run_dalil("papers", cwd=root, PYTHONHASHSEED="5", TZ="Asia/Tokyo")
    assert done.returncode == 0
    for path in papers.iterdir():
        assert (root / "dist" / "papers" / path.name).read_bytes() == path.read_bytes(), path.name
    assert run_dalil("papers", cwd=root, SOURCE_DATE_EPOCH="1600000000").returncode == 0
    assert "2020-09-13" in (root / "dist" / "papers" / "days-kinds.en.key.html").read_text(encoding="utf-8")
    assert "Sun Sep 13" in said("pdfinfo", str(root / "dist" / "papers" / "days-kinds.en.key.pdf"))


def test_pdf_of_a_sheet_is_one_step_from_its_html(papers: Path, print_pdf: Callable[[str], bytes]) -> None:
    """So what holds for the HTML holds for the PDF: it is made of nothing else."""
    for path in papers.glob("*.html"):
        assert print_pdf(path.read_text(encoding="utf-8")) == path.with_suffix(".pdf").read_bytes()


# Failing well.

def test_findings_leave_the_last_good_papers(tree: Callable[..., Path]) -> None:
    root = tree({"dist/papers/mark": "good", "docs/en/index.md": SMALL["docs/en/index.md"].replace("doc:compact", "doc:x")})
    done = run_dalil("papers", cwd=root)
    assert done.returncode == 1 and "Nothing was written." in done.stderr
    assert [path.name for path in (root / "dist" / "papers").iterdir()] == ["mark"]


def test_papers_that_are_gone_do_not_linger(tree: Callable[..., Path]) -> None:
    root = tree({"dist/papers/old.en.key.html": "old"})
    assert run_dalil("papers", cwd=root).returncode == 0
    assert not (root / "dist" / "papers" / "old.en.key.html").exists()


def without_weasyprint(tmp_path: Path, error: str) -> dict[str, str]:
    """An environment in which WeasyPrint cannot be loaded."""
    folder = tmp_path / "shadow"
    folder.mkdir()
    (folder / "weasyprint.py").write_text(f'print("advice of its own")\nraise {error}("no such thing")\n')
    return {"PYTHONPATH": str(folder)}


@pytest.mark.parametrize(("error", "way_out"), [("ModuleNotFoundError", "make papers"), ("OSError", "apt-get install libpango")])
def test_without_weasyprint_there_is_html_and_a_way_out(tree: Callable[..., Path], tmp_path: Path, error: str, way_out: str) -> None:
    root, environment = tree(), without_weasyprint(tmp_path, error)
    done = run_dalil("papers", cwd=root, **environment)
    assert done.returncode == 0 and way_out in done.stderr and "as HTML: 8" in done.stdout and "advice" not in done.stdout
    assert {path.suffix for path in (root / "dist" / "papers").iterdir()} == {".html"}
    shutil.rmtree(root / "dist" / "papers")
    done = run_dalil("papers", "--pdf", "--language", "ar", cwd=root, **environment)
    assert done.returncode == 2 and way_out in done.stderr and "WeasyPrint" in done.stderr and "Traceback" not in done.stderr
    assert not (root / "dist" / "papers").exists()


def test_a_printer_that_fails_leaves_the_last_good_papers(sites: list[Site], tmp_path: Path) -> None:
    def broken(html: str) -> bytes:
        raise OSError(28, "No space left on device")
    with pytest.raises(OSError):
        write_papers(sites[0], tmp_path / "fresh", MOMENT, broken)


def test_pdf_files_stay_out_of_the_site(project: Path) -> None:
    assert not list((project / "site").rglob("*.pdf"))


def test_nothing_is_fetched(print_pdf: Callable[[str], bytes]) -> None:
    """Not even what is near."""
    asked = []
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print_pdf(f'<img src="http://127.0.0.1:{server.server_port}/x.png"><link rel=stylesheet href="http://127.0.0.1:{server.server_port}/x.css">')
        server.shutdown()
    assert asked == []


def test_names_of_files_are_told_apart() -> None:
    assert file_names(["a/b.md", "a-b.md", "a.md"]) == {"a.md": "a", "a-b.md": "a-b", "a/b.md": "a--b"}


def test_a_reason_is_worded_in_both_languages() -> None:
    for code in CODES:
        for reason in ("paper.no_weasyprint", "paper.no_libraries"):
            assert len(language(code).say(NoPrinter(reason).reason)) > 40


def test_the_extra_is_named_and_pinned() -> None:
    assert 'pdf = ["weasyprint' in (PROJECT / "pyproject.toml").read_text(encoding="utf-8")
    assert "weasyprint==" in (PROJECT / "requirements" / "paper.txt").read_text(encoding="utf-8")
