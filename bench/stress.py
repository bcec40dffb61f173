"""How many Belarusian and Ukrainian words are stressed where dictionaries stress them.

Run: python bench/stress.py

Each text is news prose of 200 words of two syllables or more, with marks of stress.  None of its
words was used to choose the network or to fill its list of words.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from publish.narration.voices.espeak import MNEMONICS, Library, espeak_voices
from publish.narration.voices.stress import MARK, SYLLABIC, VOWELS, stressed, stresses_of

DATA = Path(__file__).with_name("data")


def vowel_of(mnemonics: Sequence[str]) -> int:
    """Which of the vowels has the main stress, from 1; 0 if none has it."""
    vowels = [one for one in mnemonics if SYLLABIC.match(one)]
    return max((place for place, one in enumerate(vowels, 1) if one.startswith("'")), default=0)


def main() -> None:
    library = Library(lambda *_: 0)
    handles = {voice.id: voice.handle for voice in espeak_voices()}

    def mnemonics(word: str) -> list[str]:
        return library.phonemes(word, MNEMONICS).split("|")

    for language in ("be", "uk"):
        library.call("SetVoiceByName", handles[language].encode())
        text = (DATA / f"stressed-{language}.txt").read_text(encoding="utf-8")
        marked = [word for word in re.findall(r"[\w’\u0301]+", text) if MARK in word]
        before, after = [], []
        for word in marked:
            plain = word.replace(MARK, "")
            right = sum(char in VOWELS for char in word.partition(MARK)[0].lower())
            alone = mnemonics(plain)
            moved = [said for _, said in stressed(plain, stresses_of(language), mnemonics) if said]
            before += [word] * (vowel_of(alone) != right)
            after += [word] * (vowel_of(moved[0].split("|") if moved else alone) != right)
        print(
            f"{language}: {len(marked)} words; espeak-ng stresses {share(before, marked)} wrongly,"
        )
        print(f"  the narration {share(after, marked)}: {', '.join(after)}")


def share(some: Sequence[str], of: Sequence[str]) -> str:
    return f"{100 * len(some) / len(of):.1f} %"


if __name__ == "__main__":
    main()
