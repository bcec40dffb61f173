"""Voices that the front matter asks for and that are not here."""

from __future__ import annotations

from collections.abc import Iterator

from publish.check.rule import Family, Rule, shortened
from publish.check.survey import Survey
from publish.errors import Problem, Severity

VOICE_MISSING = Rule(
    "voice-missing",
    Severity.WARNING,
    "The voices that the front matter names are on this machine.",
    "No audio edition could be made.",
    "See `publish voices`; PUBLISH_VOICES names the folders where voices of Piper are.",
    source="https://github.com/espeak-ng/espeak-ng/blob/master/docs/languages.md",
)


def find(survey: Survey) -> Iterator[Problem]:
    """Each voice that is missing."""
    wishes = survey.article.metadata.narration
    wanted = [("narration.voice", wishes.voice)]
    wanted += [(f"narration.roles.{role.role}", role.voice) for role in wishes.roles]
    for field, voice in wanted:
        if voice and not survey.equipment.voice(voice):
            yield VOICE_MISSING.found(
                survey.field(field), f"{field}: there is no voice “{shortened(voice)}” here."
            )


VOICES = Family("Voices", (VOICE_MISSING,), find)
