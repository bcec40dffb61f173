"""Packets -> a file that plays: one writer a codec.

The first frame of an MP3 file, which says how long it is and where its sound begins and ends.

It is silent itself.  Source: G. Bouvigne, "MP3 Info Tag, revision 1" (the LAME tag).

Ogg Opus, page by page (RFC 3533, RFC 7845).

Encoded sound as packets, each of which a decoder takes by itself; and back to streams.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import IO

from publish.errors import ToolError
from publish.runtime import ffmpeg

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


#: Packets a page: a second of sound, so that players find their place quickly.
_PACKETS = 50

#: Opus counts samples at so many Hz, whatever the rate of the sound (RFC 7845, 4).
RATE = 48_000

#: Samples of the shortest packet (2.5 ms).
STEP = 120

#: Digital silence for four steps, two, and one: a CELT frame with its silence flag set (RFC 6716,
#: 3.1 and 4.3).
_SILENCES = {4: b"\xf0\xff\xfe", 2: b"\xe8\xff\xfe", 1: b"\xe0\xff\xfe"}

#: What libopus needs before the first sample comes out (``opus_encoder_ctl`` OPUS_GET_LOOKAHEAD).
PRESKIP = 312

_FIRST, _LAST = 0x02, 0x04

_MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def write_ogg(packets: Iterable[bytes], samples: int, rate: int, file: IO[bytes]) -> None:
    """Write an Ogg file of mono Opus ``packets``; it plays ``samples`` samples (at 48 kHz).

    ``rate`` in Hz is that of the sound before it was encoded.  The comments are empty.
    """
    head = struct.pack("<8sBBHIhB", b"OpusHead", 1, 1, PRESKIP, rate, 0, 0)
    vendor = b"publish"
    tags = struct.pack("<8sI7sI", b"OpusTags", len(vendor), vendor, 0)
    file.write(_page([head], 0, 0, _FIRST))
    file.write(_page([tags], 0, 1, 0))
    page: list[bytes] = []
    number, position = 2, 0
    for packet in packets:
        if len(page) == _PACKETS:
            file.write(_page(page, position, number, 0))
            number, page = number + 1, []
        page.append(packet)
        position += _steps(packet) * STEP
    # The last position says where the sound ends (RFC 7845, 4.4).
    file.write(_page(page, PRESKIP + samples, number, _LAST))


def fill_opus(steps: int) -> list[bytes]:
    """Silent packets for ``steps`` times 2.5 ms, seven at most."""
    return [packet for size, packet in _SILENCES.items() if steps & size]


def _steps(packet: bytes) -> int:
    """How many steps ``packet`` of one frame plays, by its first byte (RFC 6716, 3.1)."""
    config = packet[0] >> 3
    if config < 12:  # SILK
        return (4, 8, 16, 24)[config % 4]
    return (4, 8)[config % 2] if config < 16 else (1, 2, 4, 8)[config % 4]


def _page(packets: list[bytes], position: int, number: int, kind: int) -> bytes:
    """A page of whole packets.  The checksum is counted with its own field at zero."""
    sizes = b"".join(b"\xff" * (len(one) // 255) + bytes([len(one) % 255]) for one in packets)
    serial = 1
    head = struct.pack("<4sBBqII", b"OggS", 0, kind, position, serial, number)
    rest = bytes([len(sizes)]) + sizes + b"".join(packets)
    checksum = _crc_ogg(head + bytes(4) + rest)
    return head + struct.pack("<I", checksum) + rest


def _crc_ogg(data: bytes) -> int:
    """Ogg's CRC-32: zlib's polynomial, bits the other way round, begun and ended with zeros."""
    mirrored = zlib.crc32(data.translate(_MIRRORED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int.from_bytes(mirrored.to_bytes(4, "little").translate(_MIRRORED), "big")


#: Packets that follow each other: those of one segment after those of another.
Runs = Iterator[list[bytes]]

#: Called with packets, how many samples they play, the rate in Hz, and where to write.
Write = Callable[[Runs, int, int, Path], None]

#: What an encoder of AAC puts before the first sample.
_PRIMING = 1024


def write_mp3(runs: Runs, samples: int, _rate: int, output: Path) -> None:
    """Frames after an Info frame, which is written last, when they are counted."""
    begin = next(runs)
    first = begin[0]
    count = size = 0
    with output.open("wb") as file:
        file.write(info_frame(first, 1, len(first), 0))
        for run in chain([begin], runs):
            size += file.write(b"".join(run))
            count += len(run)
        file.seek(0)
        file.write(info_frame(first, count, size, samples))


def write_aac(runs: Runs, _samples: int, rate: int, output: Path) -> None:
    """An MP4 file, with an edit list that leaves out what the encoder put before."""
    ffmpeg.mux(map(b"".join, runs), "aac", output, priming=_PRIMING / rate)


def write_opus(runs: Runs, samples: int, rate: int, output: Path) -> None:
    """An Ogg file."""
    with output.open("wb") as file:
        write_ogg(chain.from_iterable(runs), samples * RATE // rate, rate, file)


WRITERS: dict[str, Write] = {"mp3": write_mp3, "aac": write_aac, "opus": write_opus}


#: Bit rates in kbit/s of MPEG-1 and MPEG-2 layer III, and sample rates in Hz of MPEG-1, by their
#: indices (ISO/IEC 11172-3, 2.4.2.3; 13818-3, 2.4.2.3).
_RATES_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_RATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_HERTZ_packets = (44_100, 48_000, 32_000)


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
        hertz = _HERTZ_packets[about >> 2 & 3] // (1 if old else 2)
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
