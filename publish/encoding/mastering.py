"""Mastering: how loud the editions are, and the proof of it.

A profile says what a listener or a shop expects.  The gain is one number for the whole narration,
so that the sound of a sentence does not depend on where it stands; a limiter catches the peaks.
Whether a profile holds is measured on the encoded file (:mod:`publish.encoding.mastering`).

What is heard: loudness, level, peak and silences of sound, as ffmpeg measures them.
"""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Iterable
from itertools import takewhile
from pathlib import Path

from msgspec import Struct

from publish.encoding.encoder import Mastering
from publish.errors import ToolError
from publish.model import MASTERING, Article
from publish.narration.sounds import pcm
from publish.narration.timeline import Narration
from publish.runtime import ffmpeg
from publish.runtime.cache import digest

#: EBU R 128, and the statistics of samples.
_LOUDNESS = "ebur128=peak={peak}:framelog=verbose"
_LEVELS = "astats=measure_perchannel=none:measure_overall=RMS_level+Noise_floor"

_INTEGRATED, _RMS = r"I:\s+(\S+) LUFS", r"RMS level dB: (\S+)"

#: The silences at the ends are looked for in so many seconds, and counted in samples a second.
_END, _RATE = 10, 44_100

#: Silence is what is softer than -60 dB, as a 16-bit sample.
_SILENT = 32


class Measurement(Struct, frozen=True):
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


def measured_in(file: Path) -> Measurement:
    """All about an encoded file, decoded.  Raises as :func:`loudness` does."""
    source = ("-i", f"file:{file}")
    said = ffmpeg.measure(f"{_LOUDNESS.format(peak='true')},{_LEVELS}", source)
    hours, minutes, seconds = re.findall(r"time=(\d+):(\d\d):(\d\d\.\d+)", said)[-1]
    return Measurement(
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


#: What is measured to set the gain: at most so many seconds, in pieces spread evenly.  A voice is
#: as loud at the end of a book as at its beginning.
_SAMPLE, _PIECE = 120, 5

#: The gain goes in steps of so many dB, so that a corrected sentence leaves all others as they are.
_STEP = 0.25

#: Where to begin: right for espeak-ng, within the reach of one correction for others.
_GUESS = 1.5

#: No correction is larger, in dB: what needs more is no speech.
_MOST = 20.0


class Profile(Struct, frozen=True, kw_only=True):
    """What an edition must measure; levels in dB relative to full scale, times in s.

    ``loudness`` is the integrated loudness of mono speech in LUFS (EBU R 128), ``rms`` the lowest
    and highest RMS level: one of the two is given.  ``peak`` is the highest true peak, ``limit``
    where the limiter holds samples, as a part of full scale: lossy codecs overshoot, Opus by
    1.5 dB.  ``floor`` is the loudest that silence may be; ``head`` and ``tail`` are the shortest
    and longest silence at the ends; ``longest`` is the most that one file may last, ``kbps`` the
    constant bit rate of MP3.
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
    kbps: int | None = None


PROFILES = {
    profile.name: profile
    for profile in (
        # What Apple Podcasts asks for: -16 LUFS for stereo, so -19 for one channel; true peak -1.
        Profile(name="podcast", loudness=-19.0, peak=-1.0, limit=0.68),
        # What ACX (Audible) asks for; others take it.
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

assert tuple(PROFILES) == MASTERING  # noqa: S101 - the front matter names the same


def profile_of(article: Article) -> Profile:
    """The profile that the article names, or a podcast's."""
    return PROFILES[article.metadata.narration.mastering or "podcast"]


def master(article: Article, narration: Narration) -> Mastering:
    """How loud ``narration`` is made: by the gain that was measured before, or is measured now.

    Raises :class:`MissingToolError` and :class:`ToolError`.
    """
    profile = profile_of(article)
    gain = gain_for(profile, narration) if narration.gain is None else narration.gain
    return Mastering(profile.name, _filter(profile, gain))


def _filter(profile: Profile, gain: float) -> str:
    """The audio filter of ffmpeg; without ``latency`` the limiter would shift the sound by 5 ms."""
    return (
        f"volume={gain:.2f}dB,"
        f"alimiter=limit={profile.limit}:attack=5:release=50:level=false:latency=true"
    )


def gain_for(profile: Profile, narration: Narration) -> float:
    """The gain in dB that brings ``narration`` to the middle of what ``profile`` asks for.

    It is measured once and kept in the cache.  Raises as :func:`master` does.
    """
    about = repr((profile, _STEP, _GUESS, _SAMPLE, _PIECE, ffmpeg.version(), narration.key))
    name = f"{digest(about.encode()).hex()}.gain"
    kept = narration.sounds.cache.get(name)
    if kept is not None:
        return float(kept)
    gain = fitting_gain(profile, narration, _GUESS)
    narration.sounds.cache.put(name, repr(gain).encode())
    return gain


def fitting_gain(
    profile: Profile, narration: Narration, guess: float, near: float | None = None
) -> float:
    """The gain in dB that is measured, ``guess`` where that comes as ``near`` as so many dB.

    The limiter takes a little of the gain away again, the more it has to do; so what is heard
    behind it is measured, and the gain corrected until it fits.  Raises as :func:`master` does.
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
            usual = 2 * _STEP  # there is much room
        else:
            off = (profile.loudness or 0.0) - loudness(sound, narration.rate, filters)
            usual = _STEP / 2
        if abs(off) <= (usual if near is None else near):
            break
        off = max(-_MOST, min(_MOST, off))  # of silence it is infinite
        gain += round(off / _STEP) * _STEP
    return gain


def _pieces(length: int, rate: int) -> list[tuple[int, int]]:
    """Where to listen, in samples: everything, or pieces spread evenly over ``length``."""
    most, piece = _SAMPLE * rate, _PIECE * rate
    if length <= most:
        return [(0, length)]
    count = most // piece
    return [
        (start, start + piece)
        for start in ((length - piece) * number // (count - 1) for number in range(count))
    ]
