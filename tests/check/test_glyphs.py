"""The quick look at characters misses none that the fonts lack."""

from __future__ import annotations

from publish.check.glyphs import ODD
from publish.glyphs import missing


def test_what_is_passed_over_is_in_our_fonts() -> None:
    plain = "".join(char for char in map(chr, range(0x20, 0x3000)) if not ODD.match(char))
    assert len(plain) > 400
    assert missing(plain) == ""
