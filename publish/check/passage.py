"""A piece of text that a rule looks at."""

from __future__ import annotations

from dataclasses import dataclass

from publish.article import Block


@dataclass(frozen=True, slots=True)
class Passage:
    """Words in one language that stand together in ``block``; code and pictures are spaces.

    ``around``: the block's own language, so that the passage is no marked phrase.  ``note``: it
    stands in a note.
    """

    block: Block
    words: str
    around: bool
    note: bool = False
