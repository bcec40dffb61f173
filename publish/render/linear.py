"""A formula on one line, for those who cannot see it and whose author left no words for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_INVISIBLE = re.compile("[\u2061-\u2064\u200b\u2009\u2006]")
_SPACED = frozenset("=<>≤≥≠≈≡∼→←↔⇒⇐⇔∈∉⊂⊆∪∩+−-±×÷·∧∨")
_UP = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_DOWN = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")


def linear(tree: Element) -> str:
    """``tree`` (MathML) as one line of text: ``E = mc²``, ``(a + b)/c``, ``√(x)``.

    No words are added, so that it suits every language.
    """
    return " ".join(_of(tree).split())


def _of(part: Element) -> str:
    children = [_of(child) for child in part]
    match part.tag:
        case "mo":
            sign = _INVISIBLE.sub("", part.text or "").strip()
            return f" {sign} " if sign in _SPACED else ", " if sign == "," else sign
        case "mi" if len(part.text or "") > 1:
            return f" {part.text} "
        case "mi" | "mn" | "ms" | "mtext":
            return (part.text or "").replace("\xa0", " ")
        case "mspace":
            return " "
        case "mfrac":
            return f"{_group(children[0])}/{_group(children[1])}"
        case "msqrt":
            return f"√({''.join(children).strip()})"
        case "mroot":
            return f"{_raised(children[1], _UP, '')}√({children[0].strip()})"
        case "msup" | "mover":
            return children[0].rstrip() + _raised(children[1], _UP, "^")
        case "msub" | "munder":
            return children[0].rstrip() + _raised(children[1], _DOWN, "_")
        case "msubsup" | "munderover":
            return (
                children[0].rstrip()
                + _raised(children[1], _DOWN, "_")
                + _raised(children[2], _UP, "^")
                + " "
            )
        case "mtable":
            return "[" + "; ".join(children) + "]"
        case "mtr":
            return ", ".join(cell.strip() for cell in children)
        case _:
            return (part.text or "") + "".join(children)


def _group(words: str) -> str:
    """``words`` in brackets, unless they are one sign, number or name."""
    words = words.strip()
    return words if re.fullmatch(r"[\w.,]+", words) else f"({words})"


def _raised(words: str, signs: dict[int, int], mark: str) -> str:
    """``words`` as superscript or subscript signs where Unicode has them all, else marked."""
    words = words.strip()
    moved = words.replace(" ", "").translate(signs)
    if words and all(ord(sign) in signs for sign in words.replace(" ", "")):
        return moved
    return mark + _group(words) if mark else f"({words})"
