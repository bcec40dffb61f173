"""The record of accessibility facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from publish.article import (
    Article,
    Image,
    InlineImage,
    InlineMath,
    MathBlock,
    Phrase,
    Section,
)
from publish.walk import all_blocks, all_inlines, figures_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """``language`` is that of the article (BCP 47).

    ``pictures``: some picture of the text means something; ``complete``: each of them has alt text,
    if there are any; ``alternatives``: there are some, or a cover, and all of them have;
    ``moving``: one may be animated, and so might flash.  ``sections``, ``descriptions``,
    ``formulas``, ``notes``: there are some.
    ``phrases``: words in another language are marked.  ``narrated``: the text is heard in step with
    it.  ``paged``: it has the page numbers of the PDF.
    """

    language: str
    pictures: bool
    alternatives: bool
    complete: bool
    moving: bool
    sections: bool
    descriptions: bool
    formulas: bool
    notes: bool
    phrases: bool
    narrated: bool
    paged: bool


def facts_of(article: Article, *, narrated: bool = False, paged: bool = False) -> Facts:
    """The facts of an edition of ``article`` for reading systems."""
    cover = article.metadata.cover
    shown = list(_pictures(article))
    meant = [image for image in shown if not image.decorative]
    with_cover = [*meant, *([cover] if cover else [])]
    return Facts(
        language=article.metadata.language,
        pictures=bool(meant),
        alternatives=bool(with_cover) and all(image.alt for image in with_cover),
        complete=all(image.alt for image in meant),
        moving=any(map(_may_move, shown)),
        sections=any(isinstance(block, Section) for block in article.blocks),
        descriptions=any(figure.description for figure in figures_in(article)),
        formulas=_has_formulas(article),
        notes=bool(article.notes),
        phrases=any(isinstance(inline, Phrase) for _, inline in all_inlines(article)),
        narrated=narrated,
        paged=paged,
    )


def _pictures(article: Article) -> Iterator[Image]:
    """The pictures of the text, without the cover."""
    yield from (figure.image for figure in figures_in(article))
    for _, inline in all_inlines(article):
        if isinstance(inline, InlineImage):
            yield inline.image


def _has_formulas(article: Article) -> bool:
    return any(isinstance(block, MathBlock) for block in all_blocks(article)) or any(
        isinstance(inline, InlineMath) for _, inline in all_inlines(article)
    )


def _may_move(image: Image) -> bool:
    """Whether a picture is animated, and so might flash: only a person can tell whether it does."""
    if image.media_type not in ("image/svg+xml", "image/gif", "image/webp", "image/png"):
        return False
    try:
        content = image.file.read_bytes()
    except OSError:  # whoever packs it will say so
        return True
    if image.media_type == "image/svg+xml":
        return b"<animate" in content or b"@keyframes" in content
    from PIL import Image as Picture

    with Picture.open(BytesIO(content)) as picture:
        return bool(getattr(picture, "is_animated", False))
