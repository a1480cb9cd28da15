"""mkdocs events. The only module that knows mkdocs; it only unpacks what mkdocs gives and calls the rooms.

One mkdocs run builds one language (`build_only_locale`), or, in a plain `mkdocs build`, both in turn.
"""

from __future__ import annotations

import os
import pickle
import posixpath
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urljoin, urlsplit

from jinja2 import Environment, pass_context
from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page as MkDocsPage

from dalil import __version__, languages
from dalil.findings import Finding, ordered
from dalil.lean import icon_style, lean_icons
from dalil.model import Block, Exercise, Handout, Listing, MyReview, Page, Plan, Progress, Results, Site
from dalil.read import read_site
from dalil.render.agenda import FACILITATOR, agenda_html
from dalil.render.bidi import isolated_html, isolated_text
from dalil.render.block import block_html, objective_html, scripts, styles
from dalil.render.handout import handout_html, printable_sections
from dalil.render.listing import listing_html
from dalil.render.markdown import Fragments, extensions
from dalil.render.objectives import objective_rows
from dalil.render.progress import progress_html, stored_path
from dalil.render.review import review_html
from dalil.render.terms import with_twin_terms
from dalil.render.theme import theme_script

log = get_plugin_logger("dalil")
# Where "Edit this page" leads as long as the sources have no address (edit_uri).
_HOW_TO_EDIT = "contribute/index.md"
_MATERIAL_SEARCH = "material/search"
_STYLE = "assets/stylesheets/dalil.css"
_THEME = "assets/javascripts/theme"
_BLANK = re.compile(r"\n\s+")


class DalilConfig(Config):
    """Settings of the plugin in mkdocs.yml."""

    # Answers are kept under this name; two sites on one host do not share them.
    course = config_options.Type(str)


