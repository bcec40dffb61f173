"""Find what a voice leaves out of a text: signs without which its phonemes are the same.

Ordinary words in the script of the voice's language aren't asked for, nor is punctuation, so this
costs little.  The engines call it in their processes, and remember the answers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from publish.language.scripts import alphabet, script_of, scripts_of
from publish.language.spoken.sign_names import NAMED_PUNCTUATION
from publish.narration.synthesis import Part, Voice

#: Modifiers and variants of the sign before them: skin tones, joiners, the accent ` alone.
_PART_OF_ANOTHER = re.compile("[\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff`´¨¯¸˘-˝]")

#: Letters that lengthen or change the one before them, or join it to the next: long vowels, the
#: Arabic tatweel, the apostrophe as a letter, glottal stops, stress.
_AFTER_A_LETTER = re.compile("[ー\uff70\u0640\u07fa\u02b9-\u02df\u02ec\u02ee]")

#: Signs of a word that are asked for, so that time stays linear.
_MOST = 8

Phonemes = Callable[[Voice, str], str]


class Listener:
    """Asks a voice for ``phonemes`` of text, and remembers which signs it leaves out."""

    def __init__(self, phonemes: Phonemes) -> None:
        self._phonemes = phonemes
        self._known: dict[tuple[str, str], tuple[str, ...]] = {}

    def warnings(self, parts: Sequence[Part]) -> Iterator[str]:
        """Yield a warning for each sign of ``parts`` that its voice leaves out."""
        for part in parts:
            if part.ipa:
                continue
            for word in (part.say or part.text).split():
                for sign in self._silent(part.voice, word):
                    yield (
                        f"The voice {part.voice.id} leaves out {_shown(sign)} in “{word[:40]}”. "
                        f"Give its words: [{sign}]{{say=…}}."
                    )

    def _silent(self, voice: Voice, word: str) -> tuple[str, ...]:
        if word.isascii() and word.replace("-", "").isalpha() and _is_latin(voice.language):
            return ()
        key = (voice.id, word)
        if key not in self._known:
            runs = _runs(word, voice.language)[:_MOST]
            whole = self._sounds(voice, word) if runs else ""
            self._known[key] = tuple(
                dict.fromkeys(
                    word[first:last]
                    for first, last in runs
                    if whole in ("", self._sounds(voice, f"{word[:first]}{word[last:]}"))
                )
            )
        return self._known[key]

    def _sounds(self, voice: Voice, text: str) -> str:
        found = self._phonemes(voice, text) if text.strip() else ""
        return "".join(char for char in found if char.isalpha())


def _runs(word: str, language: str) -> list[tuple[int, int]]:
    """Return the places of what to ask for: single signs, and letters of another script."""
    places = [
        place
        for place, char in enumerate(word)
        if _speaks(char, language)
        and not (place and word[place - 1].isalpha() and _AFTER_A_LETTER.match(char))
    ]
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and runs[-1][1] == place and word[place].isalpha() and word[place - 1].isalpha():
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return runs


def _shown(sign: str) -> str:
    """Return ``sign`` with its name, so that people find it where no font has it."""
    name = unicodedata.name(sign, "private use").lower() if len(sign) == 1 else ""
    return f"“{sign}” (U+{ord(sign):04X}, {name})" if name else f"“{sign}”"


@cache
def _is_latin(language: str) -> bool:
    return "Latn" in scripts_of(language)


@cache
def _speaks(char: str, language: str) -> bool:
    """Return whether a listener misses ``char`` if it is silent, and it isn't a plain letter."""
    if _PART_OF_ANOTHER.match(char):
        return False
    kind = unicodedata.category(char)
    if kind[0] == "L":
        plain = unicodedata.normalize("NFD", char)[0]
        known = plain.isascii() or kind == "Lm" or not (alphabet(language) or char.isascii())
        foreign = script_of(char) not in scripts_of(language)
        return foreign or not (known or char.lower() in alphabet(language))
    return kind[0] in "SN" or kind == "Co" or char in NAMED_PUNCTUATION
