"""The guide as a PDF: every page once, in order, with true page numbers, running heads, bookmarks and tags, and no answers."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
import zlib
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from html import unescape
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path

import pytest
from lxml import etree, html

from dalil import __version__, sums
from dalil.export.book import book_html, write_book
from dalil.export.paper import printer
from dalil.export.sheets import Unlisted, parts
from dalil.languages import CODES, language
from dalil.model import Choice, Draft, Page, Site
from dalil.read import read_site
from tests.conftest import PROJECT, run_dalil
from tests.programs import program
from tests.tree import PRINT, SMALL, draw

HEAD, FOOT = 65, 790  # points from the top: where the upper margin ends, and the lower one begins
MOMENT = datetime(2020, 6, 25, tzinfo=UTC)
CONTROLS = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def said(tool: str, *arguments: str) -> str:
    """What one of Poppler's programs says."""
    folder = Path(program("pdftotext") or "").parent
    return subprocess.run([str(folder / tool), *arguments], capture_output=True, check=True, encoding="utf-8").stdout


def plain(text: str) -> str:
    """A text in plain letters, without marks, spaces and controls of direction, whose places in a PDF are nobody's business."""
    return re.sub(r"[\s\u064b-\u0652]", "", CONTROLS.sub("", unicodedata.normalize("NFKC", text)))


@dataclass(frozen=True)
class Book:
    """A PDF of a guide: the text of each sheet, and its bookmarks as (level, sheet from 1, label)."""

    path: Path
    sheets: list[str]
    outline: list[tuple[int, int, str]]

    def sheet(self, number: int) -> str:
        return plain(self.sheets[number - 1])


def opened(path: Path) -> Book:
    sheets = said("pdftotext", "-layout", str(path), "-").split("\f")[:-1]
    tree = said("pdftohtml", "-xml", "-i", "-stdout", str(path))
    outline = etree.fromstring(re.search(r"<outline>.*</outline>", tree, re.DOTALL)[0])  # type: ignore[index]
    return Book(path, sheets, [(len(list(item.iterancestors("outline"))), int(item.get("page")), CONTROLS.sub("", "".join(item.itertext())))
                               for item in outline.iter("item")])


