"""What is heard: loudness, level, peak and silences of sound, as ffmpeg measures them."""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Iterable
from itertools import takewhile
from pathlib import Path

from msgspec import Struct

from publish.errors import ToolError
from publish.tools import ffmpeg

#: EBU R 128, and the statistics of samples.
_LOUDNESS = "ebur128=peak={peak}:framelog=verbose"
_LEVELS = "astats=measure_perchannel=none:measure_overall=RMS_level+Noise_floor"

_INTEGRATED, _RMS = r"I:\s+(\S+) LUFS", r"RMS level dB: (\S+)"

#: The silences at the ends are looked for in so many seconds, and counted in samples a second.
_END, _RATE = 10, 44_100

#: Silence is what is softer than -60 dB, as a 16-bit sample.
_SILENT = 32


class Heard(Struct, frozen=True):
    """Integrated loudness in LUFS; RMS level, true peak and noise floor in dB (full scale: 0).

    Digital silence is ``-inf``.  ``head`` and ``tail`` are the silences at the ends (of 10 s that
    are looked at), ``length`` is all of it, in s.
    """

    loudness: float
    rms: float
    peak: float = 0.0
    floor: float = 0.0
    head: float = 0.0
    tail: float = 0.0
    length: float = 0.0


def loudness(pcm: bytes, rate: int, before: str) -> float:
    """Integrated loudness in LUFS of mono 16-bit ``pcm`` behind the filter ``before``.

    Raises :class:`MissingToolError` and :class:`ToolError`.
    """
    said = ffmpeg.measure(f"{before},{_LOUDNESS.format(peak='none')}", _raw(rate), pcm)
    return _number(said, _INTEGRATED)


def rms(pcm: bytes, rate: int, before: str) -> float:
    """RMS level in dB of mono 16-bit ``pcm`` behind the filter ``before``.

    Raises as :func:`loudness` does.
    """
    return _number(ffmpeg.measure(f"{before},{_LEVELS}", _raw(rate), pcm), _RMS)


def heard_in(file: Path) -> Heard:
    """All about an encoded file, decoded.  Raises as :func:`loudness` does."""
    source = ("-i", f"file:{file}")
    said = ffmpeg.measure(f"{_LOUDNESS.format(peak='true')},{_LEVELS}", source)
    hours, minutes, seconds = re.findall(r"time=(\d+):(\d\d):(\d\d\.\d+)", said)[-1]
    return Heard(
        loudness=_number(said, _INTEGRATED),
        rms=_number(said, _RMS),
        peak=_number(said, r"True peak:\s+Peak:\s+(\S+) dBFS"),
        floor=_number(said, r"Noise floor dB: (\S+)"),
        head=_silence(_decoded("-t", str(_END), *source)),
        tail=_silence(reversed(_decoded("-sseof", str(-_END), *source))),
        length=int(hours) * 3600 + int(minutes) * 60 + float(seconds),
    )


def _raw(rate: int) -> tuple[str, ...]:
    return ("-f", "s16le", "-ar", str(rate), "-ac", "1", "-i", "pipe:0")


def _decoded(*source: str) -> array[int]:
    samples = array("h", ffmpeg.decode(source, _RATE))
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def _silence(samples: Iterable[int]) -> float:
    """How long ``samples`` are silent at their beginning, in s."""
    return sum(1 for _ in takewhile(lambda one: abs(one) <= _SILENT, samples)) / _RATE


def _number(said: str, pattern: str) -> float:
    """The number that the last match of ``pattern`` holds."""
    found = re.findall(pattern, said)
    if not found:
        raise ToolError("ffmpeg", f"it measured nothing. {said[-500:]}")
    return float(found[-1])
