"""The worker process in which speech engines run: requests come in, sound goes to the cache.

The pool of :mod:`publish.runtime.worker_pool` starts it as a program.  An engine may crash on
strange input, and takes nothing but this process along.
"""

from __future__ import annotations

from collections.abc import Callable

from publish.narration import voices
from publish.narration.sounds import Order, Timing, heard, keep
from publish.runtime.cache import Cache
from publish.runtime.worker_pool import serve


def start(cache: Cache) -> Callable[[Order], Timing]:
    """Return the function that speaks a request into ``cache`` and returns its timing."""
    engines = voices.speaker()

    def speak(order: Order) -> Timing:
        return keep(cache, order.key, heard(order, engines.speak(order.parts, order.speed)))

    return speak


if __name__ == "__main__":
    serve(start)
