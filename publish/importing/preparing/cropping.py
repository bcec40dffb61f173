"""Cut the pictures of office documents as their authors did."""

from __future__ import annotations

from io import BytesIO

from publish.runtime.confined import LimitError, confined
from publish.runtime.picture_conversion import MAX_PIXELS

Crop = tuple[float, float, float, float]
"""What is cut off at the left, top, right and bottom, in parts of the whole."""
_SMALLEST = 0.002
"""The least part that counts: programs round."""
_DPI = 96
"""The resolution of a picture that names none."""
_KINDS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")


def is_whole(crop: Crop) -> bool:
    """Return whether nothing is cut off."""
    return all(side < _SMALLEST for side in crop)


def cropped(data: bytes, crop: Crop) -> bytes:
    """Return a picture without what is cut off; empty if it can't be cut."""
    try:
        return _cut(data, crop)
    except LimitError:
        return b""


def clipped(data: bytes, inches: tuple[float, float, float, float]) -> bytes:
    """Return a picture without what is cut off at its sides; empty if it can't be cut."""
    try:
        return _clipped(data, inches)
    except LimitError:
        return b""


@confined
def _cut(data: bytes, crop: Crop) -> bytes:
    """Return a picture as :func:`cropped` does."""
    from PIL import Image

    try:
        with Image.open(BytesIO(data), formats=_KINDS) as picture:
            width, height = picture.size
            left, top, right, bottom = crop
            box = (
                round(left * width),
                round(top * height),
                round((1 - right) * width),
                round((1 - bottom) * height),
            )
            if width * height > MAX_PIXELS or box[2] <= box[0] or box[3] <= box[1]:
                return b""
            output = BytesIO()
            kind = picture.format or "PNG"
            kept = {"quality": 95} if kind in ("JPEG", "WEBP") else {}
            picture.crop(box).save(output, kind, **kept)
            return output.getvalue()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return b""


@confined
def _clipped(data: bytes, inches: tuple[float, float, float, float]) -> bytes:
    """Return a picture as :func:`clipped` does."""
    from PIL import Image

    try:
        with Image.open(BytesIO(data), formats=_KINDS) as picture:
            across, down = picture.info.get("dpi", (_DPI, _DPI))
            width, height = picture.width / (across or _DPI), picture.height / (down or _DPI)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return b""
    left, top, right, bottom = inches
    return _cut(data, (left / width, top / height, right / width, bottom / height))
