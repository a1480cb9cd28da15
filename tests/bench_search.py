"""The search measured: `make bench-search CORPUS=DIR`, with DIR/docs/{en,ar}/*.md and DIR/queries.json.

Quality by kind of query, size of the index, time of a query and blocks of the page, in a real Chromium, on the corpus alone and blown
up to PAGES pages per language with made pages: words of the site's own pages, drawn by their frequency from a fixed seed.
A query is {"ui": language, "cat": kind, "q": text, "rel": {page: grade}}; grade 2 is wanted.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import markdown

from dalil.languages import CODES, DEFAULT
from dalil.lean import lean_script
from dalil.read import read_site
from dalil.search.forms import forms
from dalil.search.index import write_index

sys.path.insert(0, str(Path(__file__).parent.parent))
from tests.browser.drivers import Chromium

_MARKUP = re.compile(r"\(.*?\)|\{.*?\}|^:::.*$|^[a-z]+:.*$", re.MULTILINE)
PROJECT = Path(__file__).parent.parent
PAGES = 400
THROTTLE = 4
SCRIPTS = ("search-box", "search-panel", "search", "folding")
OPEN = """
    const worker = document.createElement("script");
    return Promise.all(args[0].map((address) => new Promise((resolve, reject) => {
      document.head.append(Object.assign(document.createElement("script"), { src: address, onload: () => resolve(true), onerror: reject }));
    }))).then(() => {
      const engine = dalil.search.engine(dalil.folding);
      window.opened = Object.fromEntries(args[1].map((code) => [code, engine.opened(dalil.searchData[`index.${code}`])]));
      args[1].forEach((code) => opened[code].read(dalil.searchData[`text.${code}`]));
      return true;
    });"""
# Long tasks of the page's own thread: those of 50 ms or more.
WATCH = """
    window.blocks = [];
    new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => window.blocks.push(duration))).observe({ type: "longtask" });"""
ASK = "return args[0].map(({ ui, q }) => { const start = performance.now(); const found = opened[ui].find(q); return [found.slice(0, 5).map(({ location }) => location), performance.now() - start]; })"


def write_page(path: Path, html: str) -> None:
    places = iter(range(1, 10_000))
    numbered = re.sub(r"<(h[2-6])>", lambda match: f'<{match[1]} id="part-{next(places)}">', html)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'<!doctype html><html><head><meta charset="utf-8"></head><body><article>{numbered}</article></body></html>', encoding="utf-8")


def finished(corpus: Path, site: Path, pages: int = 0) -> None:
    """The corpus as finished pages, with made pages up to a number."""
    for code in CODES:
        folder = site if code == DEFAULT else site / code
        sources = sorted((corpus / "docs" / code).rglob("*.md"))
        for source in sources:
            name = source.relative_to(corpus / "docs" / code).with_suffix(".html")
            write_page(folder / name, markdown.markdown(source.read_text(encoding="utf-8"), extensions=["tables"]))
        for number in range(pages - len(sources)):
            write_page(folder / f"made-{number:03}.html", made(number, code))


def made(number: int, code: str) -> str:
    """A page about nothing: headings of words about the site itself, and 150 words of all kinds."""
    chance = random.Random(f"{number} {code}")

    def say(many: int, folder: str = "") -> str:
        return escape(" ".join(chance.choices(site_words(code, folder), k=many)))

    title, parts = f"<h1>{say(4, 'contribute')}</h1>", (f"<h2>{say(3, 'contribute')}</h2><p>{say(50)}</p>" for _ in range(2))
    return f"{title}<p>{say(50)}</p>" + "".join(parts)


@cache
def site_words(code: str, folder: str) -> list[str]:
    """Every word of the site's own pages below a folder, as often as it stands there."""
    texts = (path.read_text(encoding="utf-8") for path in sorted((PROJECT / "docs" / code / folder).rglob("*.md")))
    return [word for text in texts for word in re.findall(r"[^\W_]+", _MARKUP.sub(" ", text))]


def name(location: str) -> str:
    return location.removesuffix(".html")


def graded(queries: Sequence[Mapping[str, Any]], answers: Sequence[tuple[list[str], float]]) -> dict[str, list[tuple[float, bool]]]:
    """Recall at five and whether the first page is a wanted one, by language, kind and over languages."""
    groups: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for query, (locations, _) in zip(queries, answers, strict=True):
        wanted = {page.removesuffix(".md") for page, grade in query["rel"].items() if grade == 2}
        found = [name(location) for location in locations]
        result = (len(wanted.intersection(found[:5])) / len(wanted), bool(found) and found[0] in wanted)
        kind = query.get("cat") or query["kind"]
        for group in (query["ui"], f"{query['ui']} {kind}", *(["cross-language"] if kind == "cross-language" else [])):
            groups[group].append(result)
    return groups


