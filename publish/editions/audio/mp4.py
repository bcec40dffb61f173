"""The chapters of an MP4 file: a text track, a picture track, and Nero's list.

ffmpeg writes no picture track, and only the first 255 of Nero's list, so the boxes are written
here.  Sources: ISO/IEC 14496-12; QuickTime File Format, "Chapter Lists": the sound refers to the
text and the picture track (``tref`` of type ``chap``), and players show the sample that is due.
Nero's list (``chpl``) has no public text; all readers agree on it.

The boxes of an MP4 file: taken apart and put together (ISO/IEC 14496-12, 4.2).

Tracks of an MP4 file that hold one sample a chapter: its title, or its picture.

Sources: ISO/IEC 14496-12, 8.3 to 8.7; QuickTime File Format, "Text Sample Description" and "Video
Sample Description".
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import IO

from msgspec import Struct

from publish.editions.audio.chapter_marks import Mark
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


#: Tracks count in ms.
_TIMESCALE = 1000

#: In the movie, but not shown by itself: players take it for what refers to it.
_NOT_ENABLED = 2

#: No turn, no scale (ISO/IEC 14496-12, 8.2.2).
MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)

#: The text is UTF-8 (a text encoding modifier, as Core Media has it).
_UTF8 = box(b"encd", struct.pack(">I", 0x00000100))


class Track(Struct, frozen=True):
    """One sample a chapter; ``durations`` in ms.  Samples that are alike are stored once."""

    handler: bytes
    media_header: bytes
    description: bytes
    samples: tuple[bytes, ...]
    durations: tuple[int, ...]
    side: int = 0

    @property
    def data(self) -> bytes:
        return b"".join(dict.fromkeys(self.samples))

    def box(self, number: int, language: bytes, timescale: int, at: int) -> bytes:
        """The track as number ``number`` of a movie of ``timescale``.

        Its data stands at ``at`` in the file; ``language`` is packed (8.4.2).
        """
        total = sum(self.durations)
        return box(
            b"trak",
            full(
                b"tkhd",
                _NOT_ENABLED,
                struct.pack(">8xIII", number, 0, total * timescale // _TIMESCALE),
                struct.pack(">8xHHHH", 0, 0, 0, 0),
                MATRIX,
                struct.pack(">II", self.side << 16, self.side << 16),
            ),
            box(
                b"mdia",
                full(b"mdhd", 0, struct.pack(">8xII", _TIMESCALE, total), language, bytes(2)),
                full(b"hdlr", 0, bytes(4), self.handler, bytes(13)),
                box(b"minf", self.media_header, _HERE, self._table(at)),
            ),
        )

    def _table(self, at: int) -> bytes:
        """The sample table (8.5): each sample is a chunk of its own."""
        different = list(dict.fromkeys(self.samples))
        starts = accumulate((len(sample) for sample in different), initial=at)
        place = dict(zip(different, starts, strict=False))
        count = struct.pack(">I", len(self.samples))
        return box(
            b"stbl",
            full(b"stsd", 0, struct.pack(">I", 1), self.description),
            full(b"stts", 0, count, *(struct.pack(">II", 1, ms) for ms in self.durations)),
            full(b"stsc", 0, struct.pack(">IIII", 1, 1, 1, 1)),
            full(
                b"stsz",
                0,
                bytes(4),
                count,
                *(struct.pack(">I", len(sample)) for sample in self.samples),
            ),
            full(b"stco", 0, count, *(struct.pack(">I", place[one]) for one in self.samples)),
        )


#: The data is in this very file (8.7.2).
_HERE = box(b"dinf", full(b"dref", 0, struct.pack(">I", 1), full(b"url ", 1)))


def text_track(titles: Sequence[str], durations: Sequence[int]) -> Track:
    """The titles of the chapters."""
    texts = [title.encode()[:0xFFFF] for title in titles]
    return Track(
        handler=b"text",
        media_header=box(
            b"gmhd",
            full(b"gmin", 0, struct.pack(">HHHHhxx", 0x40, 0x8000, 0x8000, 0x8000, 0)),
            box(b"text", MATRIX),
        ),
        # Colours, font and justification are nobody's: the text is never drawn.
        description=box(b"text", struct.pack(">6xH", 1), bytes(43)),
        samples=tuple(struct.pack(">H", len(text)) + text + _UTF8 for text in texts),
        durations=tuple(durations),
    )


def picture_track(pictures: Sequence[bytes], durations: Sequence[int], side: int) -> Track:
    """The pictures of the chapters: JPEG, all of ``side`` pixels square."""
    return Track(
        handler=b"vide",
        media_header=full(b"vmhd", 1, bytes(8)),
        description=box(
            b"jpeg",
            struct.pack(">6xH16x", 1),
            struct.pack(">HHIIIH", side, side, 72 << 16, 72 << 16, 0, 1),
            bytes(32),  # the encoder's name
            struct.pack(">Hh", 24, -1),  # colours are true, there is no table of them
        ),
        samples=tuple(pictures),
        durations=tuple(durations),
        side=side,
    )


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
