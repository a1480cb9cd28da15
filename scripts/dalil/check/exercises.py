"""Exercises: answerable, honestly worded, and of one shape in every language."""

import re
from collections import Counter
from collections.abc import Iterator

from dalil.findings import Finding, found
from dalil.folding import folded, same_answer
from dalil.model import Assess, Blanks, Block, Choice, Exercise, Item, Match, Order, Page, Site, Sort

FEWEST = 2
_COUNTED = (Choice, Order, Match, Sort)
# A sentence that promises one right answer.
_ONE_ASKED = {
    "en": re.compile(r"\b(?:which one|choose one|pick one|the one that|only one)\b", re.IGNORECASE),
    "ar": re.compile(r"اختاروا (?:إجابة )?واحدة|اختر (?:إجابة )?واحدة|(?:إجابة|جملة|واحدة) واحدة فقط|أي واحدة? (?:من|مما)"),
}
_LETTERS = {"en": re.compile("[A-Za-z]"), "ar": re.compile("[ء-ي]")}
_FEWEST_LETTERS = 12
_MARKUP = re.compile(r"`[^`]*`|\]\([^)]*\)|https?://\S+|[\ue000-\uf8ff]")


def answers(site: Site) -> Iterator[Finding]:
    """Exercises without a right answer, with too little to choose from, or with the same entry twice."""
    for page, exercise in _exercises(site):
        if isinstance(exercise, Choice) and exercise.options and not exercise.right:
            yield found("exercise-no-answer", page.source, exercise.line, id=exercise.id)
        if isinstance(exercise, Blanks) and not exercise.gaps:
            yield found("blanks-none", page.source, exercise.line, id=exercise.id)
        if _few(exercise):
            yield found("exercise-too-few", page.source, exercise.line, id=exercise.id, n=exercise.size)
        yield from _repeated(page, exercise)


def _few(exercise: Exercise) -> bool:
    if isinstance(exercise, Sort) and (len(exercise.groups) < FEWEST or not all(group.items for group in exercise.groups)):
        return True
    if isinstance(exercise, Assess) and exercise.objectives:
        return False
    fewest = FEWEST if isinstance(exercise, _COUNTED) else 1
    return exercise.size < fewest and not isinstance(exercise, Blanks)


def _repeated(page: Page, exercise: Exercise) -> Iterator[Finding]:
    """Entries that a reader could not tell apart."""
    for entries in _comparable(exercise):
        known: dict[str, int] = {}
        for entry in entries:
            name = folded(entry.text)
            if name and known.setdefault(name, entry.line) != entry.line:
                yield found("exercise-repeated", page.source, entry.line, text=entry.text[:40], first=known[name])


def _comparable(exercise: Exercise) -> Iterator[tuple[Item, ...]]:
    if isinstance(exercise, Choice):
        yield exercise.options
    elif isinstance(exercise, Order | Sort):
        yield exercise.items
    elif isinstance(exercise, Match):
        yield tuple(Item(pair.left, pair.line) for pair in exercise.pairs)
        yield tuple(Item(pair.right, pair.line) for pair in exercise.pairs)


def wording(site: Site) -> Iterator[Finding]:
    """Questions that ask for one answer and take several, feedback that only repeats, and words in the other language."""
    for page, exercise in _exercises(site):
        if isinstance(exercise, Choice):
            yield from _choice_wording(page, exercise)
        if isinstance(exercise, Blanks):
            yield from _wrong_that_is_right(page, exercise)
        for text in exercise.texts:
            if _in_another_language(text.text, page.language):
                yield found("exercise-language", page.source, text.line, text=text.text.split("\n")[0][:40])


def _choice_wording(page: Page, exercise: Choice) -> Iterator[Finding]:
    if len(exercise.right) > 1 and _ONE_ASKED[page.language].search(exercise.prompt):
        yield found("choice-one-asked", page.source, exercise.line, id=exercise.id, n=len(exercise.right))
    for option in exercise.options:
        if option.feedback and folded(option.feedback) == folded(option.text):
            yield found("feedback-repeats", page.source, option.line, text=option.text[:40])


def _wrong_that_is_right(page: Page, exercise: Blanks) -> Iterator[Finding]:
    for wrong in exercise.wrong:
        if all(any(same_answer(wrong.text, answer) for answer in gap.answers) for gap in exercise.gaps):
            yield found("blanks-wrong-right", page.source, wrong.line, text=wrong.text[:40])


def _in_another_language(text: str, code: str) -> bool:
    """A text of some length that has no letter of the page's language."""
    words = _MARKUP.sub("", text)
    others = sum(len(pattern.findall(words)) for name, pattern in _LETTERS.items() if name != code)
    return others >= _FEWEST_LETTERS and not _LETTERS[code].search(words)


def parity(site: Site) -> Iterator[Finding]:
    """Blocks that stand in one language only or differ in what both languages must share."""
    for page in site.pages:
        for other in site.twins(page):
            theirs = {block.id: block for block in other.blocks}
            for block in page.blocks:
                twin = theirs.get(block.id)
                if twin is None or twin.kind != block.kind:
                    yield found("block-missing", page.source, block.line, id=block.id, kind=block.kind, page=other.source)
                elif page.language != site.languages[0]:
                    yield from _shape(page, block, other, twin)
            yield from _sequence(site, page, other)


def _shape(page: Page, block: Block, other: Page, twin: Block) -> Iterator[Finding]:
    if isinstance(block, Exercise) and isinstance(twin, Exercise) and block.shape != twin.shape:
        names = [name for name in block.shape if block.shape[name] != twin.shape[name]]
        here, there = (" ".join(f"{name}={one.shape[name]}" for name in names) for one in (block, twin))
        yield found("exercise-shape", page.source, block.line, id=block.id, here=here, there=there, page=f"{other.source}:{twin.line}")


def _sequence(site: Site, page: Page, other: Page) -> Iterator[Finding]:
    """The same blocks in another order than in the first language."""
    ours, theirs = ([block.id for block in one.blocks] for one in (page, other))
    if page.language != site.languages[0] and ours != theirs and Counter(ours) == Counter(theirs):
        place = next(at for at, (a, b) in enumerate(zip(ours, theirs, strict=True)) if a != b)
        yield found("block-order", page.source, page.blocks[place].line, id=ours[place], page=other.source, wanted=theirs[place])


def _exercises(site: Site) -> Iterator[tuple[Page, Exercise]]:
    for page in site.pages:
        yield from ((page, exercise) for exercise in page.exercises)
