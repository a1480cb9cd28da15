"""Workbooks: one file each that needs no other, small, the same every time, and written whole or not at all."""

from __future__ import annotations

import hashlib
import re
import resource
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from dalil.export.workbook import Assets, write_workbooks
from dalil.languages import CODES
from dalil.model import Site
from dalil.read import read_site
from dalil.read.nav import course
from dalil.render.block import block_html
from dalil.render.markdown import Fragments
from tests.conftest import PROJECT, run_dalil
from tests.tree import SMALL, draw

MOST = 90 * 1024  # bytes
ASSETS = PROJECT / "overrides" / "assets"
OUTSIDE = r"https://|mailto:"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, Path]:
    """The small tree and its workbooks."""
    root = tmp_path_factory.mktemp("workbooks")
    site, _ = read_site(draw(root / "project", SMALL))
    write_workbooks(site, ASSETS, root / "workbooks")
    return site, root / "workbooks"


def read(folder: Path, name: str) -> str:
    return (folder / f"{name}.html").read_text(encoding="utf-8")


class Meaning(HTMLParser):
    """What HTML says, whatever it leaves out: tags with their attributes, and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[object] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.said.append((tag, sorted((name, value or "") for name, value in attributes if name != "autocomplete")))

    def handle_endtag(self, tag: str) -> None:
        if tag != "option":
            self.said.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.said.append(data.strip())


def sections(text: str) -> list[str]:
    return re.findall(r'<section class="dalil-exercise.*?</section>', text, re.DOTALL)


def test_one_for_each_page_with_exercises_and_language(small: tuple[Site, Path]) -> None:
    assert sorted(path.name for path in small[1].iterdir()) == [f"days-{page}.{code}.html" for page in ("exercises", "kinds") for code in sorted(CODES)]


def test_the_build_writes_them_and_none_is_large(project: Path) -> None:
    workbooks = sorted((project / "dist" / "workbooks").iterdir())
    assert len(workbooks) >= 8
    assert not {path.name: path.stat().st_size for path in workbooks if path.stat().st_size > MOST}


@pytest.mark.parametrize("code", CODES)
def test_the_exercises_are_those_of_the_site(small: tuple[Site, Path], code: str) -> None:
    site, folder = small
    page, text = site.page(code, "days/kinds.md"), read(folder, f"days-kinds.{code}")
    assert page
    for number, exercise in enumerate(page.exercises, 1):
        if exercise.kind != "assess":  # whose rows may come from other pages
            html = str(block_html(exercise, code, Fragments(code, site.addresses(code)), number))
            lean = sections(text)[number - 1]
            assert Meaning(lean).said == Meaning(html).said
            assert 'autocomplete="off"' in html and len(re.findall("autocomplete=.?off", lean)) == 1, "said once, of the form"
        else:
            assert sections(text)[number - 1].count("<option") == len(exercise.levels) + 1
    assert len(sections(text)) == len(page.exercises)


def test_what_is_for_the_facilitator_is_not_in_it(small: tuple[Site, Path]) -> None:
    for code, text in (("en", "exchange their texts"), ("ar", "ليتبادل اثنان")):
        page = small[0].page(code, "days/kinds.md")
        assert page and any(text in (one.facilitator or "") for one in page.exercises)
        assert text not in read(small[1], f"days-kinds.{code}")


@pytest.mark.parametrize(("settings", "name"), [
    ("plugins:\n  - i18n\n  - dalil:\n      course: !ENV one\n", "one"), ("plugins:\n  - dalil\n", ""), ("plugins: 5\n", ""), ("- a\n", ""), ("a: [", ""),
])
def test_the_course_is_that_of_the_site(small: tuple[Site, Path], tmp_path: Path, settings: str, name: str) -> None:
    """Answers are kept under it, in the workbook as on the site."""
    (tmp_path / "mkdocs.yml").write_text(settings)
    assert course(tmp_path, "mkdocs.yml") == name
    assert read(small[1], "days-kinds.en").count('data-course="gcm-review"') == 2


def test_no_address_is_asked(small: tuple[Site, Path], project: Path) -> None:
    for path in [*small[1].iterdir(), *(project / "dist" / "workbooks").iterdir()]:
        text = path.read_text(encoding="utf-8")
        assert not re.findall(r"<(?:link|img|iframe|script[^>]* src|source|object|base)\b", text), path
        assert not re.findall(r"@import|url\(|sourceMappingURL|fetch\(|XMLHttpRequest|import\(", text), path
        assert not [link for link in re.findall(r'href="(.*?)"', text) if not re.match(OUTSIDE, link)], path


def test_links_within_the_site_are_plain_text(small: tuple[Site, Path]) -> None:
    assert "See <span>the day</span>." in read(small[1], "days-exercises.en")
    assert "انظر <span>اليوم</span>." in read(small[1], "days-exercises.ar")


def test_pictures_are_their_description_and_documents_keep_their_address() -> None:
    alone = Fragments("ar", {"gcm": "https://example.org/ar"}, alone=True)
    assert alone.inline("![خريطة](../map.png) و[القرار 73/195](doc:gcm) و[**هنا** وهناك](#here)") == (
        '<span>خريطة</span> و<a href="https://example.org/ar">القرار <bdi dir="ltr">73/195</bdi></a> و<span><strong>هنا</strong> وهناك</span>')


def test_the_policy_lets_run_what_is_in_the_file_and_nothing_else(small: tuple[Site, Path]) -> None:
    for path in small[1].iterdir():
        text = path.read_text(encoding="utf-8")
        policy = unescape(next(iter(re.findall(r'Content-Security-Policy" content="(.*?)"', text))))
        code = re.findall(r"<script[^>]*>(.*?)</script>", text, re.DOTALL)
        hashes = " ".join(f"'sha256-{b64encode(hashlib.sha256(one.encode()).digest()).decode()}'" for one in code)
        assert policy == f"default-src 'none'; style-src 'unsafe-inline'; script-src {hashes}; base-uri 'none'; form-action 'none'"


def test_only_our_style_sheets_with_both_schemes() -> None:
    style = Assets(ASSETS).style
    assert style.startswith(":root{--dalil-font:") and "@media screen and (prefers-color-scheme: dark){:root{--md-hue" in style
    assert "data-md-color-scheme" not in style and "dalil-hero" not in style and "/*" not in style
    named = set(re.findall(r"var\((--[\w-]+)", style))
    assert named <= set(re.findall(r"(--[\w-]+):", style)), "every colour that is used is set"


def test_scripts_cannot_be_ended_too_soon(tmp_path: Path) -> None:
    (tmp_path / "javascripts").mkdir()
    (tmp_path / "javascripts" / "a.js").write_text('/* not\n a comment of its own */ "x";\n  // filling\n  "</script>";\n')
    assert Assets(tmp_path).script("a.js") == '/* not\na comment of its own */ "x";\n"<\\/script>";\n'


def test_the_same_bytes_every_time(small: tuple[Site, Path], tmp_path: Path) -> None:
    root = draw(tmp_path / "elsewhere", SMALL)
    assert run_dalil("build", cwd=root, PYTHONHASHSEED="3", TZ="Asia/Tokyo").returncode == 0
    for path in small[1].iterdir():
        assert (root / "dist" / "workbooks" / path.name).read_bytes() == path.read_bytes()


# Whole or not at all.

def test_findings_leave_the_last_good_workbooks(tree: Callable[..., Path]) -> None:
    root = tree({"dist/workbooks/mark": "good", "docs/en/index.md": SMALL["docs/en/index.md"].replace("doc:compact", "doc:x")})
    assert run_dalil("build", cwd=root).returncode == 1
    assert [path.name for path in (root / "dist" / "workbooks").iterdir()] == ["mark"]


def test_a_build_that_fails_later_leaves_them_too(tree: Callable[..., Path]) -> None:
    root = tree({"dist/workbooks/mark": "good", "site/mark": "good", "mkdocs.yml": SMALL["mkdocs.yml"] + "\nnot_a_setting: 1\n"})
    assert run_dalil("build", cwd=root).returncode == 2
    assert [path.name for path in (root / "dist" / "workbooks").iterdir()] == ["mark"]


def test_a_full_disk_leaves_site_and_workbooks(tree: Callable[..., Path]) -> None:
    """A limit on the size of files stands for the disk: workbooks are larger than every file of the site's sources."""
    root = tree({"dist/workbooks/mark": "good", "site/mark": "good"})
    done = subprocess.run([sys.executable, "-m", "dalil", "build"], cwd=root, capture_output=True, text=True, check=False,
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000)))
    assert done.returncode == 2 and "Could not write" in done.stderr and "Traceback" not in done.stderr
    assert (root / "site" / "mark").exists() and [path.name for path in (root / "dist" / "workbooks").iterdir()] == ["mark"]


def test_workbooks_that_are_gone_do_not_linger(tree: Callable[..., Path]) -> None:
    root = tree({"dist/workbooks/old.en.html": "old", "dist/other": "stays"})
    assert run_dalil("build", cwd=root).returncode == 0
    assert not (root / "dist" / "workbooks" / "old.en.html").exists() and (root / "dist" / "other").exists()


def test_a_kill_between_the_renames_is_mended(tree: Callable[..., Path]) -> None:
    root = tree({".dalil/build/workbooks-before/mark": "good", ".dalil/build/papers-before/mark": "good", "dist/other": ""})
    run_dalil("check", cwd=root)
    assert (root / "dist" / "workbooks" / "mark").exists() and (root / "dist" / "papers" / "mark").exists()
