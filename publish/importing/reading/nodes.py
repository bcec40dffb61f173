"""Read attributes, words and ids of nodes of pandoc's tree, and name the targets of links."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from msgspec import Struct

Node = tuple[str, Any]
"""The name of a node and its content: lists, text, numbers and nodes."""


class Attributes(Struct, frozen=True):
    """``Attr`` of pandoc: identifier, classes, pairs."""

    id: str
    classes: frozenset[str]
    values: dict[str, str]

    @property
    def language(self) -> str:
        return self.values.get("lang", "") or self.values.get("xml:lang", "")


def attributes(written: Any) -> Attributes:
    identity, classes, pairs = written
    return Attributes(identity, frozenset(classes), {str(k): str(v) for k, v in pairs})


def words_of(inlines: Iterable[Node]) -> str:
    """Return the plain words of a run of inlines, for metadata and alt text."""
    return " ".join("".join(_words(inlines)).split())


def _words(inlines: Iterable[Node]) -> Iterator[str]:
    for kind, content in inlines:
        match kind:
            case "Str":
                yield content
            case "Space" | "SoftBreak" | "LineBreak":
                yield " "
            case "Code" | "Math":
                yield content[1]
            case "Emph" | "Strong" | "Underline" | "Strikeout" | "SmallCaps":
                yield from _words(content)
            case "Superscript" | "Subscript":
                yield from _words(content)
            case "Quoted" | "Cite" | "Link" | "Image" | "Span":
                yield from _words(content[1])


def meta_text(value: object) -> str:
    """Return the words of a metadata value (``MetaInlines``, ``MetaString``, ``MetaBlocks``)."""
    match value:
        case ("MetaString", str(words)):
            return words
        case ("MetaInlines", list(inlines)):
            return words_of(inlines)
        case ("MetaBlocks", list(blocks)):
            return " ".join(words_of(c) for kind, c in blocks if kind in ("Para", "Plain"))
    return ""


def meta_texts(value: object) -> tuple[str, ...]:
    """Return the words of each value of a list; a single value counts as one."""
    match value:
        case ("MetaList", list(values)):
            texts = [meta_text(one) for one in values]
        case _:
            texts = [meta_text(value)]
    return tuple(text for text in texts if text)


def block_name(written: str) -> str:
    """Return ``written`` as a name of a block: a letter, then letters, digits and ``-``.

    >>> block_name("1. Über uns!")
    'x-1-über-uns'
    """
    name = unicodedata.normalize("NFC", written).lower()
    name = re.sub(r"[^\w-]+", "-", name).strip("-_")[:60]
    return name if name and not re.match(r"[\d_]", name) else f"x-{name}".rstrip("-")


_SPANS = ("Span", "Link", "Image", "Code")


def targets_of(blocks: list[Node]) -> frozenset[str]:
    """Return the ids in the document that its links refer to."""
    return frozenset(one[1:] for one in _targets(blocks) if one.startswith("#")) - {""}


def names_of(blocks: list[Node], wanted: Collection[str]) -> dict[str, str]:
    """Return the names of blocks by their ids in ``wanted``; a block has one name."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for group in _groups(blocks, []) if wanted else ():
        linked = [one for one in group if one in wanted and one not in names]
        if linked:
            name = base = block_name(linked[0])
            number = 2
            while name in taken:
                name, number = f"{base}-{number}", number + 1
            taken.add(name)
            names.update(dict.fromkeys(linked, name))
    return names


def own_ids(node: Node) -> list[str]:
    """Return the ids of a block and of the inlines in it."""
    kind, content = node
    match kind:
        case "Para" | "Plain":
            return list(ids_in(content))
        case "LineBlock":
            return [one for line in content for one in ids_in(line)]
        case "Header":
            return [content[1][0], *ids_in(content[2])]
        case "CodeBlock" | "Table" | "Figure" | "Div":
            return [content[0][0]]
    return []


def ids_in(inlines: Iterable[Node]) -> Iterator[str]:
    for kind, content in inlines:
        if kind in _SPANS:
            yield attributes(content[0]).id
        if kind in ("Span", "Link", "Image", "Quoted", "Cite"):
            yield from ids_in(content[1])
        elif kind in ("Emph", "Strong", "Underline", "Strikeout", "SmallCaps", "Superscript",
                      "Subscript"):  # fmt: skip
            yield from ids_in(content)


def _groups(blocks: Iterable[Node], pending: list[str]) -> Iterator[list[str]]:
    """Yield the ids of each block; those of a ``Div`` belong to the first block in it."""
    for node in blocks:
        kind, content = node
        ids = pending + own_ids(node)
        if kind == "Div":
            yield from _groups(content[1], ids)
            pending = [] if any(not _is_anchor(one) for one in content[1]) else ids
            continue
        pending = ids if _is_anchor(node) else []
        if pending:
            continue
        yield ids
        if kind == "DefinitionList":  # a term has no name: links to it lead to its meaning
            for term, meanings in content:
                ids = list(ids_in(term))
                for number, meaning in enumerate(meanings):
                    yield from _groups(meaning, [] if number else ids)
            continue
        for inside in blocks_within(node):
            yield from _groups(inside, [])


def _is_anchor(node: Node) -> bool:
    """Return whether a paragraph has only ids: they belong to the block after it."""
    kind, content = node
    return kind in ("Para", "Plain") and all(
        one[0] in ("Space", "SoftBreak") or (one[0] == "Span" and not one[1][1]) for one in content
    )


def blocks_within(node: Node) -> Iterator[list[Node]]:
    """Yield the lists of blocks in a block."""
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
    """Yield every row of a table: ``[attributes, cells]``."""
    head, bodies, foot = content[3], content[4], content[5]
    yield from head[1]  # type: ignore[index]
    for body in bodies:  # type: ignore[attr-defined]
        yield from body[2]
        yield from body[3]
    yield from foot[1]  # type: ignore[index]


def _targets(value: object) -> Iterator[str]:
    """Yield the target of every link at any depth."""
    stack = [value]
    while stack:
        here = stack.pop()
        if isinstance(here, tuple):
            if here[0] == "Link":
                yield here[1][2][0]
            here = here[1]
        if isinstance(here, list):
            stack.extend(one for one in here if one and isinstance(one, list | tuple))
