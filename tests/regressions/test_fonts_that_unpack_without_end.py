"""Packed fonts of a style sheet took 900 MB, or a minute for 10 million points in 776 bytes."""

import struct
import zlib
from io import BytesIO
from pathlib import Path

import brotli
import pytest
from fontTools.ttLib import TTFont
from fontTools.ttLib.woff2 import WOFF2DirectoryEntry
from weasyprint.urls import FatalURLFetchingError

from publish.editions.pdf.fetch import fetcher
from publish.runtime.stylesheets import style_folder

_SIZE = 30_000_000


def _woff() -> bytes:
    packed = zlib.compress(bytes(_SIZE))
    head = struct.pack(">4sIIHH28x", b"wOFF", 0x10000, 64 + len(packed), 1, 0)
    return head + b"name" + struct.pack(">IIII", 64, len(packed), _SIZE, 0) + packed


def _woff2() -> bytes:
    packed = brotli.compress(bytes(_SIZE), quality=1)
    entry = WOFF2DirectoryEntry()
    entry.tag, entry.flags, entry.origLength, entry.length = "name", 5, _SIZE, _SIZE
    head = struct.pack(">4sIIHHII24x", b"wOF2", 0x10000, 0, 1, 0, _SIZE, len(packed))
    return head + entry.toString() + packed


def _fetched(folder: Path, font: bytes) -> None:
    (folder / "font.woff").write_bytes(font)
    sheet = folder / "house.css"
    sheet.write_text("p { color: red }")
    fetcher([], (sheet,)).fetch((folder / "font.woff").as_uri())


@pytest.mark.parametrize("made", [_woff, _woff2, lambda: _woff()[:12] + b"\xff\xff" + bytes(99)])
def test_a_font_that_unpacks_without_end_is_refused(tmp_path: Path, made: object) -> None:
    assert callable(made)
    with pytest.raises(FatalURLFetchingError, match="larger unpacked"):
        _fetched(tmp_path, made())


@pytest.mark.parametrize("flavor", ["woff", "woff2"])
def test_an_ordinary_font_is_read(tmp_path: Path, flavor: str) -> None:
    font = TTFont(next(iter(sorted((style_folder("fonts")).glob("*/*.ttf")))))
    font.flavor = flavor
    packed = BytesIO()
    font.save(packed)
    _fetched(tmp_path, packed.getvalue())


@pytest.mark.parametrize("font", [b"wOF2", b"wOF2" + b"\1" * 60, b"wOFF" + b"\0\1" * 40])
def test_damaged_fonts_are_left_to_the_layout(tmp_path: Path, font: bytes) -> None:
    _fetched(tmp_path, font[:12] + b"\0\5" + font[14:] if len(font) > 14 else font)
