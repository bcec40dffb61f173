"""List voices, and write a sample of one, for the command ``voices``."""

from __future__ import annotations

import re
import wave
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from publish.errors import ToolError
from publish.language.spoken.text import Span
from publish.language.tables import languages_with
from publish.language.words import role_word, words_for
from publish.model import NarrationSettings
from publish.narration.casting import SPEED, Casting
from publish.narration.lexicon import Lexicon
from publish.narration.synthesis import SAMPLE_BYTES, Part, Speech, Voice
from publish.narration.voices import ENGINES, every_voice, speaker, voices
from publish.narration.voices.espeak import LICENCE
from publish.runtime.atomic import atomic
from publish.runtime.background import BackgroundProcess

#: The time limit for a sample, in seconds.
PATIENCE = 60.0


def sample(
    text: str, wanted: str, language: str, output: Path, pronunciation: str = ""
) -> tuple[Voice, float]:
    """Write ``text``, spoken by the voice ``wanted``, as WAV; return the voice and the seconds.

    If ``wanted`` is empty, a voice of ``language`` speaks, as it would in an article; if both are,
    an English one.  ``pronunciation`` says how, as in the front matter.

    Raises:
        MissingToolError: The voice or its engine isn't installed.
        ToolError: The engine fails.
        OutputError: ``output`` can't be written.
    """
    known = voices((wanted,))
    spoken = language or _language_of(wanted, known) or "en"
    casting = Casting.of(known, wanted, spoken)
    given = ((text, pronunciation),) if pronunciation else ()
    spans = Lexicon.of(NarrationSettings(pronunciations=given)).apply([Span(text, spoken)])
    speech = _speak(casting.cast(spans))
    if not speech.pcm:
        raise ToolError(casting.main.engine, f"it says nothing for {text[:200]!r}")
    with atomic(output) as file, wave.open(str(file), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(SAMPLE_BYTES)
        sound.setframerate(speech.rate)
        sound.writeframes(speech.pcm)
    return casting.main, len(speech.pcm) / SAMPLE_BYTES / speech.rate


def samples(known: Iterable[Voice], text: str, folder: Path) -> Iterator[tuple[Path, float]]:
    """Write a sample of each voice into ``folder``; yield the file and its seconds.

    Each says ``text``, or if that is empty, that it is a synthetic voice, in its language if that
    has added words.  Raises as :func:`sample` does.
    """
    for voice in known:
        words = words_for(voice.language)
        said = text or f"{role_word('nrt', words)}: {words.synthetic_voice}."
        output = folder / f"{_NOT_IN_NAMES.sub('-', voice.id)}.wav"
        yield output, sample(said, voice.id, voice.language, output)[1]


#: Characters that a file name of some system can't have.
_NOT_IN_NAMES = re.compile(r"[^\w.-]+")


def _language_of(wanted: str, known: Iterable[Voice]) -> str:
    found = (v.language for v in known if wanted and v.matches(wanted))
    return next(found, "")


def _speak(parts: tuple[Part, ...]) -> Speech:
    """Speak in another process, because an engine may crash or hang."""
    name = parts[0].voice.engine
    with BackgroundProcess(_spoken, parts) as process:
        if not process.ready(PATIENCE):
            raise ToolError(name, "it hung")
        try:
            return process.result()
        except RuntimeError as error:
            raise ToolError(name, str(error)) from error


def _spoken(parts: tuple[Part, ...]) -> Speech:
    return speaker().speak(parts, SPEED)


#: The engines with natural voices.
_NATURAL = frozenset(name for name, engine in ENGINES.items() if engine.sound == "natural")


class Listing(Struct, frozen=True):
    """The voices to show; ``left_out`` are those that only ``--all`` shows."""

    voices: tuple[Voice, ...]
    left_out: tuple[Voice, ...] = ()


def listed(language: str = "", *, every: bool = False) -> Listing:
    """Return the voices that speak ``language``, or by default the languages with added words.

    Natural voices come first.  ``en`` finds all regions, ``en-GB`` only that one (RFC 4647, 3.3.1);
    the English name of a language is accepted too.  With ``every``, no voice is left out.
    Otherwise all natural voices are listed, and espeak-ng as a voice of the system is left out,
    since it is listed already.

    Raises:
        MissingToolError: espeak-ng isn't installed.
    """
    known: Sequence[Voice] = sorted(every_voice(), key=lambda one: one.engine not in _NATURAL)
    if language:
        wanted = language.strip().lower()
        known = tuple(voice for voice in known if _speaks(voice, wanted))
    if every:
        return Listing(tuple(known))
    ours = languages_with("words")
    shown = tuple(
        voice
        for voice in known
        if not (voice.engine == "system" and voice.licence == LICENCE)
        if language or voice.engine in _NATURAL or voice.language.split("-")[0] in ours
    )
    return Listing(shown, tuple(voice for voice in known if voice not in shown))


def _speaks(voice: Voice, wanted: str) -> bool:
    named = voice.engine == "espeak" and voice.name.lower().split(" (")[0] == wanted
    return named or f"{voice.language.lower()}-".startswith(f"{wanted}-")
