"""Speed and size, as ratios in one run: `make bench`.

Build: `dalil build` against plain mkdocs + Material + static-i18n on the same made pages, wall and CPU time, the least of
ROUNDS runs each, taken in turn. Weight: gzip bytes of what a first visit and a next page ask for; bytes of HTML a page, as it is unzipped and in
the zip, of both; the zip of the real site.
"""

from __future__ import annotations

import gzip
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import yaml

PROJECT = Path(__file__).parent.parent
SIZES = (70, 400)
ROUNDS = 3
TARGETS = {70: 0.75, 400: 0.35}
HOME = "# Home {#home}\n\nText.\n\n## Next {#next}\n\n- [Part](part-00/index.md)\n"
FIRST_PLAIN, FIRST_EXERCISES, NEXT = 80, 110, 12

PLAIN = {
    "site_name": "Plain", "docs_dir": "docs", "use_directory_urls": False, "exclude_docs": "/data/\n",
    "theme": {"name": "material", "font": False},
    "plugins": [{"i18n": {"docs_structure": "folder", "fallback_to_default": False,
                          "languages": [{"locale": "en", "name": "English", "default": True}, {"locale": "ar", "name": "العربية"}]}}],
    "markdown_extensions": ["abbr", "admonition", "attr_list", "def_list", "tables", "footnotes", "md_in_html",
                            "pymdownx.superfences", {"toc": {"permalink": True}}],
}


def made(root: Path, size: int) -> None:
    """`size` pages per language, in sections of 20, from the site's own longest pages, with their ids made unique."""
    sources = ("concept-note.md", "objectives/07-reduce-vulnerabilities.md", "template/03-methodology.md", "exercises/review-process.md")
    nav: list[object] = ["index.md"]
    for code in ("en", "ar"):
        for number in range(size - 1):
            text = (PROJECT / "docs" / code / sources[number % len(sources)]).read_text(encoding="utf-8")
            text = re.sub(r"\]\((?!doc:|https?:)[^)]*\)", "](index.md)", text)
            text = re.sub(r"^(::: [a-z]+ [\w-]+|section: [\w-]+)", rf"\1-{number}", text, flags=re.MULTILINE)
            path = root / "docs" / code / f"part-{number // 20:02}" / (f"page-{number:03}.md" if number % 20 else "index.md")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        (root / "docs" / code / "index.md").write_text(HOME, encoding="utf-8")
    for folder in sorted((root / "docs" / "en").glob("part-*")):
        pages = sorted(path.relative_to(root / "docs" / "en").as_posix() for path in folder.iterdir())
        nav.append({folder.name: [pages[-1], *pages[:-1]]})
    shutil.copytree(PROJECT / "docs" / "data", root / "docs" / "data")
    workshops = root / "docs" / "data" / "workshops.yml"
    workshops.write_text(re.sub(r"^    page: .*\n(?:    agenda: .*\n)?", "    page: index.md\n", workshops.read_text(encoding="utf-8"), flags=re.MULTILINE),
                         encoding="utf-8")
    shutil.copytree(PROJECT / "overrides", root / "overrides")
    text = (PROJECT / "mkdocs.yml").read_text(encoding="utf-8")
    start, end = text.index("\nnav:"), text.index("\ntheme:")
    named = yaml.safe_dump({"nav": nav}, sort_keys=False)
    (root / "mkdocs.yml").write_text(f"{text[:start]}\n{named}{text[end:]}", encoding="utf-8")
    (root / "plain.yml").write_text(yaml.safe_dump({**PLAIN, "nav": nav}, sort_keys=False, allow_unicode=True), encoding="utf-8")


