"""A text that is very hard to read."""

from __future__ import annotations

from collections.abc import Iterator

from publish.check.document_index import DocumentIndex
from publish.check.rule import Family, Rule
from publish.errors import Diagnostic, Severity

READING_HARD = Rule(
    "reading-hard",
    Severity.INFO,
    "The text can be read without a degree: a reading ease of 30 or more of 100.",
    "Long sentences and long words shut out readers with cognitive disabilities, and tire all.",
    "Make sentences shorter and words plainer, or add a summary in plain language.",
    number="3.1.5",
)

HARD = 30.0
"""The reading ease below which a text wants a degree (Flesch: very difficult)."""


def find(index: DocumentIndex) -> Iterator[Diagnostic]:
    """One finding where the whole text is very hard to read."""
    level = index.reading
    if level and level.ease is not None and level.ease < HARD:
        yield READING_HARD.found(
            index.field(""),
            f"the text is very hard to read: reading ease {level.ease:.0f} of 100, "
            f"{level.sentence:.0f} words a sentence.",
            line=0,
        )


READING = Family("Reading level", (READING_HARD,), find)
