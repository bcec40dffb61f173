"""Picture objects (ISO 32000-1, 8.9.5) -> grey and CMYK."""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Any

from publish.exporters.pdf.press.inks import Inks
from publish.exporters.pdf.press.refused import refused

if TYPE_CHECKING:
    from PIL.Image import Image

#: Quality of a photograph that was a JPEG before: no loss that print can show.
_QUALITY = 93


def convert_picture(found: Any, inks: Inks) -> None:
    """Convert the image XObject ``found``, in place; masks, greys and CMYK stay as they are.

    Raises :class:`ToolError` for a colour space that is not the device's.
    """
    import pikepdf

    space = str(found.get("/ColorSpace", "/DeviceGray"))
    if found.get("/ImageMask") or space in ("/DeviceGray", "/DeviceCMYK"):
        return
    if space != "/DeviceRGB":
        raise refused("The colour space of a picture")
    photograph = found.get("/Filter") == pikepdf.Name.DCTDecode
    with pikepdf.PdfImage(found).as_pil_image() as image:
        made = inks.picture(image if image.mode == "RGB" else _plain(image))
    grey = made.mode == "L"
    for key in ("/DecodeParms", "/Decode"):
        if key in found:
            del found[key]
    found.ColorSpace = pikepdf.Name.DeviceGray if grey else pikepdf.Name.DeviceCMYK
    found.BitsPerComponent = 8
    if photograph:
        found.write(_jpeg(made), filter=pikepdf.Name.DCTDecode)
        if not grey:  # Pillow writes inks the way Adobe does: 255 is none
            found.Decode = pikepdf.Array([1, 0] * 4)
    else:
        found.write(zlib.compress(made.tobytes(), 9), filter=pikepdf.Name.FlateDecode)


def _plain(image: Image) -> Image:
    own = image.info.get("icc_profile")
    made = image.convert("RGB")
    if own:
        made.info["icc_profile"] = own
    return made


def _jpeg(image: Image) -> bytes:
    written = BytesIO()
    image.save(written, "JPEG", quality=_QUALITY, subsampling=0, icc_profile=None)
    return written.getvalue()
