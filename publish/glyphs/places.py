"""Where in an article the characters stand that no font has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from publish.article import (
    Abbreviation,
    Article,
    Block,
    CodeBlock,
    InlineCode,
    Section,
    Text,
)
from publish.glyphs import missing
from publish.walk import blocks_in, children_of, content_of, inlines_in


class Lack(Struct, frozen=True):
    """A character that no font has, and where it stands first; ``line`` is that of its block."""

    character: str
    file: Path
    line: int


def lacks(article: Article) -> tuple[Lack, ...]:
    """The characters of ``article`` that no font has, each once, in the order of the text."""
    places = tuple(_texts(article))
    unknown = set(missing("".join(text for _, _, text in places)))
    found: dict[str, Lack] = {}
    if unknown:
        for file, line, text in places:
            for character in text:
                if character in unknown:
                    found.setdefault(character, Lack(character, file, line))
    return tuple(found.values())


def _texts(article: Article) -> Iterator[tuple[Path, int, str]]:
    """All that is set in type: file, line, text (alt texts and formulas are not)."""
    yield from ((article.file, line, text) for line, text in _front(article))
    files: dict[str, Path] = {}
    for file, block in _blocks(article.blocks, article.file):
        yield file, block.line, _text(block)
        files[block.id] = file
    for note in article.notes:
        file = files.get(note.chapter, article.file) if note.chapter else article.file
        for block in blocks_in(note.blocks):
            yield file, block.line or note.line, _text(block)


def _front(article: Article) -> Iterator[tuple[int, str]]:
    """What the opening and the colophon show of the front matter, each with its line."""
    lines, given = dict(article.lines), article.metadata
    for field, text in (
        ("title", given.title),
        ("subtitle", given.subtitle),
        ("standfirst", given.standfirst),
        ("authors", "".join(one.name for one in given.authors)),
        ("contributors", "".join(one.name for one in given.contributors)),
        ("publisher", given.publisher),
        ("dateline", given.dateline),
        ("rights", given.rights),
        ("corrections", "".join(one.text for one in given.corrections)),
    ):
        yield lines.get(field, 1), text


def _blocks(blocks: Iterable[Block], file: Path) -> Iterator[tuple[Path, Block]]:
    """Every block with the file that it comes from (a chapter of a book has its own)."""
    for block in blocks:
        own = block.file if isinstance(block, Section) and block.file else file
        yield own, block
        yield from _blocks(children_of(block), own)


def _text(block: Block) -> str:
    """What ``block`` itself shows in letters."""
    if isinstance(block, CodeBlock):
        return block.text
    said = [
        inline.text
        for run in content_of(block)
        for inline in inlines_in(run)
        if isinstance(inline, Text | InlineCode | Abbreviation)
    ]
    if isinstance(block, Section) and (opening := block.opening):
        said += [opening.subtitle, opening.standfirst, opening.dateline]
        said += [author.name for author in opening.authors]
    return "".join(said)
