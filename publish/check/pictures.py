"""Text alternatives of pictures: WCAG 2.2, 1.1.1 Non-text Content."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from publish.article import Article, Figure, Image, InlineImage, Paragraph
from publish.check.finding import finding, line_of, shortened
from publish.errors import Problem, Severity
from publish.walk import all_inlines, figures_in, text_of

CRITERION = "WCAG 2.2 1.1.1"

MAX_ALT = 300
"""Characters of alt text that a listener can take in without a pause (a soft limit)."""

ICON = 256
"""Width or height (pixels) up to which a picture may be meant as a sign in the text."""

_FILE_NAME = re.compile(r"[\w%()-]+\.(svg|png|jpe?g|gif|webp|tiff?|bmp)", re.I)
_PLACEHOLDER_WORDS = """alt|alt text|image|picture|photo|photograph|figure|graphic|illustration
|untitled|todo|tbd|bild|foto|abbildung|photographie|imagen|zdjęcie|obraz|ilustracja|rysunek
|выява|здымак|фота|малюнак|зображення|світлина|фото|малюнок"""
_PLACEHOLDERS = frozenset(words.strip() for words in _PLACEHOLDER_WORDS.split("|"))
"""WCAG technique failure F30: text that stands in the place of a text alternative."""
_OPENING = re.compile(
    r"(an? |the |das |ein |une |la |una )?"
    r"(image|picture|photo|photograph|graphic|bild|foto|photographie|imagen|fotografía"
    r"|zdjęcie|obraz|выява|здымак|зображення|світлина)"
    r" (of|showing|von|mit|de|du|des|przedstawia|przedstawiając\w+)\b",
    re.I,
)


def _images(article: Article) -> Iterator[tuple[int, Image]]:
    for figure in figures_in(article):
        yield figure.line, figure.image
    for block, inline in all_inlines(article):
        if isinstance(inline, InlineImage):
            yield block.line, inline.image


def alt_missing(article: Article) -> Iterator[Problem]:
    """A picture that says something has alt text; the cover too."""
    for line, image in _images(article):
        if not image.decorative and not (image.alt or "").strip():
            yield finding(
                article,
                line,
                "alt-missing",
                f"the picture {image.source} has no alt text.",
                "Say in one or two sentences what it shows, or mark it “:decorative: true”.",
                criterion=CRITERION,
            )
    cover = article.metadata.cover
    if cover is not None and not (cover.alt or "").strip():
        yield finding(
            article,
            line_of(article, "cover"),
            "cover-alt-missing",
            "cover.alt: the cover has no alt text.",
            "Say what the cover shows.",
            criterion=CRITERION,
        )


def alt_stands_in(article: Article) -> Iterator[Problem]:
    """Alt text is not a file name nor a word such as “image” (technique F30)."""
    cover = article.metadata.cover
    covers = [(line_of(article, "cover.alt"), cover)] if cover else []
    for line, image in [*_images(article), *covers]:
        alt = " ".join((image.alt or "").split())
        path = PurePosixPath(image.source)
        if not alt:
            continue
        if _FILE_NAME.fullmatch(alt) or alt in (path.name, path.stem, image.source):
            what = "is a file name"
        elif alt.lower().rstrip(".:") in _PLACEHOLDERS:
            what = "says nothing"
        else:
            continue
        yield finding(
            article,
            line,
            "alt-placeholder",
            f"the alt text “{shortened(alt)}” {what}.",
            "Say what the picture shows.",
            criterion=CRITERION,
        )


def alt_wording(article: Article) -> Iterator[Problem]:
    """Alt text begins with what is shown, and is short enough to be heard in one go."""
    for line, image in _images(article):
        alt = (image.alt or "").strip()
        if _OPENING.match(alt):
            yield finding(
                article,
                line,
                "alt-opening",
                f"the alt text begins with “{shortened(alt, 20)}”.",
                "Begin with what it shows: a reader is told that it is a picture.",
                severity=Severity.WARNING,
                criterion=CRITERION,
            )
        if len(alt) > MAX_ALT:
            yield finding(
                article,
                line,
                "alt-long",
                f"the alt text has {len(alt)} characters.",
                "Say the gist in the alt text and the rest in a :::{description}.",
                severity=Severity.WARNING,
                criterion=CRITERION,
            )


def alt_repeats_caption(article: Article) -> Iterator[Problem]:
    """Alt text and caption are different things: who hears both would hear the same twice."""
    for figure in figures_in(article):
        alt = _bare(figure.image.alt or "")
        if alt and alt == _bare(_caption(figure)):
            yield finding(
                article,
                figure.line,
                "alt-repeats-caption",
                "the alt text repeats the caption.",
                "Say in the alt text what is seen, in the caption what it means.",
                severity=Severity.WARNING,
                criterion=CRITERION,
            )


def picture_in_line(article: Article) -> Iterator[Problem]:
    """A picture of some size that stands in a line of text is set as high as a letter."""
    for block, inline in all_inlines(article):
        if isinstance(inline, InlineImage) and min(inline.image.width, inline.image.height) > ICON:
            yield finding(
                article,
                block.line,
                "picture-in-line",
                f"the picture {inline.image.source} stands in a line and will be as high as it.",
                "Give it a paragraph of its own, with an empty line before and after.",
                severity=Severity.WARNING,
            )


def _caption(figure: Figure) -> str:
    return " ".join(text_of(b.content) for b in figure.caption if isinstance(b, Paragraph))


def _bare(words: str) -> str:
    return " ".join(re.findall(r"\w+", words.casefold()))
