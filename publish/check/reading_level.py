"""Texts that are very hard to read."""

from __future__ import annotations

from collections.abc import Iterator

from publish.check.document_index import DocumentIndex
from publish.check.rule import Family, Rule
from publish.errors import Diagnostic, Severity

READING_HARD = Rule(
    "reading-hard",
    Severity.INFO,
    "The reading ease of the text is at least 30 of 100.",
    "Long sentences and words shut out readers with cognitive disabilities, and tire everybody.",
    "Use shorter sentences and plainer words, or add a summary in plain language.",
    number="3.1.5",
)

HARD = 30.0
"""The reading ease below which Flesch calls a text very difficult."""


def find(index: DocumentIndex) -> Iterator[Diagnostic]:
    """Return one diagnostic if the whole text is very hard to read."""
    level = index.reading
    if level and level.ease is not None and level.ease < HARD:
        yield READING_HARD.found(
            index.field(""),
            f"The text is very hard to read: its reading ease is {level.ease:.0f} of 100, and a "
            f"sentence has {level.sentence:.0f} words.",
            line=0,
        )


READING = Family("Reading level", (READING_HARD,), find)
