"""The processes that lay out pieces of a book: their pool, and what each of them runs.

WeasyPrint uses one processor, and a book has many chapters.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import assert_never

from publish.editions.pdf.chapters.model import (
    Answer,
    Body,
    FontOrder,
    Fragment,
    LayoutPool,
    MarginOrder,
    Order,
    PieceOrder,
    Setup,
)
from publish.editions.pdf.weasyprint_patches import require, with_preallocated_stack
from publish.errors import ToolError
from publish.runtime.worker_pool import WorkerError, WorkerPool, serve, usable_cpus

#: How long a piece may take: so many seconds, and one more for each so many characters.
PATIENCE, CHARACTERS_A_SECOND = 120.0, 2_000

#: A worker collects garbage after so many pages: each takes half a megabyte until then.
_PAGES = 400


def layout_pool() -> LayoutPool:
    """Return a pool whose futures raise :class:`ToolError` where a worker ends or hangs."""
    return WorkerPool(__name__, needed_for="PDF", timeout=_timeout, failed=_failed)


def pool_size(pieces: int) -> int:
    """Return how many workers ``pieces`` are worth."""
    return max(1, min(usable_cpus(), pieces))


def _timeout(order: Order) -> float:
    match order:
        case PieceOrder(piece=piece):
            length = len(piece.content) + len(piece.after)
        case MarginOrder(margins=margins):
            length = len(margins) * 1000
        case FontOrder(glyphs=glyphs):
            length = len(glyphs) * 100
        case _:
            assert_never(order)
    return PATIENCE + length / CHARACTERS_A_SECOND


def _failed(order: Order, error: Exception) -> Exception:
    if isinstance(error, WorkerError):
        return ToolError("The layout", f"{error}, {place_of(order)}")
    return error


def place_of(order: Order) -> str:
    """Return where in the book ``order`` is, for a message."""
    match order:
        case PieceOrder(piece=piece):
            return f"at the chapter {piece.name!r}" if piece.name else "at the first pages"
        case MarginOrder(margins=margins):
            return f"at the margins of page {margins[0].number}"
        case FontOrder():
            return "at a font"
        case _:
            assert_never(order)


def start(setup: Setup) -> Callable[[Order], Answer]:
    """Return the function that fulfils orders for the book of ``setup``, in a worker."""
    from weasyprint.urls import FatalURLFetchingError

    from publish.editions.pdf.chapters.typesetting import Typesetter
    from publish.editions.pdf.fetch import refused
    from publish.editions.pdf.weasyprint_log import strict

    typesetter = Typesetter(setup)
    gc.freeze()
    pages = 0

    def fulfil(order: Order) -> Answer:
        nonlocal pages
        if pages > _PAGES:
            gc.collect()
            pages = 0
        try:
            with strict(setup.article, setup.settings.custom):
                answer = typesetter.fulfil(order)
        except FatalURLFetchingError as reason:
            raise refused(setup.article, reason, setup.settings.custom) from reason
        made = answer.made
        pages += len(made.leaves) if isinstance(made, Body) else 0
        pages += len(made.forms) if isinstance(made, Fragment) else 0
        return answer

    return fulfil


if __name__ == "__main__":
    gc.disable()
    with_preallocated_stack(lambda: serve(start, load=require))
