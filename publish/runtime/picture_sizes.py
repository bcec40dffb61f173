"""Make a raster picture in several widths, as WebP, for screens of different sizes.

AVIF would be a fifth smaller, and take two to ten times as long (measured with Pillow 13 on
drawings and photographs of 480 to 1,600 pixels).
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, msgpack

from publish.model import Image
from publish.runtime.cache import Cache, digest
from publish.runtime.confined import LimitError, TotalError, confined
from publish.runtime.large_pictures import MOST_WHOLE, orientation, reduced
from publish.runtime.picture_conversion import MAX_PIXELS, in_screen_colours, upright

if TYPE_CHECKING:
    from PIL import Image as Pillow

#: The widths in pixels: of phones with one, and with two or more pixels a CSS pixel; of a column
#: with what reaches out of it, at one and at two pixels.
WIDTHS = (480, 720, 960, 1600)

#: A picture of fewer bytes stays one file.
_SMALL = 20_000

#: To be changed whenever the same picture is written differently.
_FORMAT = b"1"

#: Method 6 would take a half longer, for 2 % fewer bytes.
_QUALITY, _METHOD = 75, 5


class Rendition(Struct, frozen=True):
    """A picture as WebP; ``width`` and ``height`` are in pixels."""

    content: bytes
    width: int
    height: int


_DECODER = msgpack.Decoder(list[Rendition])


def renditions(image: Image, data: bytes, cache: Path | None = None) -> list[Rendition]:
    """Return ``image`` in the :data:`WIDTHS` that it exceeds, and as wide as it is.

    ``data`` is its content in editions.  The list is empty for drawings, animations, small files,
    and what can't be decoded; one that isn't smaller than ``data`` is left out.  They are kept in
    the folder ``cache``, if there is one.
    """
    if image.media_type == "image/svg+xml" or len(data) < _SMALL:
        return []
    kept = Cache(cache) if cache else None
    name = f"{digest(_FORMAT, repr((WIDTHS, _QUALITY, _METHOD)).encode(), data).hex()}.webp"
    found = kept.decoded(name, _DECODER) if kept else None
    if found is None:
        try:
            found = _renditions(data, WIDTHS)
        except TotalError:
            raise
        except LimitError:  # the original is there
            found = []
        if kept:
            kept.put(name, msgpack.encode(found))
    return found


@confined
def _renditions(data: bytes, widths: tuple[int, ...]) -> list[Rendition]:
    from PIL import Image as Pillow

    Pillow.MAX_IMAGE_PIXELS = MAX_PIXELS  # it was measured when the source was read
    with Pillow.open(BytesIO(data)) as opened:
        if getattr(opened, "is_animated", False):
            return []
        profile = opened.info.get("icc_profile")
        picture = _whole(opened, data, max(widths))
    see_through = picture.has_transparency_data
    picture = picture.convert("RGBA" if see_through else "RGB")
    if profile:
        picture = in_screen_colours(picture, profile)
    largest = min(picture.width, max(widths))
    out: list[Rendition] = []
    for width in sorted({*(one for one in widths if one < largest), largest}, reverse=True):
        height = max(1, round(picture.height * width / picture.width))
        if picture.width != width:  # from the one before, which is faster and looks the same
            picture = picture.resize((width, height), Pillow.Resampling.LANCZOS)
        written = BytesIO()
        picture.save(written, "WEBP", quality=_QUALITY, method=_METHOD)
        if written.tell() < len(data):
            out.append(Rendition(written.getvalue(), width, height))
    return out[::-1]


def _whole(opened: Pillow.Image, data: bytes, widest: int) -> Pillow.Image:
    """Return the picture ``opened`` from ``data`` upright; a very large one is scaled."""
    if opened.width * opened.height <= MOST_WHOLE:
        return upright(opened)
    scale = 2 * widest / max(opened.size)
    turned = orientation(opened, data)
    small = reduced(
        opened, data, (max(1, round(opened.width * scale)), max(1, round(opened.height * scale)))
    )
    small.getexif()[0x0112] = turned
    return upright(small)
