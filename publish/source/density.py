"""Refuse sources that are little but markup: each piece of it takes time and memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from publish.errors import SourceError

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token

MOST_PIECES = 150_000
"""The most pieces of markup for each megabyte of a source.  A table of 12,500 rows and ten columns
has 137,500, a dictionary with 20,000 entries in bold 80,000, a novel 6,000."""

_MOST_BARS = 200_000
"""The same for bars, of which the cells of a table are made before any of them is counted."""

MOST_TEX = 400_000
"""The most characters of different formulas for each megabyte; each formula counts as 10 more.
A paper with 3,000 different formulas has 160,000."""

_FORMULA = 10
_BLOCKS = {"inline": 0, "th_open": 1, "td_open": 1, "tr_open": 1, "list_item_open": 1}
"""How many pieces a token of a block counts as, by the time that it takes; others are two."""
_PLAIN = frozenset({"text", "softbreak"})
_KEY = "density"


def density_plugin(md: MarkdownIt) -> None:
    """Let the :class:`Density` of a source count the blocks while they are found."""
    md.block.ruler.before("table", "density", _rule)


def _rule(state: StateBlock, _start: int, _end: int, silent: bool) -> bool:
    if not silent and _KEY in state.env:
        state.env[_KEY].add_blocks(state.tokens)
    return False


class Density(Struct):
    """Counts the markup of ``file``, whose body has ``size`` characters and begins at ``first``."""

    file: Path
    size: int
    first: int
    pieces: int = 0
    counted: int = 0
    tex: int = 0
    formulas: set[str] = field(default_factory=set)

    def count_in(self, env: dict[str, object], body: str) -> None:
        """Count the blocks of ``body`` that are found with ``env``.

        Raises:
            SourceError: There are too many pieces, as for the other methods.
        """
        env[_KEY] = self
        if body.count("|") > self._most(_MOST_BARS):
            raise self._too_dense(0)

    def add_blocks(self, tokens: Sequence[Token]) -> None:
        """Count those of ``tokens`` that weren't counted before."""
        place = 0
        for at in range(self.counted, len(tokens)):
            token = tokens[at]
            if token.map:
                place = token.map[0]
            if token.nesting >= 0:
                self.pieces += _BLOCKS.get(token.type, 2)
                if token.type == "math_block":
                    self.add_formula(token.content, self.first + place)
                if self.pieces > self._most(MOST_PIECES):
                    raise self._too_dense(self.first + place)
        self.counted = len(tokens)

    def add_inlines(self, text: str, tokens: Sequence[Token], line: int) -> None:
        """Count the tokens of ``text``, and its brackets, each of which may begin a link."""
        self.pieces += text.count("[")
        for token in tokens:
            if token.nesting >= 0 and token.type not in _PLAIN:
                self.pieces += 1
                if token.type == "math_inline":
                    self.add_formula(token.content, line)
        if self.pieces > self._most(MOST_PIECES):
            raise self._too_dense(line)

    def add_formula(self, tex: str, line: int) -> None:
        """Count a formula, unless it was counted before."""
        if tex in self.formulas:
            return
        self.formulas.add(tex)
        self.tex += len(tex) + _FORMULA
        if self.tex > self._most(MOST_TEX):
            count = len(self.formulas)
            message = (
                f"Up to this line, the source has {count} different formulas, too many to read."
            )
            raise self._error(line, message)

    def _most(self, each: int) -> int:
        return each * max(self.size, 1_000_000) // 1_000_000

    def _too_dense(self, line: int) -> SourceError:
        message = f"The source has more than {self._most(MOST_PIECES)} pieces of markup"
        here = " up to this line" if line else ""
        return self._error(line, f"{message}{here}: paragraphs, items, cells, emphasis, links.")

    def _error(self, line: int, message: str) -> SourceError:
        fix = "Delete markup without words, or divide the source into several."
        return SourceError.at(self.file, line, "too-dense", message, fix)
