"""Convert the International Phonetic Alphabet to the phoneme mnemonics of an espeak-ng voice.

espeak-ng has its own mnemonics for phonemes (``[[w'utS;]]``), and each voice has its own set.
It can also report the IPA symbol of a mnemonic, so each voice is measured once.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable

from msgspec import Struct

#: Mnemonics that voices may have, the simplest first (espeak-ng, docs/phonemes.md).
_MNEMONICS = (
    'a a: A A: A~ a~ & E E: E~ e e: e~ 3: 3 @ @: @2 V i i: i" y y: I I2 Y Y: W W: '
    'O O: O~ 0 o o: o~ U u u: u" aI aU eI oU OI E2 '
    'p b t d k g q c J f v T D s z S Z S; Z; s. z. C x Q X h H R r r" * '
    "m n n^ N l l^ L l. w j B ? ts dz tS dZ tS; dZ; ts; dz; ts. dz. t. d. n. "
    "p; b; t; d; k; g; f; v; s; z; x; h; m; n; l; r;"
)
CANDIDATES = tuple(_MNEMONICS.split())

#: Substitutes for sounds that a voice lacks, the nearest first.
NEAR: dict[str, tuple[str, ...]] = {
    "ɨ": ("ɪ", "i"), "ɪ": ("i",), "y": ("ʏ", "u"), "ʏ": ("y", "u"), "ʉ": ("u",), "ɯ": ("u",),
    "ʊ": ("u",), "e": ("ɛ",), "ɛ": ("e",), "ø": ("œ", "e"), "œ": ("ø", "ɛ"), "ə": ("ɜ", "ɛ", "e"),
    "ɜ": ("ə",), "ɘ": ("ə",), "ɵ": ("o", "ɔ"), "ɤ": ("o",), "o": ("ɔ",), "ɔ": ("o", "ɒ"),
    "ɒ": ("ɔ", "o"), "ʌ": ("ɐ", "a"), "ɐ": ("a",), "æ": ("a",), "ɑ": ("a",), "a": ("ɑ",),
    "ɹ": ("r", "ɾ"), "ɻ": ("ɹ", "r"), "r": ("ɹ", "ɾ", "ʁ"), "ɾ": ("r",), "ʁ": ("ʀ", "r"),
    "ʀ": ("ʁ", "r"), "ɦ": ("h",), "ħ": ("h",), "h": ("x",), "ʕ": ("ʔ",), "ɥ": ("j",),
    "ʋ": ("v",), "ɸ": ("f",), "β": ("v",), "ʂ": ("ʃ",), "ʐ": ("ʒ",), "ɕ": ("ʃ",), "ʑ": ("ʒ",),
    "ʃ": ("ʂ", "s"), "ʒ": ("ʐ", "z"), "ç": ("x", "ʃ"), "χ": ("x",), "x": ("χ", "h"),
    "ɣ": ("x", "ɡ"), "ʎ": ("l",), "ɲ": ("n",), "ɫ": ("l",), "ɭ": ("l",), "l": ("ɫ", "ɭ"),
    "ɬ": ("l",), "ɱ": ("m",), "ɳ": ("n",), "ŋ": ("n",), "ʈ": ("t",), "ɖ": ("d",), "c": ("k",),
    "ɟ": ("ɡ",), "q": ("k",), "ʍ": ("w",), "w": ("u",), "θ": ("t",), "ð": ("d",),
}  # fmt: skip

_STRESS = {"ˈ": "'", "'": "'", "ˌ": ","}

#: Marks between sounds, and fine distinctions, which no mnemonic has.
SILENT = frozenset(".‿| /[]()ʰˑ-")


class Alphabet(Struct, frozen=True):
    """The mnemonics of one voice, by their IPA (NFD, no tie bars)."""

    mnemonics: dict[str, str]

    @classmethod
    def measured(cls, candidates: Iterable[str], sounds: Callable[[str], list[str]]) -> Alphabet:
        """Return the alphabet of a voice: ``sounds`` returns the IPA of each sound of mnemonics.

        Consonants are tested with a vowel after them, because some languages devoice final ones.
        """
        found: dict[str, str] = {}
        for mnemonic in candidates:
            names = sounds(mnemonic)
            if len(names) == 1 and not names[0].startswith("ˈ"):
                names = sounds(f"{mnemonic}a")[:-1]
            if len(names) == 1:
                found.setdefault(plain(names[0]).lstrip("ˈˌ"), mnemonic)
        return cls({name: mnemonic for name, mnemonic in found.items() if name})

    def spell(self, ipa: str) -> str:
        """Return ``ipa`` in mnemonics; empty if a sound has neither a mnemonic nor a near one."""
        rest, out = plain(ipa), ""
        longest = max(map(len, self.mnemonics), default=0)
        while rest:
            if rest[0] in _STRESS:
                out, rest = out + _STRESS[rest[0]], rest[1:]
                continue
            for length in range(min(longest, len(rest)), 0, -1):
                if mnemonic := self.mnemonics.get(rest[:length]):
                    # "|" separates two mnemonics that together could be a third one.
                    out += mnemonic if not out or out[-1] in "',|" else f"|{mnemonic}"
                    rest = rest[length:]
                    break
            else:
                symbol, rest = rest[0], rest[1:]
                if symbol in SILENT or symbol in "ːʲˠˤ" or unicodedata.combining(symbol):
                    continue
                near = self._near(symbol)
                if not near:
                    return ""
                out += near if not out or out[-1] in "',|" else f"|{near}"
        return out

    def _near(self, symbol: str) -> str:
        return next(
            (self.mnemonics[near] for near in NEAR.get(symbol, ()) if near in self.mnemonics), ""
        )


def replaced(ipa: str, letters: Iterable[tuple[str, str]]) -> str:
    """Return ``ipa`` with each first of ``letters`` as its second, one after the other."""
    for old, new in letters:
        ipa = ipa.replace(old, new)
    return ipa


def plain(ipa: str) -> str:
    """Return ``ipa`` decomposed, without tie bars, with the IPA letter for g."""
    decomposed = unicodedata.normalize("NFD", ipa)
    return decomposed.replace("\u0361", "").replace("\u035c", "").replace("g", "ɡ")
