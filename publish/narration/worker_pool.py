"""Worker processes that speak while the next orders are still being written.

A worker that crashes, hangs, or says nothing or far too little takes nothing along: its utterance
is given to a fresh one, once; then it is named.  What others have spoken is in the cache.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from publish.errors import ToolError
from publish.narration.sounds import Order, Timing
from publish.runtime.cache import Cache
from publish.runtime.worker_pool import WorkerPool, usable_cpus

#: A process takes as long to start as it takes to speak so many utterances.
_REQUESTS_PER_WORKER = 24

#: How long one utterance may take: so many seconds, and one more for each so many characters.
PATIENCE, CHARACTERS_A_SECOND = 30.0, 200

#: How long one thread of this process may keep the others waiting, in seconds: the workers' must
#: be quick with their next order.
_SWITCH = 0.0005


@contextmanager
def speeches(
    orders: Iterable[Order], cache: Cache, workers: int | None = None
) -> Iterator[Iterator[Timing]]:
    """Speak ``orders`` into ``cache``; their timings, in that order.

    Use as a context manager: leaving it ends the ``workers`` (processes; ``None``: as many as
    pay).  Entering it takes all ``orders``; those that were taken are spoken meanwhile.  The
    iterator raises :class:`ToolError` with the words of an utterance that two processes
    failed at, :class:`MissingToolError` where the engine is not installed, and
    :class:`OutputError` where the cache cannot be written to.
    """
    switch = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH)
    pool = WorkerPool[Order, Timing](
        "publish.narration.voices.worker",
        needed_for="the audio edition",
        timeout=lambda order: PATIENCE + len(order.text) / CHARACTERS_A_SECOND,
        failed=_failed,
        attempts=2,
    )
    try:
        with pool:
            if workers:
                pool.begin(cache, workers)
            else:
                pool.begin(cache, usable_cpus(), _REQUESTS_PER_WORKER)
            begun = [pool.submit(order) for order in orders]
            yield (future.result() for future in begun)
    finally:
        sys.setswitchinterval(switch)


def _failed(order: Order, error: Exception) -> ToolError:
    engine = "espeak-ng" if order.engine == "espeak" else order.engine
    text = order.text if len(order.text) <= 200 else f"{order.text[:200]}…"
    return ToolError(engine, f"{error}, twice, at this sentence: {text!r}")
