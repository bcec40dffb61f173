"""Voices that the front matter names and this machine lacks."""

from __future__ import annotations

from collections.abc import Iterator

from publish.check.document_index import DocumentIndex
from publish.check.rule import Family, Rule
from publish.errors import Diagnostic, Severity, shortened

VOICE_MISSING = Rule(
    "voice-missing",
    Severity.WARNING,
    "The voices that the front matter names are on this machine.",
    "No audio edition can be made.",
    "Choose from `publish voices`; PUBLISH_VOICES names the folders with voices of Piper.",
    source="https://github.com/espeak-ng/espeak-ng/blob/master/docs/languages.md",
)


def find(index: DocumentIndex) -> Iterator[Diagnostic]:
    """Find each voice that is missing."""
    options = index.article.metadata.narration
    for field, voice in options.voices.items():
        if not index.environment.voice(voice):
            yield VOICE_MISSING.found(
                index.field(field),
                f"{field}: The voice “{shortened(voice)}” isn't on this machine.",
            )


VOICES = Family("Voices", (VOICE_MISSING,), find)
