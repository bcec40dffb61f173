"""Phonemes of Mandarin text: jieba's dictionary gives the words, pypinyin their readings.

The phonemes are those that Kokoro was trained with: IPA, an arrow for each tone after the vowel,
spaces between words.

Source: misaki, https://github.com/hexgrad/misaki/blob/main/misaki/transcription.py
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial

from publish.narration.synthesis import Part, Voice
from publish.narration.voices.english import EnglishReader, Sound, TextPiece, text_pieces
from publish.narration.voices.ipa import plain, replaced
from publish.narration.voices.japanese import PAUSES, letters, spaced

_INITIALS = letters(
    "b:p c:ʦʰ ch:ꭧʰ d:t f:f g:k h:x j:ʨ k:kʰ l:l m:m n:n p:pʰ q:ʨʰ r:ɻ s:s sh:ʂ t:tʰ x:ɕ z:ʦ zh:ꭧ"
)

#: Finals, and syllables without an initial that have a spelling of their own; 0 is the tone.
_FINALS = letters("""
a:a0 ai:ai0 an:a0n ang:a0ŋ ao:au0 e:ɤ0 ei:ei0 en:ə0n eng:ə0ŋ er:ɚ0 ê:ɛ0
i:i0 ia:ja0 ian:jɛ0n iang:ja0ŋ iao:jau0 ie:je0 in:i0n ing:i0ŋ iong:jʊ0ŋ iu:jou0 o:wo0 ong:ʊ0ŋ ou:ou0
u:u0 ua:wa0 uai:wai0 uan:wa0n uang:wa0ŋ ue:ɥe0 ui:wei0 un:wə0n uo:wo0 v:y0 van:ɥɛ0n ve:ɥe0 vn:y0n
ya:ja0 yai:jai0 yan:jɛ0n yang:ja0ŋ yao:jau0 ye:je0 yi:i0 yin:i0n ying:i0ŋ yo:jɔ0 yong:jʊ0ŋ you:jou0
yu:y0 yuan:ɥɛ0n yue:ɥe0 yun:y0n
wa:wa0 wai:wai0 wan:wa0n wang:wa0ŋ wei:wei0 wen:wə0n weng:wə0ŋ wo:wo0 wu:u0 m:m0 n:n0 ng:ŋ0""")
_TONES = {"1": "→", "2": "↗", "3": "↓", "4": "↘", "5": ""}
_SYLLABLE = re.compile(r"([zcs]h|[bpmfdtnlgkhjqxrzcs])?(\D+)([1-5])")

#: Words, and runs of other characters.
_HAN = re.compile(r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")

#: IPA in the alphabet of the model: consonants, then tones.
_LETTERS = (
    ("ʈʂ", "ꭧ"), ("tʂ", "ꭧ"), ("tɕ", "ʨ"), ("ts", "ʦ"), ("˨˩˦", "↓"), ("˧˩˧", "↓"), ("˨˩", "↓"),
    ("˧˥", "↗"), ("˥˩", "↘"), ("˥", "→"),
)  # fmt: skip


def phonemes_of(syllable: str) -> str:
    """Return a syllable in pinyin with the number of its tone as phonemes: "zhong1" is ``ꭧʊ→ŋ``."""
    found = _SYLLABLE.fullmatch(syllable.replace("ü", "v"))
    if not found:
        return ""
    initial, final, tone = found[1] or "", found[2], _TONES[found[3]]
    if initial and initial in "jqx" and final.startswith("u"):
        final = f"v{final[1:]}"
    if initial in ("z", "c", "s", "zh", "ch", "sh", "r") and final == "i":
        said = "ɨ0"
    elif not initial and final == "o":
        said = "ɔ0"
    else:
        said = _FINALS.get(final, "")
    return _INITIALS.get(initial, "") + said.replace("0", tone)


class MandarinReader:
    """Turns text into phonemes."""

    splits_words = True

    def __init__(self) -> None:
        from pypinyin import Style, lazy_pinyin
        from rjieba import cut

        self._cut: Callable[[str], list[str]] = cut
        self._read: Callable[[str], list[str]] = partial(
            lazy_pinyin, style=Style.TONE3, neutral_tone_with_five=True
        )

    @cached_property
    def _english(self) -> EnglishReader:
        return EnglishReader()

    def read(self, parts: Sequence[Part]) -> tuple[list[Sound], list[str]]:
        """Return the sounds of ``parts``, one for each word, and warnings."""
        pieces, warnings = text_pieces(parts, _spelled, lambda char: char)
        voice = parts[0].voice
        return spaced(one for piece in pieces for one in self._sounds(piece, voice)), warnings

    def _sounds(self, piece: TextPiece, voice: Voice) -> Iterator[Sound]:
        if piece.phonemes:
            yield Sound(piece.phonemes, piece.origins[0][0], piece.origins[-1][1])
            return
        place = 0
        for word in self._cut(piece.text):
            covered = piece.origins[place : place + len(word)]
            place += len(word)
            if _HAN.search(word):
                said = "".join(map(phonemes_of, self._read(word)))
            elif word.isalpha():
                part = Part(word, voice, "eɪ" if word in "Aa" else "")  # not the article
                said = "".join(sound.phonemes for sound in self._english.read([part])[0])
            else:
                said = "".join(PAUSES.get(char, "") for char in word)[:1]
            if said:
                yield Sound(said, covered[0][0], covered[-1][1])


def _spelled(ipa: str) -> str:
    return replaced(plain(ipa), _LETTERS)
