"""Convert pictures that editions can't hold as they are.

These are pictures in inks, of 16 bits, and very large ones, and drawings with words in our fonts.

Reading a source finds which pictures need it (``Image.conversion``); each edition then writes what
:func:`edition_bytes` returns.  The file of the author stays as it is.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

from publish.model import Conversion, Image
from publish.runtime.confined import confined
from publish.runtime.large_pictures import MOST_WHOLE, orientation, reduced
from publish.runtime.stylesheets import style_folder
from publish.runtime.svg import drawing
from publish.runtime.svg_outlines import outlined

if TYPE_CHECKING:
    from PIL import Image as Pillow

#: The longest side of a picture in an edition, in pixels: 34 cm at the 300 pixels per inch that
#: printers ask for.  Larger pictures with more than :data:`MOST_PIXELS` are scaled to it.
LONGEST = 4_000
MOST_PIXELS = 16_000_000

#: Width times height of the largest picture that is read: a small file can fill the memory.
MAX_PIXELS = 100_000_000

#: Quality of a JPEG or WebP that is written again: no visible loss.
_QUALITY = 92

#: The types that are written again, as Pillow names them.
_WRITTEN = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


def conversion_of(picture: Pillow.Image, media_type: str) -> Conversion:
    """Return how the opened ``picture`` has to be changed for an edition."""
    width, height = picture.size
    if media_type not in _WRITTEN or getattr(picture, "is_animated", False):
        return Conversion.NONE
    if width * height > MOST_PIXELS and max(width, height) > LONGEST:
        return Conversion.SCALED
    if picture.mode == "CMYK":
        return Conversion.INKS
    if picture.mode.startswith(("I", "F")):
        return Conversion.DEPTH
    return Conversion.NONE


def size_in_editions(picture: Pillow.Image, data: bytes, conversion: Conversion) -> tuple[int, int]:
    """Return width and height in pixels, upright, of the ``picture`` opened from ``data``."""
    width, height = picture.size
    if orientation(picture, data) >= 5:  # a quarter turn
        width, height = height, width
    if conversion is Conversion.SCALED:
        return _scaled((width, height))
    return width, height


def edition_bytes(
    image: Image, data: bytes, *, keep_inks: bool = False, shared: bool = False
) -> bytes:
    """Return the content of ``image`` for an edition; ``data`` is that of its file.

    A picture in four inks keeps them with ``keep_inks``, for the press.  A drawing has each glyph
    of its words once with ``shared``, for browsers.

    Raises:
        FileRefusedError: A drawing isn't safe: its file was changed after it was read.
    """
    if image.media_type == "image/svg+xml":
        return outlined(drawing(data, image.source).content, shared=shared)
    if image.conversion is Conversion.NONE or (keep_inks and image.conversion is Conversion.INKS):
        return data
    return _converted(image, data, keep_inks)


@confined
def _converted(image: Image, data: bytes, keep_inks: bool) -> bytes:
    """Return the raster ``image``, changed as it has to be; for the arguments see above."""
    from PIL import Image as Pillow

    Pillow.MAX_IMAGE_PIXELS = MAX_PIXELS  # it was measured when the source was read
    with Pillow.open(BytesIO(data)) as opened:
        profile = opened.info.get("icc_profile")
        picture = at_size(opened, data)
    if picture.mode == "CMYK" and not keep_inks:
        picture, profile = _on_screen(picture, profile), None
    elif picture.mode.startswith(("I", "F")):
        picture = _in_8_bits(picture)
    if image.conversion is Conversion.SCALED and picture.size != (image.width, image.height):
        if picture.mode in ("1", "P"):  # whose colours can't be mixed
            picture = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
        picture = picture.resize((image.width, image.height), Pillow.Resampling.LANCZOS)
    out = BytesIO()
    picture.save(out, _WRITTEN[image.media_type], quality=_QUALITY, icc_profile=profile)
    return out.getvalue()


@confined
def still(data: bytes) -> bytes:
    """Return the first picture of the large raster ``data`` as PNG, as large as in editions."""
    from PIL import Image as Pillow

    Pillow.MAX_IMAGE_PIXELS = MAX_PIXELS
    with Pillow.open(BytesIO(data)) as opened:
        picture = upright(reduced(opened, data, _scaled(opened.size)))
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def at_size(opened: Pillow.Image, data: bytes) -> Pillow.Image:
    """Return the picture ``opened`` from ``data`` upright; a very large one is scaled."""
    if opened.width * opened.height <= MOST_WHOLE:
        return upright(opened)
    small = reduced(opened, data, _scaled(opened.size))
    small.getexif()[0x0112] = orientation(opened, data)
    return upright(small)


def _scaled(size: tuple[int, int]) -> tuple[int, int]:
    """Return the width and height of a large picture in editions."""
    scale = LONGEST / max(size)
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def upright(picture: Pillow.Image) -> Pillow.Image:
    """Return ``picture``, turned as its Exif data say, without a needless copy."""
    from PIL import ImageOps

    picture.load()
    ImageOps.exif_transpose(picture, in_place=True)
    return picture


def _on_screen(picture: Pillow.Image, profile: bytes | None) -> Pillow.Image:
    """Return a picture in four inks in sRGB, by its own ``profile`` or that of a usual press."""
    from PIL import ImageCms

    usual = (style_folder("colour") / "artifex-swop.icc").read_bytes()
    for one in (profile, usual):
        try:
            inks = ImageCms.ImageCmsProfile(BytesIO(one or usual))
            screen = ImageCms.createProfile("sRGB")
            done = ImageCms.profileToProfile(picture, inks, screen, outputMode="RGB")
        except (OSError, ImageCms.PyCMSError):  # not a profile of four inks
            continue
        if done is not None:
            return done
    return picture.convert("RGB")


@cache
def ink_on_screen(*inks: float) -> tuple[float, float, float]:
    """Return the colour of four inks (each 0 to 1) on a usual press as sRGB (each 0 to 1)."""
    from PIL import Image as Pillow

    amounts = tuple(round(min(max(ink, 0), 1) * 255) for ink in inks)
    pixel = _on_screen(Pillow.new("CMYK", (1, 1), amounts), None).getpixel((0, 0))
    assert isinstance(pixel, tuple)  # noqa: S101 - narrows the type: it has three channels
    red, green, blue = (value / 255 for value in pixel)
    return red, green, blue


def in_screen_colours(picture: Pillow.Image, profile: bytes) -> Pillow.Image:
    """Return a grey or RGB picture, with or without transparency, in sRGB by its ``profile``.

    One whose profile can't be used stays as it is.
    """
    from PIL import ImageCms

    try:
        given = ImageCms.ImageCmsProfile(BytesIO(profile))
        done = ImageCms.profileToProfile(picture, given, ImageCms.createProfile("sRGB"))
    except (OSError, ImageCms.PyCMSError):
        return picture
    return done or picture


def _in_8_bits(picture: Pillow.Image) -> Pillow.Image:
    """Return a grey picture of 16 or 32 bits in 8 bits: Pillow itself would cut bright values."""
    most = 65_535 if picture.mode.startswith("I") else max(1.0, float(picture.getextrema()[1]))  # type: ignore[arg-type]
    return picture.convert("F").point(lambda value: value * (255 / most)).convert("L")
