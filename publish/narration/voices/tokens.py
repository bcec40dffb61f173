"""The words of some parts, and where they are heard when the engine does not say."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from publish.narration.timeline import Word
from publish.narration.voices.voice import Part
from publish.narration.voices.wording import WORD

#: A digit is read as a word of about so many letters.
_DIGIT = 4


class Token(Struct, frozen=True):
    """``first`` and ``last`` in the joined texts of the parts (end exclusive), and what is said."""

    first: int
    last: int
    said: str

    @property
    def weight(self) -> int:
        """About how long it takes, in letters; one of them for the gap before the next word."""
        return len(self.said) + (_DIGIT - 1) * sum(map(str.isdigit, self.said)) + 1


def tokens(parts: Sequence[Part]) -> tuple[Token, ...]:
    """The words of ``parts``.  What has a pronunciation of its own is one word."""
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


def spread(said: Sequence[Token], length: int) -> tuple[Word, ...]:
    """``said`` over ``length`` samples, each for as long as it probably takes."""
    whole = sum(token.weight for token in said)
    words: list[Word] = []
    done = 0
    for token in said:
        start = length * done // whole
        done += token.weight
        end = length * done // whole
        if start < end:
            words.append(Word(token.first, token.last, start, end))
    return tuple(words)
