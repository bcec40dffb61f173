"""Books: laid out in pieces beside each other, and joined.

A book's PDF: its pieces laid out beside each other, joined to one file.

What was laid out for an earlier build is taken from the cache.  The pages are those that the whole
document would have, laid out at once.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, wait
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from publish.editions.dates import stamp
from publish.editions.pdf.chapters.fonts import Contents, files_of, merged
from publish.editions.pdf.chapters.joining import Part, join
from publish.editions.pdf.chapters.margins import MarginForms
from publish.editions.pdf.chapters.model import (
    SIDED,
    Answer,
    Body,
    Fragment,
    LayoutPool,
    Paging,
    PieceOrder,
    Setup,
)
from publish.editions.pdf.chapters.split_points import Piece, Splitting, divide, splitting_of
from publish.editions.pdf.chapters.store import Store, style_of
from publish.editions.pdf.chapters.workers import layout_pool, pool_size
from publish.editions.pdf.document import document as document_of
from publish.editions.pdf.fetch import images_in
from publish.editions.pdf.layout import style_sheets
from publish.editions.pdf.options import PdfSettings
from publish.errors import ToolError
from publish.model import Article
from publish.runtime.cache import Cache

#: Told how many pieces are done, of how many.
Report = Callable[[int, int], None]

#: How often pieces are laid out anew because page numbers that stand in them have changed.
ROUNDS = 6

#: Values of ``break-before`` that begin a page.
_BREAKS = ("page", "always", *SIDED)


class Made(Struct, frozen=True):
    """The bytes of a PDF, how many pages it has, and on which, from 1, each id begins."""

    pdf: bytes
    pages: int
    page_of: dict[str, int]


class Indivisible(Exception):
    """The pieces of a book are not pages of its own."""


def make(
    article: Article, settings: PdfSettings, cache: Path | None, report: Report
) -> Made | None:
    """The PDF of ``article`` (prepared), or ``None`` where it cannot be laid out in pieces.

    ``cache`` is a folder that keeps what was laid out for the next build.

    Raises what the layout of an article raises, and :class:`ToolError` where a worker process ends
    before its time.
    """
    if article.book is None:
        return None
    with layout_pool() as workers:
        workers.start_ahead()  # it loads WeasyPrint while the book is made ready
        markup = document_of(article, settings)
        sheets = style_sheets(markup, settings)
        splitting = splitting_of(sheets)
        divided = divide(markup)
        if divided is None or not splitting.possible:
            return None
        bare = replace(article, blocks=(), notes=(), book=None)
        images = tuple({image.digest: image for image in images_in(article)}.values())
        setup = Setup(bare, images, settings, sheets, divided.head)
        workers.begin(setup, pool_size(len(divided.pieces)))
        store = Store(style_of(setup), Cache(cache) if cache else None)
        contents = Contents(store)
        margins = MarginForms(store, contents, workers, splitting.sided)
        maker = _Maker(setup, divided.pieces, store, contents, margins, splitting, report)
        try:
            return maker.make(workers)
        except Indivisible:
            return None
        finally:
            if cache:
                Cache(cache).trim()


class _Maker(Struct):
    setup: Setup
    pieces: tuple[Piece, ...]
    store: Store
    contents: Contents
    margins: MarginForms
    splitting: Splitting
    report: Report
    bodies: dict[Piece, Body] = field(default_factory=dict)
    #: With which side and page numbers each body was laid out.
    orders: dict[Piece, PieceOrder] = field(default_factory=dict)

    @property
    def _paging(self) -> Paging:
        return Paging(self.pieces, self.bodies, right_to_left='dir="rtl"' in self.setup.head)

    def make(self, workers: LayoutPool) -> Made:
        for piece in self.pieces:
            self._recall(piece)
        for _ in range(ROUNDS):
            outdated = self._outdated()
            if not outdated:
                break
            self._lay_out(outdated, workers)
        else:
            raise ToolError("The layout", "the page numbers of the book do not settle")
        return self._joined(self.margins.finished(self._paging), workers)

    def _recall(self, piece: Piece) -> None:
        found = self.store.get(_name(piece, self.setup.article), tuple)
        if found is not None and all(
            self.contents.has(use.file) for use in found[1].fragment.fonts
        ):
            self.orders[piece], self.bodies[piece] = found

    def _outdated(self) -> list[PieceOrder]:
        """What is to be laid out (anew): the pieces that are not there, or not as they must be.

        As long as some are not there, the pages behind them are guesses: nothing is laid out anew
        for these.
        """
        begins = self._paging.begins()
        pages: dict[str, int] = {}
        for piece in self.pieces:
            body = self.bodies.get(piece)
            for name, page in body.page_of.items() if body else ():
                pages.setdefault(name, begins[piece] + page)  # a part goes on in its chapters
            for name in piece.ids:
                pages.setdefault(name, begins[piece])
        missing, others = [], []
        for piece in self.pieces:
            order = PieceOrder(
                piece,
                self._paging.side(begins[piece]),
                tuple(pages.get(name, 1) for name in piece.far),
            )
            body, before = self.bodies.get(piece), self.orders.get(piece)
            if body is None or before is None:
                missing.append(order)
                continue
            turned = body.turns or (self.splitting.mirrored and body.breaks not in SIDED)
            if (piece.name and turned and order.side != before.side) or (
                body.shows_far and order.numbers != before.numbers
            ):
                others.append(order)
        if len(missing) > 1:
            return [replace(order, guessed=True) for order in missing]
        return missing or others

    def _lay_out(self, orders: list[PieceOrder], workers: LayoutPool) -> None:
        orders = sorted(orders, key=lambda order: -len(order.piece.content))  # the longest first
        begun = {workers.submit(order): order for order in orders}
        if len(self.bodies) == len(self.pieces):  # so that no worker waits for the last of them
            self.margins.begin(self._paging, but=[order.piece for order in orders])
        while begun:
            finished, _ = wait(begun, return_when=FIRST_COMPLETED)
            for future in finished:
                self._keep(begun.pop(future), future.result())
                self.report(len(self.bodies), len(self.pieces))

    def _keep(self, order: PieceOrder, answer: Answer) -> None:
        body, piece = answer.made, order.piece
        assert isinstance(body, Body)  # noqa: S101 - narrows the type
        self.contents.keep(answer)
        if piece.name and (body.breaks not in _BREAKS or not body.leaves):
            raise Indivisible
        self.bodies[piece], self.orders[piece] = body, order
        if body.fragment.pages:
            self.store.put(_name(piece, self.setup.article), (order, body))
        else:  # not drawn: whatever the numbers are, it is not as it must be
            self.orders[piece] = replace(order, numbers=())

    def _joined(self, drawn: list[tuple[Fragment, int]], workers: LayoutPool) -> Made:
        parts: list[Part] = []
        page_of: dict[str, int] = {}
        number = 1
        for piece in self.pieces:
            body = self.bodies[piece]
            blank = self._paging.is_blank(body, number)
            count = blank + len(body.leaves)
            parts.append(
                Part(
                    body.fragment, piece.part, blank, tuple(drawn[number - 1 : number - 1 + count])
                )
            )
            for name, page in body.page_of.items():
                page_of.setdefault(name, number + blank + page)
            number += count
        fragments = [part.fragment for part in parts] + [fragment for fragment, _ in drawn]
        uses = merged(use for fragment in fragments for use in fragment.fonts)
        fonts = files_of(uses, self.contents, workers)
        version = b"2.0" if self.setup.settings.variant.part == 2 else b"1.7"
        return Made(join(parts, fonts, version), len(drawn), page_of)


def _name(piece: Piece, article: Article) -> str:
    """What a piece is kept under; the first one says what the whole document is."""
    about = "" if piece.name else f"{article.metadata!r} {stamp(article)}"
    return f"piece {piece.name}\n{piece.wrapper}\n{piece.content}\n{piece.after}\n{about}"


__all__ = ["Made", "make"]
