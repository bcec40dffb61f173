"""How the pieces of a line of Markdown are spelled: code, addresses, values of attributes."""

from __future__ import annotations

import re
import unicodedata

_TICKS = re.compile(r"`+")


def is_letter(char: str) -> bool:
    """Whether it is neither white space nor punctuation, as CommonMark (2.1) counts them."""
    return bool(char) and not char.isspace() and unicodedata.category(char)[0] not in "PS"


def reference(char: str) -> str:
    """A character as a numeric reference (CommonMark 2.5)."""
    return f"&#{ord(char)};"


def ticked(words: str) -> str:
    """A code span of ``words`` (CommonMark 6.1)."""
    longest = {len(run) for run in _TICKS.findall(words)}
    fence = "`" * next(n for n in range(1, len(longest) + 2) if n not in longest)
    edge = words.startswith("`") or words.endswith("`")
    spaced = words.startswith(" ") and words.endswith(" ") and words.strip()
    space = " " if edge or spaced else ""
    return f"{fence}{space}{words}{space}{fence}" if words else ""


def address(target: str) -> str:
    """A destination (CommonMark 6.3), between angle brackets where it needs them."""
    if re.search(r"[\s()<>]", target) or not target:
        target = re.sub(r"[\n\r\t]", "", target)
        return "<" + re.sub(r"([\\<>])", r"\\\1", target) + ">"
    return re.sub(r"(\\|&(?=#|\w+;)|[*_`\[\]])", r"\\\1", target)


def escaped_title(words: str) -> str:
    """The title of a link, between double quotation marks."""
    return re.sub(r"(\\|\"|&(?=#|\w+;))", r"\\\1", " ".join(words.split()))


def quoted(words: str) -> str:
    """The value of an attribute, between double quotation marks."""
    return re.sub(r"([\\\"])", r"\\\1", " ".join(words.split()))
