"""The records that the process that builds a book exchanges with its workers.

All of them are plain data: they are sent and cached. Parts of a PDF are the bytes of PDF
objects, whose references :func:`rewrite` renumbers.
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

#: The named strings that an element or page sets, in order: name and text.
Strings = tuple[tuple[str, str], ...]

#: The page groups of a page, the outermost first: the name of the page, and whether this page is
#: the first of the group (CSS GCPM 3, 2.6).
Groups = tuple[tuple[str, bool], ...]


class Setup(Struct, frozen=True):
    """The data that all pieces of a book share.

    ``article`` has no blocks, ``images`` are all its pictures, ``sheets`` all style sheets, and
    ``head`` is the document up to the content of its ``body``.  Fonts are kept in ``temporary``.
    """

    article: Article
    images: tuple[Image, ...]
    settings: PdfSettings
    sheets: tuple[Path, ...]
    head: str
    temporary: Path


class PieceRequest(Struct, frozen=True):
    """Lay out ``piece``, beginning on a page of ``side`` (``left`` or ``right``).

    ``numbers`` are the page numbers of its ``far`` ids, in order. If they are ``guessed`` and
    printed in the piece, it isn't drawn, since it has to be laid out again.
    """

    piece: Piece
    side: str
    numbers: tuple[int, ...]
    guessed: bool = False


class PageMargins(Struct, frozen=True):
    """The properties of a page that its margin boxes depend on.

    ``side`` is ``left`` or ``right``, or empty if both are alike. ``first`` says that it is the
    first page of the book. ``carried`` are the named strings in force before this page, ``strings``
    those that it sets, ``opening`` the names of those that the element at its start sets.
    """

    number: int
    side: str
    blank: bool
    groups: Groups
    first: bool
    carried: Strings
    strings: Strings
    opening: tuple[str, ...] = ()


class MarginRequest(Struct, frozen=True):
    """Draw the margin boxes of consecutive pages."""

    margins: tuple[PageMargins, ...]


class FontUse(Struct, frozen=True):
    """``glyphs`` of the font file with the digest ``file`` (``index`` in a collection)."""

    file: str
    index: int
    glyphs: frozenset[int]


class PdfObject(Struct, frozen=True):
    """An indirect object: ``body`` is usually a dictionary, ``data`` the content of a stream.

    References in ``body`` mean: ``n 0 R`` object n of the fragment (from 0), ``n 1 R`` the
    number n plus the fragment's first key of the parent tree, ``n 2 R`` :data:`SHARED` n, ``n 3 R``
    the form with page n's margin boxes, ``n 4 R`` font file n, ``n 5 R`` an
    array with the structure element of target n in another piece.
    """

    body: bytes
    data: bytes | None = None


class FontRequest(Struct, frozen=True):
    """Subset the font file ``content`` (``index`` in a collection) to ``glyphs``."""

    content: bytes
    index: int
    glyphs: frozenset[int]


#: A task for a worker.
Request: TypeAlias = PieceRequest | MarginRequest | FontRequest


#: Values of ``break-before`` that begin a page on a certain side.
SIDED = ("left", "right", "recto", "verso")

#: The meanings of ``n 2 R``: the root of the page tree, the streams before and after the content of
#: each page, the parent of the fragment's structure elements, the document element, the root of the
#: structure tree, and its namespace.
SHARED = ("pages", "before", "after", "holder", "document", "tree", "namespace")

#: A string, which is left alone, or a reference.
REFERENCE = re.compile(rb"\((?:[^\\()]|\\.)*\)|(?<!\d)(\d++) ([0-5]) R\b", re.DOTALL)


def shared(name: str) -> bytes:
    """Return the reference to an object that all fragments share."""
    return b"%d 2 R" % SHARED.index(name)


def rewrite(body: bytes, replace: Callable[[int, int], bytes]) -> bytes:
    """Return ``body`` with each reference ``n k R`` replaced by ``replace(n, k)``."""

    def one(match: re.Match[bytes]) -> bytes:
        return match[0] if match[1] is None else replace(int(match[1]), int(match[2]))

    return REFERENCE.sub(one, body)


class Bookmark(Struct, frozen=True):
    """A bookmark; ``entries`` are those of its dictionary, except links to other bookmarks."""

    level: int
    open: bool
    entries: bytes


class Tree(Struct, frozen=True):
    """The structure elements of a fragment.

    ``inner`` are references to those inside the fragment's part of the book, ``outer`` to the
    others. ``part``, ``document`` and ``root`` are dictionary entries: of the part's element, of
    the document's, and of the root. ``parents`` are pairs of a key and its value in the parent
    tree, ``keys`` is the number of keys to reserve.
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
    """A part of a PDF; ``pages`` and ``forms`` are indexes into ``objects``.

    ``targets`` are the named destinations in other pieces whose elements it refers to.

    ``names`` are named destinations; ``catalog``, ``further_names`` and ``info`` are entries of the
    document's dictionaries.
    """

    objects: tuple[PdfObject, ...]
    pages: tuple[int, ...] = ()
    forms: tuple[int, ...] = ()
    fonts: tuple[FontUse, ...] = ()
    names: tuple[tuple[str, bytes], ...] = ()
    bookmarks: tuple[Bookmark, ...] = ()
    tree: Tree | None = None
    catalog: bytes = b""
    further_names: bytes = b""
    targets: tuple[str, ...] = ()
    info: bytes = b""


