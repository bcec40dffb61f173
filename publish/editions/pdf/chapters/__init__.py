"""Lay out a book in pieces, in several processes, and join them to one PDF.

A book is divided at its parts and chapters (``split_points``). Worker processes (``workers``,
``typesetting``) lay each piece out without margin boxes and cut it out of the PDF that WeasyPrint
draws (``cutting``). Once all page numbers are known, the margin boxes are drawn (``margins``), and
everything is joined (``joining``) with one subset of each font (``fonts``). Pieces that an earlier
build laid out come from the cache. The pages are the same as if the whole document were laid out
at once, and the tests compare the two.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, wait
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from publish.editions.dates import stamp
from publish.editions.pdf.chapters.fonts import FontLibrary, font_streams, merge_uses
from publish.editions.pdf.chapters.joining import Part, join
from publish.editions.pdf.chapters.margins import MarginForms
from publish.editions.pdf.chapters.model import (
    SIDED,
    Answer,
    Body,
    Fragment,
    LayoutPool,
    Paging,
    PieceRequest,
    Setup,
)
from publish.editions.pdf.chapters.split_points import Piece, Splitting, divide, splitting_of
from publish.editions.pdf.chapters.workers import layout_pool, pool_size
from publish.editions.pdf.document import document_tree
from publish.editions.pdf.fetch import images_in
from publish.editions.pdf.layout import style_sheets
from publish.editions.pdf.options import PdfSettings
from publish.editions.pdf.page_labels import page_labels
from publish.errors import ToolError
from publish.model import Article
from publish.runtime.cache import Cache, code_digest, digest
from publish.runtime.object_cache import ObjectCache
from publish.runtime.stylesheets import style_folder
from publish.runtime.temporary import temporary_folder

#: Called with the number of pieces that are done, and of all.
Report = Callable[[int, int], None]

#: How often pieces are laid out again because page numbers printed in them have changed.
ROUNDS = 6

#: Values of ``break-before`` that begin a page.
_BREAKS = ("page", "always", *SIDED)


class BookPdf(Struct, frozen=True):
    """The bytes of a PDF, its number of pages, and the page, from 1, on which each id begins."""

    pdf: bytes
    pages: int
    page_of: dict[str, int]


class Indivisible(Exception):
    """A part or chapter doesn't begin on a new page, so the book can't be laid out in pieces."""


def build_book(
    article: Article, settings: PdfSettings, cache: Path | None, report: Report
) -> BookPdf | None:
    """Return the PDF of ``article`` (prepared), or ``None`` if it can't be laid out in pieces.

    ``cache`` is the folder that keeps laid-out pieces for the next build.

    Raises:
        ToolError: A worker process ends early; also what the layout of an article raises.
    """
    with _builder(article, settings, cache, report) as found:
        if found is None:
            return None
        builder, workers = found
        try:
            return builder.build(workers)
        except Indivisible:
            return None


def lay_out_ahead(article: Article, settings: PdfSettings, cache: Path, part: slice) -> None:
    """Lay out a ``part`` of the pieces of a book into the cache, for :func:`build_book`.

    Raises:
        ToolError: As :func:`build_book` does.
    """
    with _builder(article, settings, cache, lambda _done, _total: None) as found:
        if found is not None:
            builder, workers = found
            with suppress(Indivisible):
                builder.lay_out_ahead(workers, part)


@contextmanager
def _builder(
    article: Article, settings: PdfSettings, cache: Path | None, report: Report
) -> Iterator[tuple[_BookBuilder, LayoutPool] | None]:
    """Yield what builds a book, and its workers; ``None`` if it can't be laid out in pieces."""
    divided = divide(document_tree(article, settings)) if article.book else None
    if divided is None:
        yield None
        return
    with temporary_folder() as temporary, layout_pool(divided.pieces) as workers:
        workers.start_ahead()  # they load WeasyPrint while the book is prepared
        images = tuple({image.digest: image for image in images_in(article)}.values())
        sheets = style_sheets(divided.markup, settings, images)
        splitting = splitting_of(sheets)
        if not splitting.possible:
            yield None
            return
        bare = replace(article, blocks=(), notes=(), book=None)
        setup = Setup(bare, images, settings, sheets, divided.head, temporary)
        workers.begin(setup, pool_size(divided.pieces))
        store = ObjectCache(_style_of(setup), Cache(cache) if cache else None)
        fonts = FontLibrary(store)
        margins = MarginForms(store, fonts, workers, splitting.sided)
        builder = _BookBuilder(setup, divided.pieces, store, fonts, margins, splitting, report)
        try:
            yield builder, workers
        finally:
            if cache:
                Cache(cache).trim_again()


