"""Colour as the only sign: “the red line”, “shown in green”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from msgspec import Struct

from publish.check.document_index import DocumentIndex
from publish.check.rule import Family, Rule
from publish.errors import Diagnostic, Severity, shortened
from publish.language.tables import table
from publish.model import Block, Figure, Paragraph, Table
from publish.model.walk import children_of

COLOUR_ALONE = Rule(
    "colour-alone",
    Severity.WARNING,
    "Text about a picture doesn't rely on colour alone (failure F13, technique G14).",
    "Readers who can't tell the colours apart, print in black and white or listen can't find what "
    "is meant.",
    "Name something else too: its place, its shape, its label.",
    number="1.4.1",
)


class ColourWords(Struct, frozen=True, forbid_unknown_fields=True):
    """The section ``colour`` of a language: words as regular expressions, without groups.

    ``names``: names of colours.  ``things``: coloured things in pictures (line, bar).  ``shown``:
    phrases such as "shown in {colour}".  ``other_signs``: beginnings of words for signs
    other than colour.  ``colour_last``: the colour comes after the thing.
    """

    names: tuple[str, ...]
    things: tuple[str, ...]
    shown: str
    other_signs: tuple[str, ...] = ()
    colour_last: bool = False


NEAR = 25
"""The number of characters before and after a colour that are searched for another sign."""


class _Patterns(Struct, frozen=True):
    """``named``: a thing named by its colour.  ``other_sign``: a word for another sign."""

    named: re.Pattern[str]
    other_sign: re.Pattern[str]


@cache
def _patterns(tag: str) -> _Patterns | None:
    """Return the patterns of a language, or ``None`` if it has no words for colours."""
    words = table(tag, "colour", ColourWords)
    if words is None:
        return None
    colours, things = "|".join(words.names), "|".join(words.things)
    colour = rf"(?:{colours})(?:e[nrms]?)?"
    pair = rf"(?:{things})\s+(?:{colour})" if words.colour_last else rf"{colour}\s+(?:{things})"
    shown = words.shown.replace("{colour}", colours)
    return _Patterns(
        re.compile(rf"\b(?:{pair}|{shown})\b", re.I),
        re.compile(rf"\b(?:{'|'.join(words.other_signs) or '(?!)'})", re.I),
    )


def find(index: DocumentIndex) -> Iterator[Diagnostic]:
    """Find captions, and paragraphs next to a figure or table, that rely on colour."""
    near = _about_figures(index)
    for at in index.passages:
        patterns = _patterns(at.language) if id(at.it.block) in near else None
        if patterns is None:
            continue
        for match in patterns.named.finditer(at.it.words):
            nearby = at.it.words[max(0, match.start() - NEAR) : match.end() + NEAR]
            if not patterns.other_sign.search(nearby):
                yield COLOUR_ALONE.found(at, f"“{shortened(match[0])}” relies on colour alone.")
                break


def _about_figures(index: DocumentIndex) -> set[int]:
    """Return ``id()`` of each block that may be about a figure or table: captions, neighbours."""
    near: set[int] = set()
    for siblings in _siblings(index):
        for at, block in enumerate(siblings):
            if isinstance(block, Figure | Table):
                near.add(id(block))
                near.update(
                    id(other)
                    for other in siblings[max(0, at - 1) : at + 2]
                    if isinstance(other, Paragraph)
                )
                if isinstance(block, Figure):
                    near.update(map(id, block.caption))
    return near


def _siblings(index: DocumentIndex) -> Iterator[list[Block]]:
    """Yield the lists of sibling blocks that may have a figure or table."""
    yield list(index.article.blocks)
    for at in index.blocks:
        if not isinstance(at.it, Paragraph | Figure | Table):
            yield list(children_of(at.it))


COLOUR = Family("Colour", (COLOUR_ALONE,), find)
