"""Phonemes of English text, by the dictionary and rules of hibari.

They are in the alphabet of Kokoro and of the voices trained on its sound: one letter for each
diphthong and affricate, and stress marks right before vowels.

Source: misaki, https://github.com/hexgrad/misaki/blob/main/EN_PHONES.md
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from msgspec import Struct

from publish.errors import MissingToolError
from publish.narration.synthesis import Part
from publish.narration.voices.ipa import Alphabet

#: IPA in the alphabet of the phonemes.
_AMERICAN = Alphabet(
    {letter: letter for letter in "bdfhijklmnpstuvwzæðŋɑɔəɛɜɡɪɹʃʊʌʒθ"}
    | {"eɪ": "A", "aɪ": "I", "oʊ": "O", "əʊ": "O", "aʊ": "W", "ɔɪ": "Y", "tʃ": "ʧ", "dʒ": "ʤ"}
    | {"ɚ": "əɹ", "ɝ": "ɜɹ", "ɜː": "ɜɹ", "ɾ": "T", "a": "ɑ", "ɐ": "ə", "o": "O", "ø": "ɜ", "œ": "ɜ"}
    | {"ɲ": "nj", "tɕ": "ʧ", "dʑ": "ʤ", "tʂ": "ʧ", "dʐ": "ʤ"}
)

_BRITISH = Alphabet(
    _AMERICAN.mnemonics
    | {"əʊ": "Q", "oʊ": "Q", "o": "Q", "ɒ": "ɒ", "a": "a", "ɾ": "t", "ɜː": "ɜː", "iː": "iː"}
    | {"uː": "uː", "ɑː": "ɑː", "ɔː": "ɔː"}
)

_VOWELS = "AIOQWYiuæɑɒɔəɛɜɪʊʌᵻ"

#: A stress mark, and the consonants between it and its vowel.
_STRESS = re.compile(rf"([ˈˌ])([^ˈˌ{_VOWELS}]*)(?=[{_VOWELS}])")

#: Signs that the dictionary has words for.
_CURRENCIES = "$£€"
_READ = frozenset("%&+@#=*/~§" + _CURRENCIES)

#: Letters that don't decompose, as the network for unknown words knows them.
_FOLDED = str.maketrans(
    {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ß": "ss", "æ": "ae", "Æ": "Ae"}
    | {"œ": "oe", "Œ": "Oe", "þ": "th", "Þ": "Th", "ð": "th", "Ð": "Th", "ı": "i"}
)


class Sound(Struct, frozen=True):
    """Phonemes of the text from ``first`` to ``last`` (exclusive, in the parts' joined texts)."""

    phonemes: str
    first: int
    last: int


class TextPiece(Struct, frozen=True):
    """Characters to read, and for each its place in the text; or ``phonemes`` in their stead."""

    text: str
    origins: tuple[tuple[int, int], ...]
    phonemes: str = ""


def spell(ipa: str, alphabet: Alphabet = _AMERICAN) -> str:
    """Return ``ipa`` in the alphabet; empty if a sound has neither a letter nor a near one."""
    spelled = alphabet.spell(ipa).replace("|", "").replace("'", "ˈ").replace(",", "ˌ")
    return _STRESS.sub(r"\2\1", spelled)


class EnglishReader:
    """Turns text into phonemes.  Loading takes half a second."""

    splits_words = False

    def __init__(self, *, british: bool = False) -> None:
        from hibari.g2p import G2P

        self._g2p = G2P(self._unknown, british=british)
        self._spell = partial(spell, alphabet=_BRITISH if british else _AMERICAN)

    def read(self, parts: Sequence[Part]) -> tuple[list[Sound], list[str]]:
        """Return the sounds of ``parts`` in their order, and warnings.

        A sound ends in a space where the text has one.
        """
        pieces, warnings = text_pieces(parts, self._spell, _readable)
        tokens, origins = self._tokens(pieces)
        joined = "".join(token.text for token in tokens)
        sounds: list[Sound] = []
        place = 0
        said = self._g2p.phonemize_tokens(tokens)
        for token in said:
            start = joined.find("".join(token.text.split()), place)
            if start >= 0:
                place = start + len("".join(token.text.split()))
            covered = origins[max(0, start) : place]
            phonemes = token.phonemes or ""
            money = token.text in _CURRENCIES and any(token.text == one.currency for one in said)
            if not any(map(str.isalpha, phonemes)) and not money:
                phonemes = self._names(token.text) or phonemes
            sounds.append(
                Sound(
                    phonemes + " " * bool(token.whitespace),
                    min((first for first, _ in covered), default=0),
                    max((last for _, last in covered), default=0),
                )
            )
        return sounds, warnings

    def _tokens(self, pieces: Sequence[TextPiece]) -> tuple[list[Any], list[tuple[int, int]]]:
        """Return the tokens of ``pieces``, and the place of each of their characters in the text.

        The tagger sees all of them at once.
        """
        from hibari.g2p.token import Tok

        tokens: list[Any] = []
        origins: list[tuple[int, int]] = []
        for piece in pieces:
            if tokens and piece.text[:1].isspace():
                tokens[-1].whitespace = " "
            if piece.phonemes:
                word = "".join(piece.text.split())
                space = " " * piece.text[-1:].isspace()
                tokens.append(Tok(word, "NN", space, phonemes=piece.phonemes, rating=5))
            else:
                pairs = self._g2p.tokenizer(piece.text)
                tokens += [Tok(text, "", space) for text, space in pairs]
            kept = zip(piece.text, piece.origins, strict=True)
            origins += [origin for char, origin in kept if not char.isspace()]
        for token, tag in zip(tokens, self._g2p.tagger([one.text for one in tokens]), strict=True):
            token.tag = tag
        return tokens, origins

    def _names(self, text: str) -> str:
        """Return the phonemes of the names of the signs in ``text`` that say something."""
        named = " ".join(filter(None, map(_name, text)))
        if not named:
            return ""
        tokens = self._g2p.phonemize_tokens(self._g2p.tokenize(named))
        return " ".join(filter(None, (token.phonemes for token in tokens)))

    @cached_property
    def _network(self) -> Any:
        from hibari.g2p.oov import OOV

        return OOV(str(hibari_assets() / "oov_gb.onnx") if self._g2p.british else None)

    def _unknown(self, word: str) -> str:
        """Return the phonemes of a word that isn't in the dictionary.

        The network ignores letters that it doesn't know, and all after the first 32 or so: these
        get their base letters, and a long word is read in pieces.
        """
        network = self._network
        plain = "".join(char if char in network.cin else _base(char) for char in word)
        size = network.maxlen
        found = (network(plain[start : start + size]) for start in range(0, len(plain), size))
        return "".join(filter(None, found))


def missing(what: str, fix: str) -> MissingToolError:
    return MissingToolError(what, "its voices", f"Install it with: {fix}")


def hibari_assets() -> Path:
    """Return the folder of hibari's files.

    Raises:
        MissingToolError: hibari isn't installed.
    """
    found = find_spec("hibari")
    if found is None or not found.origin or find_spec("onnxruntime") is None:
        raise missing("hibari", "pip install hibari-tts")
    return Path(found.origin).with_name("assets")


def _base(char: str) -> str:
    folded = unicodedata.normalize("NFD", char.translate(_FOLDED))
    return "".join(one for one in folded if not unicodedata.combining(one))


def text_pieces(
    parts: Sequence[Part], spell: Callable[[str], str], readable: Callable[[str], str]
) -> tuple[list[TextPiece], list[str]]:
    """Return ``parts`` as pieces to read, and warnings.

    ``spell`` returns IPA as phonemes, ``readable`` what is read for a character.
    """
    pieces, warnings = list[TextPiece](), list[str]()
    start = 0
    for part in parts:
        text = part.text
        whole = (start + len(text) - len(text.lstrip()), start + len(text.rstrip()))
        phonemes = spell(part.ipa) if part.ipa else ""
        if part.ipa and not phonemes:
            warnings.append(
                f"The voice {part.voice.id} cannot say /{part.ipa}/: {text!r} was spoken as it is "
                "written."
            )
        if phonemes and text.strip():
            pieces.append(TextPiece(text, (whole,) * len(text), phonemes))
        elif part.say:
            # The spaces around the text stay, whatever is said in its place.
            said = text[: len(text) - len(text.lstrip())] + part.say.strip()
            said += text[len(text.rstrip()) :] if text.strip() else ""
            pieces.append(_piece(said, [whole] * len(said), readable))
        else:
            places = [(start + one, start + one + 1) for one in range(len(text))]
            pieces.append(_piece(text, places, readable))
        start += len(text)
    return pieces, warnings


def _piece(
    text: str, origins: Sequence[tuple[int, int]], readable: Callable[[str], str]
) -> TextPiece:
    out, places = "", list[tuple[int, int]]()
    for char, origin in zip(text, origins, strict=True):
        added = readable(char)
        out += added
        places += [origin] * len(added)
    return TextPiece(out, tuple(places))


def _readable(char: str) -> str:
    """Return ``char``, nothing if nobody sees it, or the name of a sign that has no words."""
    if char.isascii() and (char.isalnum() or char.isspace()):
        return char
    kind = unicodedata.category(char)
    if kind in ("Cf", "Cc", "Mn", "Me", "Co", "Cn", "Cs") and not char.isspace():
        # A combining accent belongs to the letter before it, and an emoji's variant to the emoji.
        return ""
    if kind.startswith("S") and char not in _READ:
        return f" {_name(char)} "
    if kind.startswith("L") and not unicodedata.name(char, "").startswith("LATIN"):
        return f" {_name(char)} "
    return char


#: Words in the names of characters (Unicode) that say nothing to a listener.
_FORMAL = re.compile(
    r"^(?:[A-Z]+ )*(?:SMALL|CAPITAL) LETTER |\b(?:SIGN|SYMBOL|EMOJI MODIFIER.*|MODIFIER LETTER)\b"
)


def _name(char: str) -> str:
    """Return what to call a letter, number or sign; empty for punctuation, which is silent."""
    if unicodedata.category(char)[0] not in "LNS" and char not in _READ:
        return ""
    return " ".join(_FORMAL.sub("", unicodedata.name(char, "")).lower().split())