def told(title: str, queries: Sequence[Mapping[str, Any]], answers: Sequence[tuple[list[str], float]]) -> None:
    for group, results in sorted(graded(queries, answers).items()):
        recall, first = statistics.mean(one for one, _ in results), statistics.mean(one for _, one in results)
        print(f"{title}: {group:24} {len(results):3} queries, R@5 {recall:.3f}, R@1 {first:.3f}")
    times = sorted(time for _, time in answers)
    none = sum(not found for found, _ in answers)
    print(f"{title}: no result {none} of {len(answers)}; a query takes {statistics.median(times):.1f} ms (median), {times[int(len(times) * 0.95)]:.1f} ms (p95)")


def measure(corpus: Path, queries: list[dict[str, Any]], pages: int) -> None:
    with tempfile.TemporaryDirectory(prefix="dalil-search-") as folder:
        site = Path(folder) / "site"
        finished(corpus, site, pages)
        index = site / "assets" / "search"
        write_index(site, index, forms(read_site(PROJECT)[0].synonyms))
        many = {code: len(list((site if code == DEFAULT else site / code).glob("*.html"))) for code in CODES}
        title = f"{many[DEFAULT]} pages"
        for code in CODES:
            sizes = {kind: len(gzip.compress((index / f"{kind}.{code}.js").read_bytes(), 9)) / 1024 / many[code] for kind in ("index", "text")}
            print(f"{title}: {code}: index {sizes['index']:.2f} KB gzip a page (target 0.30), text {sizes['text']:.2f} (target 0.25)")
        write_page(site / "bench.html", "<h1>Bench</h1>")
        page = (site / "bench.html").read_text(encoding="utf-8").replace("</body>", "<script>window.dalil = {}</script></body>")
        (site / "bench.html").write_text(page, encoding="utf-8")
        browser = Chromium()
        try:
            asked(browser, site, index, queries, title)
        finally:
            browser.close()
        if pages:
            blocks(index)


def asked(browser: Chromium, site: Path, index: Path, queries: list[dict[str, Any]], title: str) -> None:
    scripts = [(PROJECT / f"overrides/assets/javascripts/{script}.js").as_uri() for script in ("folding", "search")]
    data = [(index / f"{kind}.{code}.js").as_uri() for kind in ("index", "text") for code in CODES]
    browser.open((site / "bench.html").as_uri())
    browser.run(OPEN, scripts + data, list(CODES))
    browser.run(ASK, queries)  # warms up
    told(title, queries, browser.run(ASK, queries))
    browser.page.context.new_cdp_session(browser.page).send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
    slow = sorted(time for _, time in browser.run(ASK, queries))
    print(f"{title}: {THROTTLE}x throttled, a query takes {slow[int(len(slow) * 0.95)]:.1f} ms (p95; target 100)")


def blocks(index: Path) -> None:
    """The longest stretch for which the page's own thread is held up, while the box is opened, typed into and answers, from a folder."""
    with tempfile.TemporaryDirectory(prefix="dalil-search-") as folder:
        root = Path(folder)
        for part in ("docs", "overrides"):
            shutil.copytree(PROJECT / part, root / part)
        shutil.copy(PROJECT / "mkdocs.yml", root)
        subprocess.run([sys.executable, "-m", "dalil", "build"], cwd=root, check=True, capture_output=True)
        shutil.copytree(index, root / "site/assets/search", dirs_exist_ok=True)
        browser = Chromium()
        try:
            browser.open((root / "site/ar/index.html").as_uri())
            browser.ready()
            browser.page.context.new_cdp_session(browser.page).send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
            browser.run(WATCH)
            browser.run("document.querySelector('.md-search__input').focus()")
            for letter in "احتجاز المهاجرين":
                browser.type(letter)
            browser.until("return document.querySelector('.md-search-result__item mark')")
            browser.page.wait_for_timeout(1000)
            longest = browser.run("return Math.max(0, ...window.blocks)")
        finally:
            browser.close()
    print(f"{PAGES} pages, from a folder, {THROTTLE}x throttled: the page is held up for {longest:.0f} ms at most (0: never 50 ms; target 50)")


def main() -> None:
    corpus = Path(os.environ.get("CORPUS") or (sys.argv[1] if len(sys.argv) > 1 else "."))
    if not (corpus / "queries.json").is_file() or not (corpus / "docs").is_dir():
        sys.exit(f"{corpus}: no docs/ and queries.json there. Name their folder: make bench-search CORPUS=DIR")
    queries = json.loads((corpus / "queries.json").read_text(encoding="utf-8"))
    scripts = [lean_script((PROJECT / f"overrides/assets/javascripts/{script}.js").read_text(encoding="utf-8")) for script in SCRIPTS]
    sizes = [len(gzip.compress(script.encode(), 9)) for script in scripts]
    print("scripts of the search: " + ", ".join(f"{script} {size / 1024:.1f}" for script, size in zip(SCRIPTS, sizes, strict=True))
          + f"; together {sum(sizes) / 1024:.1f} KB gzip (target 6)")
    for pages in (0, PAGES):
        measure(corpus, queries, pages)


if __name__ == "__main__":
    main()
