"""Screen colours as inks."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

#: How far the red, green and blue of a grey may differ, of 1: no eye sees it, and grey is printed
#: with black ink alone, since four inks never meet exactly on thin strokes.
_NEUTRAL = 0.025

#: The same in pictures, of 255.
_NEUTRAL_PICTURE = 6


class Inks:
    """Conversion from sRGB to the inks of an ICC ``profile`` (its file)."""

    def __init__(self, profile: Path) -> None:
        from PIL import ImageCms

        self._to = ImageCms.ImageCmsProfile(BytesIO(profile.read_bytes()))
        self._screen = ImageCms.createProfile("sRGB")
        self.colour = lru_cache(maxsize=4096)(self._colour)

    def _transform(self, image: Image, source: object) -> Image:
        from PIL import ImageCms

        transform = ImageCms.buildTransform(
            source,  # type: ignore[arg-type]  # one of Pillow's own profiles
            self._to,
            "RGB",
            "CMYK",
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
        return transform.apply(image)

    def _colour(self, red: float, green: float, blue: float) -> tuple[float, ...]:
        """One grey value, or four inks; all from 0 to 1."""
        from PIL import Image

        parts = tuple(min(max(value, 0.0), 1.0) for value in (red, green, blue))
        if max(parts) - min(parts) <= _NEUTRAL:
            return (round(sum(parts) / 3, 3),)
        pixel = Image.new("RGB", (1, 1), tuple(round(value * 255) for value in parts))
        inks = self._transform(pixel, self._screen).tobytes()
        return tuple(round(value / 255, 3) for value in inks)

    def four(self, red: float, green: float, blue: float) -> tuple[float, ...]:
        """Always four inks: a grey is black alone."""
        inks = self.colour(red, green, blue)
        return inks if len(inks) == 4 else (0.0, 0.0, 0.0, round(1 - inks[0], 3))

    def picture(self, image: Image) -> Image:
        """``image`` (mode RGB) in mode CMYK, or L if it has no colour.

        A colour profile of its own is heeded, if it can be read.
        """
        from PIL import ImageCms

        source: object = self._screen
        if own := image.info.get("icc_profile"):
            try:
                found = ImageCms.ImageCmsProfile(BytesIO(own))
                source = found if found.profile.xcolor_space.strip() == "RGB" else source
            except OSError:
                pass  # a profile that is none: the picture is taken as one for the screen
        return image.convert("L") if _is_grey(image) else self._transform(image, source)


def _is_grey(image: Image) -> bool:
    from PIL import ImageChops

    red, green, blue = image.split()
    return all(
        ImageChops.difference(one, other).getextrema()[1] <= _NEUTRAL_PICTURE  # type: ignore[operator]
        for one, other in ((red, green), (green, blue), (red, blue))
    )
