"""Who speaks what: a voice for each language, and for each script that a voice cannot read.

A voice that meets letters it does not know spells them out, one by one and in English: that never
happens unseen here.

Who reads which role, and how fast: from the settings of the front matter.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from msgspec import Struct, field

from publish.errors import MissingVoiceError
from publish.language.detection import language_of_letter
from publish.language.scripts import script_name, script_of
from publish.language.spoken.normalise import normalised
from publish.language.spoken.text import Span
from publish.model import NarrationSettings
from publish.narration.script import Role
from publish.narration.synthesis import Part, Voice
from publish.narration.voices.languages import (
    CLOSEST,
    SPELLED,
    reader_of,
    scripts_of,
)


class Casting(Struct):
    """The voices of one narration; ``warnings`` grows as spans are cast.

    ``language`` is what the article is in: the voice ``main`` speaks that, and its own.
    """

    voices: Sequence[Voice]
    main: Voice
    language: str = ""
    warnings: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, voices: Sequence[Voice], wanted: str, language: str) -> Casting:
        """The cast for an article in ``language``; ``wanted`` is the id of its voice, or empty.

        Raises :class:`MissingVoiceError` where there is no voice of that id.
        """
        cast = cls(voices, voices[0])
        cast.main = cast._wanted(wanted) if wanted else cast.voice_for(language, "")
        cast.language = language
        if wanted and _primary(cast.main.language) not in (_primary(language), "und"):
            cast._warn(
                f"The voice {cast.main.id} speaks {cast.main.language}, and the article is in "
                f"{language}."
            )
        return cast

    def _wanted(self, name: str) -> Voice:
        """The voice of that id, or of that file."""
        for voice in self.voices:
            if voice.matches(name):
                return voice
        names = {voice.id.lower(): voice.id for voice in self.voices}
        near = [names[other] for other in difflib.get_close_matches(name.lower(), names, 3)]
        hint = f"Did you mean {' or '.join(near)}? " if near else ""
        if name.lower().startswith("piper:"):
            hint += "PUBLISH_VOICES names the folders where voices of Piper are. "
        raise MissingVoiceError(name, f"{hint}`publish voices` lists those at hand.")

    def voice_for(self, language: str, text: str) -> Voice:
        """The voice that speaks ``language`` (BCP 47), or comes closest, with a warning then.

        The article's own voice speaks all regions of its language.  ``text`` tells the script
        where the language has no voice and no relative.
        """
        by_id = {voice.id: voice for voice in self.voices}
        own = {_primary(self.main.language), _primary(self.language)}
        if self.language and _primary(language) in own:
            return self.main
        tag = language.lower()
        while tag:
            if found := by_id.get(SPELLED.get(tag, tag)):
                return found
            tag = tag.rpartition("-")[0]
        scripts = [script for script in map(script_of, text) if script]
        reader = reader_of(scripts[0]) if scripts else ""
        name = CLOSEST.get(_primary(language)) or reader
        closest = by_id.get(name, self.main)
        if not scripts or scripts[0] not in scripts_of(closest):
            closest = by_id.get(reader, closest)
        self._warn(
            f"No voice speaks the language {language}: the voice {closest.id} ({closest.name}) "
            "speaks it instead."
        )
        return closest

    def cast(self, spans: Iterable[Span]) -> tuple[Part, ...]:
        """The parts of an utterance: their joined texts are the joined texts of ``spans``."""
        return tuple(part for span in spans for part in self._cast(span))

    def _cast(self, span: Span) -> list[Part]:
        voice = self.voice_for(span.language, span.text)
        if span.ipa or span.say:
            return [Part(span.text, voice, span.ipa, span.say)]
        return [
            Part(run, self._reader(voice, script, run) if script else voice)
            for run, script in runs(span.text, scripts_of(voice))
        ]

    def _reader(self, voice: Voice, script: str, text: str) -> Voice:
        """The voice for ``text`` in a ``script`` that ``voice`` cannot read."""
        name = reader_of(script)
        if script == "Cyrl":
            name = next(filter(None, map(language_of_letter, text)), name)
        found = next((other for other in self.voices if other.id == name), None)
        if script == "Latn" and found:
            # Names and brands in a text of another script are common, and read as English.
            return found
        if found is None:
            self._warn(
                f"No voice reads {script_name(script)} letters: {text.strip()!r} may not be heard."
            )
            return voice
        self._warn(
            f"{text.strip()!r} is in {script_name(script)} letters, which the voice {voice.id} "
            f"cannot read: the voice {found.id} speaks it. Say which language it is: "
            f"[{text.strip()}]{{lang=...}}."
        )
        return found

    def _warn(self, warning: str) -> None:
        if warning not in self.warnings:
            self.warnings.append(warning)


def runs(text: str, readable: frozenset[str]) -> list[tuple[str, str]]:
    """``text`` cut where a script that is not ``readable`` begins or ends.

    Each run with the script's name, or empty for what can be read; spaces and punctuation stay
    with what stands before them.  A letter that stands alone (Ω, α) is no word: a voice rightly
    says its name.
    """
    cut: list[tuple[str, str]] = []
    for char in text:
        script = script_of(char)
        kind = cut[-1][1] if cut and not script else "" if script in readable else script
        _join(cut, char, kind)
    out: list[tuple[str, str]] = []
    for run, script in cut:
        _join(out, run, script if sum(map(str.isalpha, run)) > 1 else "")
    return out


def _join(runs: list[tuple[str, str]], text: str, kind: str) -> None:
    """Put ``text`` at the end of ``runs``, into the last if that is of its ``kind``."""
    if runs and runs[-1][1] == kind:
        text = runs.pop()[0] + text
    runs.append((text, kind))


def _primary(language: str) -> str:
    return language.split("-")[0].lower()


#: Words a minute where the source does not say.
SPEED = 165


class Direction(Struct, frozen=True):
    """A cast and a speed (words a minute) for each role, and one for all other roles."""

    casting: Casting
    speed: int
    roles: dict[str, tuple[Casting, int]]

    @classmethod
    def of(cls, voices: Sequence[Voice], settings: NarrationSettings, language: str) -> Direction:
        """The direction of an article in ``language``.

        Raises :class:`MissingToolError` where a voice that is asked for is not there.
        """
        casting = Casting.of(voices, settings.voice, language)
        speed = settings.rate or SPEED
        roles = {
            own.role: (
                Casting.of(voices, own.voice, language) if own.voice else casting,
                own.rate or speed,
            )
            for own in settings.roles
        }
        return cls(casting, speed, roles)

    @property
    def main(self) -> Voice:
        """The voice of the narration; its sample rate is the narration's."""
        return self.casting.main

    @property
    def warnings(self) -> tuple[str, ...]:
        """What could not be cast as asked, so far."""
        casts = (self.casting, *(casting for casting, _ in self.roles.values()))
        return tuple(dict.fromkeys(warning for cast in casts for warning in cast.warnings))

    def parts_of(self, role: Role, spans: Iterable[Span]) -> tuple[tuple[Part, ...], int]:
        """The parts of an utterance in ``role``, and how fast they are spoken."""
        casting, speed = self.roles.get(role, (self.casting, self.speed))
        return casting.cast(normalised(spans)), speed
