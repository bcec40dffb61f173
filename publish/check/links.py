"""Links lead somewhere and say where: WCAG 2.2, 2.4.4 Link Purpose (In Context)."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from publish.article import Article, Link
from publish.check.finding import finding, shortened
from publish.errors import Problem, Severity
from publish.walk import all_blocks, all_inlines, text_of

CRITERION = "WCAG 2.2 2.4.4"

MAX_NAMES = 200
"""Names among which the nearest is looked for: each comparison takes its time."""

_VAGUE_WORDS = """here|click here|click|link|this link|this|more|read more|learn more|see more
|details|source|hier|hier klicken|mehr|weiterlesen|ici|cliquez ici|lire la suite|en savoir plus|plus
|aquí|haga clic aquí|leer más|más|tutaj|kliknij tutaj|więcej|czytaj więcej|tu
|тут|сюды|націсніце тут|больш|чытаць далей|далей|сюди|натисніть тут|більше|читати далі|далі"""
_VAGUE = frozenset(words.strip() for words in _VAGUE_WORDS.split("|"))
"""WCAG technique failure F84, in the languages that we have words for."""


def link_broken(article: Article) -> Iterator[Problem]:
    """``#name`` is the name that the author gave to a block."""
    names = {block.id for block in all_blocks(article) if block.id}
    for block, inline in all_inlines(article):
        if isinstance(inline, Link) and inline.target.startswith("#"):
            name = inline.target[1:]
            if name not in names:
                near = difflib.get_close_matches(name, sorted(names)[:MAX_NAMES], n=1)
                meant = f"Did you mean #{near[0]}?" if near else ""
                yield finding(
                    article,
                    block.line,
                    "link-broken",
                    f"no block has the name of the link #{shortened(name)}.",
                    meant or f"Write {{#{shortened(name)}}} on the line before the block.",
                    criterion=CRITERION,
                )


def link_empty(article: Article) -> Iterator[Problem]:
    """A link has words, or a picture with alt text."""
    for block, inline in all_inlines(article):
        if isinstance(inline, Link) and not text_of(inline.content).strip():
            yield finding(
                article,
                block.line,
                "link-empty",
                f"the link to {shortened(inline.target)} has no words.",
                "Write between the brackets where it leads.",
                criterion=CRITERION,
            )


def link_vague(article: Article) -> Iterator[Problem]:
    """The words of a link say where it leads, out of their context too."""
    for block, inline in all_inlines(article):
        if isinstance(inline, Link):
            words = " ".join(text_of(inline.content).split())
            if words.casefold().strip(" .:…»>→") in _VAGUE:
                yield finding(
                    article,
                    block.line,
                    "link-vague",
                    f"the link “{shortened(words)}” does not say where it leads.",
                    "Make the name of what it leads to the link.",
                    severity=Severity.WARNING,
                    criterion=CRITERION,
                )


def name_twice(article: Article) -> Iterator[Problem]:
    """A name belongs to one block (HTML 3.2.6, the id attribute)."""
    seen: dict[str, int] = {}
    for block in all_blocks(article):
        if block.id and block.id in seen:
            yield finding(
                article,
                block.line,
                "name-twice",
                f"the name {shortened(block.id)} is given twice, first on line {seen[block.id]}.",
                "Give one of the two another name.",
            )
        elif block.id:
            seen[block.id] = block.line
