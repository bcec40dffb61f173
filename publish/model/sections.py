"""Build sections from headings and the blocks that follow them."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from publish.model import Block, Inline, Section
from publish.model.walk import text_of


class Heading(Struct, frozen=True):
    """A heading in a flat sequence of blocks, as the parser returns it."""

    line: int
    id: str
    language: str | None
    title: tuple[Inline, ...]
    level: int

    @property
    def plain(self) -> str:
        """The words of the heading."""
        return " ".join(text_of(self.title).split())


def nest_sections(blocks: Sequence[Block | Heading]) -> tuple[Block, ...]:
    """Return ``blocks`` with each heading as a section, up to the next of its level or above."""
    tops: list[Block] = []
    open_sections: list[tuple[Heading, list[Block]]] = []

    def close() -> None:
        heading, inside = open_sections.pop()
        section = Section(
            line=heading.line,
            id=heading.id,
            language=heading.language,
            title=heading.title,
            level=heading.level,
            blocks=tuple(inside),
        )
        (open_sections[-1][1] if open_sections else tops).append(section)

    for block in blocks:
        if isinstance(block, Heading):
            while open_sections and open_sections[-1][0].level >= block.level:
                close()
            open_sections.append((block, []))
        else:
            (open_sections[-1][1] if open_sections else tops).append(block)
    while open_sections:
        close()
    return tuple(tops)
