"""Whether a book can be laid out in pieces: what its style sheets must not ask for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote

from msgspec import Struct

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_IMPORT = re.compile(r"""@import\s+(?:url\(\s*)?["']?([^"')\s;]+)""")

#: What looks beyond a chapter: counters that run through the book, elements that are taken out of
#: it, pages counted from the first or to the last, text of another place.
_BEYOND = re.compile(
    r"counter-(?:reset|set|increment)|running\s*\(|element\s*\(|:nth\s*\((?!\s*1\s+of\b)|\bpages\b"
    r"|target-(?:counters|text)\s*\(|position\s*:\s*fixed|@note-area|bookmark-label"
)

#: The rules of left or right pages, and the margin boxes in them.
_SIDES = re.compile(r"@page[^{;]*:\s*(?:left|right)\b[^{]*\{((?:[^{}]|\{[^{}]*\})*)\}")
_MARGIN_BOX = re.compile(r"@[\w-]+\s*\{[^{}]*\}")


class Seams(Struct, frozen=True):
    """``sound``: what is set can be laid out in pieces.

    ``sides``: left and right pages differ, ``mirrored``: not only in their margin boxes.
    """

    sound: bool
    sides: bool
    mirrored: bool


def seams_of(paths: Iterable[Path]) -> Seams:
    """What the style sheets ``paths`` mean for the pieces of a book."""
    text = "\n".join(_texts(paths, set()))
    rules = [_MARGIN_BOX.sub("", rule) for rule in _SIDES.findall(text)]
    return Seams(not _BEYOND.search(text), bool(rules), any(rule.strip() for rule in rules))


def _texts(paths: Iterable[Path], seen: set[Path]) -> Iterator[str]:
    """The style sheets without comments, and those that they import."""
    for path in paths:
        if path in seen or not path.is_file():
            continue
        seen.add(path)
        text = _COMMENT.sub(" ", path.read_text(encoding="utf-8", errors="replace"))
        yield text
        yield from _texts((path.parent / unquote(name) for name in _IMPORT.findall(text)), seen)
