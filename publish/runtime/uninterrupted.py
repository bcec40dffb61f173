"""Put off the signals that end a command, where an exception in a handler would do harm."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator, Sequence

#: The signals whose handlers raise, by their names: Windows lacks most of them.
_RAISING = ("SIGINT", "SIGTERM", "SIGHUP", "SIGPROF", "SIGUSR1")


@contextlib.contextmanager
def uninterrupted(names: Sequence[str] = _RAISING) -> Iterator[None]:
    """Block the signals with these ``names`` in this thread; they come when the block has ended.

    Processes that are started in the block have them blocked for good.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    found = {getattr(signal, name) for name in names if hasattr(signal, name)}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, found)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
