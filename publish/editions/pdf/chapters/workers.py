"""Run the worker processes that lay out a book: WeasyPrint itself uses only one processor.

A short book is laid out in this process, since a worker would take as long to start.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from functools import cached_property
from typing import assert_never

from msgspec.structs import replace

from publish.editions.pdf.chapters.model import (
    Answer,
    Body,
    FontRequest,
    Fragment,
    LayoutPool,
    MarginRequest,
    PieceRequest,
    Request,
    Setup,
)
from publish.editions.pdf.chapters.split_points import Piece
from publish.editions.pdf.options import PdfSettings
from publish.editions.pdf.weasyprint_patches import (
    no_garbage_collection,
    require,
    with_preallocated_stack,
)
from publish.errors import ToolError
from publish.runtime.deadline import source_size
from publish.runtime.worker_pool import WorkerError, WorkerPool, serve, usable_cpus

#: How long a request may take: so many seconds, and one more for each so many characters.
PATIENCE, CHARACTERS_A_SECOND = 120.0, 2_000

#: The length of the pieces for which a worker is started: about 25 pages, which take as long as
#: three starts.
_WORTH_STARTING = 75_000

#: A worker collects garbage after so many pages; each takes half a megabyte until then.
_PAGES = 400


class ThisProcess(WorkerPool[Request, Answer]):
    """Answers each request at once, in this process."""

    def start_ahead(self) -> None:
        """Do nothing: WeasyPrint is loaded when there is something to lay out."""

    def submit(self, request: Request) -> Future[Answer]:
        future = Future[Answer]()
        try:
            with no_garbage_collection():
                future.set_result(with_preallocated_stack(lambda: self._function(request)))
        except Exception as error:  # the caller of Future.result() gets it
            future.set_exception(error)
        return future

    @cached_property
    def _function(self) -> Callable[[Request], Answer]:
        require()
        assert isinstance(self._setup, Setup)  # noqa: S101 - narrows the type
        return start(self._setup)


def layout_pool(pieces: Sequence[Piece]) -> LayoutPool:
    """Return a pool whose futures raise `ToolError` if a worker ends early or hangs."""
    kind = WorkerPool if _length(pieces) > _WORTH_STARTING else ThisProcess
    return kind(__name__, needed_for="PDF", timeout=_timeout, failed=_failed)


def pool_size(pieces: Sequence[Piece]) -> int:
    """Return the number of workers for ``pieces``: each but the first has enough to do."""
    return max(1, min(usable_cpus(), len(pieces), _length(pieces) // _WORTH_STARTING))


def _length(pieces: Iterable[Piece]) -> int:
    return sum(len(piece.content) + len(piece.after) for piece in pieces)


def _timeout(request: Request) -> float:
    match request:
        case PieceRequest(piece=piece):
            length = _length([piece])
        case MarginRequest(margins=margins):
            length = len(margins) * 1000
        case FontRequest(glyphs=glyphs):
            length = len(glyphs) * 100
        case _:
            assert_never(request)
    return PATIENCE + length / CHARACTERS_A_SECOND


def _failed(request: Request, error: Exception) -> Exception:
    if isinstance(error, WorkerError):
        return ToolError("The layout", f"{error}, {place_of(request)}")
    return error


def place_of(request: Request) -> str:
    """Return the part of the book that ``request`` is about, for a message."""
    match request:
        case PieceRequest(piece=piece):
            return f"at the chapter {piece.name!r}" if piece.name else "at the first pages"
        case MarginRequest(margins=margins):
            return f"at the margins of page {margins[0].number}"
        case FontRequest():
            return "at a font"
        case _:
            assert_never(request)


def start(setup: Setup) -> Callable[[Request], Answer]:
    """Return the function that answers a worker's requests for the book of ``setup``."""
    from weasyprint.urls import FatalURLFetchingError

    from publish.editions.pdf.chapters.typesetting import Typesetter
    from publish.editions.pdf.fetch import refused
    from publish.editions.pdf.weasyprint_log import strict, with_drawable

    typesetter = Typesetter(setup)
    size = source_size(setup.article.file) if setup.settings.custom else 0
    pages = 0

    def answer(request: Request) -> Answer:
        nonlocal pages, typesetter
        if pages > _PAGES:
            gc.collect()
            pages = 0

        def made(settings: PdfSettings) -> Answer:
            nonlocal typesetter
            if settings != typesetter.settings:
                typesetter = Typesetter(replace(setup, settings=settings))
            with strict(setup.article, settings.custom, size):
                return typesetter.answer(request)

        try:
            answered = with_drawable(typesetter.settings, made)
        except FatalURLFetchingError as reason:
            raise refused(setup.article, reason, setup.settings.custom) from reason
        result = answered.result
        pages += len(result.pages) if isinstance(result, Body) else 0
        pages += len(result.forms) if isinstance(result, Fragment) else 0
        return answered

    return answer


def _start_worker(setup: Setup) -> Callable[[Request], Answer]:
    function = start(setup)
    gc.freeze()
    return function


if __name__ == "__main__":
    gc.disable()
    with_preallocated_stack(lambda: serve(_start_worker, load=require))
