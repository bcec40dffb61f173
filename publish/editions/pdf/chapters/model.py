"""What the process that makes a book and those that lay out its pieces tell each other.

All of it is plain data: it is pickled, and kept in the cache.

Which pages the pieces of a book have.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from publish.editions.pdf.chapters.split_points import Piece
from publish.editions.pdf.options import PdfSettings
from publish.model import Article, Image
from publish.runtime.worker_pool import WorkerPool

#: The named strings that an element or page sets, in their order: name and text.
Strings = tuple[tuple[str, str], ...]

#: The page groups that a page is in, the outermost first: the name of the pages, and whether it is
#: the first of its group (CSS GCPM 3, 2.6).
Groups = tuple[tuple[str, bool], ...]


class Setup(Struct, frozen=True):
    """What all pieces have in common; ``article`` has no blocks, ``images`` are all its pictures.

    ``sheets`` are all style sheets, ``head`` is the document up to the content of its ``body``.
    """

    article: Article
    images: tuple[Image, ...]
    settings: PdfSettings
    sheets: tuple[Path, ...]
    head: str


class PieceOrder(Struct, frozen=True):
    """Lay out ``piece`` from a page of ``side`` on (``left``, ``right``).

    ``numbers`` are the pages of its ``far`` ids, in their order.  Where they are ``guessed`` and
    stand in the piece, it is not drawn: it will have to be laid out anew.
    """

    piece: Piece
    side: str
    numbers: tuple[int, ...]
    guessed: bool = False


class Face(Struct, frozen=True):
    """What the margin boxes of a page are made from.

    ``side`` is ``left`` or ``right``, or empty where that makes no difference, ``groups`` are those
    that the page is in, ``first`` says that it is the first page of the book, ``carried`` are the
    strings that earlier pages set last, ``strings`` those that this page sets.
    """

    number: int
    side: str
    blank: bool
    groups: Groups
    first: bool
    carried: Strings
    strings: Strings


class MarginOrder(Struct, frozen=True):
    """Draw the margin boxes of pages with numbers that follow each other."""

    faces: tuple[Face, ...]


class FontUse(Struct, frozen=True):
    """``glyphs`` of the font file with the digest ``file`` (face ``index`` of a collection)."""

    file: str
    index: int
    glyphs: frozenset[int]


class Thing(Struct, frozen=True):
    """An indirect object: a dictionary or the like, and the data of a stream.

    In ``body`` stands ``n 0 R`` for object n of the fragment (from 0), ``n 1 R`` for the number n
    plus the fragment's first key of the parent tree, ``n 2 R`` for :data:`SHARED` n, ``n 3 R`` for
    the drawing of page n's margins, ``n 4 R`` for font file n.
    """

    body: bytes
    data: bytes | None = None


class FontOrder(Struct, frozen=True):
    """Make a file of ``glyphs`` of the font file ``content`` (face ``index`` of a collection)."""

    content: bytes
    index: int
    glyphs: frozenset[int]


#: What a worker can be asked for.
Order: TypeAlias = PieceOrder | MarginOrder | FontOrder


#: Values of ``break-before`` that begin a page on a certain side.
SIDED = ("left", "right", "recto", "verso")

#: What ``n 2 R`` stands for: the root of the pages, two streams that bracket what a page shows,
#: the element that holds the fragment's elements, the document element, the structure tree's root,
#: and its namespace.
SHARED = ("pages", "before", "after", "holder", "document", "tree", "namespace")

#: A string, which is left as it is, or a reference.
REFERENCE = re.compile(rb"\((?:[^\\()]|\\.)*\)|(\d+) ([0-4]) R\b", re.DOTALL)


def shared(name: str) -> bytes:
    """The reference to what all fragments share."""
    return b"%d 2 R" % SHARED.index(name)


def rewrite(body: bytes, replace: Callable[[int, int], bytes]) -> bytes:
    """``body`` with each reference ``n k R`` replaced by ``replace(n, k)``."""

    def one(match: re.Match[bytes]) -> bytes:
        return match[0] if match[1] is None else replace(int(match[1]), int(match[2]))

    return REFERENCE.sub(one, body)


class Bookmark(Struct, frozen=True):
    """``entries`` are those of its dictionary but for its place among others."""

    level: int
    open: bool
    entries: bytes


class Tree(Struct, frozen=True):
    """The structure elements of a fragment.

    ``inner`` are those inside its part, ``outer`` the others; ``part``, ``document``, ``root`` are
    entries of dictionaries: of the part's element, of the document's, of the tree's.  ``parents``
    are pairs of a key and what the parent tree has for it; ``keys`` is how many there can be.
    """

    inner: tuple[bytes, ...] = ()
    outer: tuple[bytes, ...] = ()
    part: bytes = b""
    document: bytes = b""
    root: bytes = b""
    namespace: bytes = b""
    parents: tuple[tuple[int, bytes], ...] = ()
    keys: int = 0
    ids: tuple[tuple[str, bytes], ...] = ()


class Fragment(Struct, frozen=True):
    """A stretch of a PDF: ``pages`` and ``forms`` are numbers of ``things``.

    ``names`` are places that links lead to, ``catalog``, ``further_names`` and ``info`` entries of
    the document's dictionaries.
    """

    things: tuple[Thing, ...]
    pages: tuple[int, ...] = ()
    forms: tuple[int, ...] = ()
    fonts: tuple[FontUse, ...] = ()
    names: tuple[tuple[str, bytes], ...] = ()
    bookmarks: tuple[Bookmark, ...] = ()
    tree: Tree | None = None
    catalog: bytes = b""
    further_names: bytes = b""
    info: bytes = b""


class Leaf(Struct, frozen=True):
    """What is to be known of a page beside what it shows: see :class:`Face`."""

    side: str
    blank: bool
    groups: Groups
    strings: Strings


class Body(Struct, frozen=True):
    """A piece, laid out and drawn.

    ``page_of`` counts from 0.  ``breaks`` is the computed ``break-before`` of its first element,
    ``turns`` says that another one asks for a left or right page, ``shows_far`` that page numbers
    of other pieces stand in it.
    """

    fragment: Fragment
    leaves: tuple[Leaf, ...]
    page_of: dict[str, int]
    breaks: str
    turns: bool
    shows_far: bool


class Answer(Struct, frozen=True):
    """What a worker made, with the contents of font files that it has not sent before."""

    made: Body | Fragment | Thing
    files: dict[str, bytes] = field(default_factory=dict)


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


#: The worker processes of a book.
LayoutPool: TypeAlias = WorkerPool[Order, Answer]
