"""What Material's script asks for, as a script for each language: it is the same on every page, but for the way to the site's root."""

from __future__ import annotations

import json
from collections.abc import Iterable

from dalil.languages import Language

_WORDS = ("clipboard.copy", "clipboard.copied", "search.result.placeholder", "search.result.none", "search.result.one",
          "search.result.other", "search.result.more.one", "search.result.more.other", "search.result.term.missing")
# Material reads its settings from the element of this script, and makes a worker of the search it names, which search-box.js knows.
_SCRIPT = """\
document.currentScript.textContent = JSON.stringify({{ base: document.currentScript.dataset.base, ...{settings} }});
(window.dalil ??= {{}}).elsewhere = {elsewhere};
"""


def theme_script(language: Language, features: Iterable[str]) -> str:
    """The settings of Material's script, and the words for how many pages there are in another language."""
    settings = {"features": list(features), "search": "dalil-search", "translations": {key: language.words["theme"][key] for key in _WORDS}}
    return _SCRIPT.format(settings=_json(settings), elsewhere=_json(language.words["search"]["elsewhere"]))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
