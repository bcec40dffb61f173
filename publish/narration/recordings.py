"""Decode recorded clips, correct what can be corrected, and match their level to the voice.

ffmpeg decodes them and converts channels and rate (with a low-pass filter); pydub measures, levels
and fades.  A recording without faults passes through levelling and fading only.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any
from warnings import catch_warnings, simplefilter

from publish.errors import Diagnostic, SourceError, ToolError
from publish.narration.inspection import Channel, Facts, facts_of
from publish.narration.synthesis import SAMPLE_BYTES, Recording, Speech
from publish.runtime.ffmpeg import reason_of
from publish.runtime.pcm import HEAD, decode, kind_of

#: The longest recording, in seconds; it is held in memory while it is levelled.
LONGEST = 30 * 60

#: In dBFS: the default loudness of recordings, the highest peak after levelling, and the level of
#: silence, which is left out when loudness is measured.
_USUAL, _PEAK, _SILENCE = -20.0, -1.0, -50.0

#: The loudness of the voice is measured on this many utterances.
SAMPLE = 5

#: In ms: the window in which loudness is measured, and the length of a fade.
_WINDOW, _FADE = 100, 10

#: A file is cut off if it lacks so many seconds of the length that its header says, and this part.
_LACKING, _LACKING_PART = 0.5, 0.02

#: An offset is removed if it is this part of the loudness: a smaller one changes it by 0.2 dB.
_OFFSET = 0.2

#: In dB: a channel that is so much softer than the other is empty, and one that cancels the other
#: leaves so little of it.  Both are far more than two microphones in a room differ.
_EMPTY, _CANCELLED = 30.0, 15.0

#: Silence is so many dB below the speech; at an end, more ms than the first are cut to the second.
#: A pause of more ms than the third is named.
_BELOW, _LONG, _KEPT, _GAP = 30.0, 1000, 300, 6000

#: Words a minute that people read aloud at: poems slowly, news fast.  Few words say little.
_SLOWEST, _FASTEST, _ENOUGH = 80, 280, 10

#: Clipped samples a second that are audible, the softest speech in dBFS, and the least rate in Hz
#: that has the consonants: telephones have 8,000.
_CLIPPED, _SOFTEST, _TELEPHONE = 10, -45.0, 16_000


def level_of(spoken: Sequence[bytes], rate: int) -> float:
    """Return the level for recordings in dBFS: that of the first ``spoken`` utterances (PCM)."""
    voice = b"".join(spoken[:SAMPLE])
    return loudness(_segment(voice, rate)) if voice else _USUAL


def speech_of(recording: Recording) -> Speech:
    """Return ``recording`` as sound at about its level; the warnings say what was wrong with it.

    It is softer if its peaks would be clipped otherwise.

    Raises:
        SourceError: It can't be decoded, is cut off, is silent, or is longer than :data:`LONGEST`.
        MissingToolError: ffmpeg isn't installed.
    """
    path, rate = recording.path, recording.rate
    try:
        with path.open("rb") as file:
            kind = kind_of(file.read(HEAD))
        if not kind:
            raise _unfit(path, "it is not a sound file of a known type", "Save it as WAV or MP3.")
        facts = facts_of(path, kind, LONGEST + 1)
        filters, warnings = _corrections(facts)
        raw = decode(path, kind, rate=rate, longest=LONGEST + 1, filters=filters)
        if not filters and _cancels(_segment(raw, rate), facts.channels):
            raw = decode(path, kind, rate=rate, longest=LONGEST + 1, filters=(_only(0),))
            warnings.append(
                "Its channels cancel each other, so only the first is used. Turn the polarity of "
                "one microphone round."
            )
    except OSError as error:
        raise _unfit(path, f"it cannot be read: {error.strerror}", "Check the path.") from error
    except ToolError as error:
        raise _unfit(path, f"it is broken: {reason_of(error)}", "Save it again.") from error
    seconds = len(raw) / SAMPLE_BYTES / rate
    if seconds > LONGEST:
        raise _unfit(path, f"it is longer than {LONGEST // 60} minutes", "Divide its section.")
    _refuse_cut(path, facts, seconds)
    segment = _segment(raw, rate)
    del raw  # a long recording is large
    windows = _windows(segment)
    own = _mean_level(windows)
    if own == -math.inf:
        what = f"it is silent, or nearly so (its peak is at {segment.max_dBFS:.0f} dBFS)"
        raise _unfit(path, what, "Record it again.")
    if recording.words:
        segment, trimmed = _trimmed(segment, windows, own - _BELOW)
        warnings += [*trimmed, *_uncorrected(recording.words, facts, own, len(segment) / 1000)]
    level = segment.apply_gain(min(recording.level - own, _PEAK - segment.max_dBFS)).raw_data
    return Speech(_faded(level, rate), rate, warnings=tuple(warnings))


def _corrections(facts: Facts) -> tuple[tuple[str, ...], list[str]]:
    """Return ffmpeg's filters that correct the sound, and warnings about what they correct."""
    used, filters, warnings = facts.channels, [], []
    loudest = max(used, key=lambda one: one.rms, default=None)
    if loudest and len(used) == 2 and min(one.rms for one in used) < loudest.rms / _times(_EMPTY):
        place = used.index(loudest)
        filters.append(_only(place))
        side = "left" if place else "right"
        warnings.append(f"Its {side} channel is empty, so only the other is used. Record in mono.")
        used = (loudest,)
    if used:
        offset = sum(one.offset for one in used) / len(used)
        if loudest and abs(offset) > _OFFSET * loudest.rms > 0:
            filters.append(f"dcshift={-offset:.6f}")
            warnings.append(
                f"It has a DC offset of {100 * abs(offset):.1f} %, which is removed. Check the "
                "microphone's cable and interface."
            )
        # Lossy codecs decode to peaks above full scale, which 16 bits would cut off.
        if loudest and (peak := max(one.peak for one in used)) > 0.01:
            filters.append(f"volume={-peak:.2f}dB")
    return tuple(filters), warnings


