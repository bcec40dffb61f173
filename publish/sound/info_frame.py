"""The first frame of an MP3 file, which says how long it is and where its sound begins and ends.

It is silent itself.  Source: G. Bouvigne, "MP3 Info Tag, revision 1" (the LAME tag).
"""

from __future__ import annotations

import struct

#: What the encoder (LAME 3.100 and its kin) puts before the first sample; a decoder adds 529.
DELAY = 576

#: Rates of MPEG-1 in Hz by their index; those of MPEG-2 are half of them.  Samples of a frame, and
#: bytes of its side information for one channel, of MPEG-1 and MPEG-2 layer III.
_HERTZ = (44_100, 48_000, 32_000)
_FRAMES, _SIDE = (1152, 576), (17, 9)

#: Frames and bytes are given, with a table of places and a quality.
_ALL = 0x0F


def info_frame(first: bytes, frames: int, size: int, samples: int) -> bytes:
    """The frame for ``frames`` frames of ``size`` bytes that play ``samples`` samples.

    ``first`` is a frame of the sound (mono, MPEG-1 or MPEG-2, CBR), whose header it repeats.
    """
    second = not first[1] & 0x08  # MPEG-2
    frame = _FRAMES[second]
    rate = _HERTZ[first[2] >> 2 & 3] >> second
    header = bytes([first[0], first[1] | 1, first[2] & 0xFD, first[3]])  # no CRC, no padding byte
    length = len(first) - (first[2] >> 1 & 1)
    padding = frames * frame - DELAY - samples
    table = bytes(place * 256 // 100 for place in range(100))  # CBR: bytes are even in time
    whole = length + size
    tag = struct.pack(">4sIII", b"Info", _ALL, frames, whole) + table + struct.pack(">I", 50)
    lame = struct.pack(
        ">9sBBfHHBB3sBBHI",
        b"LAME3.100",
        0x01,  # revision 0, CBR
        0,  # no lowpass is named
        0.0,
        *(0, 0),  # no gains
        0,
        min(255, size * 8 * rate // max(1, frames * frame * 1000)),
        (DELAY << 12 | padding).to_bytes(3, "big"),
        *(0, 0, 0),
        whole,
    )
    body = header + bytes(_SIDE[second]) + tag + lame + bytes(2)  # no CRC of the sound
    return (body + struct.pack(">H", _crc(body))).ljust(length, b"\0")


def _crc(data: bytes) -> int:
    """CRC-16, polynomial 0x8005 mirrored, begun with zeros, over what stands before it."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc
