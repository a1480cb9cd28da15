"""What is wrong with the sources: a rule, a place, and the words for it in the contributor's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dalil.languages import Language

RULES = (
    "file-unreadable", "file-encoding", "folder-unknown", "data-invalid",
    "front-matter-invalid", "front-matter-unknown", "front-matter-value",
    "page-missing", "page-not-in-nav", "nav-page-missing", "nav-too-deep", "title-missing",
    "heading-id-missing", "heading-id-duplicate", "heading-ids-differ", "heading-in-block",
    "footnote-in-block", "link-broken", "link-missing", "anchor-broken", "document-unknown",
    "block-unknown", "block-unclosed", "block-stray-close", "block-misplaced", "block-indented",
    "block-id-missing", "block-id-invalid", "block-id-duplicate", "block-text-lost",
    "key-unknown", "key-missing", "key-value", "key-repeated",
    "date-impossible", "zone-unknown",
    "exercise-option", "exercise-no-answer", "exercise-too-few", "exercise-no-prompt",
    "exercise-shape", "exercise-repeated", "exercise-language", "choice-one-asked", "feedback-repeats",
    "match-row", "blanks-gap", "blanks-none", "blanks-wrong", "blanks-wrong-right", "draft-no-model",
    "block-missing", "block-order", "block-empty",
    "levels-few", "level-meaning", "double-row", "section-unknown", "section-repeated", "table-repeated", "table-rows",
    "form-unusable",
    "agenda-row", "timeline-row", "agenda-minutes", "agenda-differs", "agenda-overlap", "agenda-backwards",
    "agenda-revision", "session-unlinked", "weekday-wrong", "time-skipped",
    "term-missing",
    "style", "style-nfc", "symbol-unknown", "figure-missing",
    "paragraph-long", "next-missing", "source-unknown",
    "workshop-unknown", "workshop-name", "workshop-date", "workshop-hours", "workshop-length", "quotation-bare",
    "release-head", "release-differs",
)


@dataclass(frozen=True)
class Finding:
    """A fault at a place.

    `rule` is one of RULES; `path` is relative to the project and `line` counts from 1 (0: the file as a whole);
    `values` fill the placeholders of the rule's words in `words/<language>.yml`.
    """

    rule: str
    path: str
    line: int
    values: Mapping[str, object] = field(default_factory=dict)

    def words(self, language: Language) -> dict[str, str]:
        """`what` is wrong, and the way out (`fix`)."""
        values = self.values
        if self.rule == "style":  # what a rule of style says is worded in a list of its own
            values = {**values, "says": language.words["style"][values["id"]]}
        if self.rule == "form-unusable":  # and so is why a form cannot be used
            values = {**values, "says": language.words["word"]["refused"][values["reason"]]}
        return {part: words.format(**values) for part, words in language.words["findings"][self.rule].items()}

    def text(self, language: Language) -> str:
        """One line: place, rule, what is wrong, and the way out."""
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: [{self.rule}] " + " ".join(self.words(language).values())

    def annotation(self, language: Language) -> str:
        """One line in the workflow-command form that code hosts show beside the changed line.

        Source of the escapes: the toolkit of that form; a line break would end the message, a comma or colon a property.
        """
        message = " ".join(self.words(language).values()).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        path = self.path.replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
        return f"::error file={path},line={max(self.line, 1)},title={self.rule}::{message}"

    def record(self, language: Language) -> dict[str, object]:
        """Names and values, for other programs."""
        return {"rule": self.rule, "path": self.path, "line": self.line, **self.words(language)}


def found(rule: str, path: str, line: int, **values: object) -> Finding:
    """A finding; short, because readers and checks make many."""
    return Finding(rule, path, line, values)


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """By place, then rule; each said once."""
    unique = {(one.path, one.line, one.rule, str(sorted(one.values.items()))): one for one in findings}
    return tuple(unique[key] for key in sorted(unique))


def tally(findings: Iterable[Finding], language: Language) -> str:
    """The closing line: how many findings in how many files."""
    findings = tuple(findings)
    many, files = len(findings), len({one.path for one in findings})
    return language.plural("tally.findings", many) + " " + language.plural("tally.files", files)
