"""Decode recorded clips, and match their level to the voice.

ffmpeg decodes them and converts channels and rate (with a low-pass filter); pydub measures, levels
and fades.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from publish.errors import Diagnostic, SourceError, ToolError
from publish.narration.synthesis import SAMPLE_BYTES
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


def level_of(spoken: Sequence[bytes], rate: int) -> float:
    """Return the level for recordings in dBFS: that of the first ``spoken`` utterances (PCM)."""
    voice = b"".join(spoken[:SAMPLE])
    return loudness(_segment(voice, rate)) if voice else _USUAL


def pcm_of(path: Path, rate: int, level: float) -> bytes:
    """Return the recording ``path`` as PCM (16-bit, mono) at ``rate`` Hz and about ``level`` dBFS.

    It is softer if its peaks would be clipped otherwise.

    Raises:
        SourceError: It can't be decoded, is silent, or is longer than :data:`LONGEST`.
        MissingToolError: ffmpeg isn't installed.
    """
    try:
        with path.open("rb") as file:
            kind = kind_of(file.read(HEAD))
        if not kind:
            raise _unfit(path, "it is not a sound file of a known type", "Save it as WAV or MP3.")
        raw = decode(path, kind, rate=rate, longest=LONGEST + 1)
    except OSError as error:
        raise _unfit(path, f"it cannot be read: {error.strerror}", "Check the path.") from error
    except ToolError as error:
        detail = " ".join(error.detail.split())[-200:]
        raise _unfit(path, f"it is broken: {detail}", "Save it again.") from error
    if len(raw) > LONGEST * rate * SAMPLE_BYTES:
        minutes = LONGEST // 60
        raise _unfit(path, f"it is longer than {minutes} minutes", "Divide its section.")
    segment = _segment(raw, rate)
    del raw  # a long recording is large
    own = loudness(segment)
    if own == -math.inf:
        raise _unfit(path, "it is silent", "Record it again.")
    return _faded(segment.apply_gain(min(level - own, _PEAK - segment.max_dBFS)).raw_data, rate)


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
    silence = segment.max_possible_amplitude * 10 ** (_SILENCE / 20)
    powers = [
        rms * rms
        for start in range(0, len(segment), _WINDOW)
        if (rms := segment[start : start + _WINDOW].rms) > silence
    ]
    if not powers:
        return -math.inf
    mean = math.sqrt(sum(powers) / len(powers))
    return 20 * math.log10(mean / segment.max_possible_amplitude)


def _segment(pcm: bytes, rate: int) -> Any:
    """Return ``pcm`` (16-bit, mono) as an ``AudioSegment`` of pydub."""
    with warnings.catch_warnings():
        # pydub warns that the system has no ffmpeg, and that its code is for an older Python.
        warnings.simplefilter("ignore")
        from pydub import AudioSegment

    return AudioSegment(data=pcm, sample_width=SAMPLE_BYTES, frame_rate=rate, channels=1)


def _unfit(path: Path, what: str, fix: str) -> SourceError:
    return SourceError(
        Diagnostic(
            code="recording", message=f"The recording can't be used: {what}.", fix=fix, file=path
        )
    )
