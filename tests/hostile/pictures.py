"""Drawings and rasters that were made to do harm, each of less than a megabyte, by name."""

from __future__ import annotations

import base64
import struct
import zlib
from functools import cache
from io import BytesIO

from PIL import Image

_SIZES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


def svg(inner: str) -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300">{inner}</svg>'.encode()


def chunk(kind: bytes, data: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + check


@cache
def _zeros(count: int) -> bytes:
    """Raw deflated bytes that are zero, without an end (RFC 1951), so that they can be repeated."""
    packed = zlib.compressobj(9, wbits=-15)
    return packed.compress(bytes(count)) + packed.flush(zlib.Z_FULL_FLUSH)


def zeros(count: int) -> bytes:
    """A zlib stream of so many bytes that are zero (RFC 1950), made without them."""
    blocks, rest = divmod(count, 1_000_000)
    check = struct.pack(">2H", count % 65_521, 1)
    return b"\x78\xda" + _zeros(1_000_000) * blocks + _zeros(rest) + b"\3\0" + check


def png(
    side: int, colour: int = 2, depth: int = 8, data: bytes = b"", more: bytes = b"", lace: int = 0
) -> bytes:
    """A black PNG, whatever ``data`` it has instead of its pixels, with ``more`` chunks."""
    stride = 1 + (side * _SIZES[colour] * depth + 7) // 8
    form = chunk(b"IHDR", struct.pack(">2I5B", side, side, depth, colour, 0, 0, lace))
    content = data or zeros(stride * side)
    return b"\x89PNG\r\n\x1a\n" + form + more + chunk(b"IDAT", content) + chunk(b"IEND", b"")


def _filtered(*primitives: str) -> bytes:
    shape = '<rect width="400" height="300" filter="url(#f)"/>'
    return svg(
        f'<filter id="f" x="0" y="0" width="1" height="1">{"".join(primitives)}</filter>{shape}'
    )


def _embedded(data: bytes) -> str:
    address = f"data:image/png;base64,{base64.b64encode(data).decode()}"
    return f'<image width="400" height="300" href="{address}"/>'


def _doubled(times: int, drawn: str) -> bytes:
    groups = (
        f'<g id="a{n}"><use href="#a{n - 1}"/><use href="#a{n - 1}"/></g>' for n in range(1, times)
    )
    return svg(f'<g id="a0">{drawn}</g>{"".join(groups)}<use href="#a{times - 1}"/>')


_RECT = '<rect width="400" height="300"{}/>'
_STOPS = '<linearGradient id="g"><stop offset="0"/><stop offset="1"/></linearGradient>'
_GREAT = (
    '<filter id="f" x="-5" y="-5" width="11" height="11"><feGaussianBlur stdDeviation="40"/>'
    "</filter>"
)
_PATTERN = '<pattern id="p" width="3" height="3" patternUnits="userSpaceOnUse">'
_WAVES = (
    '<feTurbulence baseFrequency=".05" numOctaves="19"/><feDisplacementMap in="SourceGraphic"/>'
)
_MARKED = '<path d="M0 0L9 9"/>'

#: They are refused.
DRAWINGS = {
    "octaves": lambda: _filtered('<feTurbulence baseFrequency=".1" numOctaves="1000000"/>'),
    "radius": lambda: _filtered('<feMorphology operator="dilate" radius="5000"/>'),
    "blur": lambda: _filtered('<feGaussianBlur stdDeviation="100000"/>'),
    "morphology again": lambda: _filtered('<feMorphology radius="190"/>' * 50),
    "turbulence again": lambda: _filtered(
        '<feTurbulence baseFrequency=".05" numOctaves="19"/><feDisplacementMap in="SourceGraphic"/>'
        * 9
    ),
    "primitives": lambda: _filtered("<feTile/>" * 3000),
    "light": lambda: _filtered(
        '<feDiffuseLighting><fePointLight x="5" y="5" z="5"/></feDiffuseLighting>' * 400
    ),
    "kernel": lambda: _filtered(f'<feConvolveMatrix order="500" kernelMatrix="{"1 " * 250_000}"/>'),
    "kernel within bounds": lambda: _filtered(
        f'<feConvolveMatrix order="20" kernelMatrix="{"1 " * 400}"/>' * 9
    ),
    "filtered": lambda: svg(_GREAT + _RECT.format(' filter="url(#f)"') * 2000),
    "filters in filters": lambda: svg(
        _GREAT + '<g filter="url(#f)">' * 90 + _RECT.format("") + "</g>" * 90
    ),
    "region": lambda: svg(
        '<filter id="f" filterUnits="userSpaceOnUse" x="-1e6" y="-1e6" width="2e6" height="2e6">'
        '<feGaussianBlur stdDeviation="50"/></filter>' + _RECT.format(' filter="url(#f)"')
    ),
    "picture in a filter": lambda: _filtered(_embedded(png(9000)).replace("image", "feImage", 1)),
    "depth": lambda: svg("<g>" * 60_000 + "</g>" * 60_000),
    "attributes": lambda: svg(
        f"<rect {' '.join(f'a{n}=_'.replace('_', chr(34) * 2) for n in range(60_000))}/>"
    ),
    "doubled": lambda: _doubled(40, _RECT.format("")),
    "doubled and filtered": lambda: _doubled(12, _GREAT + _RECT.format(' filter="url(#f)"')),
    "opacity": lambda: svg(f'<g opacity=".5">{_RECT.format("") * 2}</g>' * 9000),
    "patterns in patterns": lambda: svg(
        "".join(
            f'<pattern id="p{n}" width="9" height="9" patternUnits="userSpaceOnUse">'
            + f'<rect width="9" height="9" fill="url(#p{n + 1})"/>' * 2
            + "</pattern>"
            for n in range(30)
        )
        + _RECT.format(' fill="url(#p0)"')
    ),
    "patterns": lambda: svg(
        f'{_PATTERN}<circle r="1"/></pattern>' + _RECT.format(' fill="url(#p)"') * 9000
    ),
    "masks": lambda: svg(
        f'<mask id="m">{_RECT.format("")}</mask>' + _RECT.format(' mask="url(#m)"') * 9000
    ),
    "clips": lambda: svg(
        '<clipPath id="c"><circle r="200"/></clipPath>'
        + _RECT.format(' clip-path="url(#c)"') * 9000
    ),
    "gradients": lambda: svg(_STOPS + _RECT.format(' fill="url(#g)"') * 9000),
    "markers": lambda: svg(
        f'<marker id="m">{_MARKED * 100}</marker>'
        f'<path d="M0 0{"l1 1l-1 -1" * 40_000}" marker-mid="url(#m)"/>'
    ),
    "text": lambda: svg(f'<text y="50" font-size="5">{"lorem ipsum " * 70_000}</text>'),
    "texts": lambda: svg('<text y="50" font-size="5">ab</text>' * 25_000),
    "rules": lambda: svg(
        f"<style>{''.join(f'.a{n} g{{fill:red}}' for n in range(9000))}</style>" + "<g/>" * 30_000
    ),
    "30,000 pixels": lambda: svg(_embedded(png(30_000, 0, 1))),
    "9,999 pixels": lambda: svg(_embedded(png(9999))),
}

#: WeasyPrint would take long for them.
HEAVY = {
    "elements": lambda: svg("<path d='M0 0h1'/>" * 25_000),
    "used": lambda: _doubled(13, _RECT.format("")),
    "points": lambda: svg(f'<polyline points="{"1,2 " * 200_000}"/>'),
    "lines": lambda: svg(f'<path d="M0 0L{"1 2 " * 200_000}"/>'),
    "arcs": lambda: svg(f'<path d="M0 0{"a9 9 0 1 1 1 1" * 50_000}"/>'),
    "siblings": lambda: svg("<style>g ~ g{fill:red}</style>" + "<g/>" * 9000),
    "rules": lambda: svg(
        f"<style>{''.join(f'.a{n} *{{fill:red}}' for n in range(1500))}</style>" + "<g/>" * 900
    ),
    "opacity in opacity": lambda: svg('<g opacity=".9">' * 30 + _RECT.format("") + "</g>" * 30),
    "pictures": lambda: svg(_embedded(png(3000, 0, 1)) * 3),
}


def gif(width: int, height: int, frames: int) -> bytes:
    screen = b"GIF89a" + struct.pack("<2H3B", width, height, 0x80, 0, 0) + bytes(6)
    frame = b",\0\0\0\0" + struct.pack("<2H", width, height) + b"\0\2\2\x44\1\0"
    return screen + frame * frames + b";"


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def _claiming(side: int) -> bytes:
    """A JPEG of a few pixels that says it has more."""
    data = saved(Image.new("RGB", (30, 20)), "JPEG")
    at = data.index(b"\xff\xc0") + 5
    return data[:at] + struct.pack(">2H", side, side) + data[at + 4 :]


def _claiming_avif() -> bytes:
    data = saved(Image.new("RGB", (30, 20)), "AVIF")
    at = data.index(b"ispe") + 8
    return data[:at] + struct.pack(">2I", 9999, 9999) + data[at + 8 :]


def _claiming_webp() -> bytes:
    still = saved(Image.new("RGB", (30, 20)), "WEBP", lossless=True)[12:]
    side = struct.pack("<I", 16_382)[:3]
    inner = b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4) + side * 2 + still
    return b"RIFF" + struct.pack("<I", len(inner)) + inner


