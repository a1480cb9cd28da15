"""The Word forms that an office has made its own."""

from __future__ import annotations

from pathlib import Path

from dalil.languages import CODES

OWN_FORM = "docs/{code}/forms/review.docx"


def own_forms(root: Path) -> dict[str, bytes]:
    """The form of each language that has one of its own. Raises OSError."""
    paths = {code: root / OWN_FORM.format(code=code) for code in CODES}
    return {code: path.read_bytes() for code, path in paths.items() if path.is_file()}
