"""Split encoded streams into packets, and write packets as files.

A narration is encoded in segments (:mod:`publish.encoding.encoder`), so each stream is split into
packets, and the packets of all segments are joined.  Ogg pages are read and written by mutagen, MP4
by ffmpeg.  This module itself handles what no library does:

* The Info frame of MP3: mutagen and other tag libraries only read it.  ffmpeg writes one for sound
  that it encodes itself, but not for frames that it copies: it doesn't know their encoder delay, so
  players would not cut off the padding.
* The frames of an MP3 or ADTS stream: mutagen reads the first frames of a file for its length and
  rate, but doesn't return frames.  PyAV does, and brings a second ffmpeg of 30 MB.

Sources: ISO/IEC 11172-3 and 13818-3 (MP3); G. Bouvigne, "MP3 Info Tag, revision 1" (the LAME tag);
ISO/IEC 14496-3, 1.A.2.2 (ADTS); RFC 3533 (Ogg); RFC 7845 (Ogg Opus); RFC 6716 (Opus).
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import IO, Any

from publish.errors import ToolError
from publish.runtime import ffmpeg

#: The packets of a file: one list for each segment.
Runs = Iterator[list[bytes]]

#: Called with packets, the number of samples that they play, the rate in Hz, and the output file.
Write = Callable[[Runs, int, int, Path], None]

#: MPEG-1 layer III: sample rates in Hz by their index; those of MPEG-2 are half of them.  Bit rates
#: in kbit/s by their index, samples of a frame, and bytes of the side information of one channel,
#: of MPEG-1 and MPEG-2 (ISO/IEC 11172-3, 2.4.2.3; 13818-3, 2.4.2.3).
_HERTZ = (44_100, 48_000, 32_000)
_KBPS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KBPS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_FRAME_SAMPLES, _SIDE_BYTES = (1152, 576), (17, 9)

#: Samples that LAME 3.100 inserts before the sound.  A decoder adds 529.
_MP3_DELAY = 576

#: The Info frame has the number of frames and of bytes, a seek table, and a quality.
_ALL_FIELDS = 0x0F

#: Samples that an AAC encoder inserts before the sound.
_AAC_PRIMING = 1024

#: Opus counts samples at this rate in Hz, whatever the rate of the sound (RFC 7845, 4).
_OPUS_RATE = 48_000

#: Samples of the shortest Opus packet (2.5 ms).
_OPUS_STEP = 120

#: Samples that libopus inserts before the sound (OPUS_GET_LOOKAHEAD).
_OPUS_PRESKIP = 312

#: Digital silence for four steps, two, and one: a CELT frame with its silence flag set (RFC 6716,
#: 3.1 and 4.3).
_OPUS_SILENCES = {4: b"\xf0\xff\xfe", 2: b"\xe8\xff\xfe", 1: b"\xe0\xff\xfe"}

#: Packets in a page of Ogg: a second of sound, so that players seek quickly.
_PAGE_PACKETS = 50


def mp3_packets(stream: bytes) -> list[bytes]:
    """Return the frames of an MP3 stream (CBR, mono, no tag).

    Raises:
        ToolError: ``stream`` isn't such a stream.
    """
    found, place = [], 0
    while place + 4 <= len(stream):
        second, third = stream[place + 1], stream[place + 2]
        if stream[place] != 0xFF or second & 0xE6 != 0xE2 or third >> 4 in (0, 15):
            raise _not_a_stream("MP3")
        mpeg_1 = bool(second & 0x08)
        kbps = (_KBPS_1 if mpeg_1 else _KBPS_2)[third >> 4]
        hertz = _HERTZ[third >> 2 & 3] // (1 if mpeg_1 else 2)
        size = (144_000 if mpeg_1 else 72_000) * kbps // hertz + (third >> 1 & 1)
        found.append(stream[place : place + size])
        place += size
    return found


def aac_packets(stream: bytes) -> list[bytes]:
    """Return the frames of an ADTS stream with their headers.

    Raises:
        ToolError: ``stream`` isn't such a stream.
    """
    found, place = [], 0
    while place + 7 <= len(stream):
        if stream[place] != 0xFF or stream[place + 1] & 0xF6 != 0xF0:
            raise _not_a_stream("AAC")
        (size,) = struct.unpack_from(">I", stream, place + 2)
        size = size >> 5 & 0x1FFF
        found.append(stream[place : place + size])
        place += max(size, 7)
    return found


def opus_packets(stream: bytes) -> list[bytes]:
    """Return the packets of sound of an Ogg Opus stream, without its two headers.

    Raises:
        ToolError: ``stream`` isn't such a stream.
    """
    ogg = _mutagen_ogg()
    pages: list[Any] = []
    file = io.BytesIO(stream)
    try:
        while file.tell() < len(stream):
            pages.append(ogg.OggPage(file))
        packets: list[bytes] = ogg.OggPage.to_packets(pages)
    except (ogg.error, EOFError, ValueError) as error:
        raise _not_a_stream("Opus") from error
    return packets[2:]


def _not_a_stream(codec: str) -> ToolError:
    return ToolError("ffmpeg", f"its output isn't a valid {codec} stream")


def write_mp3(runs: Runs, samples: int, _rate: int, output: Path) -> None:
    """Write an Info frame and the frames; the Info frame is filled in last, from their number."""
    begin = next(runs)
    first = begin[0]
    count = size = 0
    with output.open("wb") as file:
        file.write(_info_frame(first, 1, len(first), 0))
        for run in chain([begin], runs):
            size += file.write(b"".join(run))
            count += len(run)
        file.seek(0)
        file.write(_info_frame(first, count, size, samples))


def _info_frame(first: bytes, frames: int, size: int, samples: int) -> bytes:
    """Return a silent frame that gives the length of the sound, its delay and its padding.

    The sound has ``frames`` frames of together ``size`` bytes, which play ``samples`` samples.
    ``first`` is a frame of it (mono, MPEG-1 or MPEG-2, CBR), whose header is repeated.
    """
    mpeg_2 = not first[1] & 0x08
    frame = _FRAME_SAMPLES[mpeg_2]
    rate = _HERTZ[first[2] >> 2 & 3] >> mpeg_2
    header = bytes([first[0], first[1] | 1, first[2] & 0xFD, first[3]])  # no CRC, no padding byte
    length = len(first) - (first[2] >> 1 & 1)
    padding = frames * frame - _MP3_DELAY - samples
    table = bytes(place * 256 // 100 for place in range(100))  # CBR: linear
    whole = length + size
    tag = struct.pack(">4sIII", b"Info", _ALL_FIELDS, frames, whole) + table + struct.pack(">I", 50)
    lame = struct.pack(
        ">9sBBfHHBB3sBBHI",
        b"LAME3.100",
        0x01,  # revision 0, CBR
        0,  # no lowpass is named
        0.0,
        *(0, 0),  # no gains
        0,
        min(255, size * 8 * rate // max(1, frames * frame * 1000)),
        (_MP3_DELAY << 12 | padding).to_bytes(3, "big"),
        *(0, 0, 0),
        whole,
    )
    body = header + bytes(_SIDE_BYTES[mpeg_2]) + tag + lame + bytes(2)  # no CRC of the sound
    return (body + struct.pack(">H", _crc16(body))).ljust(length, b"\0")


def _crc16(data: bytes) -> int:
    """Return the CRC-16 of ``data``: polynomial 0x8005 mirrored, initial value 0."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc


