"""What narration knows of a speech engine."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from publish.narration.timeline import Word


class Voice(Struct, frozen=True):
    """A voice that can be asked for: ``id`` in the front matter, ``language`` as BCP 47.

    ``name`` is for people, ``licence`` an SPDX expression or what else is known of it, ``handle``
    what the engine calls it, ``rate`` its sample rate in Hz.
    """

    id: str
    name: str
    language: str
    licence: str
    engine: str
    handle: str
    rate: int = 22_050

    def matches(self, wanted: str) -> bool:
        """Whether ``wanted`` is its id, or the path of its file."""
        if wanted.endswith(".onnx"):
            return str(Path(wanted).resolve()) == self.handle
        return wanted.lower() == self.id.lower()


class Part(Struct, frozen=True):
    """Words for one voice.

    ``ipa``, or else ``say``, is spoken in place of ``text`` where it is not empty.
    """

    text: str
    voice: Voice
    ipa: str = ""
    say: str = ""


class Speech(Struct, frozen=True):
    """The sound of some parts: ``pcm`` is signed 16-bit little-endian, mono, ``rate`` Hz.

    ``words`` point into the joined texts of the parts, and to samples of ``pcm``; silence before
    and after is cut off.  ``warnings`` say what could not be done as asked.
    """

    pcm: bytes
    rate: int
    words: tuple[Word, ...] = ()
    warnings: tuple[str, ...] = ()


def by_voice(parts: Sequence[Part]) -> list[tuple[Voice, list[Part]]]:
    """``parts`` in groups: neighbours with one voice are spoken in one go."""
    return [(voice, list(run)) for voice, run in groupby(parts, key=lambda part: part.voice)]


class Speaker(Protocol):
    """A speech engine.  The same parts give the same bytes, whatever was spoken before."""

    def speak(self, parts: Sequence[Part], speed: int) -> Speech:
        """Speak ``parts`` one after the other at ``speed`` words a minute."""
        ...
