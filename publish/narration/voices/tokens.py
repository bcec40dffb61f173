"""The text that an engine gets for parts, and the times of the words of the parts.

Some engines report the positions of words; for others they are estimated here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from msgspec import Struct

from publish.narration.synthesis import Part, Word
from publish.narration.voices.ipa import Alphabet

#: A word of a text, with the characters that join its parts.
WORD = re.compile(r"\w+(?:['’.·\-\u2010\u2011]\w+)*")


class Wording(Struct, frozen=True):
    """The text for an engine; ``phonemes`` is true if ``spoken`` has any in ``[[ ]]``.

    ``pieces`` map it to the text of the parts: first and last in ``spoken``, first and last in the
    text (ends exclusive), and whether both are the same characters.
    """

    spoken: str
    phonemes: bool
    pieces: tuple[tuple[int, int, int, int, bool], ...]
    warnings: tuple[str, ...] = ()

    def word_at(self, place: int) -> tuple[int, int]:
        """Return the word of the text at ``place`` in ``spoken``: first and last (exclusive).

        A replacement counts as one word.  The engine's word lengths aren't used: they are 0 before
        a closing quotation mark, and end at a hyphen.
        """
        for start, end, text_start, text_end, verbatim in self.pieces:
            if start <= place < end:
                if not verbatim:
                    return text_start, text_end
                if self.spoken[place].isspace():  # before phonemes
                    return 0, 0
                word = WORD.match(self.spoken, place, end)
                last = word.end() if word else place + 1
                return place + text_start - start, last + text_start - start
        return 0, 0


def _as_written(text: str) -> list[tuple[str, str]]:
    return [(text, "")]


def wording(
    parts: Sequence[Part],
    alphabet: Alphabet | None,
    pronounced: Callable[[str], list[tuple[str, str]]] = _as_written,
) -> Wording:
    """Return the wording of ``parts``, which share one voice; ``alphabet`` is that voice's.

    ``pronounced`` cuts a text into pieces, each with its mnemonics if it isn't read as written.

    IPA with a sound that the voice lacks, and that has no substitute, is replaced by the text, with
    a warning.
    """
    spoken, warnings = "", []
    pieces = []
    written = 0
    read: list[tuple[str, str, bool]] = []  # text, what is said for it, whether it is phonemes
    for part in parts:
        mnemonics = alphabet.spell(part.ipa) if part.ipa and alphabet else ""
        if part.ipa and not mnemonics:
            warnings.append(
                f"The voice {part.voice.id} cannot say /{part.ipa}/: "
                f"{part.text!r} was spoken as it is written."
            )
        if mnemonics:
            read.append((part.text, f"[[{mnemonics}]]", True))
        elif part.say:
            said = pronounced(part.say)
            words = "".join(f"[[{one}]]" if one else text for text, one in said)
            read.append((part.text, words, any(one for _, one in said)))
        else:
            read += [
                (text, f"[[{one}]]" if one else text, bool(one))
                for text, one in pronounced(part.text)
            ]
    phonemes = any(part.ipa for part in parts) or any(one for _, _, one in read)
    for text, piece, mnemonic in read:
        verbatim = piece == text
        pieces.append(
            (len(spoken), len(spoken) + len(piece), written, written + len(text), verbatim)
        )
        if phonemes and not mnemonic:  # brackets of the text are not phonemes
            piece = piece.replace("[[", "((")
        spoken += piece
        written += len(text)
    return Wording(spoken, phonemes, tuple(pieces), tuple(warnings))


#: A digit is spoken as a word of about this many letters.
_DIGIT = 4


class Token(Struct, frozen=True):
    """A word: ``first`` and ``last`` in the joined texts of the parts (end exclusive)."""

    first: int
    last: int
    spoken: str

    @property
    def weight(self) -> int:
        """Its estimated length in letters; one of them is the gap before the next word."""
        return len(self.spoken) + (_DIGIT - 1) * sum(map(str.isdigit, self.spoken)) + 1


def tokens(parts: Sequence[Part]) -> tuple[Token, ...]:
    """Return the words of ``parts``.  A part with a pronunciation is one word."""
    found: list[Token] = []
    start = 0
    for part in parts:
        text = part.text
        if part.ipa or part.say:
            lead = len(text) - len(text.lstrip())
            if text.strip():
                first = start + lead
                found.append(Token(first, first + len(text.strip()), part.ipa or part.say))
        else:
            found += [Token(start + m.start(), start + m.end(), m[0]) for m in WORD.finditer(text)]
        start += len(text)
    return tuple(found)


def spread(spoken: Sequence[Token], length: int) -> tuple[Word, ...]:
    """Return the words of ``spoken`` over ``length`` samples, by their estimated lengths."""
    whole = sum(token.weight for token in spoken)
    words: list[Word] = []
    done = 0
    for token in spoken:
        start = length * done // whole
        done += token.weight
        end = length * done // whole
        if start < end:
            words.append(Word(token.first, token.last, start, end))
    return tuple(words)
