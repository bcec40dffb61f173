"""Texts are compared by their letters: editions break lines and fold spaces as they like."""

from __future__ import annotations

import re
import unicodedata

#: White space, soft hyphens, and what XML 1.0 (2.2, production 2) has no room for.
_NOTHING = re.compile("[\\s\u00ad\ufe0e\ufeff\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def letters(text: str) -> str:
    """``text`` without white space, soft hyphens and characters that no edition can hold.

    Letters with marks are composed (Unicode, UAX 15, form C).
    """
    joined = "".join(text.split())
    if joined.isascii() and joined.isprintable():  # most are, and a book has many
        return joined
    return unicodedata.normalize("NFC", _NOTHING.sub("", joined))


def short(text: str, longest: int = 60) -> str:
    """``text`` on one line, cut after a word where it is longer than ``longest`` characters."""
    text = " ".join(text.split())
    if len(text) <= longest:
        return text
    return text[: longest - 1].rsplit(" ", 1)[0][: longest - 1].rstrip(" ,;:.") + "…"
