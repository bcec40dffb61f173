"""The pages before the text of a book, and their order.

Title page, imprint, dedication and epigraph, contents, other front matter, half-title.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from publish.model import UNTITLED, Article, Section


def contents_place(article: Article, documents: int) -> int:
    """Return the place of the contents among the ``documents`` of ``article``, from 0.

    They are before an article with a cover, after one without, which opens with its title, and
    after the first pages of a book.
    """
    if not article.book:
        return 0 if article.metadata.cover else documents
    pages = takewhile(lambda one: one.kind in UNTITLED, _sections(article))
    return 2 + sum(1 for _ in pages)  # title page and imprint


def _sections(article: Article) -> Iterator[Section]:
    return (one for one in article.blocks if isinstance(one, Section))
