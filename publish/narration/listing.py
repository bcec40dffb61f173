"""The voices at hand, as a list that a person can read."""

from __future__ import annotations

from msgspec import Struct

from publish.narration.voices import every_voice
from publish.narration.voices.catalogue import LICENCE
from publish.narration.voices.voice import Voice
from publish.words import FOLDER


class Listing(Struct, frozen=True):
    """``left_out`` are those that were not asked for outright."""

    voices: tuple[Voice, ...]
    left_out: tuple[Voice, ...] = ()


def listed(language: str = "", *, every: bool = False) -> Listing:
    """The voices that speak ``language``, or our own languages; with ``every``, all of them.

    ``en`` finds all regions, ``en-GB`` only that one (RFC 4647, 3.3.1), and the name of a language
    in English will do.  Voices of Piper are listed whatever they speak: somebody put them there.
    espeak-ng through the system is the same voice again, so only ``every`` has it.  Raises
    :class:`MissingToolError`.
    """
    known = every_voice()
    if language:
        wanted = language.strip().lower()
        known = tuple(voice for voice in known if _speaks(voice, wanted))
    if every:
        return Listing(known)
    ours = {file.stem for file in FOLDER.glob("*.toml")}
    shown = tuple(
        voice
        for voice in known
        if not (voice.engine == "system" and voice.licence == LICENCE)
        if language or voice.engine == "piper" or voice.language.split("-")[0] in ours
    )
    return Listing(shown, tuple(voice for voice in known if voice not in shown))


def _speaks(voice: Voice, wanted: str) -> bool:
    named = voice.engine == "espeak" and voice.name.lower().split(" (")[0] == wanted
    return named or f"{voice.language.lower()}-".startswith(f"{wanted}-")
