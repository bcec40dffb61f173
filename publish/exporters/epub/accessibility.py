"""What the EPUB says of its own accessibility: computed from its content, never beyond it.

Source: EPUB Accessibility 1.1, 2 (discovery metadata); the terms are those of the Schema.org
Accessibility Properties for Discoverability Vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from publish.article import Article, Image, InlineMath, MathBlock, Section
from publish.exporters.epub.package import Entry
from publish.exporters.epub.pictures import bytes_of, pictures_in
from publish.render.languages import same
from publish.walk import all_blocks, all_inlines, figures_in
from publish.words import words_for


def accessibility(article: Article, *, narrated: bool) -> tuple[Entry, ...]:
    """The metadata entries; ``narrated`` where media overlays go with the text."""
    pictures = [image for image in pictures_in(article) if not image.decorative]
    modes = ["textual", "visual"] if pictures else ["textual"]
    sufficient = ["textual"] if all(image.alt for image in pictures) else []
    sufficient += ["textual,visual"] if pictures else []
    moving = any(_may_move(image) for image in pictures_in(article))
    words = words_for(article.metadata.language)
    fallback = {} if same(words.language, article.metadata.language) else {"lang": words.language}
    return tuple(
        Entry("meta", value, {"property": f"schema:{name}", **attributes})
        for name, values, attributes in (
            ("accessMode", modes, {}),
            ("accessModeSufficient", sufficient, {}),
            ("accessibilityFeature", list(features(article, narrated=narrated)), {}),
            ("accessibilityHazard", ["unknown"] if moving else ["none"], {}),
            ("accessibilitySummary", [summary(article, narrated=narrated)], fallback),
        )
        for value in values
    )


def features(article: Article, *, narrated: bool) -> Iterator[str]:
    """The features that the publication really has."""
    yield "tableOfContents"
    yield "readingOrder"
    yield "displayTransformability"
    if any(isinstance(block, Section) for block in article.blocks):
        yield "structuralNavigation"
    if _has_alternatives(article):
        yield "alternativeText"
    if _has_descriptions(article):
        yield "longDescription"
    if _has_formulas(article):
        yield "MathML"
        yield "describedMath"
    if narrated:
        yield "synchronizedAudioText"


def summary(article: Article, *, narrated: bool) -> str:
    """The same in sentences, in the language of the article if we have words in it."""
    words = words_for(article.metadata.language)
    sentences = (
        (words.summary_text, True),
        (words.summary_navigation, any(isinstance(block, Section) for block in article.blocks)),
        (words.summary_pictures, _has_alternatives(article)),
        (words.summary_descriptions, _has_descriptions(article)),
        (words.summary_formulas, _has_formulas(article)),
        (words.summary_notes, bool(article.notes)),
        (words.summary_audio, narrated),
    )
    return " ".join(sentence for sentence, true in sentences if true)


def _has_alternatives(article: Article) -> bool:
    cover = article.metadata.cover
    meant = [image for image in pictures_in(article) if not image.decorative]
    meant += [cover] if cover else []
    return bool(meant) and all(image.alt for image in meant)


def _has_descriptions(article: Article) -> bool:
    return any(figure.description for figure in figures_in(article))


def _has_formulas(article: Article) -> bool:
    return any(isinstance(block, MathBlock) for block in all_blocks(article)) or any(
        isinstance(inline, InlineMath) for _, inline in all_inlines(article)
    )


def _may_move(image: Image) -> bool:
    """Whether a picture is animated, and so might flash: only a person can tell whether it does."""
    if image.media_type == "image/svg+xml":
        drawing = bytes_of(image)
        return b"<animate" in drawing or b"@keyframes" in drawing
    if image.media_type not in ("image/gif", "image/webp", "image/png"):
        return False
    from PIL import Image as Picture

    with Picture.open(BytesIO(bytes_of(image))) as picture:
        return bool(getattr(picture, "is_animated", False))
