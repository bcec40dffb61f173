"""Encoded sound as packets, each of which a decoder takes by itself; and back to streams."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from publish.errors import ToolError

#: Bit rates in kbit/s of MPEG-1 and MPEG-2 layer III, and sample rates in Hz of MPEG-1, by their
#: indices (ISO/IEC 11172-3, 2.4.2.3; 13818-3, 2.4.2.3).
_RATES_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_RATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_HERTZ = (44_100, 48_000, 32_000)


def mp3_packets(stream: bytes) -> list[bytes]:
    """The frames of an MP3 stream (CBR, mono, no tag).  Raises :class:`ToolError`."""
    found, place = [], 0
    while place + 4 <= len(stream):
        first = stream[place + 1]
        about = stream[place + 2]
        if stream[place] != 0xFF or first & 0xE6 != 0xE2 or about >> 4 in (0, 15):
            raise _torn("MP3")
        old = bool(first & 0x08)  # MPEG-1
        kbps = (_RATES_1 if old else _RATES_2)[about >> 4]
        hertz = _HERTZ[about >> 2 & 3] // (1 if old else 2)
        size = (144_000 if old else 72_000) * kbps // hertz + (about >> 1 & 1)
        found.append(stream[place : place + size])
        place += size
    return found


def aac_packets(stream: bytes) -> list[bytes]:
    """The frames of an ADTS stream with their headers (ISO/IEC 14496-3, 1.A.2.2).

    Raises :class:`ToolError`.
    """
    found, place = [], 0
    while place + 7 <= len(stream):
        if stream[place] != 0xFF or stream[place + 1] & 0xF6 != 0xF0:
            raise _torn("AAC")
        (size,) = struct.unpack_from(">I", stream, place + 2)
        size = size >> 5 & 0x1FFF
        found.append(stream[place : place + size])
        place += max(size, 7)
    return found


def ogg_packets(stream: bytes) -> list[bytes]:
    """The packets of sound of an Ogg Opus stream, its two headers left out (RFC 3533, 6).

    Raises :class:`ToolError`.
    """
    found: list[bytes] = []
    rest, place = b"", 0
    while place + 27 <= len(stream):
        if stream[place : place + 4] != b"OggS":
            raise _torn("Opus")
        count = stream[place + 26]
        sizes = stream[place + 27 : place + 27 + count]
        place += 27 + count
        for size in sizes:
            rest += stream[place : place + size]
            place += size
            if size < 255:
                found.append(rest)
                rest = b""
    return found[2:]


def packed(packets: Sequence[bytes]) -> bytes:
    """``packets`` as one piece: their number, their sizes, and themselves."""
    sizes = struct.pack(f">I{len(packets)}H", len(packets), *map(len, packets))
    return sizes + b"".join(packets)


def unpacked(piece: bytes, count: int) -> list[bytes]:
    """The first ``count`` packets of what :func:`packed` gave."""
    (total,) = struct.unpack_from(">I", piece)
    sizes = struct.unpack_from(f">{total}H", piece, 4)
    place, found = 4 + 2 * total, []
    for size in sizes[:count]:
        found.append(piece[place : place + size])
        place += size
    return found


def _torn(kind: str) -> ToolError:
    return ToolError("ffmpeg", f"what it wrote is no stream of {kind}")
