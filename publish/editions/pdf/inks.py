"""Convert colours, gradients and pictures from screen colours to the inks of a press.

Pillow's ImageCms converts them by the ICC profile.
"""

from __future__ import annotations

import zlib
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publish.errors import ToolError

if TYPE_CHECKING:
    from PIL.Image import Image


#: How far red, green and blue of a grey may differ, of 1: the difference is invisible. A grey is
#: printed with only black ink, since four inks never align exactly on thin strokes.
_NEUTRAL = 0.025

#: The same in pictures, of 255.
_NEUTRAL_PICTURE = 6


class Inks:
    """Conversion from sRGB to the inks of an ICC ``profile`` (a file)."""

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
        """Return one grey value, or four inks; all from 0 to 1."""
        from PIL import Image

        parts = tuple(min(max(value, 0.0), 1.0) for value in (red, green, blue))
        if max(parts) - min(parts) <= _NEUTRAL:
            return (round(sum(parts) / 3, 3),)
        pixel = Image.new("RGB", (1, 1), tuple(round(value * 255) for value in parts))
        inks = self._transform(pixel, self._screen).tobytes()
        return tuple(round(value / 255, 3) for value in inks)

    def four(self, red: float, green: float, blue: float) -> tuple[float, ...]:
        """Return four inks; a grey has only black."""
        inks = self.colour(red, green, blue)
        return inks if len(inks) == 4 else (0.0, 0.0, 0.0, round(1 - inks[0], 3))

    def picture(self, image: Image) -> Image:
        """Return ``image`` (mode RGB) in mode CMYK, or L if it has no colour.

        A colour profile in the image is used, if it can be read.
        """
        from PIL import ImageCms

        source: object = self._screen
        if own := image.info.get("icc_profile"):
            try:
                found = ImageCms.ImageCmsProfile(BytesIO(own))
                source = found if found.profile.xcolor_space.strip() == "RGB" else source
            except OSError:
                pass  # not a profile: the picture is assumed to be sRGB
        return image.convert("L") if _is_grey(image) else self._transform(image, source)


def _is_grey(image: Image) -> bool:
    from PIL import ImageChops

    red, green, blue = image.split()
    return all(
        ImageChops.difference(one, other).getextrema()[1] <= _NEUTRAL_PICTURE  # type: ignore[operator]
        for one, other in ((red, green), (green, blue), (red, blue))
    )


def refused(what: str) -> ToolError:
    """Return the error for a colour that can't be converted."""
    return ToolError("PDF/X-4", f"{what} can't be converted to inks.")


def convert_gradient(shading: Any, inks: Inks) -> None:
    """Convert a shading dictionary (ISO 32000-1, 8.7.4.5), in place.

    Raises:
        ToolError: A function has another type than 2 or 3; WeasyPrint writes no others.
    """
    import pikepdf

    space = str(shading.ColorSpace)
    if space in ("/DeviceGray", "/DeviceCMYK"):
        return
    if space != "/DeviceRGB" or int(shading.ShadingType) not in (2, 3):
        raise refused("A gradient of this kind")
    functions = shading.Function
    for function in functions if isinstance(functions, pikepdf.Array) else [functions]:
        _convert(function, inks)
    if "/Background" in shading:
        shading.Background = pikepdf.Array(inks.four(*map(float, shading.Background)))
    shading.ColorSpace = pikepdf.Name.DeviceCMYK


def _convert(function: Any, inks: Inks) -> None:
    import pikepdf

    match int(function.FunctionType):
        case 2:
            for name in ("/C0", "/C1"):
                if len(function[name]) == 3:
                    function[name] = pikepdf.Array(inks.four(*map(float, function[name])))
        case 3:
            for inner in function.Functions:
                _convert(inner, inks)
        case _:
            raise refused("A gradient of this kind")


#: Quality of a picture that was a JPEG before: no visible loss in print.
_QUALITY = 93


def convert_picture(found: Any, inks: Inks) -> None:
    """Convert an image XObject (ISO 32000-1, 8.9.5), in place.

    Masks, greys and CMYK stay as they are.

    Raises:
        ToolError: The colour space isn't a device colour space.
    """
    import pikepdf

    space = str(found.get("/ColorSpace", "/DeviceGray"))
    if found.get("/ImageMask") or space in ("/DeviceGray", "/DeviceCMYK"):
        return
    if space != "/DeviceRGB":
        raise refused("The colour space of a picture")
    photograph = found.get("/Filter") == pikepdf.Name.DCTDecode
    with pikepdf.PdfImage(found).as_pil_image() as image:
        converted = inks.picture(image if image.mode == "RGB" else _plain(image))
    grey = converted.mode == "L"
    for key in ("/DecodeParms", "/Decode"):
        if key in found:
            del found[key]
    found.ColorSpace = pikepdf.Name.DeviceGray if grey else pikepdf.Name.DeviceCMYK
    found.BitsPerComponent = 8
    if photograph:
        found.write(_jpeg(converted), filter=pikepdf.Name.DCTDecode)
        if not grey:  # Pillow writes inks as Adobe does: 255 means no ink
            found.Decode = pikepdf.Array([1, 0] * 4)
    else:
        found.write(zlib.compress(converted.tobytes(), 9), filter=pikepdf.Name.FlateDecode)


def _plain(image: Image) -> Image:
    own = image.info.get("icc_profile")
    converted = image.convert("RGB")
    if own:
        converted.info["icc_profile"] = own
    return converted


def _jpeg(image: Image) -> bytes:
    written = BytesIO()
    image.save(written, "JPEG", quality=_QUALITY, subsampling=0, icc_profile=None)
    return written.getvalue()
