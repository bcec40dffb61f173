"""What the shops for e-books publicly ask of an EPUB, as one table.

The exporter of EPUB applies it (``--for``), ``publish check --for`` reports what is missing.
``docs/editions.md`` quotes each rule with its source, and lists what could not be verified.

Sources, as published in 2026 or last stored before:

- Amazon, Kindle Publishing Guidelines (kdp.amazon.com/help/topic/...): "Cover Image Guidelines"
  (G6GTK3T3NUHKLEFX), "Image Guidelines - Reflowable" (G75V4YX5X8GRGXWV), "Text Guidelines -
  Reflowable" (GH4DRT75GWWAGBTU), "Creating Kindle Editions with Audio/Video Content"
  (GCRRGQL2SPQXYXD4), "Table Guidelines - Reflowable" (G200673210), "International Standard Book
  Number" (G201834170).
- Apple, Apple Books Asset Guide (help.apple.com/itc/booksassetguide): "Images" (itca71ad3c33),
  "Audio" (itc35b8ca5db), "Audio and Video Overview" (itcd08fcb646); and "Prepare your book"
  (itunespartner.apple.com/books/support/9-prepare-book).
- Rakuten Kobo, Kobo EPUB Guidelines (github.com/kobolabs/epub-spec): "Image Formatting", "Cover
  Images", "OPF", "SMIL", "Limitations and Maximums".
- Google, Play Books Partner Center help: "EPUB files" (answer 3316879), "Files and uploading"
  (answer 3424254).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from publish.errors import UsageError

_JPEG, _PNG, _GIF, _SVG = "image/jpeg", "image/png", "image/gif", "image/svg+xml"

#: Width and height in pixels of a cover that no shop finds too small: Amazon's ideal (Cover Image
#: Guidelines).
COVER = (1_600, 2_560)

_MEGA = 1_000_000


class PictureLimits(Struct, frozen=True, kw_only=True):
    """The pictures that an EPUB may hold; 0 stands for no limit.

    ``types`` are media types, ``pixels`` the product of width and height, ``side`` the longer side
    in pixels, ``size`` the size of the file in bytes.  ``opaque``: transparent areas get a ground
    that keeps the rest visible.  ``still``: of an animation only the first picture is shown.
    """

    types: frozenset[str] = frozenset({_JPEG, _PNG, _GIF, _SVG})
    pixels: int = 0
    side: int = 0
    size: int = 0
    opaque: bool = False
    still: bool = False


class Shop(Struct, frozen=True, kw_only=True):
    """One row of :data:`SHOPS`.

    ``pictures`` are the limits of pictures in the text.  ``cover`` are those of the cover, which is
    a JPEG in sRGB; ``smallest`` is its least width and height in pixels, ``advised`` what the shop
    recommends.  ``codecs`` are those of
    the narration, the first is used unless another is chosen; without any the shop takes no
    narration.  ``product`` (of ``publish.model.ISBN_PRODUCTS``) is that whose ISBN its EPUB has.
    ``isbn``: the shop finds the book by its ISBN.  ``plain_css``: neither custom
    properties nor logical ones are used.  ``alt`` is the greatest length of an alt text in
    characters, ``columns`` the greatest number of columns of a table, ``size`` the largest EPUB in
    bytes.  Where a number is 0, the shop names none.  ``cited`` names the section of the guide for
    each subject.
    """

    name: str
    title: str
    purpose: str
    pictures: PictureLimits
    cover: PictureLimits
    smallest: tuple[int, int] = (0, 0)
    advised: tuple[int, int]
    codecs: tuple[str, ...]
    cited: Mapping[str, str]
    product: str = "epub"
    isbn: bool = False
    plain_css: bool = False
    alt: int = 0
    columns: int = 0
    size: int = 0


#: The pixels of a picture in the text that screens can show; also where a shop allows more.
_SCREEN = 5_600_000

#: Limits of an EPUB for no shop in particular: pictures of the types that every reading system of
#: EPUB 3 shows, older ones too.
EVERYWHERE = PictureLimits(pixels=_SCREEN)

SHOPS = {
    shop.name: shop
    for shop in (
        Shop(
            name="kindle",
            title="Kindle",
            purpose="Amazon's Kindle Direct Publishing: no sound, plain style sheets",
            # "Supported Image Input Formats": no transparency, no multi-frame GIF; Enhanced
            # Typesetting has no SVG.
            pictures=PictureLimits(
                types=frozenset({_JPEG, _PNG, _GIF}), pixels=_SCREEN, opaque=True, still=True
            ),
            cover=PictureLimits(side=10_000, size=50 * _MEGA),
            smallest=(625, 1_000),
            advised=COVER,  # smaller ones get a reminder at each upload
            codecs=(),  # no read-along content is accepted
            product="kindle",
            plain_css=True,
            alt=140,
            columns=9,
            cited={
                "cover": "Kindle Publishing Guidelines, Cover Image Guidelines",
                "pictures": "Kindle Publishing Guidelines, Image Guidelines - Reflowable",
                "sound": "Kindle Publishing Guidelines, Audio/Video Content, Before you start",
                "tables": "Kindle Publishing Guidelines, Table Guidelines - Reflowable",
                "isbn": "Kindle Direct Publishing, International Standard Book Number",
            },
        ),
        Shop(
            name="apple",
            title="Apple Books",
            purpose="Apple Books: pictures in JPEG and PNG of at most 4 million pixels",
            # The Asset Guide allows 5.6 million pixels, "Prepare your book" 4 million: the text
            # keeps to both, the cover of COVER's size (4.1 million) to the first.
            pictures=PictureLimits(types=frozenset({_JPEG, _PNG}), pixels=4 * _MEGA, opaque=True),
            cover=PictureLimits(pixels=_SCREEN),
            advised=(1_400, 1_400),  # as distributors say; Apple's page wasn't found
            codecs=("mp3", "aac"),
            cited={
                "cover": "Apple Books, Prepare your book",
                "pictures": "Apple Books Asset Guide, Images",
                "sound": "Apple Books Asset Guide, Audio",
                "isbn": "ISBN Users' Manual",
            },
            size=2_000 * _MEGA,
        ),
        Shop(
            name="kobo",
            title="Kobo",
            purpose="Rakuten Kobo: sound as AAC, an ISBN, pictures of at most 5 MB",
            pictures=PictureLimits(
                types=frozenset({_JPEG, _PNG, _SVG}), pixels=_SCREEN, size=5 * _MEGA, opaque=True
            ),
            cover=PictureLimits(size=3 * _MEGA),
            advised=(800, 1_224),  # the average of Kobo's shop
            codecs=("aac",),
            isbn=True,
            columns=4,
            cited={
                "cover": "Kobo EPUB Guidelines, Cover Images",
                "pictures": "Kobo EPUB Guidelines, Image Formatting",
                "sound": "Kobo EPUB Guidelines, SMIL",
                "isbn": "Kobo EPUB Guidelines, OPF",
                "tables": "Kobo EPUB Guidelines, Tables",
            },
            size=1_000 * _MEGA,
        ),
        Shop(
            name="google",
            title="Google Play Books",
            purpose="Google Play Books: pictures of at most 3,200 pixels a side",
            pictures=PictureLimits(pixels=_SCREEN, side=3_200, still=True),
            cover=PictureLimits(side=3_200),
            smallest=(640, 640),
            advised=(640, 640),
            codecs=("mp3", "aac"),
            cited={
                "cover": "Google Play Books Partner Center, Files and uploading",
                "pictures": "Google Play Books Partner Center, EPUB files",
                "sound": "Google Play Books Partner Center, EPUB files",
                "isbn": "Google Play Books Partner Center, Files and uploading",
            },
            size=2_000 * _MEGA,
        ),
    )
}


def shops_named(names: str | Iterable[str]) -> tuple[str, ...]:
    """Return the names of the shops that ``names`` lists (``"kindle,apple"``), in that order.

    Raises:
        UsageError: There is no such shop.
    """
    listed = names.split(",") if isinstance(names, str) else names
    chosen = dict.fromkeys(one.strip().lower() for one in listed if one.strip())
    for name in chosen:
        if name not in SHOPS:
            raise UsageError(f"There is no shop named {name!r}. Choose from {', '.join(SHOPS)}.")
    return tuple(chosen)
