"""What the shops for e-books ask of a source, with ``publish check --for``.

The rules of each shop, with their sources, are in :mod:`publish.shops`.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from publish.check.document_index import DocumentIndex
from publish.check.rule import Family, Rule
from publish.errors import Diagnostic, Severity, shortened
from publish.model import Image
from publish.runtime.pictures import is_animated
from publish.shops import COVER, SHOPS, Shop

_KINDLE_COVER = "https://kdp.amazon.com/en_US/help/topic/G6GTK3T3NUHKLEFX"
_KINDLE_PICTURES = "https://kdp.amazon.com/en_US/help/topic/G75V4YX5X8GRGXWV"
_KINDLE_SOUND = "https://kdp.amazon.com/en_US/help/topic/GCRRGQL2SPQXYXD4"
_KOBO = "https://github.com/kobolabs/epub-spec"

COVER_MISSING = Rule(
    "shop-cover-missing",
    Severity.ERROR,
    "A book for a shop has a cover.",
    "Shops don't take a book without one.",
    "Add “cover: {src: pictures/cover.jpg, alt: What it shows.}” to the front matter.",
    source=_KINDLE_COVER,
)
COVER_SMALL = Rule(
    "shop-cover-small",
    Severity.ERROR,
    "The cover isn't smaller than the shop accepts.",
    "The shop refuses it, or doesn't show it.",
    f"Export the cover again with {COVER[0]} by {COVER[1]} pixels; enlarging the file blurs it.",
    source=_KINDLE_COVER,
)
COVER_COARSE = Rule(
    "shop-cover-coarse",
    Severity.WARNING,
    "The cover has as many pixels as the shop recommends, or is an SVG.",
    "It is blurred on the screens of today, and some shops remind of it at each upload.",
    f"Export the cover again with {COVER[0]} by {COVER[1]} pixels; enlarging the file blurs it.",
    source=_KINDLE_COVER,
)
COVER_WIDE = Rule(
    "shop-cover-wide",
    Severity.WARNING,
    "The cover is higher than wide.",
    "In a shop and in a library it is shown small, with bands above and below.",
    "Make a cover that is 1.6 times as high as wide.",
    source=_KINDLE_COVER,
)
ISBN_OTHER = Rule(
    "shop-isbn-other",
    Severity.ERROR,
    "The EPUB doesn't have the ISBN of another product, such as the printed book.",
    "Catalogues and shops take the two for one book.",
    "Give the e-book an ISBN of its own: “isbns: {epub: ..., print: ...}”.",
    source="https://kdp.amazon.com/en_US/help/topic/G201834170",
)
ISBN_MISSING = Rule(
    "shop-isbn-missing",
    Severity.ERROR,
    "A book has an ISBN, where the shop finds it by that.",
    "The shop can't join the file to the entry in its catalogue.",
    "Add “isbns: {epub: ...}” with the ISBN of the e-book to the front matter.",
    source=_KOBO,
)
PICTURE_STOPPED = Rule(
    "shop-picture-stopped",
    Severity.WARNING,
    "A picture doesn't move, where the shop takes no animation.",
    "The edition for the shop shows the first picture alone.",
    "Use a picture that says everything without moving.",
    source=_KINDLE_PICTURES,
)
PICTURE_REDRAWN = Rule(
    "shop-picture-redrawn",
    Severity.INFO,
    "A drawing is a bitmap, where the shop takes no SVG.",
    "The edition for the shop holds it as PNG; letters in it may be hard to read when enlarged.",
    "Look at the edition, and enlarge the letters in the drawing where they are too small.",
    source=_KINDLE_PICTURES,
)
ALT_LONG = Rule(
    "shop-alt-long",
    Severity.INFO,
    "An alt text isn't longer than the shop advises.",
    "The shop's screen readers may cut it.",
    "Keep the main point as alt text, and move the rest to a :::{description}.",
    source=_KINDLE_PICTURES,
)
TABLE_WIDE = Rule(
    "shop-table-wide",
    Severity.INFO,
    "A table doesn't have more columns than the shop advises.",
    "On small e-readers it may not be readable.",
    "Divide the table, or swap its rows and columns.",
    source=_KOBO,
)
SOUND_REFUSED = Rule(
    "shop-sound-refused",
    Severity.INFO,
    "The narration is of a kind that the shop takes.",
    "The edition for the shop has no narration, or one of another kind.",
    "Nothing needs to be done; offer the narrated EPUB elsewhere, or an audiobook.",
    source=_KINDLE_SOUND,
)

#: Media types of pictures that can move.
_MOVING = frozenset({"image/gif", "image/webp", "image/avif", "image/png"})


def find(index: DocumentIndex) -> Iterator[Diagnostic]:
    """Find what each of the shops that the check is for would refuse or change."""
    for name in index.environment.shops:
        shop = SHOPS[name]
        yield from _cited(shop, "cover", _cover(index, shop))
        yield from _cited(shop, "isbn", _isbn(index, shop))
        yield from _cited(shop, "pictures", _pictures(index, shop))
        yield from _cited(shop, "tables", _tables(index, shop))
        yield from _cited(shop, "sound", _sound(index, shop))


def _cited(shop: Shop, subject: str, found: Iterator[Diagnostic]) -> Iterator[Diagnostic]:
    for one in found:
        yield replace(one, clause=shop.cited[subject], message=f"{shop.title}: {one.message}")


def _cover(index: DocumentIndex, shop: Shop) -> Iterator[Diagnostic]:
    cover, at = index.article.metadata.cover, index.field("cover")
    if cover is None:
        yield COVER_MISSING.found(at, "The front matter has no cover.")
        return
    size = f"The cover {cover.source} has {cover.width} by {cover.height} pixels"
    if cover.width >= cover.height:
        yield COVER_WIDE.found(at, f"The cover {cover.source} is not higher than wide.")
    if cover.media_type == "image/svg+xml":
        return  # it is drawn with as many pixels as are needed
    width, height = shop.smallest
    if cover.width < width or cover.height < height:
        yield COVER_SMALL.found(at, f"{size}; the least is {width} by {height}.")
    elif cover.width < shop.advised[0] or cover.height < shop.advised[1]:
        width, height = shop.advised
        yield COVER_COARSE.found(at, f"{size}; {width} by {height} are recommended.")


def _isbn(index: DocumentIndex, shop: Shop) -> Iterator[Diagnostic]:
    about = index.article.metadata
    own = about.identifier_of(shop.product)
    if shop.isbn and not own.startswith("urn:isbn:"):
        yield ISBN_MISSING.found(index.field("identifier"), "The identifier isn't an ISBN.")
    for product, isbn in about.isbns:
        if product != shop.product and isbn == own:
            field = index.field(
                f"isbns.{shop.product}" if own != about.identifier else "identifier"
            )
            yield ISBN_OTHER.found(
                field,
                f"The ISBN {isbn[9:]} is that of another product, {product}.",
                f"Give the e-book an ISBN of its own: “isbns: {{{shop.product}: ...}}”.",
            )


def _pictures(index: DocumentIndex, shop: Shop) -> Iterator[Diagnostic]:
    allowed = shop.pictures.types
    for at in index.pictures:
        image, alt = at.it, at.it.alt or ""
        if (shop.pictures.still or "image/gif" not in allowed) and _moves(image):
            yield PICTURE_STOPPED.found(at, f"The picture {image.source} is an animation.")
        if image.media_type == "image/svg+xml" and image.media_type not in allowed:
            yield PICTURE_REDRAWN.found(at, f"The picture {image.source} is an SVG.")
        if shop.alt and len(alt) >= shop.alt:
            yield ALT_LONG.found(
                at,
                f"The alt text “{shortened(alt)}” has {len(alt)} characters; "
                f"fewer than {shop.alt} are advised.",
            )


def _moves(image: Image) -> bool:
    """Return whether a bitmap is an animation; a file that is gone doesn't move."""
    return image.media_type in _MOVING and is_animated(image)


