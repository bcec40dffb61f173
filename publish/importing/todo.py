"""What an editor must still supply in an imported source: the list that the import prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from publish.article import Block, Figure, InlineImage, Section
from publish.errors import Severity
from publish.importing.reading.context import Doubt
from publish.importing.writing.source import Front
from publish.walk import blocks_in, content_of, inlines_in, text_of

_FIELDS = (
    ("authors", "authors: [Ada Kowalska]"),
    ("published", "published: 2026-03-01"),
    ("publisher", "publisher: Example Press"),
    ("description", "description: One sentence for catalogues."),
)
LONG = 5
"""Blocks after which a text needs headings."""


def left_to_do(front: Front, blocks: Sequence[Block]) -> Iterator[Doubt]:
    """Fields, alt texts, captions and headings that are missing."""
    for name, example in _FIELDS:
        if not getattr(front, name):
            mend = f"Add “{example}” to the front matter."
            yield Doubt("title", f"import-{name}", f"there is no field “{name}”.", mend)
    if front.cover[0] and not front.cover[1]:
        mend = "Add “alt: ...” below src."
        yield Doubt("cover.src", "import-alt", "the cover has no alt text.", mend)
    for block in blocks_in(blocks):
        if isinstance(block, Figure):
            yield from _figure(block)
        for run in content_of(block):
            for inline in inlines_in(run):
                if isinstance(inline, InlineImage) and not inline.image.alt:
                    message = f"the picture {inline.image.source} in the line has no alt text."
                    mend = "Write it between the brackets: ![alt text](...)."
                    yield Doubt(block.line, "import-alt", message, mend)
    if len(blocks) > LONG and not any(isinstance(block, Section) for block in blocks):
        mend = "Put “## Heading” on a line of its own where a new subject begins."
        yield Doubt("", "import-headings", "there are no headings.", mend, Severity.INFO)


def _figure(figure: Figure) -> Iterator[Doubt]:
    picture = figure.image.source
    if figure.image.decorative:
        mend = "If it shows something, write “:alt: ...” instead."
        message = f"the picture {picture} is marked as mere decoration."
        yield Doubt(figure.line, "import-decorative", message, mend, Severity.INFO)
        return
    if figure.image.alt and figure.image.alt.strip(" .") == _words(figure.caption).strip(" ."):
        mend = "Say in the alt text what is seen."
        message = f"the alt text of {picture} repeats the caption."
        yield Doubt(figure.line, "import-alt", message, mend)
    if not figure.image.alt:
        mend = "Add “:alt: ...” below this line, or “:decorative: true” if it only decorates."
        message = f"the picture {picture} has no alt text."
        yield Doubt(figure.line, "import-alt", message, mend)
    if not figure.caption:
        mend = "Write it below the options, if the picture needs one."
        message = f"the picture {picture} has no caption."
        yield Doubt(figure.line, "import-caption", message, mend, Severity.INFO)


def _words(blocks: Sequence[Block]) -> str:
    """The plain text of ``blocks``."""
    return " ".join(text_of(run) for block in blocks_in(blocks) for run in content_of(block))
