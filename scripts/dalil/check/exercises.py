"""Exercises: answerable, and of one shape in every language."""

from collections.abc import Iterator

from dalil.findings import Finding, found
from dalil.model import Choice, Exercise, Order, Page, Site

FEWEST = 2


def answers(site: Site) -> Iterator[Finding]:
    """Choices without a right answer, and exercises with too little to choose from."""
    for page in site.pages:
        for exercise in page.exercises:
            if isinstance(exercise, Choice) and exercise.options and not exercise.right:
                yield found("exercise-no-answer", page.source, exercise.line, id=exercise.id)
            if _size(exercise) < FEWEST:
                yield found("exercise-too-few", page.source, exercise.line, id=exercise.id, n=_size(exercise))
            yield from _empty_entries(page, exercise)


def _size(exercise: Exercise) -> int:
    if isinstance(exercise, Choice):
        return len(exercise.options)
    return len(exercise.items) if isinstance(exercise, Order) else FEWEST


def _empty_entries(page: Page, exercise: Exercise) -> Iterator[Finding]:
    entries = exercise.options if isinstance(exercise, Choice) else exercise.items if isinstance(exercise, Order) else ()
    for entry in entries:
        if not entry.text.strip():
            yield found("exercise-option", page.source, entry.line, text="")


def parity(site: Site) -> Iterator[Finding]:
    """Blocks that stand in one language only or differ in what both languages must share."""
    for page in site.pages:
        for other in site.twins(page):
            theirs = {block.id: block for block in other.blocks}
            for block in page.blocks:
                twin = theirs.get(block.id)
                if twin is None or twin.kind != block.kind:
                    yield found("block-missing", page.source, block.line, id=block.id, kind=block.kind, page=other.source)
                elif page.language != site.languages[0] and isinstance(block, Exercise) and isinstance(twin, Exercise):
                    yield from _shape(page, block, other, twin)


def _shape(page: Page, exercise: Exercise, other: Page, twin: Exercise) -> Iterator[Finding]:
    if exercise.shape != twin.shape:
        yield found("exercise-shape", page.source, exercise.line, id=exercise.id,
                    here=_told(exercise), there=_told(twin), page=f"{other.source}:{twin.line}")


def _told(exercise: Exercise) -> str:
    """What is compared, in a form an author can count."""
    parts = [f"points={exercise.points}", f"hints={len(exercise.hints)}", f"explanation={int(exercise.explanation is not None)}"]
    if isinstance(exercise, Choice):
        marks = "".join("x" if option.right else "-" for option in exercise.options)
        notes = "".join(">" if option.feedback else "-" for option in exercise.options)
        parts += [f"options=[{marks}]", f"feedback=[{notes}]"]
    if isinstance(exercise, Order):
        parts.append(f"items={len(exercise.items)}")
    return " ".join(parts)
