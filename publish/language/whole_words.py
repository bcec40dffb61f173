"""Find many names in a text, as whole words, in one pass.

A pattern with each name as an alternative tries all of them at each place of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TypeAlias

_PIECE = re.compile(r"\w+|\W")

_Tree: TypeAlias = "dict[str, _Tree]"

#: The key of a tree at which a name ends.
_END = ""


class WholeWords:
    """Finds ``names`` that no letter, digit or underscore stands before or after."""

    def __init__(self, names: Iterable[str]) -> None:
        self._tree: _Tree = {}
        for name in filter(None, names):
            tree = self._tree
            for piece in _PIECE.findall(name):
                tree = tree.setdefault(piece, {})
            tree[_END] = {}

    def __bool__(self) -> bool:
        """Return whether there are any names."""
        return bool(self._tree)

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield the start and the end of each name in ``text``, the longest at each place.

        What is found doesn't overlap.
        """
        pieces = _PIECE.findall(text)
        place = start = 0
        while place < len(pieces):
            after = place
            if pieces[place] in self._tree:  # as few are
                after = self._longest(pieces, place)
            end = start + sum(map(len, pieces[place : max(after, place + 1)]))
            if after > place:
                yield start, end
            place, start = max(after, place + 1), end

    def _longest(self, pieces: list[str], first: int) -> int:
        """Return the end of the longest name that begins with the piece ``first``, or ``first``."""
        if first and _are_joined(pieces[first - 1], pieces[first]):
            return first
        found, tree = first, self._tree
        for place in range(first, len(pieces)):
            if (following := tree.get(pieces[place])) is None:
                break
            tree, after = following, pieces[place + 1 : place + 2]
            if _END in tree and not (after and _are_joined(after[0], pieces[place])):
                found = place + 1
        return found


def _are_joined(outside: str, inside: str) -> bool:
    """Return whether a word stands at an end of a name that has none there itself."""
    return _is_word(outside) and not _is_word(inside)


def _is_word(piece: str) -> bool:
    return piece[0] == "_" or piece[0].isalnum()
