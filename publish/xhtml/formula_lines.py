"""Divide wide formulas where lines can end, and estimate how wide the pieces are.

MathML Core breaks no lines inside ``math`` (5.1), and a drawing has none: a wide formula would
leave its column.  As in print, a line ends before a relation or an operator.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import TYPE_CHECKING

from publish.xhtml.widths import text_width, word_width

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

#: The width (em) of a formula that fits the narrowest column: a phone's with wide margins (270 px),
#: with text of 300 %.
NARROWEST = 5.0

#: The same in a PDF: the width of a narrow cell; formulas that fit it stay whole.
NARROWEST_IN_PDF = 8.0

#: The width (em) from which parentheses around something tall are divided, although the two may
#: then differ in height.
_FAR_TOO_WIDE = 20.0

_RELATIONS = frozenset("=<>≤≥≠≈≡∼≃≅∝→←↔↦⇒⇐⇔⟹⟸⟺∈∉∋⊂⊃⊆⊇∣⊢⊨≪≫≺≻")
_OPERATORS = frozenset("+−-±∓×÷·⋅∗∘∪∩∧∨⊕⊗∖")
_OPEN, _CLOSE = frozenset("([{⟨⌊⌈"), frozenset(")]}⟩⌋⌉")

#: Sizes of what is smaller than the line: sub- and superscripts, limits (MathML Core, 3.4).
_SCRIPT = 0.71
_PARTS = frozenset({"msub", "msup", "msubsup", "mmultiscripts"})
_STACKS = frozenset({"mfrac", "munder", "mover", "munderover"})

#: What parentheses grow around.
_TALL = _STACKS | {"mtable"}


def pieces(row: list[Element], narrowest: float = NARROWEST) -> list[list[Element]]:
    """Return ``row``, the content of a formula, in the pieces that lines can hold.

    There is one piece if all of it fits the ``narrowest`` column (em).  Pieces end outside
    parentheses, unless what is inside them is too wide.  An operator that begins a piece stays one
    between two operands.
    """
    if _row_width(row) <= narrowest:
        return [row]
    parts = [
        part
        for piece in _divided([*_without_rows(row, narrowest)], outside=True)
        for part in (_divided(piece, outside=False) if _row_width(piece) > narrowest else [piece])
    ]
    for part in parts[1:]:
        if part[0].tag == "mo":
            part[0].attrib.setdefault("form", "infix")
    return parts


def _without_rows(row: list[Element], narrowest: float) -> Iterator[Element]:
    """Yield the parts of ``row``, and those of a wide row in it, such as parentheses make."""
    for part in row:
        tall = any(one.tag in _TALL for one in part.iter())
        if part.tag == "mrow" and width(part) > (_FAR_TOO_WIDE if tall else narrowest):
            yield from _without_rows(list(part), narrowest)
        else:
            yield part


def widest(parts: list[list[Element]]) -> float:
    """Return the estimated width of the widest of ``parts``, in em; words are broken at spaces."""
    return max(
        word_width(part[0].text or "") if is_words(part) else _row_width(part) for part in parts
    )


def is_words(part: list[Element]) -> bool:
    """Return whether a piece is a run of words, whose lines end at its spaces."""
    return len(part) == 1 and part[0].tag == "mtext"


def _divided(row: list[Element], *, outside: bool) -> list[list[Element]]:
    """Return ``row`` divided before its operators, and after commas and wide spaces."""
    out: list[list[Element]] = [[]]
    depth, before = 0, ""
    for part in row:
        sign = (part.text or "").strip() if part.tag == "mo" else ""
        binary = sign in _OPERATORS and before not in _OPEN | _RELATIONS | _OPERATORS | {","}
        free = not (outside and depth)
        words = part.tag == "mtext" and len((part.text or "").split()) > 1
        if out[-1] and free and (sign in _RELATIONS - {before} or binary or words):
            out.append([])
        out[-1].append(part)
        depth += (sign in _OPEN) - (sign in _CLOSE)
        ends = sign in (",", ";") or words or (part.tag == "mspace" and width(part) >= 1)
        if free and ends:
            out.append([])
        before = sign if part.tag == "mo" else part.tag
    return [piece for piece in out if piece]


def _row_width(row: list[Element]) -> float:
    return sum(map(width, row))


def width(part: Element) -> float:
    """Return the estimated width of a part of a formula (MathML), in em."""
    children = [width(child) for child in part]
    text = (part.text or "").strip()
    if part.tag in _PARTS:
        return children[0] + _SCRIPT * max(children[1:], default=0)
    if part.tag in _STACKS:
        return max(children, default=0)
    match part.tag:
        case "mo":
            spaced = text in _RELATIONS or text in _OPERATORS
            return text_width(text) + (0.5 if spaced else 0)
        case "mspace":
            size = part.get("width", "")
            return float(size[:-2]) if size.endswith("em") and size[:-2].isdecimal() else 0
        case "mtable":
            rows = [[width(cell) for cell in row] for row in part]
            columns = zip_longest(*rows, fillvalue=0.0)
            return sum(max(column) + 0.8 for column in columns)
        case "msqrt" | "mroot":
            return sum(children) + 1
        case _:
            return text_width(text) + sum(children)
