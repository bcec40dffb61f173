"""Divisions (``Div``) -> what their classes say they are.

The classes are those of our own XHTML (docs/design.md), those that ``preparing`` gives to elements
which pandoc would drop, and the usual ones of other programs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from publish.importing.markers import kinds_of
from publish.importing.reading.context import Context
from publish.importing.reading.nodes import Attributes, Node, attributes
from publish.importing.reading.quotations import quotation
from publish.model import Aside, AsideKind, Block, Inline, MathBlock, Paragraph
from publish.source.blocks import Place
from publish.source.sections import Heading

_PULLED = frozenset({"pull-quote", "pullquote", "pull_quote"})


def division(context: Context, content: list[Any], ids: list[str]) -> Iterator[Block | Heading]:
    """The blocks of a division, or the block that it is."""
    from publish.importing.reading.blocks import in_language, read_blocks

    given = attributes(content[0])
    if "note" in given.values:
        _note_body(context, given.values["note"], content[1])
        return
    tag = context.tag(given.language)
    made = _made(context, given, content[1], ids)
    found = [made] if made else list(read_blocks(context, content[1], ids))
    yield from in_language(found, tag)


def _made(context: Context, given: Attributes, nodes: list[Node], ids: list[str]) -> Block | None:
    from publish.importing.reading.blocks import blocks_of

    kinds = kinds_of(given.classes)
    pulled = bool(given.classes & _PULLED)
    if not (kinds or pulled or given.classes & {"formula", "quoted"}):
        return None
    place: Place = {"line": context.next(), "id": context.name(ids), "language": None}
    title, named, rest = _parted(context, nodes)
    blocks = blocks_of(context, rest)
    if pulled or "quoted" in given.classes:
        return quotation(blocks, place, pull=pulled, named=named)
    if "formula" in given.classes:
        return _formula(given, blocks, place)
    kind = kinds[-1] if kinds[-1] is not AsideKind.SIDEBAR or len(kinds) == 1 else kinds[-2]
    if named:
        blocks = (*blocks, Paragraph(content=named, line=place["line"]))
    if kind is AsideKind.ADMONITION and not title:
        kind = AsideKind.NOTE
    if title and kind not in (AsideKind.ADMONITION, AsideKind.SIDEBAR):
        kind = AsideKind.ADMONITION
    return Aside(kind=kind, blocks=blocks, title=title, **place) if blocks else None


def _formula(given: Attributes, blocks: tuple[Block, ...], place: Place) -> Block | None:
    """A formula with the words for it."""
    alt = given.values.get("data-alt", "")
    if len(blocks) == 1 and isinstance(blocks[0], MathBlock):
        return MathBlock(tex=blocks[0].tex, alt=alt, **place)
    return None


def _parted(
    context: Context, nodes: list[Node]
) -> tuple[tuple[Inline, ...], tuple[Inline, ...], list[Node]]:
    """The title of an aside, the attribution of a quotation, and the rest."""
    title: tuple[Inline, ...] = ()
    named: tuple[Inline, ...] = ()
    rest: list[Node] = []
    for node in nodes:
        classes = attributes(node[1][0]).classes if node[0] == "Div" else frozenset()
        if classes & {"aside-title", "admonition-title", "title"}:
            title = run_of(context, node[1][1])
        elif "attribution" in classes:
            named = run_of(context, node[1][1])
        else:
            rest.append(node)
    return title, named, rest


def run_of(context: Context, nodes: list[Node]) -> tuple[Inline, ...]:
    """The first line of text in ``nodes``."""
    from publish.importing.reading.inlines import read_inlines

    for kind, content in nodes:
        if kind in ("Para", "Plain"):
            return read_inlines(context, content)
        if kind == "Header":
            return read_inlines(context, content[2])
        if kind == "Div":
            return run_of(context, content[1])
    return ()


def _note_body(context: Context, number: str, nodes: list[Node]) -> None:
    """A note that stands apart from its call; the calls, which come first, know its name."""
    from publish.importing.reading.blocks import blocks_of
    from publish.model import Note

    name = str(len(context.notes) + 1)
    context.note_names[number] = name
    context.notes.append(Note(blocks=(), id=name))
    index, line = len(context.notes) - 1, context.next()
    context.notes[index] = Note(blocks=blocks_of(context, nodes), id=name, line=line)
