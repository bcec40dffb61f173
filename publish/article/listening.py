"""The wishes of an author for the audio edition."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct


class RoleVoice(Struct, frozen=True):
    """Who reads a role, and how fast (words a minute); empty and 0: as all others."""

    role: str
    voice: str = ""
    rate: int = 0


class ListeningProfile(Struct, frozen=True):
    """Which roles the narration leaves out, and where it reads the notes (empty: at the end)."""

    name: str
    skip: tuple[str, ...] = ()
    notes: str = ""


#: How an audio edition can be mastered.
MASTERING = ("podcast", "audiobook")

#: What is highlighted in the EPUB while it is spoken.
HIGHLIGHTS = ("sentence", "word")


class NarrationSettings(Struct, frozen=True):
    """The author's wishes for the audio edition; ``rate`` in words a minute, 0 for the default.

    ``lexicon_words`` are the spellings that the ``lexicon`` has entries for.
    ``roles`` are the names of roles with their own voice and rate.  ``recordings`` are the ids of
    sections with the sound files that are heard instead; ``intro``, ``outro`` and ``earcon`` (heard
    where a figure begins) are sound files too.  ``mastering`` is one of :data:`MASTERING`, or
    empty.
    ``url`` is the address of the folder where the sound files will be found, with a slash at its
    end, or empty.  ``profile`` names a listening profile, one of ``profiles`` or one that is known
    everywhere; empty: all is read.  ``highlight`` is one of :data:`HIGHLIGHTS`.
    """

    voice: str = ""
    rate: int = 0
    lexicon: Path | None = None
    lexicon_words: tuple[str, ...] = ()
    pronunciations: tuple[tuple[str, str], ...] = ()
    roles: tuple[RoleVoice, ...] = ()
    recordings: tuple[tuple[str, Path], ...] = ()
    intro: Path | None = None
    outro: Path | None = None
    earcon: Path | None = None
    mastering: str = ""
    url: str = ""
    profile: str = ""
    profiles: tuple[ListeningProfile, ...] = ()
    highlight: str = "sentence"
