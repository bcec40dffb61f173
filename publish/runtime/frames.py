"""Frames of bytes on a pipe: a length (eight bytes, big endian) and that many bytes."""

from __future__ import annotations

import struct
from typing import IO

_LENGTH = struct.Struct(">Q")


def send_frame(stream: IO[bytes], content: bytes) -> None:
    """Write ``content`` to ``stream``, and flush it."""
    stream.write(_LENGTH.pack(len(content)))
    stream.write(content)
    stream.flush()


def receive_frame(stream: IO[bytes], most: int | None = None) -> bytes:
    """Return the content of the next frame, at most ``most`` bytes.

    Raises:
        EOFError: ``stream`` ends before or in it.
        OverflowError: It is longer.
    """
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    if most is not None and length > most:
        raise OverflowError
    content = stream.read(length)
    if len(content) < length:
        raise EOFError
    return content
