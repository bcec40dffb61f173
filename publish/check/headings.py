"""Headings tell the structure: WCAG 2.2, 1.3.1 Info and Relationships, 2.4.6 Headings."""

from __future__ import annotations

from collections.abc import Iterator

from publish.article import Article, Block, Section
from publish.check.finding import finding, shortened
from publish.errors import Problem, Severity
from publish.walk import sections_in, text_of

TITLE_LEVEL = 1


def heading_jump(article: Article) -> Iterator[Problem]:
    """A heading is at most one level below the one it stands under (technique G141)."""
    yield from _jumps(article, article.blocks, TITLE_LEVEL)


def _jumps(article: Article, blocks: tuple[Block, ...], above: int) -> Iterator[Problem]:
    for block in blocks:
        if isinstance(block, Section):
            if block.level > above + 1:
                yield finding(
                    article,
                    block.line,
                    "heading-jump",
                    f"the heading “{shortened(text_of(block.title))}” jumps from level {above} "
                    f"to level {block.level}.",
                    f"Write it with {'#' * (above + 1)}.",
                    criterion="WCAG 2.2 1.3.1",
                )
            yield from _jumps(article, block.blocks, block.level)


def heading_empty(article: Article) -> Iterator[Problem]:
    """A heading has words."""
    for section in sections_in(article.blocks):
        if not text_of(section.title).strip():
            yield finding(
                article,
                section.line,
                "heading-empty",
                "a heading is empty.",
                "Give it words, or delete it.",
                criterion="WCAG 2.2 2.4.6",
            )


def heading_alone(article: Article) -> Iterator[Problem]:
    """Something stands under a heading."""
    for section in sections_in(article.blocks):
        if not section.blocks:
            yield finding(
                article,
                section.line,
                "heading-alone",
                f"nothing stands under the heading “{shortened(text_of(section.title))}”.",
                "Write its section, or delete it.",
                severity=Severity.WARNING,
                criterion="WCAG 2.2 2.4.6",
            )


def heading_as_title(article: Article) -> Iterator[Problem]:
    """One title is enough."""
    for section in sections_in(article.blocks):
        if section.level == TITLE_LEVEL:
            yield finding(
                article,
                section.line,
                "heading-as-title",
                f"the heading “{shortened(text_of(section.title))}” has the level of the title.",
                "Write it with ##.",
                severity=Severity.WARNING,
                criterion="WCAG 2.2 1.3.1",
            )