def write_aac(runs: Runs, _samples: int, rate: int, output: Path) -> None:
    """Write an MP4 file with an edit list that skips the encoder's priming samples."""
    ffmpeg.mux(map(b"".join, runs), output, priming=_AAC_PRIMING / rate)


def write_opus(runs: Runs, samples: int, rate: int, output: Path) -> None:
    """Write an Ogg file with empty comments."""
    with output.open("wb") as file:
        _write_ogg(chain.from_iterable(runs), samples * _OPUS_RATE // rate, rate, file)


def _write_ogg(packets: Iterable[bytes], samples: int, rate: int, file: IO[bytes]) -> None:
    """Write mono Opus ``packets`` that play ``samples`` samples (at 48 kHz).

    ``rate`` in Hz is that of the sound before it was encoded.
    """
    vendor = b"publish"
    head = struct.pack("<8sBBHIhB", b"OpusHead", 1, 1, _OPUS_PRESKIP, rate, 0, 0)
    tags = struct.pack("<8sI7sI", b"OpusTags", len(vendor), vendor, 0)
    file.write(_page([head], 0, 0))
    file.write(_page([tags], 0, 1))
    page: list[bytes] = []
    number, position = 2, 0
    for packet in packets:
        if len(page) == _PAGE_PACKETS:
            file.write(_page(page, position, number))
            number, page = number + 1, []
        page.append(packet)
        position += _steps(packet) * _OPUS_STEP
    # The position of the last page is the end of the sound (RFC 7845, 4.4).
    file.write(_page(page, _OPUS_PRESKIP + samples, number, last=True))


def _page(packets: list[bytes], position: int, number: int, *, last: bool = False) -> bytes:
    """Return an Ogg page of whole packets."""
    page = _mutagen_ogg().OggPage()
    page.packets, page.position, page.sequence, page.serial = packets, position, number, 1
    page.first, page.last = number == 0, last
    written: bytes = page.write()
    return written


def _steps(packet: bytes) -> int:
    """Return the number of steps that a packet of one frame plays (RFC 6716, 3.1)."""
    config = packet[0] >> 3
    if config < 12:  # SILK
        return (4, 8, 16, 24)[config % 4]
    return (4, 8)[config % 2] if config < 16 else (1, 2, 4, 8)[config % 4]


def silent_opus(steps: int) -> list[bytes]:
    """Return silent packets for ``steps`` times 2.5 ms, at most seven."""
    return [packet for size, packet in _OPUS_SILENCES.items() if steps & size]


def _mutagen_ogg() -> Any:
    """Return mutagen's module of Ogg pages, which has no types."""
    from mutagen import ogg

    return ogg


#: By the name of a codec: the function that splits its stream, and the one that writes its file.
SPLIT: dict[str, Callable[[bytes], list[bytes]]] = {
    "mp3": mp3_packets,
    "aac": aac_packets,
    "opus": opus_packets,
}
WRITE: dict[str, Write] = {"mp3": write_mp3, "aac": write_aac, "opus": write_opus}


def packed(packets: Sequence[bytes]) -> bytes:
    """Return ``packets`` as one piece for the cache: their number, their sizes, their bytes."""
    sizes = struct.pack(f">I{len(packets)}H", len(packets), *map(len, packets))
    return sizes + b"".join(packets)


def unpacked(piece: bytes, count: int) -> list[bytes]:
    """Return the first ``count`` packets of what :func:`packed` returned, none of anything else."""
    total = int.from_bytes(piece[:4], "big")
    place, found = 4 + 2 * total, list[bytes]()
    if len(piece) < place:
        return found
    sizes = struct.unpack_from(f">{total}H", piece, 4)
    if len(piece) != place + sum(sizes):
        return found
    for size in sizes[:count]:
        found.append(piece[place : place + size])
        place += size
    return found
