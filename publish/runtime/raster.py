"""Convert pictures to JPEG, for chapters and covers of sound files, and find their colours."""

from __future__ import annotations

import base64
import re
import time
from functools import lru_cache
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING

from publish.errors import SourceError
from publish.model import Conversion, Image
from publish.runtime.confined import confined
from publish.runtime.folder import FileRefusedError
from publish.runtime.picture_conversion import at_size, edition_bytes
from publish.runtime.stylesheets import style_folder

if TYPE_CHECKING:
    from PIL import Image as Pillow

#: The longest side in pixels: enough for any player, and small enough for many chapters.
LARGEST = 1400

_SVG = "image/svg+xml"


#: Editions that are built at the same time ask for the same covers.
_ONE_AT_A_TIME = Lock()


def jpeg(image: Image, largest: int = LARGEST) -> bytes:
    """Return ``image`` as a JPEG on white, its longest side at most ``largest`` pixels.

    An SVG is rendered at that size with the bundled fonts, so that every machine makes the same
    bytes.  :mod:`publish.runtime.svg` has checked that it refers to no other files.

    Raises:
        SourceError: The picture can't be decoded.
    """
    with _ONE_AT_A_TIME:
        return _known_jpeg(image, largest)


@lru_cache(maxsize=8)
def _known_jpeg(image: Image, largest: int) -> bytes:
    return _jpeg(image, _content(image), largest)


def _content(image: Image) -> bytes:
    """Return the content of ``image`` as editions have it, unless it is made smaller still."""
    data = image.file.read_bytes()
    try:
        return data if image.conversion is Conversion.SCALED else edition_bytes(image, data)
    except FileRefusedError as error:
        raise SourceError.at(image.file, 0, error.code, error.message, error.fix) from error


@confined
def _jpeg(image: Image, data: bytes, largest: int) -> bytes:
    """Return what :func:`jpeg` does; ``data`` is the content of ``image``."""
    return _encoded(_flat(image, data, largest))


def _flat(image: Image, data: bytes, largest: int) -> Pillow.Image:
    """Return ``image`` with its content ``data`` in RGB on white as :func:`jpeg` encodes it."""
    from PIL import Image as Pillow

    if image.media_type == _SVG:
        data = drawn(data, image, (largest, largest))
    with Pillow.open(BytesIO(data)) as opened:
        picture = at_size(opened, data)
    picture = picture.convert("RGBA") if picture.has_transparency_data else picture.convert("RGB")
    picture.thumbnail((largest, largest), Pillow.Resampling.LANCZOS)
    if picture.mode == "RGB":
        return picture
    flat = Pillow.new("RGB", picture.size, "white")
    flat.paste(picture, mask=picture.getchannel("A"))
    return flat


def _encoded(flat: Pillow.Image) -> bytes:
    out = BytesIO()
    flat.save(out, "JPEG", quality=85, subsampling=0, optimize=True)  # sharp coloured lines
    return out.getvalue()


#: The sides in pixels of a podcast's square picture (Apple, "A Podcaster's Guide to RSS").
LEAST_ARTWORK, GREATEST_ARTWORK = 1400, 3000

#: The side of the picture that becomes the blurred ground of the artwork, and its blur.
_GROUND, _BLUR = 96, 8


def artwork(image: Image) -> tuple[bytes, int]:
    """Return ``image`` as a square JPEG for podcasts, whole and in the middle, and its side.

    The ground is the picture itself, blurred: white bars would look like a mistake on the dark
    screens of players.  Raises as :func:`jpeg` does.
    """
    return _artwork(image, _content(image))


