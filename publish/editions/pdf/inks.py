"""Convert every colour of a PDF from screen colours to the inks of a press.

:func:`separate` finds the colours of pages, forms, patterns, masks, gradients, pictures and fonts
with pikepdf; Pillow's ImageCms converts them by the ICC profile. pikepdf itself can't convert
colours, and ImageCms can convert only pictures.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
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


#: For each operator that sets a colour: the operators for grey and for CMYK.
_WRITTEN = {
    **dict.fromkeys(("rg", "sc", "scn"), ("g", "k")),
    **dict.fromkeys(("RG", "SC", "SCN"), ("G", "K")),
}
_SPACE_OF = {"sc": "cs", "scn": "cs", "SC": "CS", "SCN": "CS"}

#: How many numbers a colour has in each known colour space.
_SPACES = {"/DeviceGray": 1, "/DeviceRGB": 3, "/DeviceCMYK": 4, "/Lab": 3}

Operation = tuple[Any, Any]


def convert_operators(operations: Iterable[Any], inks: Inks, spaces: Any) -> list[Operation]:
    """Return ``operations`` of a content stream with the colours of ``inks``.

    They are those of ``pikepdf.parse_content_stream`` (ISO 32000-1, 8.6.8); ``spaces`` are the
    colour spaces of the resources.

    Raises:
        ToolError: A colour space is neither a device colour space nor Lab.
    """
    return list(_Colours(inks, spaces).operations(operations))


class _Colours:
    def __init__(self, inks: Inks, spaces: Any) -> None:
        self.inks = inks
        self.spaces = spaces
        self.current = {"cs": "/DeviceGray", "CS": "/DeviceGray"}
        self.stack: list[dict[str, str]] = []

    def operations(self, operations: Iterable[Any]) -> Iterator[Operation]:
        import pikepdf

        for operands, operator in operations:
            name = str(operator)
            if name == "q":
                self.stack.append(dict(self.current))
            elif name == "Q" and self.stack:
                self.current = self.stack.pop()
            elif name in ("rg", "RG"):
                values = tuple(float(value) for value in operands)
                yield self._written(name, self.inks.colour(*values))
                continue
            elif name in ("cs", "CS"):
                self.current[name] = self._family(operands[0])
                if self.current[name] != "/Pattern":
                    continue  # the operators written for its colours imply the space
            elif name in _SPACE_OF and not isinstance(operands[-1], pikepdf.Name):
                yield self._special(name, operands)
                continue
            elif name == "INLINE IMAGE":
                raise refused("A picture inside the text of a page")
            yield operands, operator

    def _family(self, space: Any) -> str:
        """Return the name of the colour space that ``space`` refers to."""
        name = str(space)
        if name in _SPACES or name == "/Pattern":
            return name
        family = str(self.spaces[name][0]) if name in self.spaces else name
        if family not in _SPACES:
            raise refused(f"The colour space {name[1:]}")
        return family if family != "/Lab" else name

    def _special(self, name: str, operands: Any) -> Operation:
        """Convert a colour whose space was set before."""
        space = self.current[_SPACE_OF[name]]
        values = tuple(float(value) for value in operands)
        match space:
            case "/DeviceGray" | "/DeviceCMYK":
                return self._written(name, values)
            case "/DeviceRGB":
                return self._written(name, self.inks.colour(*values))
            case "/Pattern":
                raise refused("A pattern without colours of its own")
            case _:
                return self._written(name, self.inks.colour(*_screen(values)))

    def _written(self, name: str, values: tuple[float, ...]) -> Operation:
        import pikepdf

        grey, four = _WRITTEN[name]
        operator = grey if len(values) == 1 else four
        return list(values), pikepdf.Operator(operator)


def _screen(lab: tuple[float, ...]) -> tuple[float, ...]:
    """Return CIE L*a*b* as sRGB (CSS Color 4, 10), relative to its white."""
    lightness, a, b = lab
    middle = (lightness + 16) / 116
    parts = [middle + a / 500, middle, middle - b / 200]
    x, y, z = (
        p**3 * w if p > 6 / 29 else 3 * (6 / 29) ** 2 * (p - 4 / 29) * w
        for p, w in zip(parts, (0.95047, 1.0, 1.08883), strict=True)
    )
    linear = (
        3.2404542 * x - 1.5371385 * y - 0.4985314 * z,
        -0.969266 * x + 1.8760108 * y + 0.041556 * z,
        0.0556434 * x - 0.2040259 * y + 1.0572252 * z,
    )
    return tuple(
        12.92 * v if v <= 0.0031308 else 1.055 * min(v, 1.0) ** (1 / 2.4) - 0.055 for v in linear
    )


def separate(pdf: Any, inks: Inks) -> None:
    """Convert all colours of ``pdf`` (a ``pikepdf.Pdf``) to ``inks``, in place.

    Raises:
        ToolError: A colour space or gradient isn't supported.
    """
    walk = _Walk(pdf, inks)
    for page in pdf.pages:
        page.contents_coalesce()
        walk.content(page.obj, page.Contents, page.Resources)
        _group(page.obj)
    for resources in walk.holders:
        del resources["/ColorSpace"]  # nothing refers to them any more


def _group(holder: Any) -> None:
    """Set the colour space of a transparency group to CMYK (ISO 32000-1, 11.6.6)."""
    import pikepdf

    group = holder.get("/Group")
    if group is not None and "/CS" in group:
        group.CS = pikepdf.Name.DeviceCMYK


class _Walk:
    def __init__(self, pdf: Any, inks: Inks) -> None:
        self.pdf = pdf
        self.inks = inks
        self.seen: set[tuple[int, int]] = set()
        #: Resources with colour spaces.
        self.holders: list[Any] = []

    def content(self, holder: Any, stream: Any, resources: Any) -> None:
        """Convert ``stream``, the operators of ``holder``, and everything in its ``resources``."""
        import pikepdf

        spaces = resources.get("/ColorSpace", {}) if resources is not None else {}
        converted = convert_operators(pikepdf.parse_content_stream(holder), self.inks, spaces)
        stream.write(pikepdf.unparse_content_stream(converted))
        if resources is not None:
            self.resources(resources)

    def resources(self, resources: Any) -> None:
        if self._known(resources):
            return
        for each in resources.get("/XObject", {}).values():
            self.xobject(each)
        for each in resources.get("/Pattern", {}).values():
            self.pattern(each)
        for each in resources.get("/Shading", {}).values():
            self.gradient(each)
        for each in resources.get("/ExtGState", {}).values():
            mask = each.get("/SMask")
            if mask is not None and "/G" in mask:
                self.xobject(mask.G)
        for each in resources.get("/Font", {}).values():
            if each.get("/Subtype") == "/Type3" and not self._known(each):
                for glyph in each.CharProcs.values():
                    self.content(glyph, glyph, each.get("/Resources"))
        if "/ColorSpace" in resources:
            self.holders.append(resources)

    def xobject(self, found: Any) -> None:
        if self._known(found):
            return
        if found.Subtype == "/Image":
            convert_picture(found, self.inks)
        elif found.Subtype == "/Form":
            _group(found)
            self.content(found, found, found.get("/Resources"))

    def pattern(self, found: Any) -> None:
        if self._known(found):
            return
        if found.PatternType == 1:
            self.content(found, found, found.get("/Resources"))
        else:
            self.gradient(found.Shading)

    def gradient(self, found: Any) -> None:
        if not self._known(found):
            convert_gradient(found, self.inks)

    def _known(self, found: Any) -> bool:
        """Return whether ``found`` has been converted; direct objects occur only once."""
        if not found.is_indirect:
            return False
        known = found.objgen in self.seen
        self.seen.add(found.objgen)
        return known
