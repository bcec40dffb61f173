"""The glyph names of the codes of simple fonts (ISO 32000-1, 9.6.6 and annex D)."""

from __future__ import annotations

from functools import cache

from publish.readers.pdf.records import Font


def glyph_name(font: Font, built_in: dict[int, str], code: int) -> str | None:
    """Return the glyph name of a code; ``None`` if it has none.

    ``built_in`` is the encoding of the program, which counts if the font names no other one.
    """
    encoding = font.encoding
    if encoding is not None and encoding.differences and code in encoding.differences:
        return encoding.differences[code]
    base = encoding.base if encoding is not None else ""
    if base in BASES:
        return _base(base).get(code)
    return built_in.get(code) if font.embedded else _base("StandardEncoding").get(code)


def standard_names() -> dict[int, str]:
    """Return the glyph names of the standard encoding, by code."""
    return _base("StandardEncoding")


#: The encodings that a font can name (annex D.1; MacExpertEncoding has no letters).
BASES = ("MacRomanEncoding", "WinAnsiEncoding")


def unicode_of(name: str) -> str:
    """Return the text of a glyph name by the Adobe Glyph List, or an empty one."""
    from fontTools.agl import toUnicode

    return str(toUnicode(name))


@cache
def _base(name: str) -> dict[int, str]:
    from fontTools.agl import UV2AGL
    from fontTools.encodings import MacRoman, StandardEncoding

    if name == "WinAnsiEncoding":
        texts = {code: bytes([code]).decode("cp1252", "replace") for code in range(32, 256)}
        texts |= {0xA0: " ", 0xAD: "-"}  # annex D, notes 5 and 6
        return {code: UV2AGL.get(ord(text), "bullet") for code, text in texts.items()}
    named = {
        "MacRomanEncoding": MacRoman.MacRoman,
        "StandardEncoding": StandardEncoding.StandardEncoding,
    }.get(name, [])
    return {code: glyph for code, glyph in enumerate(named) if glyph != ".notdef"}


@cache
def mac_code(name: str) -> int | None:
    """Return the code of a glyph name in the Mac OS Roman encoding."""
    return next((code for code, one in _base("MacRomanEncoding").items() if one == name), None)
