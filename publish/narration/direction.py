"""Who reads which role, and how fast: from the settings of the front matter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from publish.article import NarrationSettings
from publish.narration.casting import Casting
from publish.narration.normalise import normalised
from publish.narration.script import Role, Span
from publish.narration.voices.voice import Part, Voice

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

    def job(self, role: Role, spans: Iterable[Span]) -> tuple[tuple[Part, ...], int]:
        """The parts of an utterance in ``role``, and how fast they are spoken."""
        casting, speed = self.roles.get(role, (self.casting, self.speed))
        return casting.cast(normalised(spans)), speed
