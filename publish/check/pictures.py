"""Alt texts of pictures, and pictures that are too small."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import PurePosixPath
from typing import assert_never

from publish.check.document_index import DocumentIndex
from publish.check.rule import At, Family, Rule
from publish.check.words import alt_openings, words
from publish.errors import Diagnostic, Severity, shortened
from publish.model import Conversion, Figure, Image, Paragraph
from publish.model.walk import text_of
from publish.runtime.picture_words import smallest_words

ALT_MISSING = Rule(
    "alt-missing",
    Severity.ERROR,
    "A picture has alt text, or is marked as decorative.",
    "Readers who can't see the picture don't even learn that something is missing.",
    "Say what it shows in one or two sentences, or mark the :::{figure} “:decorative: true”.",
    number="1.1.1",
    fixed=True,
)
COVER_ALT_MISSING = Rule(
    "cover-alt-missing",
    Severity.ERROR,
    "The cover has alt text.",
    "The cover is the first page of an e-book, and a screen reader would say nothing there.",
    "Say what the cover shows.",
    number="1.1.1",
    fixed=True,
)
ALT_PLACEHOLDER = Rule(
    "alt-placeholder",
    Severity.ERROR,
    "Alt text isn't a file name or a word such as “image” (failure F30).",
    "It hides that there is no description.",
    "Say what the picture shows.",
    number="1.1.1",
    fixed=True,
)
ALT_OPENING = Rule(
    "alt-opening",
    Severity.WARNING,
    "Alt text begins with what the picture shows.",
    "A screen reader has already said that it is a picture, so listeners hear it twice.",
    "Begin with what it shows.",
    number="1.1.1",
)
ALT_LONG = Rule(
    "alt-long",
    Severity.WARNING,
    "Alt text has at most 300 characters.",
    "Alt text is read without a pause, and listeners can't go back word by word.",
    "Keep the main point as alt text, and move the rest to a :::{description}.",
    number="1.1.1",
)
ALT_REPEATS_CAPTION = Rule(
    "alt-repeats-caption",
    Severity.WARNING,
    "Alt text and caption differ.",
    "Listeners hear the same twice, and not what the picture shows.",
    "Say what the picture shows in the alt text, and what it means in the caption.",
    number="1.1.1",
)
ALT_TWICE = Rule(
    "alt-twice",
    Severity.WARNING,
    "Different pictures have different alt texts.",
    "Listeners can't tell the two pictures apart.",
    "Say what is different in this one.",
    number="1.1.1",
)
PICTURE_IN_LINE = Rule(
    "picture-in-line",
    Severity.WARNING,
    "A large picture has a paragraph of its own.",
    "In a line of text it is as high as a letter, and nobody can make it out.",
    "Put it in a paragraph of its own, with an empty line before and after.",
    source="https://www.w3.org/TR/epub-33/",
)
PICTURE_SMALL = Rule(
    "picture-small",
    Severity.INFO,
    "A bitmap has at least 150 pixels per inch in print.",
    "In print and enlarged on a screen it is blurred, and letters in it can't be read.",
    "Use a larger original, or an SVG drawing.",
    source="https://www.w3.org/WAI/WCAG22/Understanding/images-of-text",
)
PICTURE_WORDS = Rule(
    "picture-words",
    Severity.INFO,
    "The words in a drawing have at least 6 points in the PDF, and 14 in large print.",
    "The PDF draws it as large as a page allows, and its smallest words still can't be read.",
    "Make the letters larger, or divide the drawing.",
    source="https://www.w3.org/WAI/WCAG22/Understanding/images-of-text",
)
PICTURE_CONVERTED = Rule(
    "picture-converted",
    Severity.INFO,
    "A picture has the colours and the size of a screen: 8 bits, RGB or grey, 16 million pixels.",
    "Reading systems can't show others, or take long; the editions hold a converted picture.",
    "Convert it yourself to decide how it looks; the file of the source stays as it is.",
    source="https://www.w3.org/TR/epub-33/",
)

MAX_ALT = 300
"""The length of alt text, in characters, that a listener can take in without a pause."""

ICON = 256
"""Width or height (pixels) up to which a picture may be an icon in the text."""

COLUMN, TALLEST, NATURAL = 150 / 25.4, 120 / 25.4, 96
"""The greatest width and height of a picture in the PDF (inches); smaller ones are set at 96 pixels
per inch."""

FEWEST = 150
"""Pixels per inch: half of what printers ask for, and the least that looks sharp."""

PAGE = (459, 610)
"""Width and height (points) of a picture that fills a page of the PDF."""

LEAST_WORDS = (("the PDF", 6), ("large print", 14))
"""The least size (points) of words in pictures."""

_FILE_NAME = re.compile(r"(?<![\w%()-])[\w%()-]++\.(svg|png|jpe?g|gif|webp|tiff?|bmp)", re.I)
_CAMERA = re.compile(
    r"(img|dsc[nf]?|pxl|mvimg|screenshot|image|photo|foto|bild)[ _-]?\d[\w -]*", re.I
)
"""Names that cameras and phones give to files."""


@cache
def _numbered() -> re.Pattern[str]:
    """Return a pattern for a word such as "figure" with a number."""
    kinds = "|".join(map(re.escape, words("picture_words")))
    return re.compile(rf"({kinds})[ ._-]*\d+[a-z]?", re.I)


@cache
def _opening() -> re.Pattern[str]:
    return re.compile(rf"(?:{alt_openings()})\b", re.I)


def find(index: DocumentIndex) -> Iterator[Diagnostic]:
    """Find problems of the pictures."""
    for at in index.pictures:
        if not at.it.decorative and not (at.it.alt or "").strip():
            yield ALT_MISSING.found(at, f"The picture {at.it.source} has no alt text.")
        yield from _wording(at)
        yield from _print(at)
        yield from _words(at)
        yield from _conversion(at)
    yield from _cover(index)
    yield from _captions(index)
    yield from _twice(index)
    for at in index.inline_pictures:
        if min(at.it.width, at.it.height) > ICON:
            yield PICTURE_IN_LINE.found(
                at,
                f"The picture {at.it.source} is in a line of text and will be as high as the line.",
            )


def _cover(index: DocumentIndex) -> Iterator[Diagnostic]:
    cover = index.article.metadata.cover
    if cover is None:
        return
    if not (cover.alt or "").strip():
        yield COVER_ALT_MISSING.found(index.field("cover"), "cover.alt: The cover has no alt text.")
    place = index.field("cover.alt")
    yield from _wording(At(place.file, place.line, place.language, cover))


def _wording(at: At[Image]) -> Iterator[Diagnostic]:
    alt = " ".join((at.it.alt or "").split())
    if not alt:
        return
    path = PurePosixPath(at.it.source)
    named = any(one.fullmatch(alt) for one in (_FILE_NAME, _CAMERA, _numbered()))
    # a picture of a movie may well be called movie.jpg
    if named or alt in (path.name, at.it.source) or (alt == path.stem and not alt.isalpha()):
        yield ALT_PLACEHOLDER.found(at, f"The alt text “{shortened(alt)}” is a file name.")
    elif alt.lower().rstrip(".:") in words("picture_words"):
        yield ALT_PLACEHOLDER.found(
            at, f"The alt text “{shortened(alt)}” doesn't describe the picture."
        )
    elif _opening().match(alt):
        yield ALT_OPENING.found(at, f"The alt text begins with “{shortened(alt, 20)}”.")
    if len(alt) > MAX_ALT:
        yield ALT_LONG.found(at, f"The alt text has {len(alt)} characters, more than {MAX_ALT}.")


def _captions(index: DocumentIndex) -> Iterator[Diagnostic]:
    for at in index.figures:
        alt = _bare(at.it.image.alt or "")
        if alt and alt == _bare(_caption(at.it)):
            yield ALT_REPEATS_CAPTION.found(at, "The alt text repeats the caption.")


def _twice(index: DocumentIndex) -> Iterator[Diagnostic]:
    seen: dict[str, At[Image]] = {}
    for at in index.pictures:
        alt = _bare(at.it.alt or "")
        first = seen.setdefault(alt, at) if alt else at
        if first.it.digest != at.it.digest and len(alt) > 12:
            yield ALT_TWICE.found(
                at,
                f"The picture {first.it.source} on line {first.line} has the same alt text, "
                f"“{shortened(at.it.alt or '')}”.",
            )


def _print(at: At[Image]) -> Iterator[Diagnostic]:
    image = at.it
    if image.media_type == "image/svg+xml" or image.decorative or image.width <= ICON:
        return
    inches = min(COLUMN, image.width / NATURAL, TALLEST * image.width / image.height)
    density = round(image.width / inches)
    if density < FEWEST:
        yield PICTURE_SMALL.found(
            at,
            f"The picture {image.source} is {image.width} pixels wide and printed "
            f"{round(inches * 25.4)} mm wide: {density} pixels per inch.",
        )


def _words(at: At[Image]) -> Iterator[Diagnostic]:
    """Find pictures whose words are too small even if they fill a page, turned or not."""
    image = at.it
    size = (not image.decorative and smallest_words(image)) or 0.0
    scales = (min(w / image.width, h / image.height) for w, h in (PAGE, PAGE[::-1]))
    points = size * max(scales)
    too_small = [f"{least} in {edition}" for edition, least in LEAST_WORDS if points < least]
    if size and too_small:
        yield PICTURE_WORDS.found(
            at,
            f"The smallest words in the picture {image.source} are {points:.1f} points high on a "
            f"whole page; {' and '.join(too_small)} can be read.",
        )


def _conversion(at: At[Image]) -> Iterator[Diagnostic]:
    image = at.it
    match image.conversion:
        case Conversion.NONE:
            return
        case Conversion.SCALED:
            words = f"is scaled to {image.width} by {image.height} pixels"
        case Conversion.INKS:
            words = "is in inks (CMYK), and is converted to screen colours except for the press"
        case Conversion.DEPTH:
            words = "has 16 bits a colour, and is converted to 8"
        case _:
            assert_never(image.conversion)
    yield PICTURE_CONVERTED.found(at, f"The picture {image.source} {words}.")


def _caption(figure: Figure) -> str:
    return " ".join(text_of(b.content) for b in figure.caption if isinstance(b, Paragraph))


def _bare(words: str) -> str:
    return " ".join(re.findall(r"\w+", words.casefold()))


PICTURES = Family(
    "Pictures",
    (
        ALT_MISSING,
        COVER_ALT_MISSING,
        ALT_PLACEHOLDER,
        ALT_OPENING,
        ALT_LONG,
        ALT_REPEATS_CAPTION,
        ALT_TWICE,
        PICTURE_IN_LINE,
        PICTURE_SMALL,
        PICTURE_WORDS,
        PICTURE_CONVERTED,
    ),
    find,
)
