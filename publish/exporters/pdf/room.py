"""Room for the frames of deep calls, all of it at once.

CPython (3.11 and later; ``push_chunk`` in ``Python/pystate.c``) keeps the frames of calls in chunks
of 16 KB.  It asks the system for one when a call does not fit into the last, and gives it back when
that call ends.  Where the edge of a chunk comes to lie below a busy loop, and it does somewhere in
the depths of a layout, each turn costs two system calls and a page fault: a tenth of the time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

#: Values on the stack of one frame: with it, the next chunk has a megabyte, half of it free.
_VALUES = 70_000


def with_room(call: Callable[[], T]) -> T:
    """What ``call`` returns.  The frames of all that it calls are in one chunk."""
    return call()


with_room.__code__ = with_room.__code__.replace(co_stacksize=_VALUES)
