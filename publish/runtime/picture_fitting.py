"""Convert pictures to what an EPUB may hold (``publish.shops.PictureLimits``), and draw covers.

A picture that fits stays as it is, byte for byte.  Converted ones are upright and in sRGB, without
a profile: some reading systems ignore both (Exif 2.3, 4.6.4, ``Orientation``).
"""

from __future__ import annotations

from io import BytesIO
from math import sqrt
from typing import TYPE_CHECKING

from msgspec import Struct

from publish.model import Image
from publish.runtime.confined import confined
from publish.runtime.grounds import ground_of
from publish.runtime.large_pictures import orientation, reduced
from publish.runtime.picture_conversion import (
    MAX_PIXELS,
    MOST_PIXELS,
    in_screen_colours,
    upright,
)
from publish.runtime.raster import drawn
from publish.shops import COVER, PictureLimits

if TYPE_CHECKING:
    from PIL import Image as Pillow

JPEG, PNG, GIF, SVG = "image/jpeg", "image/png", "image/gif", "image/svg+xml"

_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF"}

#: The longer side of a drawing in pixels, if it may not stay an SVG: the height of the screens of
#: large readers and tablets.
_DRAWN = 2_000

#: Qualities of a JPEG, the next where the file is too large; then the picture is made smaller.
_QUALITIES = (92, 85, 75, 60)
_SMALLER = 0.8

_WHITE = "#ffffff"

#: The colours of the grounds that keep a picture visible (as in ``styles/epub/4-figures.css``).
_GROUNDS = {"": _WHITE, "light": _WHITE, "dark": "#1c1c1c"}


class Fitted(Struct, frozen=True):
    """A converted picture; ``width`` and ``height`` in pixels."""

    media_type: str
    content: bytes
    width: int
    height: int


def fitted(image: Image, data: bytes, limits: PictureLimits) -> Fitted | None:
    """Return the content ``data`` of ``image`` as ``limits`` allow; ``None`` if it fits as it is.

    An animation that isn't of an allowed type becomes a GIF, or its first picture.

    Raises:
        LimitError: The picture can't be decoded.
    """
    small = max(image.width, image.height) <= (limits.side or 1e9)
    if image.media_type == SVG and SVG in limits.types and small:
        return None
    return _fitted(image, data, limits, _GROUNDS[ground_of(image)])


@confined
def _fitted(image: Image, data: bytes, limits: PictureLimits, ground: str) -> Fitted | None:
    """Return what :func:`fitted` does, with the colour of the ``ground``."""
    from PIL import Image as Pillow

    if image.media_type == SVG:
        content = drawn(data, image, (_DRAWN, _DRAWN), ground)
        with Pillow.open(BytesIO(content)) as drawing:
            return _encoded(drawing.convert("RGB"), limits, photo=False)
    Pillow.MAX_IMAGE_PIXELS = MAX_PIXELS  # it was measured when the source was read
    with Pillow.open(BytesIO(data)) as opened:
        media_type = f"image/{(opened.format or '').lower()}"
        allowed = media_type in limits.types
        moves = bool(getattr(opened, "is_animated", False))
        if moves and not limits.still and (allowed or GIF in limits.types):
            return None if allowed else _animation(opened)
        if (
            allowed
            and not moves
            and _is_within(opened.size, len(data), limits)
            and _is_upright(opened)
            and not (limits.opaque and _see_through(opened))
        ):
            return None
        photo = media_type == JPEG or (media_type != PNG and media_type != GIF and _is_lossy(data))
        picture = _on_screen(_small(opened, data, limits), ground if limits.opaque else "")
        return _encoded(picture, limits, photo=photo)


def cover(image: Image, data: bytes, limits: PictureLimits) -> Fitted:
    """Return the cover ``image`` as JPEG in sRGB, within ``limits``; it is never enlarged.

    A drawing gets the size :data:`publish.shops.COVER`, whole, on the colour of its corners.
    Raises as :func:`fitted` does.
    """
    return _cover(image, data, limits, _GROUNDS[ground_of(image)])


