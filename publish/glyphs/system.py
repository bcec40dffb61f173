"""Ask fontconfig what the fonts of the system can show.

It is the library that the layout itself finds fonts with, so it is there wherever a PDF can be
made; where it is not, the system has no font that would serve.
"""

from __future__ import annotations

import ctypes
from ctypes import POINTER, byref, c_char_p, c_int, c_uint32, c_void_p
from functools import cache

_NAMES = ("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll")
_SYSTEM, _MATCH = 0, 0  # FcSetSystem, FcResultMatch

#: Pango takes no other kinds (``pango_fc_is_supported_font_format``).
_FORMATS = (b"TrueType", b"CFF")


class _FontSet(ctypes.Structure):
    """``FcFontSet``."""

    _fields_ = (("count", c_int), ("size", c_int), ("fonts", POINTER(c_void_p)))


@cache
def system_has(characters: str) -> frozenset[str]:
    """Those of ``characters`` that some font of the system has."""
    library = _library() if characters else None
    if library is None:
        return frozenset()
    found: set[str] = set()
    for charset in _charsets(library):
        left = set(characters) - found
        if not left:
            break
        found |= {c for c in left if library.FcCharSetHasChar(charset, ord(c))}
    return frozenset(found)


def _library() -> ctypes.CDLL | None:
    for name in _NAMES:
        try:
            library = ctypes.CDLL(name)
        except OSError:
            continue
        library.FcInitLoadConfigAndFonts.restype = c_void_p
        library.FcConfigGetFonts.restype = POINTER(_FontSet)
        library.FcConfigGetFonts.argtypes = [c_void_p, c_int]
        library.FcPatternGetCharSet.argtypes = [c_void_p, c_char_p, c_int, POINTER(c_void_p)]
        library.FcPatternGetString.argtypes = [c_void_p, c_char_p, c_int, POINTER(c_char_p)]
        library.FcCharSetHasChar.argtypes = [c_void_p, c_uint32]
        return library
    return None


def _charsets(library: ctypes.CDLL) -> list[c_void_p]:
    """What each font of the system has; owned by fontconfig's configuration, which stays loaded."""
    fonts = library.FcConfigGetFonts(library.FcInitLoadConfigAndFonts(), _SYSTEM)
    charsets = []
    for place in range(fonts.contents.count if fonts else 0):
        pattern = fonts.contents.fonts[place]
        kind, charset = c_char_p(), c_void_p()
        if library.FcPatternGetString(pattern, b"fontformat", 0, byref(kind)) != _MATCH:
            continue
        if library.FcPatternGetCharSet(pattern, b"charset", 0, byref(charset)) != _MATCH:
            continue
        if kind.value in _FORMATS:
            charsets.append(charset)
    return charsets
