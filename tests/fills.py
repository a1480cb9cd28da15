"""Answers that a participant might have given to the review, made at random from a seed, with texts that make trouble."""

from __future__ import annotations

import random
from typing import Any

from dalil.review import Matrix, Outline

AT = "2020-06-25T08:00:00.000Z"
TEXTS = ("", "", "Register of permits, 2020", "سجل التصاريح لعام 2020", "رسالة الوزارة A/RES/73/195 (2020-12-01)", "=HYPERLINK(\"http://127.0.0.1\")",
         "+1", "-2", "@SUM(A1)", "<w:p>&amp; ]]> \"quoted\"", "first line\nsecond line", " spaces ", "_x0041_ stays", "مرحبا، «عالم» and English, 50 %", "قانونًا \U0001f30d", "x" * 500,
         "23", "0.5", "1/2", "'quoted", "45%")
DATES = ("", "", "2020-06-25", "2020-09-01", "2024-02-29", "2031-12-31")


def plan(chance: random.Random, levels: int) -> dict[str, Any]:
    """What stands in one row."""
    level = [*range(levels), None]
    made: dict[str, Any] = {"now": chance.choice(level), "aim": chance.choice(level), "date": chance.choice(DATES)}
    made |= {name: chance.choice(TEXTS) for name in ("evidence", "next", "owner")}
    return {**made, "not_applicable": True} if chance.random() < 0.1 else made


def table(chance: random.Random, matrix: Matrix) -> dict[str, Any]:
    """The rows that were begun; sometimes none is."""
    share = chance.choice((0, 0.3, 1))
    return {str(place): plan(chance, len(matrix.levels)) for place in range(len(matrix.rows)) if chance.random() < share}


def answers(outline: Outline, seed: int) -> dict[str, Any]:
    """An answers file."""
    chance = random.Random(seed)
    values: dict[str, Any] = {matrix.id: table(chance, matrix) for matrix in outline.matrices}
    values |= {name: "\n".join(chance.choices(TEXTS, k=3)) for section in outline.sections for name in section.drafts}
    records = {name: {"value": value, "checked": False, "done": False, "at": AT} for name, value in values.items() if value}
    return {"format": "dalil-answers", "version": 1, "course": "gcm-review", "site_version": "0.1.0", "saved_at": AT,
            "participant": chance.choice(("A & B", "<name>", "اسم")), "country": chance.choice(("Country A", "البلد ألف")), "answers": records}
