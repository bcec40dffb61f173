"""Ogg Opus, page by page (RFC 3533, RFC 7845)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from typing import IO

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
    checksum = _crc(head + bytes(4) + rest)
    return head + struct.pack("<I", checksum) + rest


def _crc(data: bytes) -> int:
    """Ogg's CRC-32: zlib's polynomial, bits the other way round, begun and ended with zeros."""
    mirrored = zlib.crc32(data.translate(_MIRRORED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int.from_bytes(mirrored.to_bytes(4, "little").translate(_MIRRORED), "big")
