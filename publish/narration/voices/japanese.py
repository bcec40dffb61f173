"""Phonemes of Japanese text: haqumei gives the readings, in katakana, and their words.

The phonemes are those that Kokoro was trained with: a letter or two for each sound of a mora, no
pitch accents, spaces between words.

Source: misaki, https://github.com/hexgrad/misaki/blob/main/misaki/cutlet.py
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from msgspec.structs import replace

from publish.narration.synthesis import Part
from publish.narration.voices.english import Sound, TextPiece, text_pieces
from publish.narration.voices.ipa import plain, replaced


def letters(table: str) -> dict[str, str]:
    """Return a table of ``written:phonemes``, separated by spaces."""
    return dict(pair.split(":") for pair in table.split())


_KANA = letters("""
ア:a イ:i ウ:ɯ エ:e オ:o カ:ka キ:kʲi ク:kɯ ケ:ke コ:ko ガ:ɡa ギ:ɡʲi グ:ɡɯ ゲ:ɡe ゴ:ɡo
サ:sa シ:ɕi ス:sɨ セ:se ソ:so ザ:ʣa ジ:ʥi ズ:zɨ ゼ:ʣe ゾ:ʣo
タ:ta チ:ʨi ツ:ʦɨ テ:te ト:to ダ:da ヂ:ʥi ヅ:zɨ デ:de ド:do ナ:na ニ:ɲi ヌ:nɯ ネ:ne ノ:no
ハ:ha ヒ:çi フ:ɸɯ ヘ:he ホ:ho バ:ba ビ:bʲi ブ:bɯ ベ:be ボ:bo パ:pa ピ:pʲi プ:pɯ ペ:pe ポ:po
マ:ma ミ:mʲi ム:mɯ メ:me モ:mo ヤ:ja ユ:jɯ ヨ:jo ラ:ɾa リ:ɾʲi ル:ɾɯ レ:ɾe ロ:ɾo
ワ:βa ヰ:i ヱ:e ヲ:o ヴ:vɯ ッ:ʔ ー:ː
ァ:a ィ:i ゥ:ɯ ェ:e ォ:o ャ:ja ュ:jɯ ョ:jo ヮ:βa ヵ:ka ヶ:ke""")

#: Kana before a small vowel or a small ya, yu, yo: what is left of their phonemes.
_STEMS = letters("""
イ:j ウ:β キ:kʲ ギ:ɡʲ ク:kᵝ グ:ɡᵝ シ:ɕ ジ:ʥ ス:s ズ:z チ:ʨ ヂ:ʥ ツ:ʦ テ:tʲ デ:dʲ ト:t ド:d ニ:ɲ
ヒ:ç ビ:bʲ ピ:pʲ フ:ɸ ミ:mʲ リ:ɾʲ ヴ:v""")
_SMALL = letters("ァ:a ィ:i ゥ:ɯ ェ:e ォ:o ャ:a ュ:ɨ ョ:o ヮ:a")

_MORA = re.compile(r".[ァィゥェォャュョヮ]?")

#: The nasal at the end of a syllable, by the sound that follows.
_NASALS = (("mpb", "m"), ("kɡ", "ŋ"), ("ɲʨʥ", "ɲ"), ("ntdɾzʣʦ", "n"))

#: Punctuation that the model knows as a pause, by that of the text.
PAUSES = dict(
    zip("、。，．！？：；…‥—―「」『』（）《》〈〉【】", ",.,.!?:;……——“”“”()“”“”“”", strict=True)
) | {sign: sign for sign in ",.!?:;…—“”()"}

_PAUSES = frozenset(PAUSES.values())

#: Pauses that are written with the word after or before them; and the end of a text.
_OPENING, _CLOSING, _END = frozenset("“("), frozenset(",.!?:;…”)"), Sound("", 0, 0)

#: IPA in the alphabet of the model.
_LETTERS = (("tɕ", "ʨ"), ("dʑ", "ʥ"), ("ts", "ʦ"), ("dz", "ʣ"), ("r", "ɾ"), ("w", "β"), ("u", "ɯ"))


def phonemes_of(kana: str) -> str:
    """Return a reading in katakana as phonemes: "ガッコー" is ``ɡaʔkoː``."""
    moras = _MORA.findall(kana.replace("’", ""))
    out = ""
    for mora in reversed(moras):  # a nasal depends on the sound after it
        if mora == "ン":
            out = next((nasal for near, nasal in _NASALS if out[:1] and out[0] in near), "ɴ") + out
        elif len(mora) == 2 and mora[0] in _STEMS:
            out = _STEMS[mora[0]] + _SMALL[mora[1]] + out
        else:
            out = "".join(_KANA.get(char, "") for char in mora) + out
    return out


class JapaneseReader:
    """Turns text into phonemes."""

    splits_words = True

    def __init__(self) -> None:
        from haqumei import Haqumei

        self._haqumei = Haqumei()

    def read(self, parts: Sequence[Part]) -> tuple[list[Sound], list[str]]:
        """Return the sounds of ``parts``, one for each word, and warnings.

        Neighbouring parts are read together: the reading of a number depends on what it counts.
        """
        pieces, warnings = text_pieces(parts, _spelled, lambda char: char)
        return spaced(_sounds(pieces, self._haqumei.g2p_mapping_detailed)), warnings


def spaced(sounds: Iterable[Sound]) -> list[Sound]:
    """Return ``sounds`` with a space after each word and pause, as the model knows them.

    Of two pauses of one kind in a row, as in "——", one is left.
    """
    groups = groupby(sounds, key=lambda one: one.phonemes in _PAUSES and one.phonemes)
    found = [one for pause, group in groups for one in (list(group)[:1] if pause else group)]
    return [
        one
        if one.phonemes in _OPENING or other.phonemes in _CLOSING
        else replace(one, phonemes=f"{one.phonemes} ")
        for one, other in zip(found, [*found[1:], _END], strict=True)
    ]


def _sounds(pieces: Sequence[TextPiece], analyse: Any) -> Iterator[Sound]:
    for given, group in groupby(pieces, key=lambda piece: piece.phonemes):
        together = list(group)
        origins = [origin for piece in together for origin in piece.origins]
        if given:
            yield Sound(given, origins[0][0], origins[-1][1])
            continue
        text = "".join(piece.text for piece in together)
        for word in analyse(text):
            first, last = word.char_span
            last = min(max(last, first + 1), len(text))  # of 十 in "26", it is empty
            said = PAUSES.get(word.word) or phonemes_of(word.pron)
            if said and first < last:
                yield Sound(said, origins[first][0], origins[last - 1][1])


def _spelled(ipa: str) -> str:
    return replaced(plain(ipa), _LETTERS)
