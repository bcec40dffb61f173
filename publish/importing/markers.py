"""Marks in the text of a document for what pandoc would drop.

Before pandoc reads a document, passages whose language (or anything else) it does not keep are put
between two marks; they come back as text, and ``reading`` takes them out.  They are private-use
characters, which are deleted from the document first.
"""

from __future__ import annotations

import re

OPEN, END, CLOSE = "\U000fdea0", "\U000fdea1", "\U000fdea2"
ALT = "publishalt"
"""Before the number of an alt text, where no private-use character would come through."""
DECORATIVE = f"{OPEN}0{END}"
"""The alt text of a picture that its author called decorative."""
ANY = re.compile(f"[{OPEN}{END}{CLOSE}]")
TOKEN = re.compile(f"({OPEN}\\d{{1,6}}{END}|{CLOSE})")
_NUMBER = re.compile(r"\d+")


def opening(number: int) -> str:
    """The mark before passage ``number``."""
    return f"{OPEN}{number}{END}"


def number_of(token: str) -> int | None:
    """The number of an opening mark; ``None`` for a closing one."""
    found = _NUMBER.search(token) if token.startswith(OPEN) else None
    return int(found[0]) if found else None


def unmarked(words: str) -> str:
    """``words`` without marks."""
    return ANY.sub("", TOKEN.sub("", words))
