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

See [the day](days/index.md#agenda), [the compact](doc:compact) and [a term](#imrf), of A/RES/73/195 and 2020-12-01.

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
revision: 1 2293

| Minutes | Session | Lead |
|---|---|---|
| 20 | [Opening](../index.md) | Hosts |
| 40 | [Discussion](exercises.md#right-number) | |

:::
""",
    "ar": """# اليوم {#day}

## جدول الأعمال {#agenda}

::: agenda first-day
date: 2020-06-25
zone: Africa/Cairo
start: 10:00
end: 11:00
revision: 1 2293

| الدقائق | الجلسة | الجهة المسؤولة |
|---|---|---|
| 20 | [الافتتاح](../index.md) | المضيفون |
| 40 | [المناقشة](exercises.md#right-number) | |

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

KINDS = {
    "en": """# All kinds {#kinds}

::: match pairs

Which belong together?

| Word | Sense |
|---|---|
| Forum | A meeting |
| Compact | An agreement |

::: hint
One is an event.
:::

::: hint
The other is a text.
:::

::: explanation
Both are names.
:::

:::

::: sort groups

What is what?

**Results**

- Ten children have a guardian

**Activities**

- A course was held
- A leaflet was printed

:::

::: blanks gaps
points: 3

The Compact has [[23|twenty-three]] objectives and [[10|ten]] principles.

- 24
  > One too many.

:::

::: draft text
words: 150

Name a difficulty.

::: model
The data are three years old.
:::

::: facilitator
Let two people exchange their texts.
:::

:::

::: checklist ticks

Before sending:

- All figures have a year
- The minister has signed

:::

::: assess levels

Where do you stand?

- Data
- Text

::: levels
- Not begun: nobody works on it
- Under way: somebody does
- Done: nothing is left to do
:::

:::

::: assess all-objectives
rows: objectives
double: 1

And the objectives?

::: levels
- No: there is nothing
- Yes: there is something
:::

:::
""",
    "ar": """# جميع الأنواع {#kinds}

::: match pairs

ما الذي يتفق؟

| الكلمة | المعنى |
|---|---|
| المنتدى | اجتماع |
| الاتفاق العالمي | تفاهم بين الدول |

::: hint
أحدهما حدث.
:::

::: hint
والآخر نص.
:::

::: explanation
كلاهما اسم.
:::

:::

::: sort groups

ما هذا؟

**نتائج**

- لعشرة أطفال أوصياء

**أنشطة**

- عُقدت دورة
- طُبعت نشرة

:::

::: blanks gaps
points: 3

للاتفاق العالمي [[23|ثلاثة وعشرون]] هدفا و [[10|عشرة]] مبادئ.

- 24
  > زيادة بواحد.

:::

::: draft text
words: 150

سمّوا صعوبة.

::: model
يعود تاريخ البيانات إلى ثلاث سنوات.
:::

::: facilitator
ليتبادل اثنان نصيهما.
:::

:::

::: checklist ticks

قبل الإرسال:

- لكل رقم سنة
- وقّع الوزير

:::

::: assess levels

أين أنتم؟

- البيانات
- النص

::: levels
- لم يبدأ: لا يعمل عليه أحد
- جار: يعمل عليه أحد
- أُنجز: لم يبق شيء
:::

:::

::: assess all-objectives
rows: objectives
double: 1

والأهداف؟

::: levels
- لا: لا شيء
- نعم: شيء ما
:::

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


NEXT = {"en": "\n## What to do next {#next}\n\nGo on.\n", "ar": "\n## ماذا بعد؟ {#next}\n\nتابعوا.\n"}


def _config() -> str:
    """The project's own settings with the nav of the small tree, and an address below a path."""
    text = (PROJECT / "mkdocs.yml").read_text(encoding="utf-8")
    start, end = text.index("\nnav:"), text.index("\ntheme:")
    nav = yaml.safe_dump({"nav": ["index.md", {"days": ["days/index.md", "days/exercises.md", "days/kinds.md"]}]}, sort_keys=False)
    return (text[:start] + "\n" + nav + text[end:]).replace("https://dalil.example/", "https://example.org/guide/")


SMALL: dict[str, str] = {
    "mkdocs.yml": _config(),
    "CHANGELOG.md": "# Changelog\n\n## 1.0.0 (2020-06-25)\n\n- Begun,\n  and done.\n",
    "CHANGELOG.ar.md": "# سجل التغييرات\n\n## 1.0.0 (2020-06-25)\n\n- بدء العمل وإتمامه.\n",
    "docs/data/documents.yml": DOCUMENTS,
    "docs/data/objectives.yml": OBJECTIVES,
    "docs/data/sources.yml": "sources:\n  - id: note\n",
    **{f"docs/{code}/index.md": HOME[code] + NEXT[code] for code in HOME},
    **{f"docs/{code}/days/index.md": DAY[code] + NEXT[code] for code in DAY},
    **{f"docs/{code}/days/exercises.md": EXERCISE[code] + NEXT[code] for code in EXERCISE},
    **{f"docs/{code}/days/kinds.md": KINDS[code] + NEXT[code] for code in KINDS},
}


# The small tree with the page that puts pages together for the printer.
PRINT: dict[str, str] = {
    **SMALL,
    "mkdocs.yml": SMALL["mkdocs.yml"].replace("  - days/kinds.md\n", "  - days/kinds.md\n- print.md\n"),
    "docs/en/print.md": "---\nsearch: false\n---\n\n# Print {#print}\n\n## Choose {#choose}\n\n::: handout print-all\n:::\n" + NEXT["en"],
    "docs/ar/print.md": "---\nsearch: false\n---\n\n# الطباعة {#print}\n\n## الاختيار {#choose}\n\n::: handout print-all\n:::\n" + NEXT["ar"],
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
