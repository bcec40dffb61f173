"""Put the stress of Belarusian and Ukrainian words where it is, and where the author marks it.

espeak-ng ignores marks of stress, and often doesn't know it.  A small network reads the sequences
of letters of a word (``stress_models``); words that it gets wrong are in a list.  The phonemes of
espeak-ng stay: in these languages, the stress changes no vowels.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct

from publish.narration.synthesis import Part
from publish.narration.voices.ipa import Alphabet
from publish.narration.voices.tokens import Wording, wording

_FOLDER = Path(__file__).with_name("stress_models")

#: The voices that get the right stress; of Russian words, those that the author marks.
_VOICES = ("be", "uk", "ru")

#: Russian o: its mnemonics with the stress, and without.
_RUSSIAN_O = ("o", "V")

VOWELS = frozenset("аеёиоуыэюяіїє")

#: The mark of a stressed vowel, after it.
MARK = "\u0301"

#: A word, perhaps with marks of stress.
_WORD = re.compile(f"[^\\W\\d_]+(?:['’ʼ{MARK}][^\\W\\d_]+)*{MARK}?")

#: The mnemonics of vowels begin with these letters, after a stress mark.
SYLLABIC = re.compile("(?:(?<![',])[',]++)?[aeiouyAEIOUYV@0-9]")


class Stresses(Struct, frozen=True, eq=False):
    """The network of a language: ``grams`` (letters -> row of ``rows``), and words of its own."""

    grams: dict[str, int]
    rows: Any
    layers: tuple[tuple[Any, Any], ...]
    known: dict[str, int]
    russian: bool = False

    def vowel(self, word: str) -> int:
        """Return which vowel of ``word`` is stressed, from 1; 0 if that isn't known."""
        plain = word.lower().replace("'", "’")
        if plain.startswith("ў"):  # Belarusian u after a vowel: no vowel itself
            return max(0, self.vowel(f"у{plain[1:]}") - 1)
        if plain in self.known or sum(char in VOWELS for char in plain) < 2:
            return self.known.get(plain, 0)
        text = f"<{plain}>"
        ends = range(1, len(text) + 1)
        grams = (text[first:last] for last in ends for first in range(last))
        found = [self.grams[gram] for gram in grams if gram in self.grams]
        if not found:
            return 0
        import numpy

        first, *deeper = self.layers
        out = first[0] @ self.rows[found].mean(0) + first[1]
        for weights, bias in deeper:
            out = weights @ numpy.maximum(out, 0) + bias
        return int(out.argmax()) + 1


def worded(
    parts: Sequence[Part], alphabet: Alphabet | None, mnemonics: Callable[[str], list[str]]
) -> Wording:
    """Return the wording of ``parts``, which share a voice of espeak-ng, with the right stress."""
    voice = parts[0].voice.id
    if voice not in _VOICES:
        return wording(parts, alphabet)
    stresses = stresses_of(voice)
    return wording(parts, alphabet, lambda text: stressed(text, stresses, mnemonics))


def stressed(
    text: str, stresses: Stresses, mnemonics: Callable[[str], list[str]]
) -> list[tuple[str, str]]:
    """Return the words of ``text`` and what is between them, each with its phonemes.

    ``mnemonics`` returns those of espeak-ng for a word, one by one.  They are empty where espeak-ng
    stresses the word rightly, or where it isn't known.
    """
    out, done = list[tuple[str, str]](), 0
    for found in _WORD.finditer(text):
        word = found[0]
        plain = word.replace(MARK, "")
        marked = sum(char in VOWELS for char in word.partition(MARK)[0].lower())
        vowel = marked if plain != word else stresses.vowel(plain)
        moved = _moved(mnemonics(plain), vowel, stresses.russian and plain) if vowel else ""
        if plain != word:  # espeak-ng reads a word with marks as two
            moved = moved or _joined(mnemonics(plain))
        if moved:
            out += [(text[done : found.start()], ""), (word, moved)]
            done = found.end()
    return [*out, (text[done:], "")]


def _moved(mnemonics: Sequence[str], vowel: int, russian: str | bool) -> str:
    """Return ``mnemonics`` with the stress on another vowel; empty if it is there already.

    In a ``russian`` word the vowel o changes with the stress.
    """
    places = [place for place, one in enumerate(mnemonics) if SYLLABIC.match(one)]
    now = [place for place in places if mnemonics[place].startswith("'")]
    if not now or vowel > len(places) or now == [places[vowel - 1]]:
        return ""
    moved = [one.lstrip("',") for one in mnemonics]
    letters = [char for char in str(russian).lower() if char in VOWELS]
    if len(letters) == len(places):
        for place, letter in zip(places, letters, strict=True):
            if letter == "о" and moved[place] in _RUSSIAN_O:
                moved[place] = _RUSSIAN_O[place != places[vowel - 1]]
    moved[places[vowel - 1]] = f"'{moved[places[vowel - 1]]}"
    return _joined(moved)


def _joined(mnemonics: Sequence[str]) -> str:
    return "|".join(mnemonics).replace("|;", ";")


@cache
def stresses_of(language: str) -> Stresses:
    """Return the network of a language; there is none for Russian."""
    if language == "ru":
        return Stresses({}, None, (), {}, russian=True)
    import numpy

    with numpy.load(_FOLDER / f"{language}.npz", allow_pickle=False) as file:
        grams = file["grams"].tobytes().decode().split("\n")
        known = (line.split(" ") for line in file["known"].tobytes().decode().split("\n"))
        return Stresses(
            {gram: row for row, gram in enumerate(grams)},
            (file["weights"].astype(numpy.float32) - file["zero"]) * file["scale"],
            tuple((file[f"w{one}"], file[f"b{one}"]) for one in range(4)),
            {word: int(vowel) for word, vowel in known},
        )