def _scans() -> bytes:
    """A progressive JPEG whose last scan comes again and again."""
    data = saved(Image.new("RGB", (3000, 3000)), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:-2] + data[last:-2] * (700_000 // (len(data) - last)) + data[-2:]


def _texts(kind: bytes, head: bytes) -> bytes:
    return b"".join(chunk(kind, b"a%d" % n + head + zeros(90_000_000)) for n in range(9))


#: They are refused.
RASTERS = {
    "30,000 pixels.png": lambda: png(30_000, 0, 1),
    "interlaced.png": lambda: png(9900, 6, lace=1),
    "16 bits.png": lambda: png(7200, 6, 16),
    "zTXt.png": lambda: png(9, more=_texts(b"zTXt", b"\0\0")),
    "iTXt.png": lambda: png(9, more=_texts(b"iTXt", b"\0\1\0\0\0")),
    "iCCP.png": lambda: png(9, more=chunk(b"iCCP", b"a\0\0" + zeros(400_000_000))),
    "cut.png": lambda: png(5000)[:9000],
    "cut and large.png": lambda: png(9900)[:90_000],
    "few rows.png": lambda: png(9900, data=zeros(1_000_000)),
    "filters.png": lambda: png(9900, data=zlib.compress(b"\x09" * 30_000_000, 1)),
    "frame.gif": lambda: gif(65_535, 65_535, 1),
    "frames.gif": lambda: gif(9900, 9900, 10_000),
    "claim.jpg": lambda: _claiming(65_535),
    "scans.jpg": _scans,
    "claim.webp": _claiming_webp,
    "claim.avif": _claiming_avif,
}

#: They can be used: what is too much in them is never unpacked, or no more than is allowed.
USABLE = {
    "rest.png": lambda: png(9, data=zeros(400_000_000)),
    "texts.png": lambda: png(
        9, more=b"".join(chunk(b"tEXt", b"a%d\0b" % n) for n in range(30_000))
    ),
    "moving.gif": lambda: gif(1, 1, 10_000),
    "profile.jpg": lambda: saved(Image.new("RGB", (9, 9)), "JPEG", icc_profile=bytes(900_000)),
    "inks.jpg": lambda: saved(Image.new("CMYK", (2000, 2000)), "JPEG"),
    "grey of 16 bits.png": lambda: png(5800, 0, 16),
}
