"""Questions about MathML trees that decide how a formula is said.

Trees are those of :mod:`xml.etree.ElementTree`, without namespaces (MathML Core, 3).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

#: Other signs for the same, and those of the tables.
_SAME = str.maketrans("-∗*⋅⟶⋯⋮⋱―⩽⩾≅∖", "−···→………¯≤≥≈−")

#: Letters before brackets that are functions: ``f(x)`` is "f of x", ``a(b + c)`` is a product.
_APPLIED = frozenset("fghFGHPφψΦΨΓζ")

#: The closing sign of each opening one, and other forms of some.
CLOSING = {
    "(": ")", "[": "]", "{": "}", "⟨": "⟩", "⌊": "⌋", "⌈": "⌉", "|": "|", "‖": "‖", "∣": "∣",
}  # fmt: skip

OPENING_ALIASES = {"∥": "‖", "❘": "|", "⟦": "[", "⟧": "]", "〈": "⟨", "〉": "⟩"}

_GROUPS = frozenset({"math", "mrow", "mstyle", "mpadded", "semantics", "menclose"})

SCRIPTS = frozenset({"msub", "msup", "msubsup", "munder", "mover", "munderover"})

_INVISIBLE = re.compile("[\u2061-\u2064\u200b\ufe0e\ufe0f]")


def flat(parts: Sequence[Element]) -> list[Element]:
    """Return ``parts`` with groups replaced by what is in them; spaces only between units."""
    found = list(_leaves(parts))
    return [
        part
        for place, part in enumerate(found)
        if part.tag != "mspace" or all(map(is_upright, found[place - 1 : place + 2 : 2]))
    ]


def _leaves(parts: Sequence[Element]) -> Iterator[Element]:
    for part in parts:
        if part.tag in _GROUPS:
            yield from _leaves(list(part))
        elif part.tag == "mspace" or len(part) or text_of(part):
            yield part


def begins_something(part: Element) -> bool:
    """Return whether ``part`` can be the argument of a function."""
    return part.tag != "mo" or text_of(part) in CLOSING or text_of(part) in ("−", "∂", "∇")


def text_of(part: Element) -> str:
    """Return the text of a leaf, empty for any other element."""
    if part.tag in _GROUPS and len(part) == 1:
        return text_of(part[0])
    if len(part):
        return ""
    text = _INVISIBLE.sub("", part.text or "").replace("\xa0", " ").strip()
    return text.translate(_SAME) if len(text) == 1 else text


def base_of(part: Element) -> Element:
    return part[0] if part.tag in SCRIPTS and len(part) else part


def scripts_of(item: Element) -> tuple[Element | None, Element | None]:
    """Return the lower and the upper script of an element, as far as it has them."""
    match item.tag:
        case "msub" | "munder":
            return item[1], None
        case "msup" | "mover":
            return None, item[1]
        case "msubsup" | "munderover":
            return item[1], item[2]
        case _:
            return None, None


def is_simple(part: Element) -> bool:
    """Return whether ``part`` is clear without an end: two signs at most, and no operator."""
    leaves = flat([part])
    if len(leaves) > 2 or any(one.tag == "mo" for one in leaves[1:]):
        return False
    return all(not len(one) or (one.tag in ("msub", "msup") and not len(one[1])) for one in leaves)


def is_simple_list(parts: Sequence[Element]) -> bool:
    """Return whether the arguments of a function are single signs, between commas."""
    return bool(parts) and all(
        text_of(one) == "," if place % 2 else not len(one) for place, one in enumerate(parts)
    )


def is_number(items: Sequence[Element], place: int) -> bool:
    return 0 <= place < len(items) and items[place].tag == "mn"


def is_sign_of_number(items: Sequence[Element], place: int) -> bool:
    """Return whether a minus stands before what is negative, not between two terms."""
    if not place:
        return True
    before = text_of(items[place - 1])
    return items[place - 1].tag == "mo" and before not in CLOSING.values() and before not in "!%′"


def is_applied(items: Sequence[Element], place: int) -> bool:
    """Return whether a letter for a function, perhaps with scripts, stands before a bracket."""
    if place + 1 >= len(items) or text_of(items[place + 1]) != "(":
        return False
    return text_of(base_of(items[place])) in _APPLIED


def partner_of(items: Sequence[Element], place: int, opened: str) -> int | None:
    """Return the place of the closing bracket for that at ``place``; it may have scripts."""
    close = CLOSING[opened]
    depth = 0
    for other in range(place + 1, len(items)):
        text = text_of(base_of(items[other]))
        text = OPENING_ALIASES.get(text, text)
        if text == close or (close in ")]" and text in (")", "]")):
            if not depth:
                return other if other > place + 1 else None
            depth -= 1
        elif text == opened or (opened in "([" and text in ("(", "[")):
            depth += 1
    return None


def is_upright(item: Element) -> bool:
    """Return whether ``item`` is a unit, a chemical element or the like, set upright."""
    base = base_of(item)
    if base.tag != "mi" or base.get("mathvariant") != "normal":
        return False
    scripts = [one for one in scripts_of(item) if one is not None]
    return all(re.fullmatch(r"[-+−]?[0-9]+|[0-9]*[-+−]", plain_text(one)) for one in scripts)


def plain_text(part: Element) -> str:
    return "".join(text.strip() for text in part.itertext())
