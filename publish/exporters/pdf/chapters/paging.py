"""Which pages the pieces of a book have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from publish.exporters.pdf.chapters.model import SIDED, Body, Face, Leaf
from publish.exporters.pdf.chapters.pieces import Piece

#: How many characters a page has, for a first guess.
_CHARACTERS = 3_000


class Paging(Struct, frozen=True):
    """The pieces in their order, as far as they are laid out."""

    pieces: tuple[Piece, ...]
    bodies: Mapping[Piece, Body]
    right_to_left: bool

    def begins(self) -> dict[Piece, int]:
        """The number of each piece's first page, behind a blank one if need be; guessed if so."""
        number, begins = 1, {}
        for piece in self.pieces:
            body = self.bodies.get(piece)
            begins[piece] = number + (body is not None and self.is_blank(body, number))
            length = len(piece.content) + len(piece.after)
            number = begins[piece] + (len(body.leaves) if body else 1 + length // _CHARACTERS)
        return begins

    def side(self, number: int) -> str:
        """``left`` or ``right``: where page ``number`` is (CSS Paged Media 3, 3.1)."""
        return "left" if (number % 2 == 1) == self.right_to_left else "right"

    def is_blank(self, body: Body, number: int) -> bool:
        """Whether an empty page goes before ``body``, if page ``number`` comes next."""
        return body.breaks in SIDED and body.leaves[0].side != self.side(number)

    def leaves(self) -> Iterator[Leaf]:
        """The pages of the book, all of which is laid out."""
        number = 1
        for piece in self.pieces:
            body = self.bodies[piece]
            if self.is_blank(body, number):
                yield Leaf(self.side(number), True, (), ())
                number += 1
            for leaf in body.leaves:
                yield replace(leaf, side=self.side(number))
                number += 1

    def parted(self, faces: Sequence[Face]) -> Iterator[Sequence[Face]]:
        """The ``faces`` of all pages, by pieces."""
        number = 1
        for piece in self.pieces:
            body = self.bodies[piece]
            count = self.is_blank(body, number) + len(body.leaves)
            yield faces[number - 1 : number - 1 + count]
            number += count