class DalilPlugin(BasePlugin[DalilConfig]):
    """Gives mkdocs the pages as our readers and renderers see them."""

    site: Site
    site_address: str = ""
    alone: str | None = None
    facilitator = False
    _icons: dict[str, str]

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Reads the sources afresh; a run for one language gets the address of its own folder."""
        self.site, findings = _read(Path(config.config_file_path).parent)
        for finding in ordered(findings):
            log.warning(finding.text(languages.language(languages.DEFAULT)))
        self._fragments: dict[str, Fragments] = {}
        self._sections = {code: printable_sections(self.site, code) for code in languages.CODES}
        self._icons = {}
        self.facilitator = os.environ.get("DALIL_EDITION") == "facilitator"
        self.alone = config.plugins["i18n"].config.build_only_locale
        # The second language of a plain build is built with the same config object.
        self.site_address = self.site_address or config.site_url or ""
        if self.alone and self.alone != languages.DEFAULT and self.site_address:
            config.site_url = urljoin(self.site_address, f"{self.alone}/")
        # Material keeps the reader's colours under this path; equal in both runs, or a switch of language loses them.
        config.extra["scope"] = urlsplit(self.site_address).path or "/"
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Leaves out pages that cannot be read, so that a preview shows the others."""
        for code, path in self.site.unread:
            if file := files.get_file_from_path(f"{code}/{path}"):
                files.remove(file)
        return files

    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
        """Titles of sections come from their index pages, titles of pages from our reader."""
        for page in nav.pages:
            if source := self._source(page):
                page.title = self._plain(source.short, source.language)
                _set_typeset(page, source.short, source.language)
        _entitle(nav.items)
        return nav

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> Environment:
        """Words for the templates; and pages of a second language find the shared files one folder up."""
        # Material shows its search box where it finds a plugin of this name. The search itself is ours.
        dict.__setitem__(config.plugins, _MATERIAL_SEARCH, SimpleNamespace(config=SimpleNamespace(enabled=True)))
        env.globals["dalil_languages"] = {code: languages.language(code) for code in languages.CODES}
        if self.alone and self.alone != languages.DEFAULT:
            env.filters["url"] = _shared_assets(env.filters["url"])
        return env

    def on_post_build(self, config: MkDocsConfig) -> None:
        """Other plugins look for the search at the end, and find none. The style sheet learns the icons of the pages."""
        config.plugins.pop(_MATERIAL_SEARCH, None)
        for code in languages.CODES:
            script = theme_script(languages.language(code), config.theme["features"])
            (Path(config.site_dir) / f"{_THEME}.{code}.js").write_text(script, encoding="utf-8", newline="\n")
        source = Path(config.config_file_path).parent / "overrides" / _STYLE
        style = source.read_text(encoding="utf-8") + icon_style(self._icons)
        (Path(config.site_dir) / _STYLE).write_text(style, encoding="utf-8", newline="\n")

    def on_page_markdown(self, markdown: str, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        """The page's text with a placeholder for each block, and the extensions for its language."""
        source = self._source(page)
        if not source:
            return markdown
        names, settings = extensions(source.language, self.site.addresses(source.language), whole_page=True)
        config.markdown_extensions, config.mdx_configs = names, settings
        return _with_placeholders(source, with_twin_terms(source, self.site))

    def on_page_content(self, html: str, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        """The blocks in their places, and the fact card under the title of an objective."""
        source = self._source(page)
        if not source:
            return html
        if objective := self.site.objective(source.meta.get("objective")):
            html = html.replace("</h1>", f"</h1>\n{objective_html(objective, source.language)}", 1)
        for block in source.blocks:
            html = html.replace(_placeholder(block.id), self._block_html(block, source), 1)
        return html

    @event_priority(-200)
    def on_page_context(self, context: Any, page: MkDocsPage, config: MkDocsConfig, nav: Navigation) -> Any:
        """What the templates need, in the page's language; after static-i18n, which has its own view of it."""
        source = self._source(page)
        if not source:
            return context
        self._speak(source.language, config)
        # Named even where no home page could be read, or the whole preview fails.
        config.extra["homepage"] = "index.html" if self.alone else self._address(source.language, "index.md")
        for entry in page.toc:
            _set_toc_typeset(entry, source.language)
        if self.site.page(source.language, _HOW_TO_EDIT) and not page.edit_url:
            page.edit_url = self._from(source, self._address(source.language, _HOW_TO_EDIT)) + "#edit"
        context["dalil"] = {
            "language": languages.language(source.language),
            "title": self._plain(source.title, source.language),
            "source": source.source,
            "course": self.config.course,
            "store": self._from(source, "store.html"),
            "twins": [self._twin(source, other) for other in self.site.twins(source)],
            "scripts": scripts(source.blocks),
            "page": stored_path(source.path),
            "version": __version__,
            "exercises": bool(source.exercises),
            "styles": styles(source.blocks),
            "print_section": self._print_section(source),
            "keep": "" if self.facilitator else self._keep(source),
            "facilitator": self._from(source, f"{FACILITATOR}/index.{source.language}.html") if self.facilitator else "",
            "search_languages": " ".join([source.language, *(other.code for other in languages.others(source.language))]),
            "elsewhere": {other.code: self._from(source, self._address(other.code, "index.md"))
                          for other in languages.others(source.language)},
        }
        return context

    def on_template_context(self, context: Any, template_name: str, config: MkDocsConfig) -> Any:
        """Every page in every language, for the sitemap; the site's own address, for the 404 page."""
        paths = sorted({page.path for page in self.site.pages})
        context["dalil_address"] = self.site_address
        context["dalil_pages"] = [
            {code: urljoin(self.site_address, self._address(code, path)) for code in languages.CODES} for path in paths]
        return context

    def on_post_page(self, output: str, page: MkDocsPage, config: MkDocsConfig) -> str:
        """Direction stands on the root element, where the browser takes it for scrollbars and dialogs too."""
        source = self._source(page)
        if not source:
            return output
        language = languages.language(source.language)
        # Outside the article white space means nothing, and the templates leave much of it.
        before, article, rest = output.partition("<article")
        text, end, after = rest.partition("</article>")
        root = f'<html lang="{language.code}"'
        before = before.replace(root, f'{root} dir="{language.direction}"', 1).lstrip()
        output, icons = lean_icons(_BLANK.sub("\n", before) + article + text + end + _BLANK.sub("\n", after))
        self._icons |= icons
        return output

    # What a page is, and where.

    def _source(self, page: MkDocsPage) -> Page | None:
        code, _, path = page.file.src_uri.partition("/")
        return self.site.page(code, path)

    @staticmethod
    def _address(code: str, path: str) -> str:
        """Where a page stands in the finished site, relative to its root."""
        folder = "" if code == languages.DEFAULT else f"{code}/"
        return folder + re.sub(r"\.md$", ".html", path)

    def _from(self, source: Page, address: str) -> str:
        """The relative address of a file of the finished site, seen from a page."""
        return posixpath.relpath(address, posixpath.dirname(self._address(source.language, source.path)))

    def _twin(self, source: Page, other: Page) -> dict[str, object]:
        address = self._address(other.language, other.path)
        return {"language": languages.language(other.language), "url": self._from(source, address)}

    def _print_section(self, source: Page) -> str:
        """Where the section that a page opens can be printed; nothing where it opens none."""
        address = self._sections[source.language].get(source.path)
        folder = self._address(source.language, "")
        return self._from(source, folder + address) if address else ""

    def _keep(self, source: Page) -> str:
        """Where the site offers to be kept in the browser, seen from a page; nothing where it does not."""
        offer = self.site.keep(source.language)
        return self._from(source, self._address(source.language, offer[0].path)) + f"#{offer[1]}" if offer else ""

    # The page's language.

    @staticmethod
    def _plain(text: str, code: str) -> str:
        return isolated_text(text) if languages.language(code).direction == "rtl" else text

    def _block_html(self, block: Block, source: Page) -> str:
        if isinstance(block, Progress):
            return progress_html(block, source, self.site, self.config.course)
        if isinstance(block, MyReview | Results):
            return review_html(block, source, self.site, self.config.course)
        if isinstance(block, Plan):
            return agenda_html(block, source, self.site, self._texts(source.language), self.facilitator)
        if isinstance(block, Handout):
            return handout_html(block, source, self.site)
        if isinstance(block, Listing):
            return listing_html(block, source, self.site)
        number = source.exercises.index(block) + 1 if isinstance(block, Exercise) else 0
        rows = objective_rows(self.site, source.language)
        return block_html(block, source.language, self._texts(source.language), number, rows, notes=self.facilitator)

    def _texts(self, code: str) -> Fragments:
        if code not in self._fragments:
            self._fragments[code] = Fragments(code, self.site.addresses(code))
        return self._fragments[code]

    @staticmethod
    def _speak(code: str, config: MkDocsConfig) -> None:
        """Puts the words of a language where Material looks for them."""
        words = languages.language(code)
        config.theme["language"] = code
        config.site_name = words.say("site.name")
        config.site_description = words.say("site.description")
        for option, name in zip(config.theme["palette"], ("auto", "light", "dark"), strict=True):
            option["toggle"]["name"] = words.say(f"palette.{name}")


def _read(root: Path) -> tuple[Site, list[Finding]]:
    """The sources: from `dalil build`, which has read them and waits with them at our standard input, or from the files."""
    if os.environ.get("DALIL_SITE") == "stdin":
        return pickle.load(sys.stdin.buffer), []
    return read_site(root)


def _shared_assets(url: Callable[..., str]) -> Callable[..., str]:
    """The template filter `url`, which here leads to `assets/` of the whole site instead of the language's own."""
    @pass_context
    def shared(context: Any, value: str) -> str:
        found = url(context, value)
        return f"../{found}" if value.startswith("assets/") else found
    return shared


def _entitle(items: list[Any]) -> None:
    """A section bears the title of its first page, its index."""
    for item in items:
        if isinstance(item, Section):
            first = next((child for child in item.children if isinstance(child, MkDocsPage)), None)
            if first:
                item.title = first.title or item.title
                vars(item)["typeset"] = getattr(first, "typeset", None)
            _entitle(item.children)


def _set_typeset(item: Any, text: str, code: str) -> None:
    """Material draws this in menus instead of the bare title."""
    marked = isolated_html(text)
    if languages.language(code).direction == "rtl" and "<bdi" in marked:
        item.typeset = {"title": marked}


def _set_toc_typeset(entry: Any, code: str) -> None:
    _set_typeset(entry, entry.title, code)
    for child in entry.children:
        _set_toc_typeset(child, code)


def _placeholder(name: str) -> str:
    return f'<div data-dalil-block="{name}"></div>'


def _with_placeholders(source: Page, texts: dict[int, str]) -> str:
    """The page's text; `texts` are its lines by number."""
    for block in source.blocks:
        for number in range(block.line, block.end + 1):
            texts[number] = ""
        texts[block.line] = f"\n{_placeholder(block.id)}\n"
    return "\n".join(texts.values())
