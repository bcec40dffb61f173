"""Write chapters into an MP4 file: a text track, a picture track and Nero's list.

ffmpeg writes no picture track and only the first 255 entries of Nero's list, and mutagen writes no
chapters, so the atoms are written here.

Sources: ISO/IEC 14496-12, 4.2 (atoms, there called boxes) and 8.3 to 8.7 (tracks); QuickTime File
Format, "Chapter Lists" (the sound refers to the text and the picture track with a ``tref`` of type
``chap``), "Text Sample Description", "Video Sample Description".  Nero's list (``chpl``) has no
public specification; all readers agree on it.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import IO

from msgspec import Struct

from publish.errors import ToolError
from publish.sync.chapter_marks import ChapterMark

Change = Callable[[bytes], bytes]


def atom(kind: bytes, *parts: bytes) -> bytes:
    """Return an atom of ``kind`` (four letters) that holds ``parts``."""
    data = b"".join(parts)
    return struct.pack(">I4s", len(data) + 8, kind) + data


def full_atom(kind: bytes, flags: int, *parts: bytes) -> bytes:
    """Return an atom with a version, which is 0, and flags."""
    return atom(kind, struct.pack(">I", flags), *parts)


def atoms(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the kind and the content of each atom in ``data``.  Raises `ToolError`."""
    at = 0
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        if not 8 <= size <= len(data) - at:
            raise _broken()
        yield kind, data[at + 8 : at + size]
        at += size


def top_level_atoms(file: IO[bytes]) -> dict[bytes, tuple[int, int]]:
    """Return the offset and size in bytes of each atom at the top of ``file``, by kind."""
    found: dict[bytes, tuple[int, int]] = {}
    at = 0
    while len(head := file.read(16)) >= 8:
        size, kind = struct.unpack_from(">I4s", head)
        if size == 1:  # the size follows in eight bytes
            (size,) = struct.unpack_from(">8xQ", head)
        if size < 8:
            raise _broken()
        found[kind] = (at, size)
        at += size
        file.seek(at)
    return found


def find(data: bytes, *path: bytes) -> bytes:
    """Return the content of the first atom at ``path`` in ``data``.  Raises `ToolError`."""
    for kind in path:
        data = next((content for name, content in atoms(data) if name == kind), b"")
        if not data:
            raise _broken()
    return data


def changed(data: bytes, path: tuple[bytes, ...], change: Change) -> bytes:
    """Return ``data`` with ``change`` applied to the content of every atom at ``path``."""
    first, *rest = path
    inner = tuple(rest)
    return b"".join(
        atom(kind, content)
        if kind != first
        else atom(kind, changed(content, inner, change) if inner else change(content))
        for kind, content in atoms(data)
    )


def _broken() -> ToolError:
    return ToolError("ffmpeg", "it wrote an MP4 file that is not well formed")


#: The added tracks count time in ms.
_TIMESCALE = 1000

#: The track is used only through the reference of the sound track (ISO/IEC 14496-12, 8.3.2).
_NOT_ENABLED = 2

#: No rotation, no scaling (ISO/IEC 14496-12, 8.2.2).
MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)

#: The text is UTF-8 (a text encoding modifier, as Core Media has it).
_UTF8 = atom(b"encd", struct.pack(">I", 0x00000100))


