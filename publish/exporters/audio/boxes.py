"""The boxes of an MP4 file: taken apart and put together (ISO/IEC 14496-12, 4.2)."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from typing import IO

from publish.errors import ToolError

Change = Callable[[bytes], bytes]


def box(kind: bytes, *parts: bytes) -> bytes:
    """A box of ``kind`` (four letters) that holds ``parts``."""
    data = b"".join(parts)
    return struct.pack(">I4s", len(data) + 8, kind) + data


def full(kind: bytes, flags: int, *parts: bytes) -> bytes:
    """A box with a version, which is 0, and flags."""
    return box(kind, struct.pack(">I", flags), *parts)


def boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The boxes in ``data``: kind and content of each."""
    at = 0
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        if not 8 <= size <= len(data) - at:
            raise _broken()
        yield kind, data[at + 8 : at + size]
        at += size


def boxes_in(file: IO[bytes]) -> dict[bytes, tuple[int, int]]:
    """The boxes at the top of ``file``: where each begins and its size in bytes, by kind."""
    found: dict[bytes, tuple[int, int]] = {}
    at = 0
    while len(head := file.read(16)) >= 8:
        size, kind = struct.unpack_from(">I4s", head)
        if size == 1:  # the size is so large that it follows in eight bytes
            (size,) = struct.unpack_from(">8xQ", head)
        if size < 8:
            raise _broken()
        found[kind] = (at, size)
        at += size
        file.seek(at)
    return found


def find(data: bytes, *path: bytes) -> bytes:
    """The content of the first box at ``path`` in ``data``.  Raises :class:`ToolError`."""
    for kind in path:
        data = next((content for name, content in boxes(data) if name == kind), b"")
        if not data:
            raise _broken()
    return data


def changed(data: bytes, path: tuple[bytes, ...], change: Change) -> bytes:
    """``data`` with the content of every box at ``path`` changed."""
    first, *rest = path
    inner = tuple(rest)
    return b"".join(
        box(kind, content)
        if kind != first
        else box(kind, changed(content, inner, change) if inner else change(content))
        for kind, content in boxes(data)
    )


def _broken() -> ToolError:
    return ToolError("ffmpeg", "it wrote an MP4 file that is not well formed")
