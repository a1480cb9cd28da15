"""The forms of the review, as the commands share them: what is wrong with an office's own, and what it leaves out."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dalil.cli.saying import complain
from dalil.findings import Finding
from dalil.languages import Language
from dalil.model import Site
from dalil.read.forms import OWN_FORM, own_forms

if TYPE_CHECKING:
    from dalil.export.forms import Forms


def form_faults(site: Site, root: Path) -> list[Finding]:
    """What is wrong with the forms that an office has made its own."""
    own = own_forms(root)
    if not own:
        return []
    from dalil.export.forms import all_forms, faults

    return faults(all_forms(site, own, build_moment(root)), OWN_FORM)


def tell_missing(forms: Iterable[Forms], words: Language) -> None:
    """Names what the forms of an office leave out."""
    for one in forms:
        if one.missing:
            complain(words.say("review.cli.missing", path=OWN_FORM.format(code=one.code), names=", ".join(one.missing)))


def build_moment(root: Path) -> datetime:
    """The moment that stands for the build."""
    from dalil.export.bundle import build_moment as moment

    return moment(root / "CHANGELOG.md", os.environ.get("SOURCE_DATE_EPOCH"))
