"""Tracks of an MP4 file that hold one sample a chapter: its title, or its picture.

Sources: ISO/IEC 14496-12, 8.3 to 8.7; QuickTime File Format, "Text Sample Description" and "Video
Sample Description".
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from itertools import accumulate

from msgspec import Struct

from publish.exporters.audio.boxes import box, full

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
