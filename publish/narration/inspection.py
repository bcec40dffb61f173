"""Measure a recording as it is in its file, before it is decoded for the narration.

Sources: WAVE: Multimedia Programming Interface and Data Specifications 1.0, chapter 3; Ogg: RFC
3533, 6; the measurements are those of ffmpeg's filter ``astats``, the lengths those of mutagen.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from publish.runtime import ffmpeg
from publish.runtime.sound_tags import opened

#: What ``astats`` is to print of each channel.
_STATISTICS = "DC_offset+RMS_level+Peak_level+Peak_count+Flat_factor"
_PRINTED = re.compile(r"\] (DC offset|RMS level dB|Peak level dB|Peak count|Flat factor): (\S+)")

#: Peaks are clipped if they are this flat (the filter's measure: 0 for single samples), and above
#: this level in dBFS: those of soft sound are flat because 16 bits have few steps for it.
_FLAT, _LOW = 6.0, -30.0


class Channel(Struct, frozen=True):
    """``offset`` and ``rms`` are parts of full scale, ``rms`` is without the offset.

    ``peak`` is in dBFS; ``clipped`` is the number of samples that stand at a flat peak.
    """

    offset: float
    rms: float
    peak: float
    clipped: int


class Facts(Struct, frozen=True):
    """What a file says and holds: ``seconds`` is the length that it claims, 0 if it claims none.

    ``rate`` is in Hz, 0 if unknown.  ``cut`` says that its end is missing, whatever the length.
    """

    seconds: float
    rate: int
    channels: tuple[Channel, ...]
    cut: bool = False


def facts_of(path: Path, kind: str, longest: float) -> Facts:
    """Return what is known about the sound file ``path`` of ``kind``.

    The channels are measured for ``longest`` seconds at most.

    Raises:
        MissingToolError: ffmpeg isn't installed.
        ToolError: The file can't be decoded.
        OSError: The file can't be read.
    """
    seconds, rate = _wave_claim(path) if kind == "wav" else _claim(path)
    cut = kind == "ogg" and not _ends(path)
    filters = f"astats=measure_perchannel={_STATISTICS}:measure_overall=none"
    source = ("-nostdin", "-f", kind, "-t", str(longest), "-i", f"file:{path}")
    printed = ffmpeg.measure(filters, source, processor_seconds=ffmpeg.decoding_seconds(path))
    found = [(name, float(value)) for name, value in _PRINTED.findall(printed)]
    lines = _STATISTICS.count("+") + 1
    channels = [_channel(dict(found[at : at + lines])) for at in range(0, len(found), lines)]
    return Facts(seconds, rate, tuple(channels), cut)


def _channel(values: dict[str, float]) -> Channel:
    offset = values["DC offset"]
    power = 10 ** (values["RMS level dB"] / 10) - offset * offset
    flat = values["Flat factor"] > _FLAT and values["Peak level dB"] > _LOW
    return Channel(
        offset,
        math.sqrt(max(0.0, power)),
        values["Peak level dB"],
        int(values["Peak count"]) if flat else 0,
    )


def _claim(path: Path) -> tuple[float, int]:
    """Return the length in seconds and the rate in Hz that the header says; 0 for unknown."""
    from mutagen.mp3 import MP3, BitrateMode

    found = opened(path)
    if found is None:
        return 0.0, 0
    info = found.info
    guessed = isinstance(found, MP3) and info.bitrate_mode is BitrateMode.UNKNOWN
    return 0.0 if guessed else info.length, getattr(info, "sample_rate", 0)


#: Sizes from here on, and 0, are written by programs that don't know the size yet.
_UNKNOWN = 0xFFFF_F000

#: The bytes of a chunk that are read: all of a format, and of a list of tags.
_BEGINNING = 4096


def _wave_claim(path: Path) -> tuple[float, int]:
    """Return the length and the rate of a WAVE file as :func:`_claim` does."""
    a_second = rate = 0
    for name, size, content in _chunks(path):
        if name == b"fmt ":
            rate = int.from_bytes(content[4:8], "little")
            a_second = int.from_bytes(content[8:12], "little")
        elif name == b"data":
            known = a_second and size < _UNKNOWN
            return size / a_second if known else 0.0, rate
    return 0.0, rate


def _chunks(path: Path) -> Iterator[tuple[bytes, int, bytes]]:
    """Yield the name, the size and the beginning of the content of each chunk of a WAVE file."""
    with path.open("rb") as file:
        file.seek(12)
        while len(head := file.read(8)) == 8:
            size = int.from_bytes(head[4:], "little")
            content = file.read(min(size, _BEGINNING))
            yield head[:4], size, content
            file.seek(size - len(content) + size % 2, 1)


def artist_of(path: Path) -> str:
    """Return the artist in the tags of a sound file, or an empty string."""
    from mutagen.wave import WAVE

    found = opened(path, easy=True)
    tags = found or {}
    try:
        name = next((tags[key][0] for key in ("narrator", "artist", "TPE1") if key in tags), "")
        if not name and isinstance(found, WAVE):
            name = _info_artist(path)
    except OSError:
        return ""
    return " ".join(str(name).split())


def _info_artist(path: Path) -> str:
    """Return the artist (IART) in the list INFO of a WAVE file, or an empty string."""
    for name, _, content in _chunks(path):
        place = content.find(b"IART") if name == b"LIST" and content[:4] == b"INFO" else -1
        if place >= 0:
            size = int.from_bytes(content[place + 4 : place + 8], "little")
            text = content[place + 8 : place + 8 + size].partition(b"\0")[0]
            return text.decode("utf-8", "replace")
    return ""


def _ends(path: Path) -> bool:
    """Return whether the last page of an Ogg file is whole and marked as the last one."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - (1 << 17)))  # a page has at most 65,307 bytes
        tail = file.read()
    page = tail[tail.rfind(b"OggS") :]
    if len(page) < 27:
        return False
    last = page[5] & 4
    return bool(last) and len(page) >= 27 + page[26] + sum(page[27 : 27 + page[26]])
