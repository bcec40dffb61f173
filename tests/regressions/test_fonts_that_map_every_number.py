"""A font of a hundred bytes may say that it has a glyph for four billion codes."""

from __future__ import annotations

import struct
import time
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.DefaultTable import DefaultTable

from publish.readers import MalformedError
from publish.readers.pdf.programs import read_program
from publish.readers.pdf.records import Font
from publish.runtime.stylesheets import style_folder

_FONT = style_folder("fonts") / "source-sans" / "SourceSans3-Regular.ttf"
_GROUPS = struct.pack(">2H6I", 12, 0, 28, 0, 1, 0, 0xFFFFFFFE, 0)
_SEGMENTS = struct.pack(">7H", 4, 16 + 8 * 4000, 0, 8000, 0, 0, 0) + b"\xff\xff" * 4000
_SEGMENTS += bytes(2) + bytes(2 * 4000) + bytes(4 * 4000)


def _with_table(subtable: bytes) -> Font:
    font = TTFont(BytesIO(_FONT.read_bytes()), lazy=True)
    out = BytesIO()
    del font["cmap"]
    font["cmap"] = DefaultTable("cmap")
    font["cmap"].data = struct.pack(">4HI", 0, 1, 3, 10, 12) + subtable
    font.save(out)
    return Font("A", 1, program=out.getvalue(), program_type="FontFile2", composite=False)


def test_variations_of_characters_are_not_read() -> None:
    ranges = b"".join((300 * at).to_bytes(3) + b"\xff" for at in range(50_000))
    head = struct.pack(">HII", 14, 25 + len(ranges), 1) + (0xFE00).to_bytes(3)
    subtable = head + struct.pack(">III", 21, 0, 50_000) + ranges
    started = time.process_time()
    assert not read_program(_with_table(subtable)).cmaps
    assert time.process_time() - started < 5


@pytest.mark.parametrize("subtable", [_GROUPS, _SEGMENTS], ids=["groups", "segments"])
def test_a_font_that_maps_too_many_codes_is_damaged(subtable: bytes) -> None:
    font = _with_table(subtable)
    started = time.process_time()
    with pytest.raises(MalformedError):
        read_program(font)
    assert time.process_time() - started < 5
