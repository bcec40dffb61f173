"""Mastering: bring a narration to the level that listeners or shops expect, and measure it.

A profile has the targets.  The gain is one number for the whole narration, so that the sound of a
sentence doesn't depend on its place; a limiter reduces the peaks.  ffmpeg measures loudness, level,
peaks and silences: of a narration to find the gain, and of an encoded file to check it.
"""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Iterable
from itertools import takewhile
from pathlib import Path

from msgspec import Struct, json

from publish.encoding.encoder import Mastering
from publish.errors import ToolError
from publish.model import MASTERING, Article
from publish.narration.sounds import pcm
from publish.narration.timeline import Narration
from publish.runtime import ffmpeg
from publish.runtime.cache import digest

_GAIN = json.Decoder(float)

#: Filters of ffmpeg: loudness by EBU R 128, and statistics of samples.
_LOUDNESS = "ebur128=peak={peak}:framelog=verbose"
_LEVELS = "astats=measure_perchannel=none:measure_overall=RMS_level+Noise_floor"

_INTEGRATED = re.compile(r"I:\s+(\S+) LUFS")
_PEAK = re.compile(r"True peak:\s+Peak:\s+(\S+) dBFS")
_RMS, _FLOOR = re.compile(r"RMS level dB: (\S+)"), re.compile(r"Noise floor dB: (\S+)")

#: Silences at the ends are looked for within this many seconds, at this sample rate in Hz.
_END, _RATE = 10, 44_100

#: Samples up to this value (of 16 bits) are silence: -60 dB.
_SILENT = 32


class Measurement(Struct, frozen=True):
    """Integrated loudness in LUFS; RMS level, true peak and noise floor in dB (full scale: 0).

    Digital silence is ``-inf``.  ``head`` and ``tail`` are the silences at the ends (at most 10),
    ``length`` is that of the file, all in seconds.
    """

    loudness: float
    rms: float
    peak: float = 0.0
    floor: float = 0.0
    head: float = 0.0
    tail: float = 0.0
    length: float = 0.0


def loudness(pcm: bytes, rate: int, before: str) -> float:
    """Return the integrated loudness in LUFS of mono 16-bit ``pcm`` after the filter ``before``.

    Raises :class:`MissingToolError` and :class:`ToolError`.
    """
    printed = ffmpeg.measure(f"{before},{_LOUDNESS.format(peak='none')}", _raw(rate), pcm)
    return _number(printed, _INTEGRATED)


def rms(pcm: bytes, rate: int, before: str) -> float:
    """Return the RMS level in dB of mono 16-bit ``pcm`` after the filter ``before``.

    Raises as :func:`loudness` does.
    """
    return _number(ffmpeg.measure(f"{before},{_LEVELS}", _raw(rate), pcm), _RMS)


