"""Read pandoc's syntax tree as the blocks and notes of an article.

A node is a tuple of its name and its content (:mod:`publish.runtime.pandoc`), described in
https://hackage.haskell.org/package/pandoc-types (Text.Pandoc.Definition).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from msgspec import Struct
from msgspec.structs import replace

from publish.importing.markers import NAMED, NUMBERED
from publish.importing.reading.blocks import read_blocks
from publish.importing.reading.context import Context
from publish.importing.reading.nodes import Node
from publish.importing.reading.paragraphs import join_styled, with_captions
from publish.importing.records import import_warning
from publish.language.words import words_for
from publish.model import (
    Aside,
    AsideKind,
    Block,
    CodeBlock,
    Figure,
    Inline,
    Link,
    MathBlock,
    Note,
    Paragraph,
    Section,
    Table,
    Text,
)
from publish.model.rewrite import Heading, map_blocks, map_runs, nest_sections, with_content
from publish.model.walk import blocks_in, content_in, text_of


class Document(Struct, frozen=True):
    """The content of a document; ``title`` may be that of the metadata or its first heading."""

    title: str
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...]


def read_document(context: Context, nodes: Sequence[Node], *, title: str) -> Document:
    """Return the document of ``nodes``.

    ``title`` is that of the metadata.  If it is empty, the first heading becomes the title unless
    another one has its level.  The top level of headings becomes ``##``, and no level is skipped.
    """
    blocks = with_captions(context, join_styled(context, list(read_blocks(context, nodes))))
    headings = [block for block in blocks if isinstance(block, Heading)]
    first = blocks[0] if blocks else None
    if isinstance(first, Heading):
        alone = [one.level for one in headings].count(first.level) == 1
        top = alone and all(one.level > first.level for one in headings[1:])
        if top and (not title or _words(first.plain) == _words(title)):
            title = title or first.plain
            del blocks[0], headings[0]
    blocks = _with_comments(context, blocks)
    return Document(title, _named_once(nest_sections(_levelled(blocks))), tuple(context.notes))


def _named_once(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return ``blocks`` with each name only where it stands first: ids of a page may repeat."""
    seen: set[str] = set()

    def change(block: Block) -> Block:
        if block.id in seen:
            return replace(block, id="")
        if block.id:
            seen.add(block.id)
        return block

    return map_blocks(blocks, change)


def _with_comments(context: Context, blocks: Sequence[Block | Heading]) -> list[Block | Heading]:
    """Return ``blocks`` with each comment as an aside after its block, if they are kept."""
    pending = sorted(context.commented, key=lambda one: one[0])
    if not context.keep_comments:
        return list(blocks)
    found: list[Block | Heading] = []
    for index, block in enumerate(blocks):
        found.append(block)
        last = index + 1 == len(blocks)
        while pending and (last or pending[0][0] < blocks[index + 1].line):
            place, comment = pending.pop(0)
            paragraphs = tuple(
                Paragraph(content=(Text(line),), line=place) for line in comment.text.splitlines()
            )
            title = (Text(comment.author),) if comment.author else ()
            kind = AsideKind.ADMONITION if title else AsideKind.NOTE
            found.append(Aside(kind=kind, blocks=paragraphs, title=title, line=place))
    return found


def _words(title: str) -> str:
    return "".join(title.lower().split())


def _levelled(blocks: Sequence[Block | Heading]) -> list[Block | Heading]:
    """Return ``blocks`` with headings from level 2, each at most one deeper than the last."""
    found: list[Block | Heading] = []
    open_levels: list[int] = []
    for block in blocks:
        if isinstance(block, Heading):
            while open_levels and open_levels[-1] >= block.level:
                open_levels.pop()
            open_levels.append(block.level)
            found.append(replace(block, level=min(len(open_levels) + 1, 6)))
        else:
            found.append(block)
    return found


def without_dead_links(
    context: Context, blocks: tuple[Block, ...], notes: tuple[Note, ...]
) -> tuple[tuple[Block, ...], tuple[Note, ...]]:
    """Return the content with internal links without a target replaced by their words."""
    all_of_them = (*blocks, *(block for note in notes for block in note.blocks))
    there = {f"#{block.id}" for block in blocks_in(all_of_them) if block.id}

    def change(block: Block) -> Block:
        return map_runs(
            block,
            lambda run: run if _is_plain(run) else tuple(_unlinked(context, block, run, there)),
        )

    changed = tuple(replace(note, blocks=map_blocks(note.blocks, change)) for note in notes)
    return map_blocks(blocks, change), changed


