"""A worker process: orders for pieces of a book come in, fragments of a PDF go out.

Started as ``python -m publish.editions.pdf.chapters.worker``.  The first message is a ``Setup``,
the others are orders; answers are an ``Answer`` or an exception.  Both ends are this program, so
pickles are safe here.
"""

from __future__ import annotations

import gc
import os
import sys
from typing import Any

from publish.editions.pdf.weasyprint_patches import with_preallocated_stack
from publish.narration.worker import receive, send

#: After so many pages what was laid out is cleared away: each takes half a megabyte until then.
_PAGES = 400


def main() -> None:
    """Answer orders until there are no more."""
    orders = sys.stdin.buffer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    gc.disable()
    try:
        from publish.editions.pdf.weasyprint_patches import require

        require()
        first: object = None
    except Exception as error:  # it answers the first order
        first = error
    try:
        setup: Any = receive(orders)
        with_preallocated_stack(lambda: _serve(orders, answers, setup, first))
    except EOFError:
        return


def _serve(orders: Any, answers: Any, setup: Any, trouble: object) -> None:
    from publish.editions.pdf.chapters.model import Body, Fragment

    if trouble is None:
        from weasyprint.urls import FatalURLFetchingError

        from publish.editions.pdf.chapters.typesetting import Typesetter
        from publish.editions.pdf.fetch import refused
        from publish.editions.pdf.weasyprint_log import strict

        typesetter = Typesetter(setup)
        gc.freeze()
    pages = 0
    while True:
        order: Any = receive(orders)
        if trouble is not None:
            send(answers, trouble)
            continue
        try:
            with strict(setup.article, setup.settings.custom):
                answer: Any = typesetter.fulfil(order)
            made = answer.made
            pages += len(made.leaves) if isinstance(made, Body) else 0
            pages += len(made.forms) if isinstance(made, Fragment) else 0
        except FatalURLFetchingError as reason:
            answer = refused(setup.article, reason, setup.settings.custom)
        except Exception as error:  # whatever it is, the parent decides
            answer = error
        send(answers, answer)
        if pages > _PAGES:
            gc.collect()
            pages = 0


if __name__ == "__main__":
    main()
