"""A piece of text that a rule looks at."""

from __future__ import annotations

from msgspec import Struct

from publish.article import Block


class Passage(Struct, frozen=True):
    """Words in one language that stand together in ``block``; code and pictures are spaces.

    ``around``: the block's own language, so that the passage is no marked phrase.  ``note``: it
    stands in a note.
    """

    block: Block
    words: str
    around: bool
    note: bool = False
