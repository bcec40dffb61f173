"""Which block each link inside the document leads to, and what that block will be called.

Links inside a document whose target did not come through.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from publish.importing.reading.context import Context, Doubt
from publish.importing.reading.nodes import Node, attributes, named
from publish.model import Block, Inline, Link, Note
from publish.model.rewrite import map_blocks, map_runs, with_content
from publish.model.walk import blocks_in, content_in

_WITH_INLINES = {"Para": None, "Plain": None, "Header": 2}
_SPANS = ("Span", "Link", "Image", "Code")


def names_of(blocks: list[Node]) -> dict[str, str]:
    """Identifier -> name, for those that a link leads to; those of one block share a name."""
    wanted = {target[1:] for target in _targets(blocks) if target.startswith("#")}
    names: dict[str, str] = {}
    taken: set[str] = set()
    for group in _groups(blocks, []):
        linked = [one for one in group if one in wanted and one not in names]
        if linked:
            name = base = named(linked[0])
            number = 2
            while name in taken:
                name, number = f"{base}-{number}", number + 1
            taken.add(name)
            names.update(dict.fromkeys(linked, name))
    return names


def own_ids(node: Node) -> list[str]:
    """The identifiers of a block itself and of what stands in its line of text."""
    kind, content = node
    match kind:
        case "Para" | "Plain":
            return list(_inline_ids(content))
        case "LineBlock":
            return [one for line in content for one in _inline_ids(line)]
        case "Header":
            return [content[1][0], *_inline_ids(content[2])]
        case "CodeBlock" | "Table" | "Figure" | "Div":
            return [content[0][0]]
    return []


def _inline_ids(inlines: Iterable[Node]) -> Iterator[str]:
    for kind, content in inlines:
        if kind in _SPANS:
            yield attributes(content[0]).id
        if kind in ("Span", "Link", "Image", "Quoted", "Cite"):
            yield from _inline_ids(content[1])
        elif kind in ("Emph", "Strong", "Underline", "Strikeout", "SmallCaps", "Superscript",
                      "Subscript"):  # fmt: skip
            yield from _inline_ids(content)


def _groups(blocks: Iterable[Node], pending: list[str]) -> Iterator[list[str]]:
    """The identifiers of each block; that of a ``Div`` is the first block's in it."""
    for node in blocks:
        kind, content = node
        ids = pending + own_ids(node)
        if kind == "Div":
            yield from _groups(content[1], ids)
            pending = [] if content[1] else ids
            continue
        pending = []
        yield ids
        for inside in blocks_within(node):
            yield from _groups(inside, [])


def blocks_within(node: Node) -> Iterator[list[Node]]:
    """The lists of blocks that stand in a block."""
    kind, content = node
    match kind:
        case "BlockQuote":
            yield content
        case "BulletList":
            yield from content
        case "OrderedList":
            yield from content[1]
        case "DefinitionList":
            for _, meanings in content:
                yield from meanings
        case "Figure":
            yield content[1][1]
            yield content[2]
        case "Table":
            yield content[1][1]
            for row in table_rows(content):
                for cell in row[1]:
                    yield cell[4]


def table_rows(content: list[object]) -> Iterator[list[list[list[list[Node]]]]]:
    """Every row of a table: ``[attributes, cells]``."""
    head, bodies, foot = content[3], content[4], content[5]
    yield from head[1]  # type: ignore[index]
    for body in bodies:  # type: ignore[attr-defined]
        yield from body[2]
        yield from body[3]
    yield from foot[1]  # type: ignore[index]


def _targets(value: object) -> Iterator[str]:
    """The target of every link, wherever it stands."""
    stack = [value]
    while stack:
        here = stack.pop()
        if isinstance(here, tuple):
            if here[0] == "Link":
                yield here[1][2][0]
            stack.append(here[1])
        elif isinstance(here, list):
            stack.extend(reversed(here))


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
            fix = "Link them to a block that has a name, or leave it."
            context.doubts.append(Doubt(block.line, "import-link", message, fix))
            yield from inside
        else:
            yield with_content(inline, inside) if inner is not None else inline
