"""Find out whether words are in a text already, for thousands of words in the same text."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from msgspec import Struct

from publish.narration.references import letters

#: From this character on, most scripts have no spaces between words (Thai, Chinese, Japanese).
_UNSPACED = "\u0e00"


class _Known(Struct, frozen=True):
    """A ``text`` as :func:`letters` returns it, its words, and each two that follow each other."""

    text: str
    words: frozenset[str]
    pairs: frozenset[tuple[str, str]]


def is_in(text: str, words: str) -> bool:
    """Return whether ``words`` are in ``text``, in any case and with any signs between them.

    They are whole words, except in scripts that have no spaces between words.
    """
    known, wanted = _known(text), letters(words)
    if any(char >= _UNSPACED for char in wanted):
        return wanted.strip() in known.text
    parts = wanted.split()
    # to search all of a text for each of them takes the square of the time
    likely = known.words.issuperset(parts) and known.pairs.issuperset(pairwise(parts))
    return likely and wanted in known.text


@lru_cache(maxsize=2)  # that of an article, or of a chapter
def _known(text: str) -> _Known:
    whole = letters(text)
    words = whole.split()
    return _Known(whole, frozenset(words), frozenset(pairwise(words)))
