"""Read the tags of sound files, which may be strangers' data, with mutagen."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import IO, Any


@cache
def mutagen(module: str = "mutagen") -> Any:
    """Return a module of the library, which has no types; it reads tags of ID3 within limits.

    It skips compressed frames: a kilobyte of them unpacks to a megabyte, those in chapters to any
    size, and none of the usual programs writes them (ID3v2.4, 4.1.2).  It copies what follows for
    each frame and each value in one, so it refuses :data:`_MOST_FRAMES`, skips texts of more than
    :data:`_LONGEST`, and reads the first of frames that may stand there once.
    """
    frames: Any = import_module("mutagen.id3._frames")
    tags: Any = import_module("mutagen.id3._tags")
    frames.zlib = _Unpacker
    if tags.read_frames.__module__ == tags.__name__:
        tags.read_frames = partial(_read_frames, tags.read_frames)
        tags.ID3Tags._add = _add
        read_frame: Any = frames.Frame._fromData.__func__
        frames.Frame._fromData = classmethod(partial(_read_frame, read_frame))
    return import_module(module)


#: The frames of a tag, or of a chapter in it, that are refused; a long book has a thousand.
_MOST_FRAMES = 10_000


def _read_frames(read: Any, header: Any, data: bytes, known: Any) -> Any:
    """Return what ``read``, mutagen's own, finds in ``data``.

    Raises:
        MutagenError: The frames are too many.
    """
    if any(_has_most_frames(data, bits, header.version[1] == 2) for bits in (7, 8)):
        raise mutagen("mutagen.id3").error("its tag has too many frames")
    return read(header, data, known)


#: The bytes of a frame that is neither a picture nor a chapter.
_LONGEST = 1 << 16


def _read_frame(read: Any, kind: Any, header: Any, flags: int, data: bytes) -> Any:
    """Return what ``read``, mutagen's own, finds in the ``data`` of a frame."""
    id3 = mutagen("mutagen.id3")
    if len(data) > _LONGEST and not issubclass(kind, (id3.APIC, id3.CHAP, id3.CTOC)):
        raise mutagen("mutagen.id3._util").ID3JunkFrameError  # skips it
    return read(kind, header, flags, data)


def _has_most_frames(data: bytes, bits: int, is_old: bool) -> bool:
    """Return whether there are too many frames, if a byte of their sizes has ``bits``.

    ID3v2.4 has 7, which not all programs know (ID3v2.4, 6.2); ID3v2.2 (``is_old``) has short heads.
    """
    name, head = (3, 6) if is_old else (4, 10)
    start = 0
    for _ in range(_MOST_FRAMES):
        if start + head > len(data) or not any(data[start : start + name]):
            return False
        sizes = data[start + name : start + (6 if is_old else 8)]
        start += head + sum(size << bits * place for place, size in enumerate(reversed(sizes)))
    return True


def _add(tags: Any, frame: Any, strict: bool) -> None:
    """Add a frame as mutagen does, but join it with no earlier one, value by value."""
    frame = frame._upgrade_frame()
    if frame is not None and (strict or frame.HashKey not in tags):
        tags[frame.HashKey] = frame


class _Unpacker:
    """Stands for ``zlib`` in mutagen, which skips a frame after this error."""

    error = zlib.error

    @staticmethod
    def decompress(_data: bytes) -> bytes:
        raise zlib.error("compressed frames aren't read")


class BrokenSoundError(Exception):
    """A sound file can't be read; the message says why."""


@contextmanager
def reading() -> Iterator[None]:
    """Read a file with mutagen in this block, which passes on errors of Python for broken ones.

    Raises:
        BrokenSoundError: It can't read the file.
    """
    library = mutagen().MutagenError
    try:
        yield
    except (library, *_ERRORS) as error:
        why = str(error) if isinstance(error, library) else ""
        raise BrokenSoundError(why or "its tags are broken") from error


#: What mutagen raises besides, such as for sizes beyond the file; boxes of MP4 and chapters nest.
_ERRORS = (LookupError, ValueError, ArithmeticError, RecursionError, struct.error)


def opened(file: Path | IO[bytes], *, easy: bool = False) -> Any:
    """Return the file as mutagen reads it; ``None`` if it knows no such format, or it is broken."""
    with suppress(BrokenSoundError), reading():
        return mutagen().File(file, easy=easy)
    return None
