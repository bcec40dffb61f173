"""What narration knows of a speech engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from publish.narration.timeline import Word


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice that can be asked for: ``id`` in the front matter, ``language`` as BCP 47.

    ``name`` is for people, ``licence`` an SPDX expression, ``handle`` what the engine calls it.
    """

    id: str
    name: str
    language: str
    licence: str
    engine: str
    handle: str


@dataclass(frozen=True, slots=True)
class Part:
    """Words for one voice.

    ``ipa``, or else ``say``, is spoken in place of ``text`` where it is not empty.
    """

    text: str
    voice: Voice
    ipa: str = ""
    say: str = ""


@dataclass(frozen=True, slots=True)
class Speech:
    """The sound of some parts: ``pcm`` is signed 16-bit little-endian, mono, ``rate`` Hz.

    ``words`` point into the joined texts of the parts, and to samples of ``pcm``; silence before
    and after is cut off.  ``warnings`` say what could not be done as asked.
    """

    pcm: bytes
    rate: int
    words: tuple[Word, ...] = ()
    warnings: tuple[str, ...] = ()


class Speaker(Protocol):
    """A speech engine.  The same parts give the same bytes, whatever was spoken before."""

    def speak(self, parts: Sequence[Part], speed: int) -> Speech:
        """Speak ``parts`` one after the other at ``speed`` words a minute."""
        ...
