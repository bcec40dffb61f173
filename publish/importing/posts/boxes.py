"""Boxes of kramdown (``{: .notice}``) and HTML that holds Markdown -> HTML that CommonMark reads.

kramdown, Block Inline Attribute Lists: the attributes stand on a line before or after a block.
"""

from __future__ import annotations

import html
import re

from publish.importing.asides import kinds_of
from publish.importing.posts.shortcodes import FENCED, left_out, outside

_ATTRIBUTES = re.compile(r"\{:(?!:)([^{}\n]*)\}[ \t]*")
_CLASS = re.compile(r"\.([\w-]+)|\bclass=[\"']([^\"']*)[\"']")
_ID = re.compile(r"#([\w-]+)")
_BLANK = re.compile(r"\n[ \t]*\n")

#: What may be only the last part of a block, or none for a box: headings, lists, HTML and what is
#: indented.
_NO_TEXT = re.compile(r"[ \t]{2,}|#|[-*+][ \t]|\d+[.)][ \t]|</?\w")

#: kramdown, HTML Blocks: ``markdown="1"`` says that there is Markdown inside.
_HOLDER = re.compile(
    r"^[ ]{0,3}<(div|aside|section)\b([^<>\n]*?)\s+markdown=[\"'](?:1|block)[\"']([^<>\n]*)>"
    r"(.*?)</\1>[ \t]*$",
    re.M | re.S,
)


def boxed(body: str) -> str:
    """``body`` with its boxes as divisions of HTML; code is left as it is."""
    return outside(FENCED, body, lambda text: _with_attributes(_held(text)))


def _held(text: str) -> str:
    """A blank line on either side: so CommonMark reads what is between (0.31.2, 4.6)."""
    return _HOLDER.sub(lambda m: f"<{m[1]}{m[2]}{m[3]}>\n\n{m[4].strip()}\n\n</{m[1]}>", text)


def _with_attributes(text: str) -> str:
    if "{:" not in text:
        return text
    parts = _BLANK.split(text)
    return "\n\n".join(_box(part) for part in parts)


def _box(block: str) -> str:
    """A block with the attributes of a box on its first or last line, in that box."""
    lines = block.strip("\n").split("\n")
    for place in (-1, 0):
        found = _ATTRIBUTES.fullmatch(lines[place])
        rest = lines[:-1] if place else lines[1:]
        classes = _classes(found[1]) if found and rest else []
        if not kinds_of(classes):
            continue
        named = html.escape(" ".join(classes))
        if _NO_TEXT.match(rest[0]):
            return "\n".join(rest) + "\n\n" + left_out("box", named)
        if all(line.startswith(">") for line in rest):  # themes write their boxes as quotations
            rest = [line.removeprefix(">").removeprefix(" ") for line in rest]
        inside = "\n".join(rest)
        name = _ID.search(found[1]) if found else None
        own = f' id="{name[1]}"' if name else ""
        return f'<div class="{named}"{own}>\n\n{inside}\n\n</div>'
    return block


def _classes(written: str) -> list[str]:
    return [name for one in _CLASS.findall(written) for name in " ".join(one).split()]
