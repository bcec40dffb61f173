"""Links inside a document whose target did not come through."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from publish.article import Block, Inline, Link, Note
from publish.importing.reading.context import Context, Doubt
from publish.rewrite import map_blocks, map_runs, with_content
from publish.walk import blocks_in, content_in


def with_live_links(
    context: Context, blocks: tuple[Block, ...], notes: tuple[Note, ...]
) -> tuple[tuple[Block, ...], tuple[Note, ...]]:
    """``blocks`` and ``notes`` with the words of a link instead of one that leads nowhere."""
    all_of_them = (*blocks, *(block for note in notes for block in note.blocks))
    there = {f"#{block.id}" for block in blocks_in(all_of_them) if block.id}

    def change(block: Block) -> Block:
        return map_runs(block, lambda run: tuple(_alive(context, block, run, there)))

    changed = tuple(replace(note, blocks=map_blocks(note.blocks, change)) for note in notes)
    return map_blocks(blocks, change), changed


def _alive(
    context: Context, block: Block, run: tuple[Inline, ...], there: set[str]
) -> Iterator[Inline]:
    for inline in run:
        inner = content_in(inline)
        inside = tuple(_alive(context, block, inner, there)) if inner is not None else ()
        if isinstance(inline, Link) and inline.target[:1] == "#" and inline.target not in there:
            message = f"the link to “{inline.target}” leads to nothing in the text; its words stay."
            mend = "Link them to a block that has a name, or leave it."
            context.doubts.append(Doubt(block.line, "import-link", message, mend))
            yield from inside
        else:
            yield with_content(inline, inside) if inner is not None else inline
