"""Headings give the structure of the text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise

from publish.check.document_index import DocumentIndex
from publish.check.rule import At, Family, Rule
from publish.errors import Diagnostic, Severity, shortened
from publish.model import Block, Inline, NoteReference, Paragraph, Section, SectionKind, Strong
from publish.model.walk import children_of, inlines_in, text_of

HEADING_JUMP = Rule(
    "heading-jump",
    Severity.ERROR,
    "A heading is at most one level below the one it stands under (technique G141).",
    "Readers who move from heading to heading look for the level between, and there is none.",
    "Move it up a level.",
    number="1.3.1",
)
HEADING_EMPTY = Rule(
    "heading-empty",
    Severity.ERROR,
    "A heading has words; the call of a note doesn't count.",
    "A table of contents and a screen reader's list of headings would have an empty line.",
    "Add words, or delete the heading.",
    number="2.4.6",
    fixed=True,
)
HEADING_ALONE = Rule(
    "heading-alone",
    Severity.WARNING,
    "A heading has text under it.",
    "Readers who jump to it find nothing there.",
    "Write the section, or delete the heading.",
    number="2.4.6",
)
HEADING_AS_TITLE = Rule(
    "heading-as-title",
    Severity.WARNING,
    "Headings of the text begin at the second level: the first is the title.",
    "The publication would seem to have two titles.",
    "Write the heading with ##.",
    number="1.3.1",
)
HEADING_REPEATS_TITLE = Rule(
    "heading-repeats-title",
    Severity.WARNING,
    "The title of the front matter is not repeated as a heading.",
    "Every edition sets the title itself, so readers would meet it twice.",
    "Delete the heading.",
    number="2.4.6",
)
HEADING_FAKED = Rule(
    "heading-faked",
    Severity.WARNING,
    "What looks like a heading is one (failure F2).",
    "Bold words aren't in the table of contents, and screen readers don't list them as headings.",
    "Write it as a heading, with # signs instead of the asterisks.",
    number="1.3.1",
)

TITLE_LEVEL = 1
LONGEST = 60
"""The most characters of bold words that may be meant as a heading."""


def find(index: DocumentIndex) -> Iterator[Diagnostic]:
    """Find problems of the headings."""
    top = At(index.article.file, 0, index.article.metadata.language, None)
    yield from _jumps(index.article.blocks, top, TITLE_LEVEL)
    title = _bare(index.article.metadata.title)
    for number, at in enumerate(index.sections):
        words = text_of(at.it.title)
        ordinary = at.it.kind is SectionKind.SECTION
        if not has_words(words):
            note = any(isinstance(i, NoteReference) for i in inlines_in(at.it.title))
            what = "A heading has nothing but the call of a note." if note else ""
            yield HEADING_EMPTY.found(at, what or "A heading is empty.")
        elif number == 0 and ordinary and _bare(words) == title:
            yield HEADING_REPEATS_TITLE.found(
                at, f"The heading “{shortened(words)}” repeats the title."
            )
        elif ordinary and at.it.level == TITLE_LEVEL:
            yield HEADING_AS_TITLE.found(
                at, f"The heading “{shortened(words)}” has the level of the title."
            )
        if not at.it.blocks:
            yield HEADING_ALONE.found(at, f"The heading “{shortened(words)}” has no text under it.")
        yield from _faked(at, at.it.blocks)
    yield from _faked(top, index.article.blocks)


def has_words(text: str) -> bool:
    """Return whether ``text`` has more than spaces and characters without width."""
    return any(unicodedata.category(char)[0] not in "ZC" for char in text)


def _jumps(blocks: Iterable[Block], at: At[object], above: int) -> Iterator[Diagnostic]:
    for block in blocks:
        if not isinstance(block, Section):
            continue
        place = At(block.file or at.file, block.line, at.language, block)
        if block.kind is not SectionKind.SECTION:  # a chapter begins with a title of its own
            yield from _jumps(block.blocks, place, TITLE_LEVEL)
            continue
        if block.level > above + 1:
            yield HEADING_JUMP.found(
                place,
                f"The heading “{shortened(text_of(block.title))}” jumps from level {above} "
                f"to level {block.level}.",
                f"Write it with {'#' * (above + 1)}.",
            )
        yield from _jumps(block.blocks, place, block.level)


def _faked(at: At[object], blocks: tuple[Block, ...]) -> Iterator[Diagnostic]:
    """Find short paragraphs of bold words that a block follows."""
    for block, after in pairwise(blocks):
        if not isinstance(block, Paragraph) or isinstance(after, Section):
            continue
        words = _bold(block.content)
        if words and len(words) <= LONGEST and words[-1] not in ".!?…:;," and not _is_bold(after):
            place = At(at.file, block.line, at.language, block)
            yield HEADING_FAKED.found(
                place, f"“{shortened(words)}” looks like a heading and isn't one."
            )


def _bold(content: tuple[Inline, ...]) -> str:
    """Return the words of a paragraph that is bold from end to end, or an empty string."""
    whole = len(content) == 1 and isinstance(content[0], Strong)
    words = text_of(content).strip() if whole else ""
    return words if has_words(words) else ""


def _is_bold(block: Block) -> bool:
    """Return whether ``block`` is all bold, as the lines of an address or a poster are."""
    inner = list(children_of(block))
    return isinstance(block, Paragraph) and bool(_bold(block.content)) and not inner


def _bare(words: str) -> str:
    return " ".join(words.casefold().split()).rstrip(".!?:")


HEADINGS = Family(
    "Headings",
    (
        HEADING_JUMP,
        HEADING_EMPTY,
        HEADING_ALONE,
        HEADING_AS_TITLE,
        HEADING_REPEATS_TITLE,
        HEADING_FAKED,
    ),
    find,
)