@confined
def _cover(image: Image, data: bytes, limits: PictureLimits, ground: str) -> Fitted:
    """Return what :func:`cover` does, with the colour of the ``ground``."""
    from PIL import Image as Pillow

    if image.media_type == SVG:
        content = drawn(data, image, COVER, ground)
        with Pillow.open(BytesIO(content)) as drawing:
            picture = drawing.convert("RGB")
        page = Pillow.new("RGB", COVER, _corners(picture))
        page.paste(picture, ((COVER[0] - picture.width) // 2, (COVER[1] - picture.height) // 2))
        return _encoded(page, limits, photo=True)
    Pillow.MAX_IMAGE_PIXELS = MAX_PIXELS
    with Pillow.open(BytesIO(data)) as opened:
        ready = (
            opened.format == "JPEG" and opened.mode == "RGB" and not opened.info.get("icc_profile")
        )
        if ready and _is_upright(opened) and _is_within(opened.size, len(data), limits):
            return Fitted(JPEG, data, *opened.size)
        picture = _on_screen(_small(opened, data, limits), ground)
        return _encoded(picture.convert("RGB"), limits, photo=True)


def _corners(picture: Pillow.Image) -> tuple[int, ...]:
    """Return the colour (RGB) of all four corners; white if they differ."""
    right, foot = picture.width - 1, picture.height - 1
    found = {picture.getpixel(at) for at in ((0, 0), (right, 0), (0, foot), (right, foot))}
    return found.pop() if len(found) == 1 else (255, 255, 255)  # type: ignore[return-value]


def _scale(size: tuple[int, int], limits: PictureLimits) -> float:
    """Return the factor, at most 1, by which a picture of ``size`` is within ``limits``."""
    width, height = size
    by_pixels = sqrt(limits.pixels / (width * height)) if limits.pixels else 1
    by_side = limits.side / max(width, height) if limits.side else 1
    return min(1, by_pixels, by_side)


def _is_within(pixels: tuple[int, int], size: int, limits: PictureLimits) -> bool:
    return _scale(pixels, limits) == 1 and (not limits.size or size <= limits.size)


def _is_upright(picture: Pillow.Image) -> bool:
    return bool(picture.getexif().get(0x0112, 1) == 1)


def _see_through(picture: Pillow.Image) -> bool:
    """Return whether a part of ``picture`` is transparent."""
    if not picture.has_transparency_data:
        return False
    least, _ = picture.convert("RGBA").getchannel("A").getextrema()
    return float(least) < 255  # type: ignore[arg-type]  # one channel: one number


def _is_lossy(data: bytes) -> bool:
    """Return whether ``data`` is a WebP or AVIF that isn't lossless (RFC 9649, 2.5: ``VP8L``)."""
    return b"VP8L" not in data[:64]


def _small(opened: Pillow.Image, data: bytes, limits: PictureLimits) -> Pillow.Image:
    """Return the picture ``opened`` from ``data``, a very large one already within ``limits``."""
    width, height = opened.size
    if width * height <= MOST_PIXELS:
        return opened
    scale = _scale(opened.size, limits)
    turned, profile = orientation(opened, data), opened.info.get("icc_profile")
    small = reduced(opened, data, (max(1, round(width * scale)), max(1, round(height * scale))))
    small.info["icc_profile"] = profile
    small.getexif()[0x0112] = turned
    return small


def _on_screen(opened: Pillow.Image, ground: str) -> Pillow.Image:
    """Return the first picture upright in sRGB: RGB, grey, or RGBA where it is transparent.

    With a colour as ``ground`` it is opaque.
    """
    from PIL import Image as Pillow

    see_through = _see_through(opened)
    picture = upright(opened)
    grey = picture.mode in ("1", "L", "LA") and not see_through
    picture = picture.convert("RGBA" if see_through else "L" if grey else "RGB")
    if profile := opened.info.get("icc_profile"):
        picture = in_screen_colours(picture, profile)
    if see_through and ground:
        flat = Pillow.new("RGB", picture.size, ground)
        flat.paste(picture, mask=picture.getchannel("A"))
        return flat
    return picture


def _animation(opened: Pillow.Image) -> Fitted:
    out = BytesIO()
    opened.save(out, "GIF", save_all=True)
    return Fitted(GIF, out.getvalue(), *opened.size)


def _encoded(picture: Pillow.Image, limits: PictureLimits, *, photo: bool) -> Fitted:
    """Return ``picture`` as JPEG (a ``photo`` without transparency) or PNG, within ``limits``."""
    from PIL import Image as Pillow

    scale, kind = _scale(picture.size, limits), JPEG if photo and picture.mode != "RGBA" else PNG
    while True:
        size = (max(1, int(picture.width * scale)), max(1, int(picture.height * scale)))
        shown = picture if scale == 1 else picture.resize(size, Pillow.Resampling.LANCZOS)
        for quality in _QUALITIES if kind == JPEG else _QUALITIES[:1]:
            out = BytesIO()
            shown.save(out, _FORMATS[kind], quality=quality, optimize=kind == JPEG, subsampling=0)
            if not limits.size or out.tell() <= limits.size:
                return Fitted(kind, out.getvalue(), *size)
        if kind == PNG and picture.mode != "RGBA":
            kind = JPEG
        else:
            scale *= _SMALLER
