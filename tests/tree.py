"""A small bilingual project, drawn file by file. Every notation stands in it once, and nothing is wrong with it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import yaml

PROJECT = Path(__file__).parent.parent

HOME = {
    "en": """---
description: A small home.
short: Home
---

# A small guide {#home}

See [the day](days/index.md#agenda), [the compact](doc:compact) and [a term](#imrf).

## Section {#section}

Text with a note.[^1]

[^1]: The note.

Review forum {#imrf}
:   A meeting.
""",
    "ar": """---
description: صفحة رئيسية صغيرة.
short: الرئيسية
---

# دليل صغير A/RES/73/195 {#home}

انظر [اليوم](days/index.md#agenda) و[الاتفاق](doc:compact) و[المصطلح](#imrf).

## القسم 2020-12-01 {#section}

نص فيه حاشية.[^1]

[^1]: الحاشية.

منتدى الاستعراض {#imrf}
:   اجتماع.
""",
}

DAY = {
    "en": """# The day {#day}

## Agenda {#agenda}

::: agenda first-day
date: 2020-06-25
zone: Africa/Cairo
start: 10:00
end: 11:00

| Minutes | Session | Lead |
|---|---|---|
| 20 | Opening | Hosts |
| 40 | Discussion | |

:::
""",
    "ar": """# اليوم {#day}

## جدول الأعمال {#agenda}

::: agenda first-day
date: 2020-06-25
zone: Africa/Cairo
start: 10:00
end: 11:00

| الدقائق | الجلسة | الجهة المسؤولة |
|---|---|---|
| 20 | الافتتاح | المضيفون |
| 40 | المناقشة | |

:::
""",
}

EXERCISE = {
    "en": """# Exercises {#exercises}

::: choice right-number
points: 2

How many objectives are there?

- [ ] 10
  > Those are the principles.
- [x] 23
  > As the text says.

::: hint
Count them.
:::

::: explanation
See [the day](index.md#agenda).
:::

:::

::: order right-order

Which comes first?

1. One
2. Two
3. Three

:::
""",
    "ar": """# التمارين {#exercises}

::: choice right-number
points: 2

كم هدفا هناك؟

- [ ] 10
  > تلك هي المبادئ.
- [x] 23
  > كما في النص.

::: hint
عُدّها.
:::

::: explanation
انظر [اليوم](index.md#agenda).
:::

:::

::: order right-order

أيها أولا؟

1. واحد
2. اثنان
3. ثلاثة

:::
""",
}

DOCUMENTS = """documents:
  - id: compact
    symbol: A/RES/73/195
    url:
      en: https://example.org/en
      ar: https://example.org/ar
"""

OBJECTIVES = """objectives:
  - number: 7
    paragraph: 23
    actions: 12
    letters: a-l
    round_table: 4
    sdg: []
    unconfirmed: [title_ar]
"""


def _config() -> str:
    """The project's own settings with the nav of the small tree, and an address below a path."""
    text = (PROJECT / "mkdocs.yml").read_text(encoding="utf-8")
    start, end = text.index("\nnav:"), text.index("\ntheme:")
    nav = yaml.safe_dump({"nav": ["index.md", {"days": ["days/index.md", "days/exercises.md"]}]}, sort_keys=False)
    return (text[:start] + "\n" + nav + text[end:]).replace("https://dalil.example/", "https://example.org/guide/")


SMALL: dict[str, str] = {
    "mkdocs.yml": _config(),
    "CHANGELOG.md": "# Changelog\n\n## 1.0.0 (2020-06-25)\n",
    "docs/data/documents.yml": DOCUMENTS,
    "docs/data/objectives.yml": OBJECTIVES,
    **{f"docs/{code}/index.md": HOME[code] for code in HOME},
    **{f"docs/{code}/days/index.md": DAY[code] for code in DAY},
    **{f"docs/{code}/days/exercises.md": EXERCISE[code] for code in EXERCISE},
}


def draw(root: Path, files: Mapping[str, str | bytes | None]) -> Path:
    """Writes the files below `root`, with the project's overrides beside them; None leaves a file out."""
    for name, content in files.items():
        if content is None:
            (root / name).unlink(missing_ok=True)
            continue
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    if not (root / "overrides").exists():
        shutil.copytree(PROJECT / "overrides", root / "overrides")
    return root
