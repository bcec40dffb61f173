"""Read the tags of sound files, which may be strangers' data, with mutagen."""

from __future__ import annotations

import zlib
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import IO, Any


@cache
def mutagen(module: str = "mutagen") -> Any:
    """Return a module of the library, which has no types; it skips compressed frames of ID3.

    A kilobyte of them unpacks to a megabyte, those in chapters to any size, and none of the usual
    programs writes them (ID3v2.4, 4.1.2).
    """
    frames: Any = import_module("mutagen.id3._frames")
    frames.zlib = _Unpacker
    return import_module(module)


class _Unpacker:
    """Stands for ``zlib`` in mutagen, which skips a frame after this error."""

    error = zlib.error

    @staticmethod
    def decompress(_data: bytes) -> bytes:
        raise zlib.error("compressed frames aren't read")


def opened(file: Path | IO[bytes], *, easy: bool = False) -> Any:
    """Return the file as mutagen reads it; ``None`` if it knows no such format, or it is broken."""
    try:
        return mutagen().File(file, easy=easy)
    except (mutagen().MutagenError, RecursionError):  # boxes of MP4 and chapters may nest
        return None
