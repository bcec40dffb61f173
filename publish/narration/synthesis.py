"""Records of speech synthesis: requests to voices, and the resulting sound.

The engines are in :mod:`publish.narration.voices`, the cache of sounds in
:mod:`publish.narration.sounds`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from publish.runtime.cache import Cache

#: Bytes of one sample: signed 16-bit little-endian, one channel.
SAMPLE_BYTES = 2


class Word(Struct, frozen=True):
    """A spoken word: ``first`` and ``last`` are offsets into a text (end exclusive).

    ``start`` and ``end`` are samples.
    """

    first: int
    last: int
    start: int
    end: int


class Voice(Struct, frozen=True):
    """A voice: ``id`` is its name in the front matter, ``language`` a BCP 47 tag.

    ``name`` is for people, ``licence`` an SPDX expression or other words, ``handle`` the engine's
    name of the voice or the path of its file, ``rate`` its sample rate in Hz.  A ``slow`` voice
    speaks hardly faster than a person, on one core.
    """

    id: str
    name: str
    language: str
    licence: str
    engine: str
    handle: str
    rate: int = 22_050
    slow: bool = False

    def matches(self, wanted: str) -> bool:
        """Return whether ``wanted`` is the id of the voice, or the path of its file."""
        if wanted.endswith(".onnx"):
            return str(Path(wanted).resolve()) == self.handle
        return wanted.lower() == self.id.lower()


class Part(Struct, frozen=True):
    """Words for one voice.

    ``ipa``, or else ``say``, is spoken in place of ``text`` if it isn't empty.
    """

    text: str
    voice: Voice
    ipa: str = ""
    say: str = ""


class SynthesisRequest(Struct, frozen=True):
    """An utterance to speak: ``speed`` in words a minute, ``rate`` of the samples in Hz."""

    parts: tuple[Part, ...]
    speed: int
    rate: int

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.parts)

    @property
    def engine(self) -> str:
        """The name of the engine of the first voice."""
        return self.parts[0].voice.engine if self.parts else ""


class Recording(Struct, frozen=True):
    """A sound file to play instead of a voice, levelled to ``level`` dBFS, at ``rate`` Hz.

    ``words`` are the least and the greatest number of words that it can have; empty if it isn't
    speech.
    """

    path: Path
    level: float
    rate: int
    words: tuple[int, int] | tuple[()] = ()


class Speech(Struct, frozen=True):
    """The sound of some parts: ``pcm`` is signed 16-bit little-endian, mono, ``rate`` Hz.

    ``words`` refer to the joined texts of the parts, and to samples of ``pcm``; silence before
    and after is cut off.  ``warnings`` name words that could not be spoken as requested.
    """

    pcm: bytes
    rate: int
    words: tuple[Word, ...] = ()
    warnings: tuple[str, ...] = ()


class Timing(Struct, frozen=True):
    """The length of a sound in samples, and the times of its words."""

    samples: int
    words: tuple[Word, ...] = ()
    warnings: tuple[str, ...] = ()


class Sounds(Struct, frozen=True):
    """The sounds of a narration in ``cache``, and the request for each by its key."""

    cache: Cache
    requests: dict[str, SynthesisRequest | Recording]


class Speaker(Protocol):
    """A speech engine.  The same parts always give the same bytes."""

    def speak(self, parts: Sequence[Part], speed: int) -> Speech:
        """Speak ``parts`` one after the other at ``speed`` words a minute."""
        ...
