"""What is common to the nodes of pandoc's tree: their attributes, their words, their names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

Node = tuple[str, Any]
"""The name of a node and what it holds: lists, text, numbers and nodes."""


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
    """The plain words of a run of inlines, for metadata and alt text."""
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
    """The words of one value of the metadata (``MetaInlines``, ``MetaString``, ``MetaBlocks``)."""
    match value:
        case ("MetaString", str(words)):
            return words
        case ("MetaInlines", list(inlines)):
            return words_of(inlines)
        case ("MetaBlocks", list(blocks)):
            return " ".join(words_of(c) for kind, c in blocks if kind in ("Para", "Plain"))
    return ""


def meta_texts(value: object) -> tuple[str, ...]:
    """The words of each value of a list in the metadata; a single value counts as one."""
    match value:
        case ("MetaList", list(values)):
            texts = [meta_text(one) for one in values]
        case _:
            texts = [meta_text(value)]
    return tuple(text for text in texts if text)


def named(written: str) -> str:
    """``written`` as a name that a block may have: a letter, then letters, digits, ``.`` ``-``.

    >>> named("1. Über uns!")
    'x-1.-über-uns'
    """
    name = unicodedata.normalize("NFC", written).lower()
    name = re.sub(r"[^\w.-]+", "-", name).strip("-.")[:60]
    return name if name and not re.match(r"[\d_.]", name) else f"x-{name}".rstrip("-")
