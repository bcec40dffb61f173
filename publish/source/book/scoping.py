"""Names of a chapter -> names in the book, so that two chapters may use the same."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from publish.article import Block, DefinitionList, Inline, Link, List, Note, NoteReference
from publish.article.names import scoped
from publish.rewrite import map_blocks, map_inlines, map_runs


class Scope(Struct, frozen=True):
    """The chapter with the id ``name``."""

    name: str

    def blocks(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """``blocks`` with ids, links and note calls as the book has them."""
        return map_blocks(blocks, self._block)

    def notes(self, notes: Iterable[Note]) -> tuple[Note, ...]:
        """``notes`` with ids as the book has them, and the chapter that they are in."""
        return tuple(
            replace(
                note,
                id=scoped(self.name, note.id),
                blocks=self.blocks(note.blocks),
                chapter=self.name,
            )
            for note in notes
        )

    def _block(self, block: Block) -> Block:
        block = map_runs(block, lambda run: map_inlines(run, self._inline))
        block = replace(block, id=self._id(block.id))
        match block:
            case List():
                items = tuple(replace(item, id=self._id(item.id)) for item in block.items)
                return replace(block, items=items)
            case DefinitionList():
                terms = tuple(replace(item, id=self._id(item.id)) for item in block.items)
                return replace(block, items=terms)
            case _:
                return block

    def _id(self, name: str) -> str:
        return scoped(self.name, name) if name else ""

    def _inline(self, inline: Inline) -> Inline:
        match inline:
            case NoteReference():
                return replace(inline, note=scoped(self.name, inline.note))
            case Link() if inline.target.startswith("#"):
                home, name = inline.chapter or self.name, inline.target[1:]
                target = f"#{scoped(home, name)}" if name else f"#{home}"
                return replace(inline, target=target, chapter="")
            case _:
                return inline