class _BookBuilder(Struct):
    setup: Setup
    pieces: tuple[Piece, ...]
    store: ObjectCache
    fonts: FontLibrary
    margins: MarginForms
    splitting: Splitting
    report: Report
    bodies: dict[Piece, Body] = field(default_factory=dict)
    #: The side and page numbers with which each body was laid out.
    requests: dict[Piece, PieceRequest] = field(default_factory=dict)

    @property
    def _paging(self) -> Paging:
        return Paging(self.pieces, self.bodies, right_to_left='dir="rtl"' in self.setup.head)

    def build(self, workers: LayoutPool) -> BookPdf:
        for piece in self.pieces:
            self._load(piece)
        for _ in range(ROUNDS):
            outdated = self._outdated()
            if not outdated:
                break
            self._lay_out(outdated, workers)
        else:
            raise ToolError("The layout", "the page numbers of the book do not settle")
        return self._join(self.margins.finished(self._paging), workers)

    def lay_out_ahead(self, workers: LayoutPool, part: slice) -> None:
        """Lay out those pieces of ``part`` that are missing, with guesses of page numbers."""
        for piece in self.pieces:
            self._load(piece)
        chosen = set(self.pieces[part])
        missing = (one for one in self._outdated() if one.piece in chosen)
        self._lay_out([one for one in missing if one.piece not in self.bodies], workers)

    def _load(self, piece: Piece) -> None:
        found = self.store.get(_name(piece, self.setup.article), tuple[PieceRequest, Body])
        if found is not None and all(self.fonts.has(use.file) for use in found[1].fragment.fonts):
            self.requests[piece], self.bodies[piece] = found

    def _outdated(self) -> list[PieceRequest]:
        """Return requests for the pieces that are missing or out of date.

        While more than one is missing, the numbers of the pages after it are guesses, and no other
        piece is laid out again because of them.
        """
        begins = self._paging.begins()
        pages: dict[str, int] = {}
        for piece in self.pieces:
            body = self.bodies.get(piece)
            for name, page in body.page_of.items() if body else ():
                pages.setdefault(name, begins[piece] + page)  # a part continues in its chapters
            for name in piece.ids:
                pages.setdefault(name, begins[piece])
        missing, others = [], []
        for piece in self.pieces:
            request = PieceRequest(
                piece,
                self._paging.side(begins[piece]),
                tuple(pages.get(name, 1) for name in piece.far),
            )
            body, before = self.bodies.get(piece), self.requests.get(piece)
            if body is None or before is None:
                missing.append(request)
                continue
            mirrored = self.splitting.mirrored and body.break_before not in SIDED
            sided = bool(piece.name) and (body.forces_side or mirrored)
            if (sided and request.side != before.side) or (
                body.shows_numbers and request.numbers != before.numbers
            ):
                others.append(request)
        if len(missing) > 1:
            return [replace(request, guessed=True) for request in missing]
        return missing or others

    def _lay_out(self, requests: list[PieceRequest], workers: LayoutPool) -> None:
        # the longest first, so that no worker waits for the last of them
        requests = sorted(requests, key=lambda request: -len(request.piece.content))
        begun = {workers.submit(request): request for request in requests}
        if len(self.bodies) == len(self.pieces):
            self.margins.begin(self._paging, but=[request.piece for request in requests])
        while begun:
            finished, _ = wait(begun, return_when=FIRST_COMPLETED)
            for future in finished:
                self._store(begun.pop(future), future.result())
                self.report(len(self.bodies), len(self.pieces))

    def _store(self, request: PieceRequest, answer: Answer) -> None:
        body, piece = answer.result, request.piece
        assert isinstance(body, Body)  # noqa: S101 - narrows the type
        self.fonts.keep(answer)
        if piece.name and (body.break_before not in _BREAKS or not body.pages):
            raise Indivisible
        self.bodies[piece], self.requests[piece] = body, request
        if body.fragment.pages:
            self.store.put(_name(piece, self.setup.article), (request, body))
        else:  # not drawn, so always outdated
            self.requests[piece] = replace(request, numbers=())

    def _join(self, drawn: list[tuple[Fragment, int]], workers: LayoutPool) -> BookPdf:
        parts: list[Part] = []
        page_of: dict[str, int] = {}
        number = 1
        for piece in self.pieces:
            body = self.bodies[piece]
            blank = self._paging.is_blank(body, number)
            count = blank + len(body.pages)
            parts.append(
                Part(
                    body.fragment, piece.part, blank, tuple(drawn[number - 1 : number - 1 + count])
                )
            )
            for name, page in body.page_of.items():
                page_of.setdefault(name, number + blank + page)
            number += count
        fragments = [part.fragment for part in parts] + [fragment for fragment, _ in drawn]
        uses = merge_uses(use for fragment in fragments for use in fragment.fonts)
        streams = font_streams(uses, self.fonts, workers)
        version = b"2.0" if self.setup.settings.variant.part == 2 else b"1.7"
        named = (
            (page.groups[-1][0] if page.groups else "", page.blank) for page in self._paging.pages()
        )
        labels = page_labels(named, self.setup.settings)
        return BookPdf(join(parts, streams, version, labels), len(drawn), page_of)


def _name(piece: Piece, article: Article) -> str:
    """Return the key of a piece in the store; the first piece's includes the metadata."""
    about = "" if piece.name else f"{article.metadata!r} {stamp(article)}"
    return f"piece {piece.name}\n{piece.wrapper}\n{piece.content}\n{piece.after}\n{about}"


#: The libraries whose versions decide what a page looks like.
_LIBRARIES = ("weasyprint", "pydyf", "tinycss2", "tinyhtml5", "cssselect2", "pyphen", "fonttools")


def _style_of(setup: Setup) -> str:
    """Return a digest of everything but their content that pieces depend on.

    Style sheets and this package's code count with their bytes; fonts and other files next to a
    style sheet with name, size and time of change.
    """
    parts = [repr(setup.settings), setup.head, _code()]
    parts += [f"{path} {code_digest([path])}" for path in setup.sheets]
    folders = {
        style_folder("pdf"),
        style_folder("fonts"),
        *(path.parent for path in setup.settings.custom),
    }
    for folder in sorted(folders):
        for path in sorted(folder.rglob("*")):
            state = path.stat()
            parts.append(f"{path} {state.st_size} {state.st_mtime_ns}")
    return digest("\n".join(parts).encode()).hex()


@functools.cache
def _code() -> str:
    package = Path(__file__).parents[1]
    return code_digest(package.rglob("*.py")) + "".join(map(version, _LIBRARIES))


__all__ = ["BookPdf", "build_book", "lay_out_ahead"]