def _write(folder: Path, code: str) -> Path:
    return write_book(folder / "site", folder / "books", code, __version__, MOMENT, printer())


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small tree with its books, made by the commands."""
    root = draw(tmp_path_factory.mktemp("books"), PRINT)
    for arguments in (("build",), ("export", "pdf")):
        done = run_dalil(*arguments, cwd=root)
        assert done.returncode == 0 and done.stderr == "", done.stdout + done.stderr
    return root


@pytest.fixture(scope="module")
def guide(project: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Book]:
    """The books of the real guide, made side by side."""
    root = tmp_path_factory.mktemp("guide")
    shutil.copytree(project / "site", root / "site")
    (root / "books").mkdir()
    with ProcessPoolExecutor(len(CODES), mp_context=get_context("spawn")) as pool:
        return {code: opened(path) for code, path in zip(CODES, pool.map(partial(_write, root), CODES), strict=True)}


@pytest.fixture(scope="module")
def sources() -> Site:
    return read_site(PROJECT)[0]


def printed(site: Site, code: str) -> list[Page]:
    """The pages of the guide in their order: all of the nav but the print page."""
    return [page for page in site.ordered(code) if page is not site.handout(code)]


# The files.

def test_the_files_and_their_sums(small: Path) -> None:
    names = [f"dalil-{__version__}.{code}.pdf" for code in CODES]
    assert sorted(path.name for path in (small / "dist").iterdir() if path.is_file()) == sorted([*names, sums.NAME])
    assert run_dalil("verify", "dist", cwd=small).returncode == 0
    assert not list((small / "site").rglob("*.pdf"))


def unpacked(path: Path) -> bytes:
    """What a PDF holds in its packed parts, its catalogue among it."""
    packed = re.findall(rb"stream\n(.*?)endstream", path.read_bytes(), re.DOTALL)
    return b"\n".join(zlib.decompressobj().decompress(part) for part in packed if part[:1] == b"\x78")


@pytest.mark.parametrize("code", CODES)
def test_tags_title_and_language(small: Path, code: str) -> None:
    path = small / "dist" / f"dalil-{__version__}.{code}.pdf"
    told = said("pdfinfo", str(path))
    words = language(code)
    assert re.search(r"Tagged: +yes", told) and re.search(r"Page size: .*A4", told)
    assert re.search(r"Title: +(.*)", told)[1] == f"{words.say('site.name')} · {words.say('handout.subtitle')}"  # type: ignore[index]
    assert f"/Lang ({code})".encode() in unpacked(path)
    structure = said("pdfinfo", "-struct", str(path))
    for tag in ("H1", "H2", "H3", "TOC" if "TOC" in structure else "L", "Table", "TH", "Link"):
        assert re.search(rf"^ *{tag}\b", structure, re.MULTILINE), tag


def test_the_same_bytes_every_time(small: Path, tmp_path: Path) -> None:
    """Whatever the process, the folder, and the time."""
    root = draw(tmp_path / "elsewhere", PRINT)
    shutil.copytree(small / "site", root / "site")
    done = run_dalil("export", "pdf", cwd=root, PYTHONHASHSEED="5", TZ="Asia/Tokyo")
    assert done.returncode == 0
    for path in (small / "dist").glob("*.pdf"):
        assert (root / "dist" / path.name).read_bytes() == path.read_bytes(), path.name


@pytest.mark.parametrize("code", CODES)
def test_fonts_are_embedded_and_arabic_has_its_own(guide: dict[str, Book], code: str) -> None:
    lines = said("pdffonts", str(guide[code].path)).splitlines()[2:]
    assert lines and all(line.split()[-5] == "yes" for line in lines), "embedded"
    assert "Noto-Sans-Arabic" in " ".join(lines) and "Noto-Sans" in " ".join(lines)


# Order, numbers, heads.

def expected_outline(site: Site, code: str) -> list[tuple[int, str, Page | None]]:
    """What the bookmarks must be, as (level, label), with the page that begins there."""
    expected: list[tuple[int, str, Page | None]] = [(1, language(code).say("handout.contents"), None)]
    for name, pages in site.parts(code):
        expected += [(1, pages[0].short, None)] if name else []
        for page in pages:
            if page is not site.handout(code):
                expected += [(1 + bool(name), page.title, page)]
                expected += [(2 + bool(name), heading.text.replace("`", ""), None) for heading in page.headings if heading.level == 2]
    return expected


@pytest.mark.parametrize("code", CODES)
def test_bookmarks_are_the_sections_and_pages_in_order(guide: dict[str, Book], sources: Site, code: str) -> None:
    found = [(level, plain(label)) for level, _, label in guide[code].outline]
    assert found == [(level, plain(label)) for level, label, _ in expected_outline(sources, code)]


def beginnings(book: Book, site: Site, code: str) -> list[int]:
    """The sheet on which each page of the guide begins, after the bookmarks."""
    pairs = zip(book.outline, expected_outline(site, code), strict=True)
    return [number for (_, number, _), (_, _, page) in pairs if page]


@pytest.mark.parametrize("code", CODES)
def test_every_page_is_in_it_once_and_begins_a_sheet(guide: dict[str, Book], sources: Site, code: str) -> None:
    book, pages = guide[code], printed(sources, code)
    starts = beginnings(book, sources, code)
    assert len(pages) > 70 and len(set(starts)) == len(pages) and starts == sorted(starts)
    for page, number in zip(pages, starts, strict=True):
        # Poppler turns the runs of a line from right to left, and loses none.
        top = book.sheet(number)[:400]
        assert plain(page.title) in top if code == "en" else not Counter(plain(page.title)) - Counter(top), page.path


@pytest.mark.parametrize("code", CODES)
def test_the_numbers_in_the_contents_are_true(guide: dict[str, Book], sources: Site, code: str) -> None:
    """The numbers at the far end of the lines, by their places, against the sheets on which the pages begin."""
    book, starts = guide[code], beginnings(guide[code], sources, code)
    shown = []
    for boxes in said("pdftotext", "-bbox", "-f", "2", "-l", str(starts[0] - 1), str(book.path), "-").split("<page")[1:]:
        words = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)"[^>]*>(\d+)</word>', boxes)
        edge = [(float(y), int(number)) for left, y, right, number in words if (float(right) > 542 if code == "en" else float(left) < 53)]
        shown += [number for _, number in sorted(edge)]
    assert shown == starts


@pytest.mark.parametrize("code", CODES)
def test_every_sheet_has_its_running_head_and_number(guide: dict[str, Book], sources: Site, code: str) -> None:
    book, pages, words = guide[code], printed(sources, code), language(code)
    starts = [*beginnings(book, sources, code), len(book.sheets) + 1]
    margins = heads_and_feet(book)
    names = {page.path: pages[0].short for name, pages in sources.parts(code) if name for page in pages}
    for place, page in enumerate(pages):
        for number in range(starts[place], starts[place + 1]):
            head, foot = margins[number - 1]
            guide_name = words.say("site.name") + (f" · {names[page.path]}" if page.path in names else "")
            for part in (guide_name, page.short):
                # Poppler turns the words of a line from right to left, and loses no letter.
                missing = Counter(plain(part)) - Counter(head)
                assert plain(part) in head if code == "en" else not missing, (page.path, number, head)
            below = plain(words.say("paper.page", n=number, total=len(book.sheets)))
            assert foot == below if code == "en" else Counter(foot) == Counter(below), (page.path, number)


def heads_and_feet(book: Book) -> list[tuple[str, str]]:
    """What stands in the upper and in the lower margin of each sheet."""
    boxes = said("pdftotext", "-bbox", str(book.path), "-").split("<page")[1:]
    words = [[(float(y), unescape(text)) for y, text in re.findall(r'yMin="([\d.]+)"[^>]*>([^<]+)</word>', box)] for box in boxes]
    return [(plain("".join(text for y, text in sheet if y < HEAD)), plain("".join(text for y, text in sheet if y > FOOT))) for sheet in words]


@pytest.mark.parametrize("code", CODES)
def test_no_heading_stands_alone_at_the_foot(guide: dict[str, Book], code: str) -> None:
    """The line above the number of the sheet is none of the headings that the bookmarks find there."""
    own = plain(language(code).say("exercise.own_text"))  # a label too, with lines to write on below it
    last = [[plain(line) for line in sheet.splitlines() if line.strip()][-2:][0] for sheet in guide[code].sheets]
    assert [(number, label) for _, number, label in guide[code].outline if plain(label) == last[number - 1] != own] == []


def test_heads_of_tables_are_repeated(guide: dict[str, Book], sources: Site) -> None:
    """The table of the objectives goes over several sheets."""
    starts = dict(zip((page.path for page in printed(sources, "en")), beginnings(guide["en"], sources, "en"), strict=True))
    sheets = guide["en"].sheets[starts["objectives/index.md"] - 1 : starts["objectives/01-data.md"] - 1]
    rows = [sheet for sheet in sheets if re.search(r"^ *(?:[2-9]|1\d|2[0-3]) +[A-Z]", sheet, re.MULTILINE)]
    assert len(rows) > 1 and all(re.search(r"^ *No\. +Title", sheet, re.MULTILINE) for sheet in rows)


def test_running_heads_and_columns_begin_where_the_language_does(small: Path) -> None:
    """By the places of the letters: the guide's name and the first column on the right in Arabic, on the left in English."""
    def across(code: str) -> tuple[float, float, float, float]:
        boxes = said("pdftotext", "-bbox", str(small / "dist" / f"dalil-{__version__}.{code}.pdf"), "-")
        sheet = next(one for one in boxes.split("<page")[1:] if "10:20" in one)
        words = [(float(x), float(y), text) for x, y, text in re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>([^<]+)</word>', sheet)]
        name = language(code).say("site.name")
        shown = {name, name[::-1]}
        head = next(x for x, y, text in words if text in shown)
        title = min((y, x) for x, y, text in words if text not in shown and y < 60)[1]
        clock = next(x for x, _, text in words if text == "10:20")
        minutes = next(x for x, _, text in words if text == "40")
        return head, title, clock, minutes
    head, title, clock, minutes = across("en")
    assert head < title and clock < minutes
    head, title, clock, minutes = across("ar")
    assert head > title and clock > minutes


def test_arabic_comes_out_in_order(guide: dict[str, Book]) -> None:
    text = plain("".join(guide["ar"].sheets))
    for words in ("منتدى", "جمع بيانات دقيقة ومصنفة", "المنهجية", "ورش العمل"):
        assert plain(words) in text


# What is in it.

@pytest.mark.parametrize("code", CODES)
def test_links_lead_to_places_in_the_document_or_outside(project: Path, guide: dict[str, Book], code: str) -> None:
    root = html.document_fromstring(book_html(project / "site", code, __version__, MOMENT))
    ids = [one.get("id") for one in root.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    links = [link.get("href") for link in root.iter("a")]
    assert {link[1:] for link in links if link.startswith("#")} <= set(ids)
    assert all(re.match(r"#|https?://|mailto:", link) for link in links)
    assert sum(link.startswith("#") for link in links) > 200
    wanted = {link for link in links if link.startswith("http")}
    assert len(wanted) > 20 and {url for _, _, url in dests(guide[code].path)} >= wanted


def dests(path: Path) -> list[tuple[str, str, str]]:
    """The addresses outside that a PDF links to, as pdfinfo lists them."""
    return re.findall(r"^ *(\d+) +(\S+) +(\S+:\S+)$", said("pdfinfo", "-url", str(path)), re.MULTILINE)


@pytest.mark.parametrize("code", CODES)
def test_nothing_is_fetched_and_nothing_is_left_of_fields_and_scripts(project: Path, code: str) -> None:
    text = book_html(project / "site", code, __version__, MOMENT)
    assert not re.findall(r"url\(|@import|<link|<script|<iframe|<img(?! src=\"data:)", text)
    body = text.partition("<body")[2]
    assert not re.findall(r"<(?:input|select|textarea|button|details|template|dialog)\b|<[^>]*\shidden\b|data-right|data-answers|headerlink|md-content__button", body)


@pytest.mark.parametrize("code", CODES)
def test_no_answer_and_no_advice_is_in_it(project: Path, sources: Site, guide: dict[str, Book], code: str) -> None:
    """Nothing of what the worksheets leave out; and each question is there."""
    body = html.document_fromstring(book_html(project / "site", code, __version__, MOMENT)).find("body")
    text, on_paper = plain(body.text_content()), plain("".join(guide[code].sheets))
    exercises = [one for page in sources.ordered(code) for one in page.exercises]
    hidden = [text for one in exercises for text in (*one.hints, one.explanation, one.facilitator) if text]
    hidden += [option.feedback for one in exercises if isinstance(one, Choice) for option in one.options if option.feedback]
    hidden += [one.model for one in exercises if isinstance(one, Draft) and one.model]
    bare = [plain(re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", piece.split("\n")[0]))[:60] for piece in hidden]
    # Some stand in the text of a page too, where they give nothing away.
    prose = plain("".join(outside(page) for page in sources.ordered(code)))
    secret = [piece for piece in bare if len(piece) > 25 and piece not in prose]
    assert len(secret) > 400 and [piece for piece in secret if piece in text] == []
    if code == "en":
        assert [piece for piece in secret if piece in on_paper] == []
    for one in exercises:
        first = plain(re.split(r"[\n`*\[\"'&\ue000]", one.prompt)[0])
        assert first in text, one.id


def outside(page: Page) -> str:
    """The text of a page outside of its blocks."""
    inside = {line for block in page.blocks for line in range(block.line, block.end + 1)}
    return "\n".join(line for number, line in enumerate(page.text.split("\n"), page.first_line) if number not in inside)


CHANGES = [
    ("exercises", "- [ ] 10\n  > Those are the principles.\n- [x] 23\n", "- [x] 10\n  > Those are not.\n- [ ] 23\n"),
    ("exercises", "Count them.", "Look again."),
    ("kinds", "| Forum | A meeting |\n| Compact | An agreement |", "| Forum | An agreement |\n| Compact | A meeting |"),
    ("kinds", "- Ten children have a guardian\n\n**Activities**\n\n- A course was held\n", "- A course was held\n\n**Activities**\n\n- Ten children have a guardian\n"),
    ("kinds", "[[23|twenty-three]]", "[[more than twenty|23]]"),
    ("kinds", "The data are three years old.", "The data are new.\n\nSecond paragraph."),
    ("kinds", "Let two people exchange their texts.", "Let nobody do so."),
]


def test_no_change_of_an_answer_shows(small: Path, tmp_path: Path) -> None:
    files = dict(PRINT)
    for name, old, new in CHANGES:
        path = f"docs/en/days/{name}.md"
        assert files[path].count(old) == 1
        files[path] = files[path].replace(old, new)
    root = draw(tmp_path / "changed", files)
    files_ar = {path: text for path, text in files.items() if path.startswith("docs/ar/days")}
    draw(root, {path: arabic(text) for path, text in files_ar.items()})
    done = run_dalil("build", cwd=root)
    assert done.returncode == 0, done.stdout
    for code in CODES:
        assert book_html(root / "site", code, "1", MOMENT) == book_html(small / "site", code, "1", MOMENT)


def arabic(text: str) -> str:
    """The same changes of right answers in the Arabic tree: a check compares the shapes of the two."""
    text = text.replace("- [ ] 10\n", "- [x] 10\n").replace("- [x] 23\n", "- [ ] 23\n")
    return text.replace("- لعشرة أطفال أوصياء\n\n**أنشطة**\n\n- عُقدت دورة\n", "- عُقدت دورة\n\n**أنشطة**\n\n- لعشرة أطفال أوصياء\n")


def test_there_are_places_to_write(small: Path) -> None:
    root = html.document_fromstring(book_html(small / "site", "en", "1", MOMENT))
    def count(name: str, kind: str) -> int:
        return sum(len(section.find_class(kind)) for section in root.iter("section") if (section.get("id") or "").endswith(name))
    assert count("right-number", "dalil-round") == 2
    assert count("pairs", "dalil-line") == 2 and count("groups", "dalil-line") == 3 and count("gaps", "dalil-line") == 2
    assert count("-text", "dalil-line") == 9
    assert count("ticks", "dalil-box") == 2 and count("ticks", "dalil-round") == 0
    assert count("-levels", "dalil-round") == 2 * 2 * 3
    said = {section.get("id").partition("-")[2].partition("-")[2]: section.find_class("dalil-instruction")[0].text
            for section in root.find_class("dalil-exercise")}
    assert said["right-order"] == language("en").say("paper.order") and said["right-number"] == language("en").say("exercise.choice_one")


def test_headings_are_in_order(project: Path) -> None:
    for code in CODES:
        root = html.document_fromstring(book_html(project / "site", code, __version__, MOMENT))
        levels = [int(one.tag[1]) for one in root.iter("h1", "h2", "h3", "h4", "h5", "h6")]
        assert levels.count(1) == 1 and levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


# Failing well.

def test_without_a_site_or_a_list_there_is_a_way_out(small: Path, tmp_path: Path) -> None:
    root = draw(tmp_path / "project", PRINT)
    done = run_dalil("export", "pdf", cwd=root)
    assert done.returncode == 2 and "dalil build" in done.stderr and "Traceback" not in done.stderr
    shutil.copytree(small / "site", root / "site")
    (root / "site" / "ar" / "print.html").unlink()
    with pytest.raises(Unlisted):
        parts(root / "site", "ar")
    (root / "site" / "print.html").unlink()
    done = run_dalil("export", "pdf", "--language", "ar", cwd=root)
    assert done.returncode == 2 and "handout" in done.stderr and "dalil build" in done.stderr and "Traceback" not in done.stderr
    assert not list(root.rglob("*.pdf"))


@pytest.mark.parametrize(("error", "way_out"), [("ModuleNotFoundError", "make pdf"), ("OSError", "apt-get install libpango")])
def test_without_weasyprint_there_is_a_way_out(small: Path, tmp_path: Path, error: str, way_out: str) -> None:
    (tmp_path / "weasyprint.py").write_text(f'print("advice of its own")\nraise {error}("no such thing")\n')
    before = {path: path.read_bytes() for path in (small / "dist").iterdir() if path.is_file()}
    done = run_dalil("export", "pdf", cwd=small, PYTHONPATH=str(tmp_path))
    assert done.returncode == 2 and way_out in done.stderr and "Traceback" not in done.stderr and "advice" not in done.stdout
    assert {path: path.read_bytes() for path in (small / "dist").iterdir() if path.is_file()} == before


def test_a_printer_that_fails_leaves_the_last_good_files(small: Path, tmp_path: Path) -> None:
    (tmp_path / "weasyprint.py").write_text(
        "class urls:\n    URLFetcher = dict\n"
        "class HTML:\n    def __init__(self, string, url_fetcher):\n        self.arabic = 'lang=\"ar\"' in string[:99]\n"
        "    def write_pdf(self, **options):\n        if self.arabic:\n            raise OSError(28, 'No space left on device')\n        return b'new'\n")
    before = {path: path.read_bytes() for path in (small / "dist").iterdir() if path.is_file()}
    done = run_dalil("export", "pdf", cwd=small, PYTHONPATH=str(tmp_path))
    assert done.returncode == 2 and "No space left" in done.stderr and "Traceback" not in done.stderr
    assert {path: path.read_bytes() for path in (small / "dist").iterdir() if path.is_file()} == before


def test_the_small_tree_without_a_print_page_is_a_site_as_any(tmp_path: Path) -> None:
    root = draw(tmp_path / "project", SMALL)
    assert run_dalil("build", cwd=root).returncode == 0
    assert "printer" not in (root / "site" / "days" / "index.html").read_text(encoding="utf-8")
    assert run_dalil("export", "pdf", cwd=root).returncode == 2
