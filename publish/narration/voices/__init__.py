"""The voices that can narrate; one small protocol, one module a speech engine."""

from __future__ import annotations

from publish.narration.voices.voice import Part, Speaker, Speech, Voice

__all__ = ["Part", "Speaker", "Speech", "Voice", "speaker", "voices"]


def voices() -> tuple[Voice, ...]:
    """Every voice at hand, by id.  Raises :class:`MissingToolError` where no engine is."""
    from publish.narration.voices import catalogue

    return catalogue.espeak_voices()


def speaker() -> Speaker:
    """The engine itself; only a worker process may call this (it may crash, and takes it along).

    Raises :class:`MissingToolError` where the engine's library is not installed.
    """
    from publish.narration.voices.espeak import Espeak

    return Espeak()
