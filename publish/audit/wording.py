"""Return the words of blocks and runs for an inventory, and the items of the front matter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from publish.audit.items import Item, Kind, Part
from publish.model import (
    Article,
    Block,
    CodeBlock,
    Figure,
    Inline,
    List,
    MathBlock,
    Opening,
    Paragraph,
    Quotation,
    Section,
    Sentence,
)
from publish.model.ids import COVER_IMAGE, correction_id, fact_id, opening_line_id
from publish.model.walk import blocks_in, content_of, text_of


def parts_of(content: tuple[Inline, ...], own: str) -> Iterator[Part]:
    """Yield the sentences of ``content`` with words, and other words with the id ``own``."""
    for sentence, home in sentences_of(content, own):
        words = text_of(sentence)
        if words.strip():
            yield Part(home, words)


def sentences_of(content: tuple[Inline, ...], own: str) -> Iterator[tuple[tuple[Inline, ...], str]]:
    """Yield the sentences of ``content`` with their ids, then other words with the id ``own``."""
    loose: list[Inline] = []
    for inline in content:
        if isinstance(inline, Sentence):
            yield inline.content, inline.id
        else:
            loose.append(inline)
    if loose:
        yield tuple(loose), own


def words_of(blocks: Iterable[Block]) -> str:
    """Return all words of ``blocks``."""
    out: list[str] = []
    for block in blocks_in(blocks):
        if isinstance(block, Paragraph):  # as most are
            out.append(text_of(block.content))
            continue
        out += [text_of(run) for run in content_of(block)]
        if isinstance(block, CodeBlock):
            out.append(block.text)
        elif isinstance(block, MathBlock):
            out.append(block.words)
    return " ".join(" ".join(out).split())


def first_words(block: Block | object) -> str:
    """Return the first words of ``block``, for a message."""
    blocks = getattr(block, "blocks", None)
    if isinstance(block, Section):
        return text_of(block.title)
    if blocks is not None:
        return words_of(blocks)
    if isinstance(block, Figure):
        return block.image.alt or ""
    runs = getattr(block, "content", None) or getattr(block, "caption", None) or ()
    return text_of(runs) if runs else str(getattr(block, "text", ""))


#: The signs of a task that is done, and of one that isn't, in print.
DONE, OPEN = "☑", "☐"


def first_part(blocks: Sequence[Block]) -> Part | None:
    """Return the first words of an item of a list; ``None`` if it doesn't begin with words."""
    match blocks[0] if blocks else None:
        case Paragraph(id=own, content=content):
            return next(parts_of(content, own), None)
        case Quotation(blocks=inner):
            return first_part(inner)
        case List(items=items):
            return first_part(items[0].blocks) if items else None
        case _:
            return None


def front_matter(article: Article) -> Iterator[Item]:
    """Yield the lines of the opening and of the colophon, each with the id of its element."""
    about, lines = article.metadata, dict(article.lines)
    given = [
        ("title", "title", about.title),
        ("subtitle", "subtitle", about.subtitle),
        ("standfirst", "standfirst", about.standfirst),
        *(("authors", "byline", author.name) for author in about.authors),
        ("dateline", "dateline", about.dateline),
        *(
            ("corrections", correction_id(place), one.text)
            for place, one in enumerate(about.corrections, start=1)
        ),
    ]
    facts = [("contributors", one.name) for one in about.contributors]
    facts.append(("publisher", about.publisher))
    facts.append(("rights", about.rights))
    if about.licence:
        facts.append(("licence", about.licence.name or about.licence.url))
    present = [(name, text) for name, text in facts if text]
    given += [(name, fact_id(place), text) for place, (name, text) in enumerate(present, start=1)]
    for name, own, text in given:
        if text:
            yield Item(
                kind=Kind.FRONT,
                id=own,
                line=lines.get(name, 0),
                language=about.language,
                parts=(Part(own, text),),
            )
    if about.cover and about.cover.alt:
        yield Item(
            kind=Kind.ALT,
            id=COVER_IMAGE,
            line=lines.get("cover", lines.get("cover.alt", 0)),
            language=about.language,
            parts=(Part(COVER_IMAGE, about.cover.alt),),
            owner="cover",
            image=about.cover,
        )


def chapter_opening(own: str, opening: Opening, line: int, language: str) -> Iterator[Item]:
    """Yield the lines between the title of the chapter ``own`` and its text."""
    given = [
        ("subtitle", opening.subtitle),
        ("standfirst", opening.standfirst),
        *(("byline", author.name) for author in opening.authors),
        ("dateline", opening.dateline),
    ]
    for name, text in given:
        if text:
            yield Item(
                kind=Kind.FRONT,
                id=opening_line_id(own, name),
                line=line,
                language=language,
                parts=(Part(opening_line_id(own, name), text),),
            )