def _tables(index: DocumentIndex, shop: Shop) -> Iterator[Diagnostic]:
    for at in index.tables if shop.columns else ():
        columns = sum(cell.colspan for cell in (*at.it.head, *at.it.body)[0].cells)
        if columns > shop.columns:
            yield TABLE_WIDE.found(
                at, f"The table has {columns} columns; at most {shop.columns} are advised."
            )


def _sound(index: DocumentIndex, shop: Shop) -> Iterator[Diagnostic]:
    codec, at = index.article.metadata.narration.epub_codec, index.field("narration.epub-codec")
    if not shop.codecs:
        yield SOUND_REFUSED.found(at, "No narration is taken: the EPUB has none.")
    elif codec and codec not in shop.codecs:
        yield SOUND_REFUSED.found(
            at, f"A narration in {codec} isn't taken: the EPUB has {shop.codecs[0]}."
        )


SHOP_RULES = Family(
    "Shops",
    (
        COVER_MISSING,
        COVER_SMALL,
        COVER_COARSE,
        COVER_WIDE,
        ISBN_MISSING,
        ISBN_OTHER,
        PICTURE_STOPPED,
        PICTURE_REDRAWN,
        ALT_LONG,
        TABLE_WIDE,
        SOUND_REFUSED,
    ),
    find,
)
