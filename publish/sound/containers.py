"""Packets -> a file that plays: one writer a codec."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

from publish.sound.info_frame import info_frame
from publish.sound.ogg import RATE, write_ogg
from publish.tools import ffmpeg

#: Called with packets, how many samples they play, the rate in Hz, and where to write.
Write = Callable[[Iterator[bytes], int, int, Path], None]

#: What an encoder of AAC puts before the first sample.
_PRIMING = 1024


def write_mp3(packets: Iterator[bytes], samples: int, _rate: int, output: Path) -> None:
    """Frames after an Info frame, which is written last, when they are counted."""
    first = next(packets)
    count = size = 0
    with output.open("wb") as file:
        file.write(info_frame(first, 1, len(first), 0))
        for frame in chain([first], packets):
            size += file.write(frame)
            count += 1
        file.seek(0)
        file.write(info_frame(first, count, size, samples))


def write_aac(packets: Iterator[bytes], _samples: int, rate: int, output: Path) -> None:
    """An MP4 file, with an edit list that leaves out what the encoder put before."""
    ffmpeg.mux(packets, "aac", output, priming=_PRIMING / rate)


def write_opus(packets: Iterator[bytes], samples: int, rate: int, output: Path) -> None:
    """An Ogg file."""
    with output.open("wb") as file:
        write_ogg(packets, samples * RATE // rate, rate, file)


WRITERS: dict[str, Write] = {"mp3": write_mp3, "aac": write_aac, "opus": write_opus}