@confined
def _artwork(image: Image, data: bytes) -> tuple[bytes, int]:
    from PIL import Image as Pillow
    from PIL import ImageFilter, ImageOps

    flat = _flat(image, data, GREATEST_ARTWORK)
    side = max(LEAST_ARTWORK, *flat.size)
    if flat.width != flat.height:
        small = ImageOps.fit(flat, (_GROUND, _GROUND)).filter(ImageFilter.GaussianBlur(_BLUR))
        ground = small.resize((side, side), Pillow.Resampling.BICUBIC)
    else:
        ground = Pillow.new("RGB", (side, side))
    whole = ImageOps.contain(flat, (side, side), Pillow.Resampling.LANCZOS)
    ground.paste(whole, ((side - whole.width) // 2, (side - whole.height) // 2))
    return _encoded(ground), side


@lru_cache(maxsize=8)
def square(image: Image, side: int) -> bytes:
    """Return ``image`` as a square JPEG of ``side`` pixels, centred on white.

    Raises as :func:`jpeg` does.
    """
    return _square(image, _content(image), side)


@confined
def _square(image: Image, data: bytes, side: int) -> bytes:
    from PIL import Image as Pillow

    with Pillow.open(BytesIO(_jpeg(image, data, side))) as picture:
        return _on_white(picture, side)


#: How many colours an edge has, and the side of the picture of which they are taken.
_COLOURS, _SMALL = 48, 288


def edges(image: Image, *, upright: bool) -> tuple[list[str], list[str]]:
    """Return the colours (CSS) along the left and the right edge of ``image``, from the top.

    Unless ``upright``, they are those along the top and the foot, from the left.  Raises as
    :func:`jpeg` does.
    """
    return _edges(image, _content(image), upright)


@confined
def _edges(image: Image, data: bytes, upright: bool) -> tuple[list[str], list[str]]:
    from PIL import Image as Pillow

    flat = _flat(image, data, _SMALL)
    if not upright:
        flat = flat.transpose(Pillow.Transpose.TRANSPOSE)
    found = []
    for left in (0, flat.width - 1):
        strip = flat.crop((left, 0, left + 1, flat.height))
        data = strip.resize((1, _COLOURS), Pillow.Resampling.BOX).tobytes()
        found.append([f"#{data[at : at + 3].hex()}" for at in range(0, len(data), 3)])
    return found[0], found[1]


def white(side: int) -> bytes:
    """Return a white square JPEG of ``side`` pixels, to use in place of a picture."""
    from PIL import Image as Pillow

    return _on_white(Pillow.new("RGB", (1, 1), "white"), side)


def _on_white(picture: Pillow.Image, side: int) -> bytes:
    from PIL import Image as Pillow

    flat = Pillow.new("RGB", (side, side), "white")
    flat.paste(picture, ((side - picture.width) // 2, (side - picture.height) // 2))
    return _encoded(flat)


#: A width or height with a unit.
_IN_UNITS = re.compile(rb"\s(?:width|height)\s*+=\s*+[\"'][^\"'a-z]*+[a-z]", re.I)


def _sized(svg: bytes, size: tuple[int, int]) -> bytes:
    """Return ``svg`` with its width and height in user units: resvg takes no other units."""
    if _IN_UNITS.search(svg) is None:
        return svg
    from lxml import etree

    root = etree.fromstring(svg, etree.XMLParser(resolve_entities=False, huge_tree=True))
    sizes = dict(zip(("width", "height"), size, strict=True))
    in_units = [name for name in sizes if re.search(r"[a-z]\s*$", root.get(name, ""), re.I)]
    for name in in_units:
        root.set(name, str(sizes[name]))
    return etree.tostring(root) if in_units else svg


@confined
def drawn(svg: bytes, image: Image, box: tuple[int, int], ground: str = "#ffffff") -> bytes:
    """Return the ``svg`` of ``image`` as PNG on the colour ``ground``.

    It is as large as a ``box`` of that width and height in pixels holds.
    """
    return _draw(svg, (image.width, image.height), box, ground)


@lru_cache(maxsize=1)  # what is tried large is wanted as large
def _draw(svg: bytes, size: tuple[int, int], box: tuple[int, int], ground: str) -> bytes:
    """Return what :func:`drawn` does for a drawing of width and height ``size``."""
    import resvg_py

    wide = size[0] * box[1] >= size[1] * box[0]
    return resvg_py.svg_to_bytes(
        svg_string=_sized(svg, size).decode("utf-8"),
        width=box[0] if wide else None,
        height=None if wide else box[1],
        skip_system_fonts=True,
        font_dirs=[str(style_folder("fonts"))],
        font_family="Source Sans 3",
        sans_serif_family="Source Sans 3",
        serif_family="Source Serif 4",
        monospace_family="Source Code Pro",
        background=ground,
    )


#: The longest side in pixels at which a drawing is tried; drawings with much to draw are tried at
#: the size of the largest edition, and so are those that took longer (in processor seconds).
_TRIED, _LARGE, _MOST_COSTLY, _LONG = 96, 100_000, 50, 0.8
_COSTLY = re.compile(rb"<(?:\w+:)?(?:filter|mask|pattern|image|marker|text)\b")

#: The same for drawings with filters, which take 16 times as long at the size of the largest
#: edition as at this.  ``feMorphology`` takes longer, and many steps take memory.
_FILTERED, _FILTERED_LONG, _MOST_STEPS = 600, 0.12, 8
_STEP = re.compile(rb"<(?:\w+:)?fe[A-Z]")
_MORPHOLOGY = re.compile(rb"<(?:\w+:)?feMorphology\b")


@confined
def try_drawing(svg: bytes, width: int, height: int) -> None:
    """Draw ``svg``, of that size, to find out whether that is possible within the limits."""
    length = len(svg) - sum(map(len, _EMBEDDED.findall(svg)))
    costly = length > _LARGE or len(_COSTLY.findall(svg)) > _MOST_COSTLY
    side, longest = _TRIED, _LONG
    if steps := len(_STEP.findall(svg)):
        costly = costly or steps > _MOST_STEPS or _MORPHOLOGY.search(svg) is not None
        side, longest = _FILTERED, _FILTERED_LONG
    begun = time.process_time()
    if not costly:
        _draw(svg, (width, height), (side, side), "#ffffff")
    if costly or time.process_time() - begun > longest:
        _draw(svg, (width, height), (_FINE, _FINE), "#ffffff")


def shows_nothing(image: Image) -> bool:
    """Return whether ``image`` is a drawing of nothing, such as a path without fill and stroke."""
    if image.media_type != _SVG:
        return False
    return _shows_nothing(_content(image), image)


@confined
def _shows_nothing(svg: bytes, image: Image) -> bool:
    from PIL import Image as Pillow

    for ground, value in (("#ffffff", 255), ("#000000", 0)):
        png = _draw(svg, (image.width, image.height), (_FINE, _FINE), ground)
        with Pillow.open(BytesIO(png)) as picture:
            if picture.convert("RGB").getextrema() != ((value, value),) * 3:
                return False
    return True


#: The data of an embedded picture, which is decoded at any size; a photograph drawn large costs
#: seconds to encode.
_EMBEDDED = re.compile(rb"data:image/(?:png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=\s]*+")

#: The longest side in pixels of a drawing in a PDF: 300 to the inch on most pages.
_FINE = 2400


@confined
def in_pixels(svg: bytes, image: Image) -> bytes:
    """Return an SVG of the size of ``image`` that holds its ``svg`` as pixels, on white."""
    png = base64.b64encode(drawn(svg, image, (_FINE, _FINE))).decode()
    size = f'width="{image.width}" height="{image.height}"'
    box = f'{size} viewBox="0 0 {image.width} {image.height}"'
    picture = f'<image {size} href="data:image/png;base64,{png}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box}>{picture}</svg>'.encode()
