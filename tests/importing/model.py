"""What two articles say, as lines to compare: without lines, paths and names that nobody sees."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

import PIL.Image
from msgspec import NODEFAULT, Struct
from msgspec.structs import fields, replace

from publish.model import (
    Article,
    Image,
    Inline,
    Link,
    MathBlock,
    NarrationSettings,
    Note,
    NoteReference,
    Pronounced,
    Text,
)
from publish.model.inlines import InlineMath
from publish.model.rewrite import joined, map_blocks, map_runs, with_content
from publish.model.walk import all_blocks, content_in, text_of
from publish.model.walk import content_of as runs_of
from publish.prepare import prepare
from publish.runtime.svg_outlines import outlined

_HIDDEN = {"line", "id", "file", "digest", "source", "calls", "lines", "chapter", "matter",
           "abbreviations"}  # fmt: skip


def unspoken(article: Article) -> Article:
    """Without what only the narration uses: its settings, and how words are pronounced."""

    def plain(content: tuple[Inline, ...]) -> tuple[Inline, ...]:
        found: list[Inline] = []
        for inline in content:
            inner = content_in(inline)
            if isinstance(inline, Pronounced):
                found += plain(inline.content)
            else:
                found.append(inline if inner is None else with_content(inline, plain(inner)))
        return tuple(joined(found))

    metadata = replace(article.metadata, narration=NarrationSettings())
    blocks = map_blocks(article.blocks, lambda block: map_runs(block, plain))
    return replace(article, metadata=metadata, blocks=blocks)


def said(article: Article) -> list[str]:
    """The prepared article, each piece on a line, a link by the words of its target.

    Abbreviations are expanded in it already, wherever the source says what they mean.
    """
    ready = prepare(article)
    targets = {
        block.id: " ".join(text_of(run) for run in runs_of(block))[:40] or type(block).__name__
        for block in all_blocks(ready)
    }
    notes = {note.id: note.number for note in ready.notes}
    lines = list(_lines("", ready.metadata, targets, notes, 0))
    for block in ready.blocks:
        lines += _lines("", block, targets, notes, 0)
    for note in sorted(ready.notes, key=lambda note: note.number):
        lines += _lines("", note, targets, notes, 0)
    return lines


def _shown(image: Image) -> str:
    """A digest of a picture; of its pixels where an EPUB holds it in another format.

    An ornament that is a drawing has other ink in an EPUB, words in our fonts are outlines.
    """
    if image.decorative and image.media_type == "image/svg+xml":
        return "ornament"
    if image.media_type == "image/svg+xml":
        return hashlib.sha256(outlined(image.file.read_bytes())).hexdigest()
    if image.media_type not in ("image/webp", "image/png"):
        return image.digest
    with PIL.Image.open(image.file) as picture:
        return hashlib.sha256(picture.convert("RGBA").tobytes()).hexdigest()


def _lines(
    name: str, value: object, targets: dict[str, str], notes: dict[str, int], depth: int
) -> Iterator[str]:
    indent = "  " * depth + (f"{name}: " if name else "")
    match value:
        case Text(text):
            yield f"{indent}{text!r}"
        case Image():
            yield f"{indent}Image {_shown(value)[:8]} {value.alt!r} {value.decorative}"
        case NoteReference(note):
            yield f"{indent}call of note {notes.get(note)}"
        case InlineMath(tex, alt) | MathBlock(tex=tex, alt=alt):
            plain = re.sub(r"\\limits|[{}\s]", "", tex)  # MathML says the same without
            yield f"{indent}{type(value).__name__} {plain} {alt!r}"
        case Struct():
            yield f"{indent}{type(value).__name__}"
            for field in fields(value):
                part = getattr(value, field.name)
                hidden = field.name in _HIDDEN and not isinstance(value, Note)
                if hidden or (isinstance(value, Note) and field.name not in ("blocks", "number")):
                    continue
                default = field.default
                if default is NODEFAULT and field.default_factory is not NODEFAULT:
                    default = field.default_factory()
                if part == default:
                    continue
                if isinstance(value, Link) and field.name == "target" and str(part)[:1] == "#":
                    part = f"to {targets.get(str(part)[1:], '?')}"
                yield from _lines(field.name, part, targets, notes, depth + 1)
        case tuple():
            for item in value:
                yield from _lines(name, item, targets, notes, depth)
        case _:
            yield f"{indent}{value}"
