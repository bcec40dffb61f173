"""Read block pictures as figures with alt text, caption, credit and description."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec.structs import replace

from publish.errors import Severity
from publish.importing.markers import DECORATIVE, unmarked
from publish.importing.reading.context import Context
from publish.importing.reading.inlines import read_inlines, run_of
from publish.importing.reading.nodes import Node, attributes, words_of
from publish.importing.reading.paragraphs import quotation, split_credit, without_label
from publish.model import Block, Figure, Inline, Paragraph, Place, Quotation, Table, Text

_SPACES = frozenset({"Space", "SoftBreak", "LineBreak"})
_CREDITS = frozenset({"credit", "photo-credit", "image-credit", "attr", "copyright"})
_WRAPPERS = {"Emph": None, "Strong": None, "Underline": None, "Span": 1, "Link": 1}

Picture = tuple[list[Any], str]
"""The content of an ``Image`` and the target of the link around it."""


def only_pictures(nodes: Sequence[Node]) -> list[Picture]:
    """Return the pictures of a paragraph; an empty list if it holds anything else."""
    found: list[Picture] = []
    for kind, content in nodes:
        if kind in _SPACES:
            continue
        if kind == "Image":
            found.append((content, ""))
            continue
        if kind not in _WRAPPERS:
            return []
        index = _WRAPPERS[kind]
        inner = content if index is None else content[index]
        inside = only_pictures(inner)
        if not inside and inner:
            return []
        target = content[2][0] if kind == "Link" else ""
        found += [(image, target or link) for image, link in inside]
    return found


def picture(context: Context, pictures: Sequence[Picture], place: Place) -> Iterator[Figure]:
    """Yield each picture as a figure; its title is the caption."""
    for number, one in enumerate(pictures):
        if number:
            place = {"line": context.next(), "id": "", "language": None}
        yield _picture(context, one, place)


def _picture(context: Context, found: Picture, place: Place) -> Figure:
    content, link = found
    given = attributes(content[0])
    written, title = content[2]
    described = given.values.get("alt", "") or words_of(content[1])
    alt = context.alt_of(title) or unmarked(described)
    title = "" if context.alt_of(title) else " ".join(unmarked(title).split())
    caption = without_label((Text(title),)) if title else ()
    ornament = "decorative" in given.classes or described == DECORATIVE
    decorative = ornament and not (alt or caption)
    if link and link.rpartition("/")[2] != written.rpartition("/")[2] and context.target(link):
        message = f"The picture was a link to {context.target(link)[:80]}."
        context.warn("import-link", message, "Link to it from the text.", Severity.INFO)
    place["id"] = place["id"] or context.name([given.id])
    return Figure(
        image=context.image(written, alt, decorative=decorative),
        caption=(Paragraph(content=caption, line=place["line"]),) if caption else (),
        **place,
    )


def figure(context: Context, content: list[Any], place: Place) -> Iterator[Block]:
    """Yield the blocks of a ``Figure``: usually a picture, but any block can have a caption."""
    credit, written = _without_credit(context, content[1][1])
    caption = list(context.blocks(written))
    if caption and caption[0].id and not place["id"]:
        place["id"] = caption[0].id
        caption[0] = replace(caption[0], id="")
    if caption and isinstance(caption[0], Paragraph):
        words = without_label(caption[0].content)
        caption[:1] = [replace(caption[0], content=words)] if words else []
    description, inside = _described(context, content[2])
    context.here = place["line"]
    blocks = list(context.blocks(inside))
    language = context.language_of(attributes(content[0]))
    pictures = [index for index, block in enumerate(blocks) if isinstance(block, Figure)]
    if not pictures:
        yield from _captioned(blocks, caption, place)
        yield from description
        if credit:
            yield Paragraph(content=credit, line=context.next())
        return
    last = pictures[-1]
    one = blocks[last]
    assert isinstance(one, Figure)  # noqa: S101 - narrows the type
    if len(pictures) > 1:  # those of a subfigure have captions of their own
        caption = [*one.caption, *caption]
    caption = caption or list(one.caption)
    if not credit:
        caption, credit = split_credit(caption)
    image = one.image
    if image.decorative and (caption or credit or description):
        image = replace(image, decorative=False)
    context.move_warnings(one.line, place["line"])
    blocks[last] = replace(
        one,
        image=image,
        caption=tuple(caption),
        credit=credit,
        description=description,
        language=language,
        line=place["line"],
        id=place["id"] or one.id,
    )
    if len(pictures) > 1:
        message = f"{len(pictures)} pictures share one caption; the last one has it now."
        context.warn("import-caption", message, "Give each picture its own caption.")
    yield from blocks


def _captioned(blocks: list[Block], caption: list[Block], place: Place) -> Iterator[Block]:
    """Yield a figure without a picture: a table, a quotation, or other blocks."""
    run: tuple[Inline, ...] = ()
    if len(caption) == 1 and isinstance(caption[0], Paragraph):
        run = caption[0].content
    only = blocks[0] if len(blocks) == 1 else None
    if run and isinstance(only, Table) and not only.caption:
        yield replace(only, caption=run, id=place["id"] or only.id)
    elif run and isinstance(only, Quotation) and not only.attribution:
        yield quotation(only.blocks, place, pull=only.pull, named=run) or only
    else:
        yield from blocks
        yield from caption


def _without_credit(context: Context, nodes: list[Node]) -> tuple[tuple[Inline, ...], list[Node]]:
    """Return the credit in a caption, if it has a class of :data:`_CREDITS`, and the rest."""
    credit: tuple[Inline, ...] = ()
    rest: list[Node] = []
    for kind, content in nodes:
        if kind == "Div" and attributes(content[0]).classes & _CREDITS and not credit:
            credit = run_of(context, content[1])
            continue
        if kind in ("Para", "Plain"):
            kept = []
            for node in content:
                marked = node[0] == "Span" and attributes(node[1][0]).classes & _CREDITS
                if marked and not credit:
                    credit = read_inlines(context, node[1][1])
                else:
                    kept.append(node)
            content = kept
        rest.append((kind, content))
    return credit, rest


def _described(context: Context, nodes: list[Node]) -> tuple[tuple[Block, ...], list[Node]]:
    """Return the extended description in a figure, and the rest."""
    description: tuple[Block, ...] = ()
    rest = []
    for node in nodes:
        if node[0] == "Div" and "description" in attributes(node[1][0]).classes:
            description += context.blocks(node[1][1])
        else:
            rest.append(node)
    return description, rest
