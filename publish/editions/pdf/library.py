"""Load WeasyPrint, which needs Pango, only when a PDF is made.

Room for the frames of deep calls, all of it at once.

CPython (3.11 and later; ``push_chunk`` in ``Python/pystate.c``) keeps the frames of calls in chunks
of 16 KB.  It asks the system for one when a call does not fit into the last, and gives it back when
that call ends.  Where the edge of a chunk comes to lie below a busy loop, and it does somewhere in
the depths of a layout, each turn costs two system calls and a page fault: a tenth of the time.
"""

from __future__ import annotations

import ctypes.util
import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from publish.errors import MissingToolError


def require() -> None:
    """Raise :class:`MissingToolError` unless WeasyPrint can be imported and finds Pango."""
    try:
        with _loader_alone():
            import weasyprint  # noqa: F401
    except OSError as error:  # cffi's word for a shared library that is not there
        fix = {
            "darwin": "Run: brew install pango",
            "win32": "Install MSYS2 and run in its shell: pacman -S mingw-w64-x86_64-pango",
        }.get(
            sys.platform,
            "Run: sudo apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
        )
        raise MissingToolError("Pango", "PDF", fix) from error


def _nowhere(name: str) -> str | None:  # noqa: ARG001 - called by name
    return None


@contextmanager
def _loader_alone() -> Iterator[None]:
    """Libraries are found by the system's loader, and by nothing else where that is enough.

    WeasyPrint 70 asks for each of its seven libraries by names of other systems first
    (``weasyprint/text/ffi.py``).  On Linux ``ctypes.util.find_library`` runs a compiler and a
    linker for each of them: half a second, and nothing that the loader does not find too, since
    all that it can say is a name that WeasyPrint tries as well.
    """
    known = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = _nowhere
    try:
        yield
    finally:
        ctypes.util.find_library = known


def pango_version() -> str:
    """The version of Pango, such as ``1.50.12``.  Raises :class:`MissingToolError`."""
    require()
    from weasyprint.text.ffi import pango

    version = int(pango.pango_version())  # 15012
    return f"{version // 10000}.{version // 100 % 100}.{version % 100}"


@contextmanager
def no_garbage_collection() -> Iterator[None]:
    """Boxes of a layout refer to each other to the end: looking for garbage among them costs time.

    The collector is as it was after the block.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


T = TypeVar("T")

#: Values on the stack of one frame: with it, the next chunk has a megabyte, half of it free.
_VALUES = 70_000


def with_room(call: Callable[[], T]) -> T:
    """What ``call`` returns.  The frames of all that it calls are in one chunk."""
    return call()


with_room.__code__ = with_room.__code__.replace(co_stacksize=_VALUES)