class PageInfo(Struct, frozen=True):
    """A laid-out page; the fields are those of :class:`PageMargins`."""

    side: str
    blank: bool
    groups: Groups
    strings: Strings
    opening: tuple[str, ...] = ()


class Body(Struct, frozen=True):
    """A piece that is laid out and drawn.

    ``page_of`` says on which of its pages, from 0, each id begins. ``break_before`` is the computed
    property of its first element. ``forces_side`` says that another element requires a left or
    right page, ``shows_numbers`` that page numbers of other pieces are printed in it.
    """

    fragment: Fragment
    pages: tuple[PageInfo, ...]
    page_of: dict[str, int]
    break_before: str
    forces_side: bool
    shows_numbers: bool


class Answer(Struct, frozen=True):
    """The result of a request, with the font files that the worker hasn't sent before."""

    result: Body | Fragment | PdfObject
    files: dict[str, bytes] = field(default_factory=dict)


#: How many characters are on a page, to estimate page numbers.
_CHARACTERS = 3_000


class Paging(Struct, frozen=True):
    """The pages of a book; ``bodies`` are the pieces that are laid out so far."""

    pieces: tuple[Piece, ...]
    bodies: Mapping[Piece, Body]
    right_to_left: bool

    def begins(self) -> dict[Piece, int]:
        """Return the number of each piece's first page that isn't blank, estimated if necessary."""
        number, begins = 1, {}
        for piece in self.pieces:
            body = self.bodies.get(piece)
            begins[piece] = number + (body is not None and self.is_blank(body, number))
            length = len(piece.content) + len(piece.after)
            number = begins[piece] + (len(body.pages) if body else 1 + length // _CHARACTERS)
        return begins

    def side(self, number: int) -> str:
        """Return the side of page ``number``, ``left`` or ``right`` (CSS Paged Media 3, 3.1)."""
        return "left" if (number % 2 == 1) == self.right_to_left else "right"

    def is_blank(self, body: Body, number: int) -> bool:
        """Return whether a blank page precedes ``body`` if page ``number`` comes next."""
        return body.break_before in SIDED and body.pages[0].side != self.side(number)

    def pages(self) -> Iterator[PageInfo]:
        """Yield all pages of the book; every piece has to be laid out."""
        number = 1
        for piece in self.pieces:
            body = self.bodies[piece]
            if self.is_blank(body, number):
                yield PageInfo(self.side(number), True, (), ())
                number += 1
            for page in body.pages:
                yield replace(page, side=self.side(number))
                number += 1

    def parted(self, margins: Sequence[PageMargins]) -> Iterator[Sequence[PageMargins]]:
        """Yield those of ``margins``, one for each page of the book, that belong to each piece."""
        number = 1
        for piece in self.pieces:
            body = self.bodies[piece]
            count = self.is_blank(body, number) + len(body.pages)
            yield margins[number - 1 : number - 1 + count]
            number += count


#: The worker processes of a book.
LayoutPool: TypeAlias = WorkerPool[Request, Answer]