class Track(Struct, frozen=True):
    """A track with one sample for each chapter; ``durations`` in ms.

    Equal samples are stored once.  ``side`` is the width and height of pictures in pixels.
    """

    handler: bytes
    media_header: bytes
    description: bytes
    samples: tuple[bytes, ...]
    durations: tuple[int, ...]
    side: int = 0

    @property
    def data(self) -> bytes:
        return b"".join(dict.fromkeys(self.samples))

    def atom(self, number: int, language: bytes, timescale: int, at: int) -> bytes:
        """Return the track as number ``number`` of a movie of ``timescale``.

        ``at`` is the offset of its data in the file; ``language`` is packed (8.4.2).
        """
        total = sum(self.durations)
        return atom(
            b"trak",
            full_atom(
                b"tkhd",
                _NOT_ENABLED,
                struct.pack(">8xIII", number, 0, total * timescale // _TIMESCALE),
                struct.pack(">8xHHHH", 0, 0, 0, 0),
                MATRIX,
                struct.pack(">II", self.side << 16, self.side << 16),
            ),
            atom(
                b"mdia",
                full_atom(b"mdhd", 0, struct.pack(">8xII", _TIMESCALE, total), language, bytes(2)),
                full_atom(b"hdlr", 0, bytes(4), self.handler, bytes(13)),
                atom(b"minf", self.media_header, _HERE, self._table(at)),
            ),
        )

    def _table(self, at: int) -> bytes:
        """Return the sample table (8.5), with one sample in each chunk."""
        distinct = list(dict.fromkeys(self.samples))
        starts = accumulate((len(sample) for sample in distinct), initial=at)
        place = dict(zip(distinct, starts, strict=False))
        count = struct.pack(">I", len(self.samples))
        return atom(
            b"stbl",
            full_atom(b"stsd", 0, struct.pack(">I", 1), self.description),
            full_atom(b"stts", 0, count, *(struct.pack(">II", 1, ms) for ms in self.durations)),
            full_atom(b"stsc", 0, struct.pack(">IIII", 1, 1, 1, 1)),
            full_atom(
                b"stsz",
                0,
                bytes(4),
                count,
                *(struct.pack(">I", len(sample)) for sample in self.samples),
            ),
            full_atom(b"stco", 0, count, *(struct.pack(">I", place[one]) for one in self.samples)),
        )


#: The data is in the same file (8.7.2).
_HERE = atom(b"dinf", full_atom(b"dref", 0, struct.pack(">I", 1), full_atom(b"url ", 1)))


def text_track(titles: Sequence[str], durations: Sequence[int]) -> Track:
    """Return the track with the titles of the chapters."""
    texts = [title.encode()[:0xFFFF] for title in titles]
    return Track(
        handler=b"text",
        media_header=atom(
            b"gmhd",
            full_atom(b"gmin", 0, struct.pack(">HHHHhxx", 0x40, 0x8000, 0x8000, 0x8000, 0)),
            atom(b"text", MATRIX),
        ),
        # Colours, font and justification are zero: the text is never drawn.
        description=atom(b"text", struct.pack(">6xH", 1), bytes(43)),
        samples=tuple(struct.pack(">H", len(text)) + text + _UTF8 for text in texts),
        durations=tuple(durations),
    )


def picture_track(pictures: Sequence[bytes], durations: Sequence[int], side: int) -> Track:
    """Return the track with the pictures of the chapters: JPEGs of ``side`` pixels square."""
    return Track(
        handler=b"vide",
        media_header=full_atom(b"vmhd", 1, bytes(8)),
        description=atom(
            b"jpeg",
            struct.pack(">6xH16x", 1),
            struct.pack(">HHIIIH", side, side, 72 << 16, 72 << 16, 0, 1),
            bytes(32),  # the encoder's name
            struct.pack(">Hh", 24, -1),  # 24 bits a pixel, no colour table
        ),
        samples=tuple(pictures),
        durations=tuple(durations),
        side=side,
    )


#: Nero's list counts its chapters in one byte, and the bytes of a title in another, whose highest
#: bit AntennaPod takes for a sign: it loses all chapters after a longer title.
MAX_NERO, MAX_NERO_TITLE = 255, 127

#: Brand and version, then the compatible brands (ISO/IEC 14496-12, 4.3).
_BRANDS = (b"M4B ", bytes(4), b"M4B M4A mp42isom")


def write_chapters(
    sound: Path,
    output: Path,
    marks: Sequence[ChapterMark],
    language: str,
    pictures: Sequence[bytes] = (),
    side: int = 0,
) -> None:
    """Write the MP4 ``sound`` (one track, with its metadata) as ``output`` with chapters.

    The index comes before the sound, so that the file can be streamed.  ``language`` is a code of
    three letters; ``pictures`` are empty or one for each chapter, JPEGs of ``side`` pixels square.

    Raises:
        ToolError: ``sound`` isn't well formed.
    """
    durations = [mark.end - mark.start for mark in marks]
    tracks = [text_track([mark.title for mark in marks], durations)]
    if pictures:
        tracks.append(picture_track(pictures, durations, side))
    with sound.open("rb") as source:
        found = top_level_atoms(source)
        start, size = found[b"moov"]
        source.seek(start + 8)
        movie = source.read(size - 8)
        at, length = found[b"mdat"]
        make = partial(_movie, movie, marks, tracks, _packed(language))
        opening = atom(b"ftyp", *_BRANDS)
        data = atom(b"mdat", *(track.data for track in tracks))
        # The offsets depend on the length of the movie, but the length doesn't depend on them.
        before = len(opening) + len(make(0, 0))
        with output.open("wb") as file:
            file.write(opening + make(before + 8, before + len(data) - at) + data)
            source.seek(at)
            while length and (piece := source.read(min(length, 1 << 20))):
                length -= file.write(piece)


def _movie(
    movie: bytes,
    marks: Sequence[ChapterMark],
    tracks: Sequence[Track],
    language: bytes,
    at: int,
    shift: int,
) -> bytes:
    """Return the movie with ``tracks`` added.

    Their data is at the offset ``at``; that of the sound has moved by ``shift`` bytes.
    """
    header = find(movie, b"mvhd")
    (timescale,) = struct.unpack_from(">12xI", header)
    (number,) = struct.unpack(">I", header[-4:])  # the next free track number
    added: list[bytes] = []
    for track in tracks:
        added.append(track.atom(number + len(added), language, timescale, at))
        at += len(track.data)
    references = struct.pack(f">{len(added)}I", *range(number, number + len(added)))
    table = (b"trak", b"mdia", b"minf", b"stbl")
    movie = changed(movie, (*table, b"stco"), partial(_moved, "I", shift))
    movie = changed(movie, (*table, b"co64"), partial(_moved, "Q", shift))
    movie = changed(movie, (b"trak", b"mdia", b"mdhd"), lambda old: old[:-4] + language + old[-2:])
    movie = changed(movie, (b"trak",), lambda old: old + atom(b"tref", atom(b"chap", references)))
    following = struct.pack(">I", number + len(added))
    movie = changed(movie, (b"mvhd",), lambda old: old[:-4] + following)
    return atom(b"moov", *_with_list(movie, marks, b"".join(added)))


def _with_list(movie: bytes, marks: Sequence[ChapterMark], tracks: bytes) -> list[bytes]:
    """Return the atoms of ``movie``, then ``tracks``, then the user data with Nero's list."""
    user = b"".join(content for kind, content in atoms(movie) if kind == b"udta")
    kept = [atom(kind, content) for kind, content in atoms(movie) if kind != b"udta"]
    return [*kept, tracks, atom(b"udta", user, _nero(marks))]


def _nero(marks: Sequence[ChapterMark]) -> bytes:
    """Return Nero's list; times are in units of 100 ns.

    If there are more than 255 chapters, it holds the listed ones, else those at the top, else every
    second (third, ...) of these.
    """
    if len(marks) > MAX_NERO:
        marks = [mark for mark in marks if mark.listed] or marks
    if len(marks) > MAX_NERO:
        marks = [mark for mark in marks if mark.top] or marks
        marks = marks[:: -(-len(marks) // MAX_NERO)]
    entries = b"".join(
        struct.pack(">QB", mark.start * 10_000, len(title)) + title
        for mark in marks
        for title in [_truncated(mark.title)]
    )
    return atom(b"chpl", struct.pack(">B3xIB", 1, 0, len(marks)), entries)


def _truncated(title: str) -> bytes:
    """Return ``title`` in UTF-8, truncated to 127 bytes between two characters."""
    return title.encode()[:MAX_NERO_TITLE].decode(errors="ignore").encode()


def _moved(size: str, shift: int, table: bytes) -> bytes:
    """Return a table of chunk offsets (8.7.5), each increased by ``shift``."""
    (count,) = struct.unpack_from(">4xI", table)
    offsets = struct.unpack_from(f">8x{count}{size}", table)
    return table[:8] + struct.pack(f">{count}{size}", *(one + shift for one in offsets))


def _packed(language: str) -> bytes:
    """Return a three-letter language code packed into 15 bits (8.4.2)."""
    number = 0
    for letter in language:
        number = number << 5 | (ord(letter) - 0x60)
    return struct.pack(">H", number)
