"""The voices that can narrate; one small protocol, one module a speech engine."""

from __future__ import annotations

from collections.abc import Iterable

from publish.narration.voices.engines import Ensemble, every_voice, voices_for
from publish.narration.voices.voice import Part, Speaker, Speech, Voice

__all__ = ["Part", "Speaker", "Speech", "Voice", "every_voice", "speaker", "voices"]


def voices(wanted: Iterable[str] = ()) -> tuple[Voice, ...]:
    """The voices of the engine that is always there, and of those that the ids ``wanted`` name.

    Raises :class:`MissingToolError` where one of these engines is not installed.
    """
    return voices_for(wanted)


def speaker() -> Speaker:
    """All engines as one; only a worker process may call this (it may crash, and takes it along).

    Raises :class:`MissingToolError` where a library is not installed.
    """
    return Ensemble()
