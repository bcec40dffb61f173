"""Make large pictures smaller without holding all of their pixels.

Pillow holds four bytes for each pixel of a picture in colour: 400 MB for 10,000 by 10,000.  Here a
PNG is decoded strip by strip, and a JPEG at a fraction of its size; the result is that of
``Image.resize`` with ``reducing_gap=1`` and the whole picture.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from PIL import Image as Pillow

#: Width times height of the largest picture that is decoded whole.
MOST_WHOLE = 32_000_000

#: The bytes of a strip, and the least rows of one.
_STRIP, _LEAST_ROWS = 8_000_000, 16

#: How far Lanczos' filter reaches, in pixels of the smaller picture.
_REACH = 3

_SIGNATURE = b"\x89PNG\r\n\x1a\n"

_ORIENTATION = 0x0112

#: The number of channels by the colour type of PNG (PNG 3, 11.2.1).
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield kind and content of the chunks of a PNG (PNG 3, 5.3)."""
    place = 8
    while place + 8 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, place)
        yield kind, content[place + 8 : place + 8 + length]
        place += 12 + length


class _Rows(Struct, frozen=True):
    """The rows of a PNG that isn't interlaced, before their filters are undone (PNG 3, 9)."""

    width: int
    height: int
    depth: int
    colour: int
    transparent: bytes
    data: tuple[bytes, ...]

    @classmethod
    def of(cls, content: bytes) -> _Rows | None:
        """Return those of the PNG ``content``, which Pillow has opened; ``None`` if interlaced."""
        width, height, depth, colour, _, _, interlaced = struct.unpack_from(">2I5B", content, 16)
        data, transparent = [], b""
        for kind, held in _chunks(content):
            if kind == b"IDAT":
                data.append(held)
            elif kind == b"tRNS" and depth == 8:
                transparent = held
        return None if interlaced else cls(width, height, depth, colour, transparent, tuple(data))

    @property
    def stride(self) -> int:
        """The bytes of a row with that of its filter."""
        return 1 + (self.width * _CHANNELS[self.colour] * self.depth + 7) // 8

    def strips(self, multiple: int = 1) -> Iterator[bytes]:
        """Yield the bytes of some rows after others, of a ``multiple`` of rows but for the last.

        Raises:
            OSError: They are damaged, or some are missing.
        """
        unpacked, rows = zlib.decompressobj(), _strip(self.stride, multiple)
        left, held, pieces = self.height, b"", iter(self.data)
        while left:
            need = min(rows, left) * self.stride
            found = []
            try:
                while need and not unpacked.eof:
                    held = held or next(pieces, b"")
                    if not held:
                        break
                    found.append(unpacked.decompress(held, need))
                    held, need = unpacked.unconsumed_tail, need - len(found[-1])
            except zlib.error as error:
                raise OSError("damaged data") from error
            strip = b"".join(found)
            if need:
                raise OSError("image file is truncated")
            if max(strip[:: self.stride]) > 4:
                raise OSError("unknown filter")
            yield strip
            left -= len(strip) // self.stride

    def decoded(self, multiple: int) -> Iterator[Pillow.Image]:
        """Yield :meth:`strips` as pictures with eight bits a channel."""
        from PIL import Image as Pillow

        previous = b""
        for strip in self.strips(multiple):
            rows = _high_bytes(strip, self.stride) if self.depth == 16 else strip
            height = len(strip) // self.stride + bool(previous)
            form = struct.pack(">2I5B", self.width, height, 8, self.colour, 0, 0, 0)
            content = _SIGNATURE + _chunk(b"IHDR", form)
            if self.transparent:
                content += _chunk(b"tRNS", self.transparent)
            before = b"\0" + previous if previous else b""
            content += _chunk(b"IDAT", zlib.compress(before + rows, 0)) + _chunk(b"IEND", b"")
            with Pillow.open(BytesIO(content), formats=["PNG"]) as picture:
                last = picture.crop((0, height - 1, self.width, height)).tobytes()
                yield picture.crop((0, bool(previous), self.width, height))
            previous = last


