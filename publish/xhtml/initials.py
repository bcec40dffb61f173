"""Find the paragraphs that begin with a drop cap: the first of an article, or of each chapter.

The style sheet draws it (``::first-letter``), so the word stays whole for screen readers, search
and narration.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from publish.language.scripts import script_of
from publish.model import (
    UNTITLED,
    Article,
    Block,
    Emphasis,
    Figure,
    Inline,
    Paragraph,
    Quotation,
    Sentence,
    Strong,
    Text,
)
from publish.model.walk import chapters_in, text_of
from publish.xhtml.tree import Node, elements

#: The fewest letters of a paragraph that fills the three lines of a drop cap.
_LONG_ENOUGH = 260

#: Scripts whose capitals are set as drop caps.
_SCRIPTS = ("Latn", "Cyrl", "Grek")


def initials_of(article: Article) -> Iterator[str]:
    """Yield the ids of the paragraphs that begin with a drop cap.

    They have to be long enough, and to begin with a capital that isn't a word, in running text.
    """
    if not article.book:
        yield from _first(article.blocks)
    for chapter in chapters_in(article.blocks) if article.book else ():
        if chapter.kind not in UNTITLED:
            yield from _first(chapter.blocks)


def _first(blocks: Iterable[Block]) -> Iterator[str]:
    block = next((one for one in blocks if not _comes_before(one)), None)
    if isinstance(block, Paragraph) and _fits(block.content):
        yield block.id


def _comes_before(block: Block) -> bool:
    return isinstance(block, Figure) or (isinstance(block, Quotation) and block.epigraph)


def _fits(content: tuple[Inline, ...]) -> bool:
    text = text_of(content)
    return (
        len(text) >= _LONG_ENOUGH
        and text[:1].isupper()
        and script_of(text[0]) in _SCRIPTS
        and bool(text[1:2].strip())
        and _begins_with_text(content)
    )


def _begins_with_text(content: tuple[Inline, ...]) -> bool:
    match content[:1]:
        case (Text(),):
            return True
        case (Sentence(content=inner) | Emphasis(content=inner) | Strong(content=inner),):
            return _begins_with_text(inner)
        case _:
            return False


def mark_initials(article: Article, bodies: Iterable[Sequence[Node]]) -> None:
    """Give the paragraphs that begin with a drop cap the class ``initial``, in place.

    ``bodies`` are the contents of the documents.
    """
    names = frozenset(initials_of(article))
    for body in bodies if names else ():
        for one in elements(body):
            if one.id in names:
                one.attributes = (*one.attributes, "class", "initial")
