"""What catalogues and readers ask of a publication before they open it."""

from __future__ import annotations

from collections.abc import Iterator

from publish.article import Article
from publish.check.finding import finding, line_of
from publish.errors import Problem, Severity


def fields_missing(article: Article) -> Iterator[Problem]:
    """Fields that nothing can make up for."""
    metadata = article.metadata
    for name, given, severity, example in (
        ("authors", metadata.authors, Severity.WARNING, "authors: [Ada Kowalska]"),
        ("published", metadata.published, Severity.WARNING, "published: 2026-03-01"),
        ("description", metadata.description, Severity.INFO, "description: One sentence."),
        ("publisher", metadata.publisher, Severity.INFO, "publisher: Example Press"),
        ("rights", metadata.rights or metadata.licence, Severity.INFO, "licence: CC-BY-4.0"),
        ("cover", metadata.cover, Severity.INFO, "cover:, with src and alt,"),
    ):
        if not given:
            yield finding(
                article,
                1,
                f"{name}-missing",
                f"{name}: is not given.",
                f"Add “{example}” to the front matter.",
                severity=severity,
            )


def dates_in_order(article: Article) -> Iterator[Problem]:
    """Nothing is modified before it was published."""
    published, modified = article.metadata.published, article.metadata.modified
    if published and modified and modified < published:
        yield finding(
            article,
            line_of(article, "modified"),
            "modified-early",
            f"modified: is before the day of publication, {published.date()}.",
            "Correct one of the two.",
            severity=Severity.WARNING,
        )


def text_missing(article: Article) -> Iterator[Problem]:
    """A publication has a text."""
    if not article.blocks:
        yield finding(
            article,
            0,
            "text-missing",
            "there is no text after the front matter.",
            "Write it.",
            severity=Severity.WARNING,
        )
