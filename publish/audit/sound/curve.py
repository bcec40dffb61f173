"""Measure the loudness of sound fifty times a second, and compare two sounds by it.

Encoders change every sample, but not the loudness over time.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from publish.errors import ToolError
from publish.readers import MalformedError
from publish.runtime import ffmpeg
from publish.runtime.pcm import HEAD, kind_of

#: Values a second.
STEPS = 50

#: The rate at which files are decoded, in Hz, and how much of one at a time, in s.
_RATE, _PIECE = 8_000, 1_800

#: The loudness below which sound is silent, as the mean of 16-bit samples (-72 dB).
SILENT = 8.0

#: A file is decoded for so many times the seconds that are expected, and these: a source that has
#: become shorter is audited, and a day of silence in a file of a megabyte isn't heard to its end.
_TIMES, _MORE = 2, 600

#: One of so many samples of the narration is measured.
_STRIDE = 4


class Curve(Struct, frozen=True):
    """Loudness over time: means of absolute 16-bit samples, and the length in ``seconds``."""

    values: Sequence[float]
    seconds: float

    def between(self, start: float, end: float) -> Sequence[float]:
        """Return the values from ``start`` to ``end`` (s)."""
        return self.values[max(0, round(start * STEPS)) : max(0, round(end * STEPS))]


def curve_of(pcm: Iterable[bytes], rate: int) -> Curve:
    """Measure mono 16-bit little-endian ``pcm`` at ``rate`` Hz."""
    values: list[float] = []
    step = rate // STEPS
    left = b""
    count = 0
    for piece in pcm:
        count += len(piece) // 2
        left += piece
        whole = len(left) // (2 * step) * 2 * step
        samples = _samples(left[:whole])
        left = left[whole:]
        for at in range(0, len(samples), step):
            some = samples[at : at + step : _STRIDE]
            values.append(sum(map(abs, some)) / len(some))
    return Curve(values, count / rate)


def curve_in(file: Path, expected: float) -> Curve:
    """Decode and measure a sound file in which about ``expected`` seconds are spoken.

    Raises:
        OSError: It can't be read.
        MalformedError: It is far longer, broken, or isn't a sound file, as a list of files isn't.
        MissingToolError: There is no ffmpeg.
    """
    values: list[float] = []
    seconds = 0.0
    most = round(_TIMES * expected + _MORE)
    with file.open("rb") as stream:
        kind = kind_of(stream.read(HEAD))
    if not kind:
        raise MalformedError("it isn't a sound file of a known type")
    source = ("-f", kind, "-i", f"file:{file}")
    while True:
        piece = min(_PIECE, most + 2 - round(seconds))
        options = ("-ss", str(seconds), "-t", str(piece)) if seconds else ("-t", str(piece))
        try:
            samples = _samples(ffmpeg.decode((*options, *source), _RATE))
        except ToolError as error:
            raise MalformedError(f"it is broken: {ffmpeg.reason_of(error)}") from error
        step = _RATE // STEPS
        for at in range(0, len(samples), step):
            some = samples[at : at + step : 2]
            values.append(sum(map(abs, some)) / len(some))
        seconds += len(samples) / _RATE
        if len(samples) < (piece - 1) * _RATE:
            return Curve(values, seconds)
        if seconds > most:
            raise MalformedError(
                f"its sound is longer than {most} s, and {expected:.0f} s are expected"
            )


def _samples(pcm: bytes) -> array[int]:
    samples = array("h", pcm[: len(pcm) // 2 * 2])
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def alike(expected: Sequence[float], actual: Curve, start: float) -> float:
    """Return the likeness of ``expected`` to ``actual`` from ``start`` (s) on, within 40 ms.

    Times in files are whole frames, and the steps of two curves don't begin at the same time.
    """
    at = round(start * STEPS)
    return max(
        likeness(expected, actual.values[max(0, at + shift) : max(0, at + shift + len(expected))])
        for shift in range(-2, 3)
    )


def likeness(one: Sequence[float], other: Sequence[float]) -> float:
    """Return the correlation of two curves (Pearson); 1 if one of them is constant."""
    count = min(len(one), len(other))
    one, other = one[:count], other[:count]
    if count < 2:
        return 1.0
    mean, other_mean = sum(one) / count, sum(other) / count
    spread = sum((a - mean) ** 2 for a in one) * sum((b - other_mean) ** 2 for b in other)
    if spread <= 0:
        return 1.0
    both = sum((a - mean) * (b - other_mean) for a, b in zip(one, other, strict=True))
    return float(both / spread**0.5)
