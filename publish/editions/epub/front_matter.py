"""The pages before the text of a book, and their order.

Title page, imprint, dedication and epigraph, contents, other front matter, half-title.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from publish.model import UNTITLED, Article, Matter, Section
from publish.xhtml.tree import Element, element


def contents_place(article: Article, documents: int) -> int:
    """Return the place of the contents among the ``documents`` of ``article``, from 0.

    They are before an article with a cover, after one without, which opens with its title, and
    after the first pages of a book.
    """
    if not article.book:
        return 0 if article.metadata.cover else documents
    pages = takewhile(lambda one: one.kind in UNTITLED, _sections(article))
    return 2 + sum(1 for _ in pages)  # title page and imprint


def has_half_title(article: Article) -> bool:
    """Return whether a half-title says where the text of a book begins: after front matter."""
    return any(one.matter is Matter.FRONT for one in _sections(article))


def half_title(title: str) -> Element:
    """Return ``section.half-title``, with nothing but the title of the book."""
    marks = {"class": "half-title", "epub:type": "halftitlepage"}
    return element("section", element("p", title), marks)


def _sections(article: Article) -> Iterator[Section]:
    return (one for one in article.blocks if isinstance(one, Section))
