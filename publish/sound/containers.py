"""Packets -> a file that plays: one writer a codec."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

from publish.sound.info_frame import info_frame
from publish.sound.ogg import RATE, write_ogg
from publish.tools import ffmpeg

#: Packets that follow each other: those of one stretch after those of another.
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
