"""The record of accessibility facts."""

from __future__ import annotations

from io import BytesIO

from msgspec import Struct

from publish.article import (
    Article,
    Image,
    InlineImage,
    InlineMath,
    MathBlock,
    Phrase,
    Section,
)
from publish.facts.drafts import drafted
from publish.walk import all_blocks, all_inlines, figures_in


class Facts(Struct, frozen=True, kw_only=True):
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
    inlines = [inline for _, inline in all_inlines(article)]
    kinds = set(map(type, inlines)) | set(map(type, all_blocks(article)))
    shown = [figure.image for figure in figures_in(article)]
    shown += [inline.image for inline in inlines if isinstance(inline, InlineImage)]
    meant = [image for image in shown if not image.decorative]
    with_cover = [*meant, *([cover] if cover else [])]
    return Facts(
        language=article.metadata.language,
        pictures=bool(meant),
        alternatives=bool(with_cover) and all(map(_described, with_cover)),
        complete=all(map(_described, meant)),
        moving=any(map(_may_move, shown)),
        sections=any(isinstance(block, Section) for block in article.blocks),
        descriptions=any(figure.description for figure in figures_in(article)),
        formulas=not kinds.isdisjoint({MathBlock, InlineMath}),
        notes=bool(article.notes),
        phrases=Phrase in kinds,
        narrated=narrated,
        paged=paged,
    )


def _described(image: Image) -> bool:
    """Whether ``image`` has alt text that a person answers for; a draft proves nothing."""
    return bool(image.alt) and not drafted(image)


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