def measured_in(file: Path) -> Measurement:
    """Return the measurement of an encoded file.  Raises as :func:`loudness` does."""
    source = ("-i", f"file:{file}")
    printed = ffmpeg.measure(f"{_LOUDNESS.format(peak='true')},{_LEVELS}", source)
    hours, minutes, seconds = re.findall(r"time=(\d+):(\d\d):(\d\d\.\d+)", printed)[-1]
    return Measurement(
        loudness=_number(printed, _INTEGRATED),
        rms=_number(printed, _RMS),
        peak=_number(printed, _PEAK),
        floor=_number(printed, _FLOOR),
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
    """Return the length of the silence at the beginning of ``samples``, in seconds."""
    return sum(1 for _ in takewhile(lambda one: abs(one) <= _SILENT, samples)) / _RATE


def _number(printed: str, pattern: re.Pattern[str]) -> float:
    """Return the number in the last match of ``pattern`` in the output of ffmpeg."""
    found = pattern.findall(printed)
    if not found:
        raise ToolError("ffmpeg", f"its measurement has no result. {printed[-500:]}")
    return float(found[-1])


#: The gain is measured on at most 120 seconds, in pieces of 5 that are spread evenly.  A voice is
#: as loud at the end of a book as at its beginning.
_SAMPLE, _PIECE = 120, 5

#: The gain has steps of this many dB, so that a corrected sentence doesn't change all the others.
_STEP = 0.25

#: The first gain to try, in dB: right for espeak-ng, and one correction away for other voices.
_GUESS = 1.5

#: The largest correction in dB: sound that needs more is not speech.
_MOST = 20.0


class Profile(Struct, frozen=True, kw_only=True):
    """The targets of an edition; levels in dB relative to full scale, times in seconds.

    ``loudness`` is the integrated loudness of mono speech in LUFS (EBU R 128), ``rms`` the lowest
    and highest RMS level: one of the two is given.  ``peak`` is the highest true peak, ``limit``
    the limit for samples, as a part of full scale (lossy codecs overshoot, Opus by 1.5 dB).
    ``floor`` is the highest level of silence, ``head`` and ``tail`` are the shortest and longest
    silence at the ends, ``longest`` is the longest file, ``kbps`` the constant bit rate of MP3
    (0: the usual one).
    """

    name: str
    peak: float
    limit: float
    loudness: float | None = None
    rms: tuple[float, float] | None = None
    floor: float | None = None
    head: tuple[float, float] | None = None
    tail: tuple[float, float] | None = None
    longest: int | None = None
    kbps: int = 0


PROFILES = {
    profile.name: profile
    for profile in (
        # Apple Podcasts: -16 LUFS for stereo, so -19 for one channel; true peak -1 dB.
        Profile(name="podcast", loudness=-19.0, peak=-1.0, limit=0.68),
        # ACX (Audible); other shops accept it.
        Profile(
            name="audiobook",
            rms=(-23.0, -18.0),
            peak=-3.0,
            limit=0.66,
            floor=-60.0,
            head=(0.5, 1.0),
            tail=(1.0, 5.0),
            longest=120 * 60,
            kbps=192,
        ),
    )
}

assert tuple(PROFILES) == MASTERING  # noqa: S101 - the names that the front matter may use


def profile_of(article: Article) -> Profile:
    """Return the mastering profile that the article names, or that of podcasts."""
    return PROFILES[article.metadata.narration.mastering or "podcast"]


def master(article: Article, narration: Narration) -> Mastering:
    """Return the mastering of ``narration``; measure its gain if it isn't known.

    Raises:
        MissingToolError, ToolError: ffmpeg is missing or fails.
    """
    profile = profile_of(article)
    gain = gain_for(profile, narration) if narration.gain is None else narration.gain
    return Mastering(profile.name, _filter(profile, gain))


def _filter(profile: Profile, gain: float) -> str:
    """Return ffmpeg's audio filter; without ``latency`` the limiter would delay sound by 5 ms."""
    return (
        f"volume={gain:.2f}dB,"
        f"alimiter=limit={profile.limit}:attack=5:release=50:level=false:latency=true"
    )


def gain_for(profile: Profile, narration: Narration) -> float:
    """Return the gain in dB that brings ``narration`` to the middle of the targets of ``profile``.

    It is measured once and stored in the cache.  Raises as :func:`master` does.
    """
    about = repr((profile, _STEP, _GUESS, _SAMPLE, _PIECE, ffmpeg.version(), narration.key))
    name = f"{digest(about.encode()).hex()}.gain"
    kept = narration.sounds.cache.decoded(name, _GAIN)
    if kept is not None:
        return kept
    gain = fitting_gain(profile, narration, _GUESS)
    narration.sounds.cache.put(name, json.encode(gain))
    return gain


def fitting_gain(
    profile: Profile, narration: Narration, guess: float, near: float | None = None
) -> float:
    """Return the measured gain in dB for ``profile``, or ``guess`` if it fits to ``near`` dB.

    The limiter takes back some of the gain, so the sound is measured after the limiter, and the
    gain corrected until it fits.  Raises as :func:`master` does.
    """
    sound = b"".join(
        piece
        for start, end in _pieces(narration.length, narration.rate)
        for piece in pcm(narration, start, end)
    )
    gain = guess
    for _ in range(3):
        filters = _filter(profile, gain)
        if profile.rms:
            off = sum(profile.rms) / 2 - rms(sound, narration.rate, filters)
            usual = 2 * _STEP  # the range is wide
        else:
            off = (profile.loudness or 0.0) - loudness(sound, narration.rate, filters)
            usual = _STEP / 2
        if abs(off) <= (usual if near is None else near):
            break
        off = max(-_MOST, min(_MOST, off))  # silence is infinitely far off
        gain += round(off / _STEP) * _STEP
    return gain


def _pieces(length: int, rate: int) -> list[tuple[int, int]]:
    """Return the ranges to measure, in samples: all, or pieces spread evenly over ``length``."""
    most, piece = _SAMPLE * rate, _PIECE * rate
    if length <= most:
        return [(0, length)]
    count = most // piece
    return [
        (start, start + piece)
        for start in ((length - piece) * number // (count - 1) for number in range(count))
    ]
