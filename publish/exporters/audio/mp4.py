"""The chapters of an MP4 file: a text track, a picture track, and Nero's list.

ffmpeg writes no picture track, and only the first 255 of Nero's list, so the boxes are written
here.  Sources: ISO/IEC 14496-12; QuickTime File Format, "Chapter Lists": the sound refers to the
text and the picture track (``tref`` of type ``chap``), and players show the sample that is due.
Nero's list (``chpl``) has no public text; all readers agree on it.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from publish.exporters.audio.boxes import box, boxes, boxes_in, changed, find
from publish.exporters.audio.marks import Mark
from publish.exporters.audio.mp4_tracks import Track, picture_track, text_track

#: Nero's list counts chapters, and the bytes of a title, in one byte.
MOST = 255

#: An audiobook; then all that may play it (ISO/IEC 14496-12, 4.3).
_BRANDS = (b"M4B ", bytes(4), b"M4B M4A mp42isom")


def write_chapters(
    sound: Path,
    output: Path,
    marks: Sequence[Mark],
    language: str,
    pictures: Sequence[bytes] = (),
    side: int = 0,
) -> None:
    """Write the MP4 ``sound`` (one track, with its metadata) as ``output`` with chapters.

    It plays as it comes: what it holds stands before the sound.  ``language`` is a code of three
    letters; ``pictures`` are none or one a chapter, JPEGs of ``side`` pixels square.  Raises
    :class:`ToolError` where ``sound`` is not well formed.
    """
    durations = [mark.end - mark.start for mark in marks]
    tracks = [text_track([mark.title for mark in marks], durations)]
    if pictures:
        tracks.append(picture_track(pictures, durations, side))
    with sound.open("rb") as source:
        found = boxes_in(source)
        start, size = found[b"moov"]
        source.seek(start + 8)
        movie = source.read(size - 8)
        at, length = found[b"mdat"]
        make = partial(_movie, movie, marks, tracks, _packed(language))
        opening = box(b"ftyp", *_BRANDS)
        data = box(b"mdat", *(track.data for track in tracks))
        # Where the data stands depends on the length of the movie, which is always the same.
        ours = len(opening) + len(make(0, 0))
        with output.open("wb") as file:
            file.write(opening + make(ours + 8, ours + len(data) - at) + data)
            source.seek(at)
            while length and (piece := source.read(min(length, 1 << 20))):
                length -= file.write(piece)


def _movie(
    movie: bytes,
    marks: Sequence[Mark],
    tracks: Sequence[Track],
    language: bytes,
    at: int,
    shift: int,
) -> bytes:
    """The movie with our tracks, whose data stands at ``at``; its own has moved by ``shift``."""
    header = find(movie, b"mvhd")
    (timescale,) = struct.unpack_from(">12xI", header)
    (number,) = struct.unpack(">I", header[-4:])  # the first that is free
    ours: list[bytes] = []
    for track in tracks:
        ours.append(track.box(number + len(ours), language, timescale, at))
        at += len(track.data)
    references = struct.pack(f">{len(ours)}I", *range(number, number + len(ours)))
    table = (b"trak", b"mdia", b"minf", b"stbl")
    movie = changed(movie, (*table, b"stco"), partial(_moved, "I", shift))
    movie = changed(movie, (*table, b"co64"), partial(_moved, "Q", shift))
    movie = changed(movie, (b"trak", b"mdia", b"mdhd"), lambda old: old[:-4] + language + old[-2:])
    movie = changed(movie, (b"trak",), lambda old: old + box(b"tref", box(b"chap", references)))
    movie = changed(movie, (b"mvhd",), lambda old: old[:-4] + struct.pack(">I", number + len(ours)))
    return box(b"moov", *_with_list(movie, marks, b"".join(ours)))


def _with_list(movie: bytes, marks: Sequence[Mark], tracks: bytes) -> list[bytes]:
    """The boxes of ``movie``, then ``tracks``, then the user data with Nero's list."""
    user = b"".join(content for kind, content in boxes(movie) if kind == b"udta")
    kept = [box(kind, content) for kind, content in boxes(movie) if kind != b"udta"]
    return [*kept, tracks, box(b"udta", user, _nero(marks))]


def _nero(marks: Sequence[Mark]) -> bytes:
    """Nero's list; where there are too many chapters, those at the top alone.

    Should even those be too many, every second of them (or third ...) is left.  Times are in units
    of 100 ns.
    """
    if len(marks) > MOST:
        marks = [mark for mark in marks if mark.top] or marks
        marks = marks[:: -(-len(marks) // MOST)]
    entries = b"".join(
        struct.pack(">QB", mark.start * 10_000, len(title)) + title
        for mark in marks
        for title in [_cut(mark.title)]
    )
    return box(b"chpl", struct.pack(">B3xIB", 1, 0, len(marks)), entries)


def _cut(title: str) -> bytes:
    """At most 255 bytes of UTF-8, no character in pieces."""
    return title.encode()[:MOST].decode(errors="ignore").encode()


def _moved(size: str, shift: int, table: bytes) -> bytes:
    """A table of offsets of chunks (8.7.5), each moved by ``shift``."""
    (count,) = struct.unpack_from(">4xI", table)
    offsets = struct.unpack_from(f">8x{count}{size}", table)
    return table[:8] + struct.pack(f">{count}{size}", *(one + shift for one in offsets))


def _packed(language: str) -> bytes:
    """Three letters in 15 bits (8.4.2)."""
    number = 0
    for letter in language:
        number = number << 5 | (ord(letter) - 0x60)
    return struct.pack(">H", number)
