"""List the words, pictures and links of a written source, to compare them with its original."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct, field

from publish.model import (
    Abbreviation,
    Article,
    Block,
    CodeBlock,
    Figure,
    Inline,
    InlineImage,
    Link,
    MathBlock,
    Metadata,
)
from publish.model.walk import blocks_in, content_of, inlines_in, text_of

_PICTURE = re.compile(r"!\[[^\[\]\n]*+\]\(([^)\s]+)|^:{3,}\{figure\}\s*(\S+)", re.M)
_LINK = re.compile(r"\]\(<?([^)\s>]+)|<(https?://[^<>\s]+)>")


class Written(Struct):
    """The text of a source in pieces, each with its line, its pictures, links and dates.

    ``people`` are the names of the authors and others.  A picture is its path and
    its SHA-256, a date its year and day.
    """

    pieces: list[tuple[str, int]] = field(default_factory=list)
    pictures: list[tuple[str, str]] = field(default_factory=list)
    links: set[str] = field(default_factory=set)
    dates: set[tuple[str, str]] = field(default_factory=set)
    people: list[str] = field(default_factory=list)


def written_text(markdown: str) -> Written:
    """Return the lines of a source that can't be read as an article."""
    return Written(
        pieces=[(line, number) for number, line in enumerate(markdown.split("\n"), start=1)],
        pictures=[(one or other, "") for one, other in _PICTURE.findall(markdown)],
        links={one or other for one, other in _LINK.findall(markdown)},
    )


def written_article(article: Article) -> Written:
    """Return the content of a source that was read back."""
    about = article.metadata
    written = Written(pieces=[(text, 1) for text in _metadata(about) if text])
    written.dates = {
        (str(day.year), str(day.day)) for day in (about.published, about.modified) if day
    }
    written.people = [one.name for one in (*about.authors, *about.contributors)]
    if about.cover:
        written.pictures.append((about.cover.source, about.cover.digest))
    _add(written, article.blocks)
    for note in article.notes:
        _add(written, note.blocks)
    return written


def _add(written: Written, blocks: Iterable[Block]) -> None:
    for block in blocks_in(blocks):
        for run in content_of(block):
            _add_run(written, run, block.line)
        match block:
            case CodeBlock(text=text):
                written.pieces += [(line, block.line) for line in text.split("\n")]
            case MathBlock(tex=tex, alt=alt):
                written.pieces += [(tex, block.line), (alt, block.line)]
            case Figure(image=image):
                written.pictures.append((image.source, image.digest))
                written.pieces.append((image.alt or "", block.line))
            case _:
                pass


def _add_run(written: Written, run: tuple[Inline, ...], line: int) -> None:
    shown: list[Inline] = []
    for inline in inlines_in(run):
        match inline:
            case Link(target=target, title=title):
                written.links.add(target)
                written.pieces.append((title, line))
            case Abbreviation(expansion=expansion):
                written.pieces.append((expansion, line))
            case InlineImage(image=image):
                written.pictures.append((image.source, image.digest))
                shown.append(inline)
                written.pieces.append((image.alt or "", line))
            case _:
                pass
    written.pieces.append((_without_alts(run) if shown else text_of(run), line))


def _without_alts(run: tuple[Inline, ...]) -> str:
    """Return the text of ``run`` without the alt texts of its pictures, which are listed apart."""
    from publish.model.rewrite import map_leaves

    def kept(inline: Inline) -> Iterator[Inline]:
        if not isinstance(inline, InlineImage):
            yield inline

    return text_of(map_leaves(run, kept))


def _metadata(about: Metadata) -> Iterator[str]:
    yield from (about.title, about.subtitle, about.standfirst, about.publisher, about.dateline)
    yield from (about.description, about.rights, *about.subjects)
    yield from (one.text for one in about.corrections)
    yield from (" ".join(pair) for pair in about.abbreviations)
    for person in (*about.authors, *about.contributors):
        yield person.name
        yield person.file_as
    if about.series:
        yield about.series.name
    if about.cover:
        yield about.cover.alt or ""
