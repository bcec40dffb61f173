"""Find the ground that a picture with transparent parts needs.

Reading systems put pages of any colour under a picture, and most do not say which.
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Literal

from publish.model import Image
from publish.runtime.confined import confined, wordless
from publish.runtime.folder import FileRefusedError
from publish.runtime.large_pictures import MOST_WHOLE, reduced
from publish.runtime.svg import drawing

if TYPE_CHECKING:
    from PIL import Image as Pillow

Ground = Literal["", "light", "dark"]

#: The longest side (pixels) at which a picture is looked at.
_SIDE = 96

#: The share of a picture that may be transparent, such as rounded corners, without a ground.
_CORNERS = 0.005

#: The luminance (0 to 1) at which ink has the same contrast with white as with black: 4.6 to 1
#: (WCAG 2.2, contrast ratio: ``sqrt(1.05 * 0.05) - 0.05``).
_MIDDLE = 0.18

#: The luminance of ink with a contrast of 3 to 1 and more with white, sepia and black paper.
_SEEN = (0.12, 0.25)

#: Ink as light as this can't be seen on white: its contrast is below 1.5 to 1.
_LIGHT = 0.65


def ground_of(image: Image) -> Ground:
    """Return the ground that keeps ``image`` visible on any page; empty if it is opaque.

    Dark and coloured ink gets a light ground, and light ink a dark one.  A decorative picture whose
    ink is seen on any page gets none.  A picture that can't be decoded gets a light one; who writes
    its file reports the error.
    """
    return "" if image.media_type == "image/jpeg" else _ground_of(wordless(image))


@lru_cache(maxsize=256)
def _ground_of(image: Image) -> Ground:
    try:
        data = image.file.read_bytes()
        if image.media_type == "image/svg+xml":
            data = drawing(data, image.source).content
    except (OSError, FileRefusedError):
        return "light"
    return _ground(image, data)


@confined
def _ground(image: Image, data: bytes) -> Ground:
    """Return what :func:`ground_of` does; ``data`` is the content of ``image``."""
    try:
        small = _small(image, data)
    except (OSError, ValueError, SyntaxError):
        return "light"
    alpha = small.getchannel("A")
    clear = sum(alpha.histogram()[:128])
    if clear <= _CORNERS * small.width * small.height:
        return ""
    shades = small.convert("L").histogram(mask=alpha.point(lambda value: 255 if value > 127 else 0))
    ink = sum(shades)
    seen = sum(
        count for shade, count in enumerate(shades) if _SEEN[0] <= (shade / 255) ** 2.2 <= _SEEN[1]
    )
    if image.decorative and seen > 0.95 * ink:
        return ""
    light = sum(count for shade, count in enumerate(shades) if (shade / 255) ** 2.2 > _LIGHT)
    dark = sum(count for shade, count in enumerate(shades) if (shade / 255) ** 2.2 < _MIDDLE)
    return "dark" if light > 0.5 * ink and dark < 0.05 * ink else "light"


def is_dark(colour: tuple[float, float, float]) -> bool:
    """Return whether ink of ``colour`` (sRGB, 0 to 1) can't be seen on black."""
    red, green, blue = (part**2.2 for part in colour)
    luminance: float = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return luminance < _SEEN[0]


def _small(image: Image, data: bytes) -> Pillow.Image:
    """Return ``image`` from ``data`` as RGBA, its longest side at most :data:`_SIDE` pixels."""
    from PIL import Image as Pillow

    if image.media_type == "image/svg+xml":
        import resvg_py

        wide = image.width >= image.height
        data = resvg_py.svg_to_bytes(
            svg_string=data.decode("utf-8"),
            width=_SIDE if wide else None,
            height=None if wide else _SIDE,
            skip_system_fonts=True,  # words have the ink of the lines
        )
    with Pillow.open(BytesIO(data)) as picture:
        if not picture.has_transparency_data:
            return Pillow.new("RGBA", (1, 1), "white")
        if picture.width * picture.height > MOST_WHOLE:
            return reduced(picture, data, (_SIDE, _SIDE)).convert("RGBA")
        small = picture.convert("RGBA")
    small.thumbnail((_SIDE, _SIDE))
    return small