def _only(channel: int) -> str:
    return f"pan=mono|c0=c{channel}"


def _times(decibels: float) -> float:
    return float(10 ** (decibels / 20))


def _cancels(mixed: Any, channels: tuple[Channel, ...]) -> bool:
    """Return whether two channels leave hardly anything of each other when they are mixed."""
    if len(channels) != 2:
        return False
    softer = min(one.rms for one in channels) * mixed.max_possible_amplitude
    return bool(mixed.rms < softer / _times(_CANCELLED))


def _refuse_cut(path: Path, facts: Facts, seconds: float) -> None:
    """Raise :class:`SourceError` if the end of the file is missing."""
    lacking = facts.seconds - seconds
    if lacking > max(_LACKING, _LACKING_PART * facts.seconds) and seconds < LONGEST:
        what = (
            f"it ends after {seconds:.1f} s, and its header says {facts.seconds:.1f} s: the rest "
            "of the file is missing"
        )
    elif facts.cut:
        what = f"it breaks off after {seconds:.1f} s: the end of the file is missing"
    else:
        return
    raise _unfit(path, what, "Copy it again from where it was recorded, or export it again.")


def _trimmed(segment: Any, windows: list[float], silence: float) -> tuple[Any, list[str]]:
    """Return ``segment`` without long silence at its ends, and warnings about silence.

    ``silence`` is in dBFS; so are ``windows``.
    """
    loud = [place for place, level in enumerate(windows) if level > silence]
    begin, end = loud[0] * _WINDOW, min(len(segment), (loud[-1] + 1) * _WINDOW)
    warnings = []
    for where, length in (("beginning", begin), ("end", len(segment) - end)):
        if length > _LONG:
            warnings.append(
                f"It has {length / 1000:.1f} s of silence at its {where}, which is left out. Cut "
                "it there."
            )
    first = begin - _KEPT if begin > _LONG else 0
    last = end + _KEPT if len(segment) - end > _LONG else len(segment)
    trimmed = segment[first:last] if warnings else segment
    gap, place = max(
        ((after - before - 1) * _WINDOW, before)
        for before, after in pairwise((*loud, loud[-1] + 1))
    )
    if gap > _GAP:
        minutes, seconds = divmod(place * _WINDOW // 1000, 60)
        warnings.append(
            f"It has {gap / 1000:.1f} s of silence at {minutes}:{seconds:02d}, which is kept. "
            "Cut it if it isn't meant to be there."
        )
    return trimmed, warnings


def _uncorrected(words: tuple[int, int], facts: Facts, own: float, seconds: float) -> list[str]:
    """Return warnings about what can't be corrected; ``own`` is the loudness in dBFS."""
    found = []
    fewest, most = (round(60 * count / seconds) for count in words)
    if words[0] >= _ENOUGH and fewest > _FASTEST:
        found.append(
            f"It has {seconds:.1f} s for {words[0]} words, {fewest} words a minute: words may be "
            "missing from it. Compare it with the text."
        )
    elif words[1] >= _ENOUGH and most < _SLOWEST:
        found.append(
            f"It has {seconds:.1f} s for {words[1]} words, {most} words a minute: it may be that "
            "of another section, or play too slowly. Compare it with the text."
        )
    length = facts.seconds or seconds
    if any(one.clipped > _CLIPPED * length for one in facts.channels):
        found.append(
            "Its peaks are clipped, so it sounds distorted. Record it again at a lower level."
        )
    if own < _SOFTEST:
        found.append(
            f"It is very soft ({own:.0f} dBFS), so its noise is amplified by "
            f"{_USUAL - own:.0f} dB. Record it again at a higher level."
        )
    if 0 < facts.rate < _TELEPHONE:
        found.append(
            f"Its sample rate is {facts.rate:,} Hz, so it sounds like a telephone. Export it with "
            "44,100 Hz."
        )
    return found


def _faded(pcm: bytes, rate: int) -> bytes:
    """Return ``pcm`` with faded ends.  pydub gets only the ends, because it copies its input."""
    edge = rate * _FADE // 1000 * SAMPLE_BYTES
    if len(pcm) < 2 * edge:
        return pcm
    head = _segment(pcm[:edge], rate).fade_in(_FADE).raw_data
    tail = _segment(pcm[-edge:], rate).fade_out(_FADE).raw_data
    return b"".join((head, memoryview(pcm)[edge:-edge], tail))


def loudness(segment: Any) -> float:
    """Return the mean power of a pydub segment in dBFS, without pauses; -inf without sound."""
    return _mean_level(_windows(segment))


def _windows(segment: Any) -> list[float]:
    """Return the level of each window of a pydub segment in dBFS."""
    return [segment[start : start + _WINDOW].dBFS for start in range(0, len(segment), _WINDOW)]


def _mean_level(windows: list[float]) -> float:
    """Return the mean power of ``windows`` in dBFS, without those that are silent.

    In a soft recording silence is softer, too.
    """
    loudest = max(windows, default=-math.inf)
    if loudest <= _SILENCE:
        return -math.inf
    silence = min(_SILENCE, loudest - _BELOW)
    powers = [10 ** (level / 10) for level in windows if level > silence]
    return 10 * math.log10(sum(powers) / len(powers))


def _segment(pcm: bytes, rate: int) -> Any:
    """Return ``pcm`` (16-bit, mono) as an ``AudioSegment`` of pydub."""
    with catch_warnings():
        # pydub warns that the system has no ffmpeg, and that its code is for an older Python.
        simplefilter("ignore")
        from pydub import AudioSegment

    return AudioSegment(data=pcm, sample_width=SAMPLE_BYTES, frame_rate=rate, channels=1)


def _unfit(path: Path, what: str, fix: str) -> SourceError:
    return SourceError(
        Diagnostic(
            code="recording", message=f"The recording can't be used: {what}.", fix=fix, file=path
        )
    )
