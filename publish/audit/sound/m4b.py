"""The chapters of an MP4 file: its text track, and the pictures of its picture track.

Sources: ISO/IEC 14496-12, 8.3 (tracks), 8.6.1 (times), 8.7 (samples); QuickTime File Format,
"Chapter Lists".
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from msgspec import Struct

from publish.audit.sound.marks import Mark

#: The largest description of a movie, and the largest sample, that are read, in bytes.
_LARGEST = 256 << 20


class _Track(Struct, frozen=True):
    """``samples`` are offset and size in the file, ``times`` their starts in ms."""

    number: int
    handler: bytes
    samples: tuple[tuple[int, int], ...]
    times: tuple[int, ...]
    chapters: tuple[int, ...]


def read_m4b(file: Path) -> tuple[Mark, ...]:
    """The samples of the text track that the sound refers to, with the picture due at each.

    Raises ``ValueError`` where it is no MP4 file.
    """
    with file.open("rb") as source:
        movie = _movie(source)
        tracks = [_track(content) for kind, content in _boxes(movie) if kind == b"trak"]
        wanted = {number for track in tracks for number in track.chapters}
        texts = [one for one in tracks if one.number in wanted and one.handler == b"text"]
        shown = [one for one in tracks if one.number in wanted and one.handler == b"vide"]
        pictures: dict[int, str] = {}
        for track in shown:
            for at, (place, size) in zip(track.times, track.samples, strict=True):
                data = _read(source, place, size)
                is_jpeg = data[:2] == b"\xff\xd8"
                pictures[at] = hashlib.sha256(data).hexdigest() if is_jpeg else ""
        marks = []
        for track in texts:
            for at, (place, size) in zip(track.times, track.samples, strict=True):
                data = _read(source, place, size)
                (length,) = struct.unpack_from(">H", data) if len(data) >= 2 else (0,)
                title = data[2 : 2 + length].decode("utf-8", "replace")
                marks.append(Mark(at, title, picture=pictures.get(at, "")))
    return tuple(marks)


def _read(source: IO[bytes], place: int, size: int) -> bytes:
    source.seek(place)
    return source.read(min(size, _LARGEST))


def _movie(source: IO[bytes]) -> bytes:
    """The content of the ``moov`` box."""
    at = 0
    while len(head := _read(source, at, 16)) >= 8:
        size, kind = struct.unpack_from(">I4s", head)
        start = 8
        if size == 1 and len(head) == 16:
            (size,), start = struct.unpack_from(">8xQ", head), 16
        if size < start:
            break
        if kind == b"moov":
            return _read(source, at + start, size - start)
        at += size
    raise ValueError("it is no MP4 file")


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        if not 8 <= size <= len(data) - at:
            raise ValueError("a box of it is broken")
        yield kind, data[at + 8 : at + size]
        at += size


def _find(data: bytes, *path: bytes) -> bytes:
    """The content of the first box at ``path``, or nothing."""
    for kind in path:
        data = next((content for name, content in _boxes(data) if name == kind), b"")
    return data


def _track(data: bytes) -> _Track:
    header, media = _find(data, b"tkhd"), _find(data, b"mdia")
    number = struct.unpack_from(">I", header, 20 if header[:1] == b"\x01" else 12)[0]
    handler = _find(media, b"hdlr")[8:12]
    referred = _find(data, b"tref", b"chap")
    chapters = struct.unpack(f">{len(referred) // 4}I", referred[: len(referred) // 4 * 4])
    if handler not in (b"text", b"vide"):
        return _Track(number, handler, (), (), chapters)
    scale = struct.unpack_from(">I", _find(media, b"mdhd"), 12)[0] or 1
    table = _find(media, b"minf", b"stbl")
    times, now = [], 0
    for count, delta in struct.iter_unpack(">II", _find(table, b"stts")[8:]):
        for _ in range(min(count, 100_000)):
            times.append(now * 1000 // scale)
            now += delta
    sizes = struct.unpack(f">{(len(box := _find(table, b'stsz')) - 12) // 4}I", box[12:])
    places = [place for (place,) in struct.iter_unpack(">I", _find(table, b"stco")[8:])]
    samples = tuple(zip(places, sizes, strict=False))
    return _Track(number, handler, samples, tuple(times[: len(samples)]), chapters)
