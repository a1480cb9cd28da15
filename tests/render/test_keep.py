"""The offer to keep the site: it holds every word of its script, and says without scripts why nothing happens."""

from __future__ import annotations

import re

import pytest

from dalil.languages import CODES, language
from dalil.model import Keep, Page, Site
from dalil.render.listing import listing_html


@pytest.fixture(params=CODES)
def code(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def html(code: str) -> str:
    page = Page("offline.md", code, f"docs/{code}/offline.md")
    return str(listing_html(Keep("keep-site", 1, 2), page, Site(CODES, (page,))))


def test_it_says_what_it_takes_where_scripts_are_off(code: str) -> None:
    shown = re.sub(r"<(button|p|dialog|template)\b[^>]*\bhidden\b.*?</\1>|<dialog.*?</dialog>|<template.*?</template>", "", html(code), flags=re.DOTALL)
    assert re.sub(r"<[^>]*>|\s+", " ", shown).split() == language(code).say("keep.unscripted").split()


def test_every_state_has_its_words_and_its_buttons(code: str) -> None:
    whole = html(code)
    states = {name.replace("_", "-"): said for name, said in language(code).words["keep"]["said"].items()}
    for name, said in states.items():
        assert f' data-{name}="{said.replace(chr(34), "&#34;")}"' in whole
    assert {state for states_in in re.findall('data-in="(.*?)"', whole) for state in states_in.split()} <= set(states)