def _strip(width: int, multiple: int) -> int:
    """Return the rows of a strip, a ``multiple``; ``width`` are the bytes of a row."""
    return max(1, max(_LEAST_ROWS, _STRIP // width) // multiple) * multiple


def _high_bytes(rows: bytes, stride: int) -> bytes:
    """Return rows of 16 bits a channel with 8: filters work on the high bytes alone."""
    starts = range(0, len(rows), stride)
    return b"".join(rows[at : at + 1] + rows[at + 1 : at + stride : 2] for at in starts)


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(content, zlib.crc32(kind))
    return b"".join((struct.pack(">I", len(content)), kind, content, struct.pack(">I", check)))


def _streamed(picture: Pillow.Image, data: bytes) -> _Rows | None:
    """Return the rows of a large PNG with more than one byte for a pixel, or ``None``."""
    if picture.format != "PNG" or picture.width * picture.height <= MOST_WHOLE:
        return None
    rows = _Rows.of(data)
    return rows if rows and (rows.depth == 16 or rows.colour in (2, 4, 6)) else None


def orientation(picture: Pillow.Image, data: bytes) -> int:
    """Return how the opened ``picture``, whose content is ``data``, is turned (Exif 2.3, 4.6.4).

    Pillow decodes a PNG to find that.
    """
    from PIL import Image as Pillow

    if picture.format != "PNG" or picture.width * picture.height <= MOST_WHOLE:
        return int(picture.getexif().get(_ORIENTATION, 1))
    exif = Pillow.Exif()
    exif.load(next((held for kind, held in _chunks(data) if kind == b"eXIf"), b""))
    return int(exif.get(_ORIENTATION, 1))


def pixels(picture: Pillow.Image, data: bytes) -> int:
    """Return the pixels of the opened ``picture`` from ``data``; those of 16 bits count twice."""
    is_deep = picture.format == "PNG" and data[24] == 16 and data[25] != 0
    return picture.width * picture.height * (1 + is_deep)


def decode_all(picture: Pillow.Image, data: bytes) -> None:
    """Decode the opened ``picture``, whose content is ``data``, to find what is damaged.

    Raises what Pillow does.
    """
    if rows := _streamed(picture, data):
        for _ in rows.strips():
            pass
    else:
        # JPEG: an eighth of the size costs far less
        picture.draft(
            "L", (picture.width // 2, picture.height // 2) if _staged(picture) else (1, 1)
        )
        picture.load()


def _staged(picture: Pillow.Image) -> bool:
    """Return whether ``picture`` is a large JPEG that is held whole until its end is read."""
    return picture.width * picture.height > MOST_WHOLE and "progressive" in picture.info


def reduced(picture: Pillow.Image, data: bytes, size: tuple[int, int]) -> Pillow.Image:
    """Return the opened ``picture``, whose content is ``data``, in ``size``; RGB, L, or with alpha.

    One in four inks keeps them.  Raises what Pillow does.
    """
    half = (picture.width // 2, picture.height // 2)
    picture.draft(picture.mode, half if _staged(picture) else size)
    rows = _streamed(picture, data)
    across, down = (max(1, picture.size[side] // size[side]) for side in (0, 1))
    strips = rows.decoded(down) if rows else _cut(picture, down)
    small = (_mixable(strip).reduce((across, down)) for strip in strips)
    return _shrunk(small, (picture.width / across, picture.height / down), size)


def _cut(picture: Pillow.Image, multiple: int) -> Iterator[Pillow.Image]:
    rows = _strip(4 * picture.width, multiple)
    for top in range(0, picture.height, rows):
        yield picture.crop((0, top, picture.width, min(top + rows, picture.height)))


def _mixable(strip: Pillow.Image) -> Pillow.Image:
    """Return ``strip`` in a mode whose colours can be mixed, with alpha as a factor."""
    if strip.has_transparency_data:
        return strip.convert("RGBA").convert("RGBa")
    if strip.mode.startswith("I"):
        return strip.convert("F").point(lambda value: value * (255 / 65_535)).convert("L")
    return strip if strip.mode in ("L", "RGB", "CMYK") else strip.convert("RGB")


def _shrunk(
    strips: Iterator[Pillow.Image], whole: tuple[float, float], size: tuple[int, int]
) -> Pillow.Image:
    """Return ``strips`` of a picture of the size ``whole`` as one of ``size``."""
    from PIL import Image as Pillow

    lanczos = Pillow.Resampling.LANCZOS
    scale = whole[1] / size[1]
    result: Pillow.Image | None = None
    held: Pillow.Image | None = None
    top = done = 0
    for strip in strips:
        narrow = strip.resize((size[0], strip.height), lanczos, (0, 0, whole[0], strip.height))
        result = result or Pillow.new(narrow.mode, size)
        held = _joined(held, narrow)
        bottom = top + held.height
        ready = size[1] if bottom >= whole[1] else int(bottom / scale - _REACH - 1)
        if ready > done:
            box = (0, done * scale - top, size[0], min(ready * scale - top, held.height))
            result.paste(held.resize((size[0], ready - done), lanczos, box), (0, done))
            done = ready
            kept = max(top, int(done * scale - (_REACH + 1) * scale))
            held = held.crop((0, kept - top, size[0], held.height))
            top = kept
    assert result is not None  # noqa: S101 - narrows the type: a picture has a row
    return result.convert("RGBA") if result.mode == "RGBa" else result


def _joined(above: Pillow.Image | None, below: Pillow.Image) -> Pillow.Image:
    from PIL import Image as Pillow

    if above is None:
        return below
    both = Pillow.new(below.mode, (below.width, above.height + below.height))
    both.paste(above, (0, 0))
    both.paste(below, (0, above.height))
    return both
