"""What the exports of exercises share: the pages that have any, and what their files are called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jinja2 import Environment, PackageLoader, StrictUndefined

from dalil.model import Page, Site

TEMPLATES = Environment(loader=PackageLoader("dalil.export"), autoescape=True, undefined=StrictUndefined,
                        trim_blocks=True, lstrip_blocks=True)
TEMPLATES.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": True}


def pages_with_exercises(site: Site) -> Iterator[tuple[Page, str]]:
    """Each page that has exercises, by language and path, with the name of its files: `exercises-review-process.en`."""
    pages = sorted((page for page in site.pages if page.exercises), key=lambda page: (page.language, page.path))
    names = file_names(page.path for page in pages)
    for page in pages:
        yield page, f"{names[page.path]}.{page.language}"


def file_names(paths: Iterable[str]) -> dict[str, str]:
    """A name for each path, with hyphens for its slashes; with more of them where another path has that name already."""
    names: dict[str, str] = {}
    for path in sorted(set(paths), key=lambda path: (path.count("/"), path)):
        hyphens = "-"
        while (name := path.removesuffix(".md").replace("/", hyphens)) in names.values():
            hyphens += "-"
        names[path] = name
    return names
