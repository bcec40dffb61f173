"""Written lines that remember which block stands on which of them."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct


class Lines(Struct, frozen=True):
    """``marks`` pairs the serial number of a block (its ``line`` in the model) with the index of
    its line; several names may stand for one block, such as that of its option ``alt``."""

    lines: tuple[str, ...]
    marks: tuple[tuple[int, int], ...] = ()

    def within(self, first: str, rest: str) -> Lines:
        """The lines behind ``first`` (the first of them) and ``rest`` (the others)."""
        return Lines(
            tuple((rest if n else first) + line for n, line in enumerate(self.lines)), self.marks
        ).stripped()

    def stripped(self) -> Lines:
        """No line ends in a space."""
        return Lines(tuple(line.rstrip(" ") for line in self.lines), self.marks)

    def marked(self, serial: int) -> Lines:
        """The first line is that of the block ``serial``."""
        return Lines(self.lines, ((serial, 0), *self.marks))


def joined(parts: Iterable[Lines], *, between: tuple[str, ...] = ()) -> Lines:
    """``parts`` below each other with ``between`` between them."""
    lines: list[str] = []
    marks: list[tuple[int, int]] = []
    for part in parts:
        if lines:
            lines += between
        marks += ((serial, index + len(lines)) for serial, index in part.marks)
        lines += part.lines
    return Lines(tuple(lines), tuple(marks))