def timed(command: list[str], root: Path) -> tuple[float, float]:
    """Wall and CPU seconds of a command and its children. Raises CalledProcessError."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    subprocess.run(command, cwd=root, check=True, capture_output=True, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"})
    wall, after = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def build_times(size: int) -> None:
    with tempfile.TemporaryDirectory(prefix="dalil-bench-") as folder:
        root = Path(folder)
        made(root, size)
        commands = {"plain": [sys.executable, "-m", "mkdocs", "build", "-f", "plain.yml", "-d", "plain-site"],
                    "dalil": [sys.executable, "-m", "dalil", "build"]}
        times: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, command in commands.items():
                times[name].append(timed(command, root))
        (wall, cpu), (plain_wall, plain_cpu) = (tuple(map(min, zip(*times[name], strict=True))) for name in ("dalil", "plain"))
        print(f"build, {size:3} pages per language: dalil {wall:5.1f} s wall, {cpu:5.1f} s CPU; plain {plain_wall:5.1f} s wall, {plain_cpu:5.1f} s CPU; "
              f"ratio {wall / plain_wall:.2f} wall (target {TARGETS[size]}), {cpu / plain_cpu:.2f} CPU", flush=True)
        for name, folder in (("dalil", "site"), ("plain", "plain-site")):
            carried(root / folder, f"  HTML a page, {name}")


def carried(site: Path, title: str) -> None:
    """What a page weighs in a bundle: its bytes, those of its text alone, and both as deflate leaves them."""
    texts = [path.read_bytes() for path in site.rglob("*.html")]
    articles = [match[0] for text in texts if (match := re.search(rb"<article.*</article>", text, re.DOTALL))]
    whole, alone = ([sum(map(len, some)) / len(some) / 1024, sum(len(zlib.compress(one, 9)) for one in some) / len(some) / 1024] for some in (texts, articles))
    print(f"{title}: {whole[0]:.1f} KB, {whole[1]:.1f} KB in a zip (targets 25 and 6); its text alone {alone[0]:.1f} and {alone[1]:.1f} KB", flush=True)


def gzip_size(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9))


def asked_for(page: Path) -> set[Path]:
    """The files that a page makes a browser fetch, the page included."""
    text = page.read_text(encoding="utf-8")
    names = re.findall(r'<(?:script[^>]*src|link rel="(?:stylesheet|icon)" href)="([^"]+)"', text)
    return {page, *((page.parent / name).resolve() for name in names)}


def weights() -> None:
    with tempfile.TemporaryDirectory(prefix="dalil-bench-") as folder:
        root = Path(folder).resolve()
        for name in ("docs", "overrides"):
            shutil.copytree(PROJECT / name, root / name)
        shutil.copy(PROJECT / "mkdocs.yml", root)
        for command in ("build", "bundle"):
            subprocess.run([sys.executable, "-m", "dalil", command], cwd=root, check=True, capture_output=True)
        bundle = next((root / "dist").glob("*.zip"))
        print(f"the zip of the real site: {bundle.stat().st_size / 1e6:.3f} MB (target 2 MB)")
        carried(root / "site", "  HTML a page")
        pages = sorted(path for path in (root / "site").rglob("*.html") if path.name not in ("404.html", "store.html"))
        arabic = [page for page in pages if (root / "site" / "ar") in page.parents]
        has_exercise: Callable[[Path], bool] = lambda page: "exercise.js" in page.read_text(encoding="utf-8")  # noqa: E731
        for title, group, target in (("first visit, Arabic page without exercises", [p for p in arabic if not has_exercise(p)], FIRST_PLAIN),
                                     ("first visit, Arabic page with exercises", [p for p in arabic if has_exercise(p)], FIRST_EXERCISES)):
            told({page: sum(map(gzip_size, asked_for(page))) for page in group}, title, target)
        known = set().union(*(asked_for(page) for page in pages)) - set(pages)
        told({page: sum(map(gzip_size, asked_for(page) - known)) for page in pages}, "next page, either language", NEXT)
        runtime = [path for path in (root / "site" / "assets" / "javascripts").glob("*.js") if not path.name.startswith("bundle.")]
        print(f"our scripts together: {sum(map(gzip_size, runtime)) / 1024:.1f} KB gzip (target 30 KB)")


def told(sizes: dict[Path, int], title: str, target: int) -> None:
    heaviest = max(sizes, key=lambda page: sizes[page])
    print(f"{title}: at most {sizes[heaviest] / 1024:.1f} KB gzip ({heaviest.name}), median {statistics.median(sizes.values()) / 1024:.1f} KB (target {target} KB)", flush=True)


if __name__ == "__main__":
    weights()
    for size in SIZES:
        build_times(size)
