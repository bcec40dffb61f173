"""TeX -> MathML, checked, and its spelling in an edition.

MathML -> inline SVG, for layout engines that flatten MathML to text.

A formula on one line, for those who cannot see it and whose author left no words for it.
"""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING

from publish.errors import Diagnostic, SourceError
from publish.xhtml.context import Setting
from publish.xhtml.escape import clean, element, text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


#: The size that formulas are drawn at; sizes are then given in em of the text around.
_SIZE = 16.0


def drawing(tree: Element) -> str:
    """``tree`` (MathML without namespaces) as ``svg``, sized in em and set on the base line.

    Its colour is that of the text (``currentColor``).  It is hidden from assistive technology:
    the element around bears the words.
    """
    from xml.etree.ElementTree import tostring

    with warnings.catch_warnings():  # it finds its font in a way that Python will drop
        warnings.simplefilter("ignore", DeprecationWarning)
        from ziamath.config import config
        from ziamath.zmath import Math

    config.svg2 = False  # paths where they stand: symbols would repeat their ids in a document
    drawn = Math(tostring(tree, encoding="unicode"), size=_SIZE, margin=0)
    svg = drawn.svgxml()
    width, height = float(svg.get("width", "0")), float(svg.get("height", "0"))
    depth = drawn.getyofst()
    svg.attrib.update(
        {
            "width": f"{width / _SIZE:.3f}em",
            "height": f"{height / _SIZE:.3f}em",
            "style": f"vertical-align:{depth / _SIZE:.3f}em",
            "aria-hidden": "true",
            "focusable": "false",
        }
    )
    return re.sub(r'(fill|stroke)="black"', r'\1="currentColor"', tostring(svg, encoding="unicode"))


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


#: The longest formula (characters) and the deepest nesting of braces that we take from strangers.
LONGEST, DEEPEST = 5_000, 40

#: The most that drawing a formula may take; see :func:`_effort`.  About a second.
HARDEST = 1 << 13

NAMESPACE = "http://www.w3.org/1998/Math/MathML"

#: Commands that define others (a few lines can grow without bound) or link somewhere.
_REFUSED = re.compile(
    r"\\(newcommand|renewcommand|def|newenvironment|DeclareMathOperator|href|unicode)(?![A-Za-z])"
)

#: How many children an element has (MathML Core, 3.3 and 3.4).
_CHILDREN = {
    "mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "msubsup": 3,
    "munder": 2, "mover": 2, "munderover": 3,
}  # fmt: skip

#: What the drawing library raises over input that it does not expect; it has no errors of its own.
_LIBRARY_ERRORS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)

_COLOUR = re.compile(r"#[0-9A-Fa-f]{3}(?:[0-9A-Fa-f]{3})?|[a-z]+")


def formula(tex: str, alt: str, setting: Setting, *, block: bool = False) -> str:
    """A formula as the edition spells it: ``math``, or a drawing with a text alternative.

    Raises :class:`SourceError` with the block's line where the TeX cannot be understood.
    """
    tree = _tree(tex, setting, block=block)
    words = alt or linear(tree)
    if setting.spelling.math == "mathml":
        return element(
            "math",
            "".join(_markup(child) for child in tree),
            {
                "xmlns": NAMESPACE,
                "display": "block" if block else "inline",
                "alttext": words,
            },
        )

    attributes = {"class": "math", "role": "math", "aria-label": words}
    try:
        drawn = drawing(tree)
    except _LIBRARY_ERRORS as error:
        raise _diagnostic(tex, setting, "it cannot be drawn") from error
    return element("div" if block else "span", drawn, attributes)


def formula_words(tex: str, alt: str, setting: Setting) -> str:
    """The words for a formula: the author's, or the formula on one line.

    Raises :class:`SourceError` as :func:`formula` does.
    """
    return alt or linear(_tree(tex, setting, block=False))


def _tree(tex: str, setting: Setting, *, block: bool) -> Element:
    """The MathML of ``tex``: names without namespace, text as it is read."""
    from latex2mathml.converter import convert_to_element

    _check_source(tex, setting)
    try:
        tree: Element = convert_to_element(tex, display="block" if block else "inline")
    except Exception as error:  # its own classes share no base, and stray input raises others
        reason = re.sub(r"(?<!^)([A-Z])", r" \1", type(error).__name__.removesuffix("Error"))
        raise _diagnostic(tex, setting, reason.lower()) from error
    for part in tree.iter():
        _check_part(part, tex, setting)
        # The library writes symbols as character references that it means to be unescaped.
        part.text = clean(
            re.sub(r"&#x([0-9A-Fa-f]{1,5});", lambda sign: chr(int(sign[1], 16)), part.text or "")
        )
    tree[:] = [_unwrapped(child) for child in tree]
    if _effort(tree) > HARDEST:
        raise _diagnostic(tex, setting, "it nests too deep")
    return tree


def _unwrapped(part: Element) -> Element:
    """``part`` without rows that hold one thing, as the library makes them for every brace."""
    part[:] = [_unwrapped(child) for child in part]
    return part[0] if part.tag == "mrow" and len(part) == 1 and not part.attrib else part


def _effort(part: Element, weight: int = 1) -> int:
    """The work that drawing ``part`` takes: it is measured twice for every row around it."""
    inner = 2 * weight if part.tag == "mrow" else weight
    return weight + sum(_effort(child, inner) for child in part)


def _check_source(tex: str, setting: Setting) -> None:
    if len(tex) > LONGEST:
        raise _diagnostic(tex, setting, f"it is longer than {LONGEST} characters")
    if found := _REFUSED.search(tex):
        raise _diagnostic(tex, setting, f"{found[0]} is not taken from a source")
    depth = 0
    for brace in re.findall(r"(?<!\\)(?:\\\\)*([{}])", tex):
        depth += 1 if brace == "{" else -1
        if not 0 <= depth <= DEEPEST:
            break
    if depth:
        raise _diagnostic(tex, setting, "its braces do not match, or nest too deep")
    from latex2mathml.commands import CONVERSION_MAP

    for name in re.findall(r"\\begin\{([^}]*)\}", tex):
        if f"\\{name}" not in CONVERSION_MAP:
            raise _diagnostic(tex, setting, f"{name} is not an environment that we know")


def _check_part(part: Element, tex: str, setting: Setting) -> None:
    """Refuse what the library lets pass although it is no formula."""
    content = part.text or ""
    if part.tag in ("mi", "mo", "mn") and re.fullmatch(r"\\[A-Za-z]+", content):
        raise _diagnostic(tex, setting, f"{content} is not a command that we know")
    if content in ("&", "{", "}"):
        raise _diagnostic(tex, setting, f"{content} stands where it means nothing")
    if len(part) != _CHILDREN.get(part.tag, len(part)):
        raise _diagnostic(tex, setting, "a part of it is missing")
    for name, value in part.attrib.items():
        if "color" in name and not _COLOUR.fullmatch(value):
            raise _diagnostic(tex, setting, f"{value} is not a colour")


def _markup(part: Element) -> str:
    inner = text(part.text or "") + "".join(_markup(child) for child in part)
    return element(part.tag, inner, part.attrib)


def _diagnostic(tex: str, setting: Setting, reason: str) -> SourceError:
    shown = tex if len(tex) <= 60 else tex[:57] + "..."
    return SourceError(
        Diagnostic(
            code="formula",
            message=f"The formula “{shown}” cannot be read: {reason}.",
            fix="Fix the TeX; docs/source.md says how formulas are written.",
            file=setting.file,
            line=setting.line,
        )
    )
