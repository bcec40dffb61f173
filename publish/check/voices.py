"""Voices that the front matter asks for and that are not here."""

from __future__ import annotations

from collections.abc import Iterator

from publish.check.document_index import DocumentIndex
from publish.check.rule import Family, Rule, shortened
from publish.errors import Diagnostic, Severity

VOICE_MISSING = Rule(
    "voice-missing",
    Severity.WARNING,
    "The voices that the front matter names are on this machine.",
    "No audio edition could be made.",
    "See `publish voices`; PUBLISH_VOICES names the folders where voices of Piper are.",
    source="https://github.com/espeak-ng/espeak-ng/blob/master/docs/languages.md",
)


def find(index: DocumentIndex) -> Iterator[Diagnostic]:
    """Each voice that is missing."""
    options = index.article.metadata.narration
    wanted = [("narration.voice", options.voice)]
    wanted += [(f"narration.roles.{role.role}", role.voice) for role in options.roles]
    for field, voice in wanted:
        if voice and not index.environment.voice(voice):
            yield VOICE_MISSING.found(
                index.field(field), f"{field}: there is no voice “{shortened(voice)}” here."
            )


VOICES = Family("Voices", (VOICE_MISSING,), find)
