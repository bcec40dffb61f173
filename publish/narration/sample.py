"""A few words in one voice, to hear what it is like."""

from __future__ import annotations

import wave
from collections.abc import Iterable
from pathlib import Path

from publish.errors import ToolError
from publish.narration.casting import Casting
from publish.narration.direction import SPEED
from publish.narration.script import Span
from publish.narration.timeline import SAMPLE_BYTES
from publish.narration.voices import speaker, voices
from publish.narration.voices.voice import Part, Speech, Voice
from publish.tools.child import Child
from publish.tools.write import atomic

#: How long a sample may take, in seconds.
PATIENCE = 60.0


def sample(text: str, wanted: str, language: str, output: Path) -> tuple[Voice, float]:
    """Write ``text``, spoken by the voice ``wanted``, as WAV; returns the voice and the seconds.

    Without ``wanted`` a voice of ``language`` speaks, as it would in an article; without both, an
    English one.  Raises :class:`MissingToolError`, :class:`ToolError`, :class:`OutputError`.
    """
    known = voices((wanted,))
    spoken = language or _language_of(wanted, known) or "en"
    casting = Casting.of(known, wanted, spoken)
    speech = _speak(casting.cast([Span(text, spoken)]))
    if not speech.pcm:
        raise ToolError(casting.main.engine, f"it says nothing for {text[:200]!r}")
    with atomic(output) as file, wave.open(str(file), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(SAMPLE_BYTES)
        sound.setframerate(speech.rate)
        sound.writeframes(speech.pcm)
    return casting.main, len(speech.pcm) / SAMPLE_BYTES / speech.rate


def _language_of(wanted: str, known: Iterable[Voice]) -> str:
    found = (v.language for v in known if wanted and v.matches(wanted))
    return next(found, "")


def _speak(parts: tuple[Part, ...]) -> Speech:
    """In a process of its own: an engine may crash or hang."""
    name = parts[0].voice.engine
    with Child(_spoken, parts) as child:
        if not child.ready(PATIENCE):
            raise ToolError(name, "it hung")
        try:
            return child.result()
        except RuntimeError as error:
            raise ToolError(name, str(error)) from error


def _spoken(parts: tuple[Part, ...]) -> Speech:
    return speaker().speak(parts, SPEED)