def _is_plain(run: tuple[Inline, ...]) -> bool:
    """Return whether ``run`` is only words without references, as in most cells."""
    return len(run) == 1 and isinstance(text := run[0], Text) and not _REFERS.search(text.text)


def _unlinked(
    context: Context, block: Block, run: tuple[Inline, ...], there: set[str]
) -> Iterator[Inline]:
    for inline in run:
        inner = content_in(inline)
        inside = tuple(_unlinked(context, block, inner, there)) if inner is not None else ()
        if isinstance(inline, Link) and inline.target[:1] == "#" and inline.target not in there:
            message = (
                f"The link to “{inline.target}” leads to nothing in the text; its words were kept."
            )
            fix = "Link them to a block that has a name, or leave it."
            context.warnings.append(import_warning(block.line, "import-link", message, fix))
            yield from inside
        else:
            yield with_content(inline, inside) if inner is not None else inline


class _Target(Struct, frozen=True):
    """A block that references name: a section by its title, others by their number."""

    kind: str
    number: int
    title: str = ""

    def name(self, language: str) -> str:
        words = words_for(language)
        known = {"figure": words.figure, "table": words.table, "code": words.code}
        return self.title or f"{known.get(self.kind, words.formula)}\u00a0{self.number}"


_NUMBERED = re.compile(f"{NUMBERED}(?:(?P<digits>\\d+)|{NAMED}(?P<of>[^{NAMED}]*){NAMED})")
_NAMED = re.compile(f"{NAMED}([^{NAMED}]*){NAMED}")
_REFERS = re.compile(f"[{NUMBERED}{NAMED}]")


def numbered(
    blocks: tuple[Block, ...], notes: tuple[Note, ...], language: str
) -> tuple[tuple[Block, ...], tuple[Note, ...]]:
    """Return the content with the names and numbers in references as editions count.

    Editions number all figures but decorative ones, and the tables that have a caption; formulas
    and code are counted if they have a name.
    """
    targets: dict[str, _Target] = {}
    counts: Counter[str] = Counter()
    for block, following in zip_longest(found := blocks_in(blocks), found[1:]):
        kind = _kind(block, following)
        if kind and (block.id or kind in ("figure", "table")):
            counts[kind] += 1
            title = text_of(block.title) if isinstance(block, Section | Aside) else ""
            targets[f"#{block.id}"] = _Target(kind, counts[kind], title)

    def change(block: Block) -> Block:
        return map_runs(
            block,
            lambda run: (
                run
                if _is_plain(run)
                else tuple(_numbered(run, targets, "", block.language or language))
            ),
        )

    changed = tuple(replace(note, blocks=map_blocks(note.blocks, change)) for note in notes)
    return map_blocks(blocks, change), changed


def _kind(block: Block, following: Block | None) -> str:
    """Return what a reference calls ``block``; the caption of code stands before it."""
    match block:
        case Figure(image=image) if not image.decorative:
            return "figure"
        case Table(caption=caption) if caption:
            return "table"
        case MathBlock():
            return "formula"
        case CodeBlock():
            return "code"
        case Paragraph() if block.id and isinstance(following, CodeBlock):
            return "code"
        case Section():
            return "section"
        case Aside(title=title) if title and block.id:
            return "aside"
        case _:
            return ""


def _with_names(text: str, found: _Target | None, language: str) -> str:
    """Return ``text`` with the number and name of the block that it refers to, if there is one."""
    if found is None:
        text = _NUMBERED.sub(lambda m: m["digits"] or m["of"], text)
        return _NAMED.sub(lambda m: m[1], text)
    text = _NUMBERED.sub(lambda _: found.title or str(found.number), text)
    return _NAMED.sub(lambda _: found.name(language), text)


def _numbered(
    run: tuple[Inline, ...], targets: Mapping[str, _Target], target: str, language: str
) -> Iterator[Inline]:
    for inline in run:
        inner = content_in(inline)
        if isinstance(inline, Text) and (NUMBERED in inline.text or NAMED in inline.text):
            yield Text(_with_names(inline.text, targets.get(target), language))
        elif inner is not None:
            goal = inline.target if isinstance(inline, Link) else target
            yield with_content(inline, tuple(_numbered(inner, targets, goal, language)))
        else:
            yield inline
