"""Convert TeX to MathML, and check it; write it as MathML, as SVG, or in words."""

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from publish.errors import Diagnostic, SourceError
from publish.language.mathematics import language_of_formulas, spoken_formula
from publish.model import InlineMath, MathBlock
from publish.xhtml.chemistry import with_chemistry
from publish.xhtml.context import RenderContext
from publish.xhtml.escape import clean
from publish.xhtml.formula_lines import NARROWEST, NARROWEST_IN_PDF, is_words, pieces, widest
from publish.xhtml.tree import Attributes, Element, Node, element, serialise

if TYPE_CHECKING:
    from xml.etree import ElementTree

#: The longest formula (characters) and the deepest nesting of braces that a source may have.
LONGEST, DEEPEST = 5_000, 40

#: The limit on the work of drawing a formula, about a second; see :func:`_effort`.
HARDEST = 1 << 13

NAMESPACE = "http://www.w3.org/1998/Math/MathML"

#: The class of a formula whose words aren't the author's, so that an import leaves them out.
BY_RULE = "by-rule"

#: The size at which formulas are drawn; the SVG has sizes in em of the text around it.
_SIZE = 16.0

#: Commands that define others (a few lines can grow without bound) or link somewhere.
_REFUSED = re.compile(
    r"\\(newcommand|renewcommand|def|newenvironment|DeclareMathOperator|href|style|unicode)(?![A-Za-z])"
)

#: The attributes that a formula has; the library also writes those of ``\class`` and ``\id``.
_ATTRIBUTES = frozenset(
    ["accent", "columnalign", "columnlines", "columnspacing", "depth", "display", "displaystyle",
     "fence", "form", "height", "linebreak", "linethickness", "lspace", "mathbackground",
     "mathcolor", "mathsize", "mathvariant", "maxsize", "minsize", "movablelimits", "notation",
     "rowlines", "rowspacing", "rspace", "scriptlevel", "separator", "stretchy", "voffset", "width",
     "xmlns"]
)  # fmt: skip

#: The number of children of an element (MathML Core, 3.3 and 3.4).
_CHILDREN = {
    "mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "msubsup": 3,
    "munder": 2, "mover": 2, "munderover": 3,
}  # fmt: skip

#: Errors that the drawing library raises for unexpected input; it has no error classes of its own.
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


class _Formula(Struct, frozen=True):
    """The TeX of a formula, with its file and line for messages."""

    tex: str
    file: Path = Path()
    line: int = 0

    def error(self, reason: str) -> SourceError:
        shown = self.tex if len(self.tex) <= 60 else self.tex[:57] + "..."
        return SourceError(
            Diagnostic(
                code="formula",
                message=f"The formula “{shown}” cannot be read: {reason}.",
                fix="Fix the TeX; docs/source.md says how formulas are written.",
                file=self.file,
                line=self.line,
            )
        )


def formula(one: InlineMath | MathBlock, context: RenderContext, *, block: bool = False) -> Element:
    """Return a formula as ``math``, or as drawings with a text alternative.

    The content of a wide formula is divided where lines can end (``math.lines``); what can't be
    divided scrolls (``span.wide-formula``).  Its words are those of the author, or else made by
    rule, if need be in English.

    Raises:
        SourceError: The TeX can't be read; with the line of the block.
    """
    tree = _mathml(_Formula(one.tex, context.file, context.line), block=block)
    words = one.alt
    attributes: Attributes = {}
    if not words:
        words = one.spoken or spoken_formula(tree, context.language)
        attributes = context.language_attributes(language_of_formulas(context.language))
    display = "block" if block else "inline"
    if context.profile.math == "mathml":
        made = None if one.alt else BY_RULE
        own = {"xmlns": NAMESPACE, "display": display, "class": made, "alttext": words}
        return _lines(tree, {**own, **attributes}, context)
    plain = {"xmlns": NAMESPACE, "display": display}
    mathml = serialise(element("math", [_converted(child) for child in tree], plain))
    try:
        drawn = _drawings(tree)
    except _LIBRARY_ERRORS as error:
        raise _Formula(one.tex, context.file, context.line).error("it cannot be drawn") from error
    own = {"class": "math", "role": "math", "aria-label": words, "data-mathml": mathml}
    return element("div" if block else "span", drawn, {**own, **attributes})


def _drawings(tree: ElementTree.Element) -> list[Node]:
    """Return ``tree`` as drawings of its pieces, with a space where a line can end."""
    parts = pieces(_row(tree), NARROWEST_IN_PDF)
    if len(parts) == 1:
        return [drawing(tree)]
    drawn: list[Node] = []
    for one in (one for part in parts for one in _words(part)):
        if one[0].get("form") == "infix":
            one[0].set("lspace", "0em")  # the space is there
        piece = tree.makeelement("math", tree.attrib)
        piece.extend(one)
        drawn += [" ", drawing(piece)]
    return drawn[1:]


def _words(part: list[ElementTree.Element]) -> list[list[ElementTree.Element]]:
    """Return a piece in those that can be drawn on lines of their own: words one by one."""
    if not is_words(part):
        return [part]
    text = part[0]
    words = [text.makeelement("mtext", text.attrib) for _ in (text.text or "").split()]
    for one, word in zip(words, (text.text or "").split(), strict=True):
        one.text = word
    return [[one] for one in words]


def _row(tree: ElementTree.Element) -> list[ElementTree.Element]:
    """Return the parts of a formula that stand beside each other."""
    return list(tree[0]) if len(tree) == 1 and tree[0].tag == "mrow" else list(tree)


def _lines(tree: ElementTree.Element, attributes: Attributes, context: RenderContext) -> Element:
    """Return ``tree`` (MathML) as ``math`` that fits its column."""
    parts = pieces(_row(tree))
    wide = widest(parts) > NARROWEST
    if len(parts) == 1:
        math = element("math", [_converted(child) for child in tree], attributes)
    else:
        classes = " ".join(filter(None, ("lines", attributes.get("class"))))
        math = element("math", [_line(part) for part in parts], {**attributes, "class": classes})
    if not wide:
        return math
    frame = {"class": "wide-formula", "role": "group", "tabindex": "0"}
    label = {"aria-label": context.words.scrolls, **context.added_attributes()}
    return element("span", math, {**frame, **label})


def _line(part: list[ElementTree.Element]) -> Element:
    """Return a piece of a formula."""
    if is_words(part):  # a sign alone has no space after it
        return element("mtext", f" {' '.join((part[0].text or '').split())} ", part[0].attrib)
    return element("mrow", [_converted(one) for one in part])


def formula_words(tex: str, language: str) -> str:
    """Return the words by rule for a formula, in ``language`` (BCP 47) or else in English.

    Raises :class:`SourceError`, without file and line, as :func:`formula` does.
    """
    return _words_of(_sound(tex), language)


def undivided_width(tex: str) -> float:
    """Return the estimated width (em) of the widest part of a formula that lines can't divide.

    Raises :class:`SourceError`, without file and line, as :func:`formula` does.
    """
    return _width_of(_sound(tex))


def _sound(tex: str) -> str:
    """Return ``tex`` if it can be read, or raise the same error each time."""
    if problem := _problem_of(tex):
        raise SourceError(problem)
    return tex


_KNOWN = 20_000
"""How many formulas are remembered: most documents repeat theirs, and a conversion takes long."""


_DRAWN = 1_000
"""The same for drawings, of some 5 KB each."""


@lru_cache(_KNOWN)
def _problem_of(tex: str) -> Diagnostic | None:
    try:
        _tree(tex)
    except SourceError as error:
        return error.diagnostic
    return None


@lru_cache(_KNOWN)
def _words_of(tex: str, language: str) -> str:
    return spoken_formula(_tree(tex), language)


@lru_cache(_KNOWN)
def _width_of(tex: str) -> float:
    return widest(pieces(_row(_tree(tex)), NARROWEST_IN_PDF))


@lru_cache(1)
def _tree(tex: str) -> ElementTree.Element:
    """Return the MathML of the formula that is looked at."""
    return _mathml(_Formula(tex), block=False)


def _mathml(source: _Formula, *, block: bool) -> ElementTree.Element:
    """Return the MathML of ``source``: names without namespace, text unescaped."""
    from latex2mathml.converter import convert_to_element

    _check_source(source)
    try:
        tree: ElementTree.Element = convert_to_element(
            _with_known(source.tex), display="block" if block else "inline"
        )
    except Exception as error:  # its error classes have no common base, and others occur too
        reason = re.sub(r"(?<!^)([A-Z])", r" \1", type(error).__name__.removesuffix("Error"))
        raise source.error(reason.lower()) from error
    for part in tree.iter():
        _check_part(part, source)
        # The library writes symbols as character references, to be unescaped later.
        part.text = clean(
            re.sub(r"&#x([0-9A-Fa-f]{1,5});", lambda sign: chr(int(sign[1], 16)), part.text or "")
        )
    _join_upright(tree)
    tree[:] = [_unwrapped(child) for child in tree]
    if _effort(tree) > HARDEST:
        raise source.error("it nests too deep")
    return tree


def _join_upright(part: ElementTree.Element) -> None:
    """Make an upright word, such as ``\\mathrm{mol}``, one ``mi`` (MathML Core, 3.2.2)."""
    kids: list[ElementTree.Element] = []
    for kid in part:
        _join_upright(kid)
        if kids and _is_upright_letter(kid) and _is_upright_letter(kids[-1]):
            kids[-1].text = f"{kids[-1].text}{kid.text}"
        else:
            kids.append(kid)
    part[:] = kids


def _is_upright_letter(part: ElementTree.Element) -> bool:
    upright = part.tag == "mi" and part.get("mathvariant") == "normal"
    return upright and (part.text or "").isalpha()


def _unwrapped(part: ElementTree.Element) -> ElementTree.Element:
    """Return ``part`` without rows of a single child, which the library makes for every brace."""
    part[:] = [_unwrapped(child) for child in part]
    return part[0] if part.tag == "mrow" and len(part) == 1 and not part.attrib else part


def _effort(part: ElementTree.Element, weight: int = 1) -> int:
    """Return the work of drawing ``part``: the library measures it twice for each row around it."""
    inner = 2 * weight if part.tag == "mrow" else weight
    return weight + sum(_effort(child, inner) for child in part)


_ENVIRONMENTS = re.compile(r"\\(begin|end)\{(aligned|gather(?:ed)?|multline|eqnarray)\*?\}")


_NAME = r"\{([^{}\\]*(?:\\[,;! ][^{}\\]*)*)\}"
_OPERATOR = re.compile(
    rf"\\(?:mathop\s*\{{\s*\\(?:mathrm|text|operatorname)\s*{_NAME}\s*\}}"
    rf"|operatorname\s*+(?:\*\s*+)?{_NAME}|mathop(?![A-Za-z]))"
)
"""Names of operators: the library drops what is in ``\\mathop``, and takes spaces for letters."""
_EQUATION = re.compile(
    r"\\(?:begin|end)\{(?:equation|displaymath|math)\*?\}|\\label\s*\{[^{}]*\}|\\limits\b"
)


def _with_known(tex: str) -> str:
    """Return ``tex`` with the environments of amsmath that the library lacks as ``split``.

    All of them set rows; MathML has no other form for them.
    """
    tex = _EQUATION.sub("", _OPERATOR.sub(_operator, with_chemistry(tex)))
    return _ENVIRONMENTS.sub(r"\\\1{split}", tex)


def _operator(match: re.Match[str]) -> str:
    name = re.sub(r"\\[,;! ]", "", match[1] or match[2] or "")
    return f"\\operatorname{{{name}}}" if name else ""


def _check_source(source: _Formula) -> None:
    tex = _with_known(source.tex)
    if len(tex) > LONGEST:
        raise source.error(f"it is longer than {LONGEST} characters")
    if found := _REFUSED.search(tex):
        raise source.error(f"{found[0]} is not taken from a source")
    depth = 0
    for brace in re.findall(r"(?<!\\)(?:\\\\)*([{}])", tex):
        depth += 1 if brace == "{" else -1
        if not 0 <= depth <= DEEPEST:
            break
    if depth:
        raise source.error("its braces do not match, or nest too deep")
    from latex2mathml.commands import CONVERSION_MAP

    for name in re.findall(r"\\begin\{([^{}]*)\}", tex):
        if f"\\{name}" not in CONVERSION_MAP:
            raise source.error(f"{name} is not an environment that we know")


def _check_part(part: ElementTree.Element, source: _Formula) -> None:
    """Refuse what the library accepts although it isn't a formula."""
    content = part.text or ""
    if part.tag in ("mi", "mo", "mn") and re.fullmatch(r"\\[A-Za-z]+", content):
        raise source.error(f"{content} is not a command that we know")
    if content in ("&", "{", "}"):
        raise source.error(f"{content} stands where it means nothing")
    if len(part) != _CHILDREN.get(part.tag, len(part)):
        raise source.error("a part of it is missing")
    for name, value in list(part.attrib.items()):
        if ("color" in name or name == "mathbackground") and not _COLOUR.fullmatch(value):
            raise source.error(f"{value} is not a colour")
        if name not in _ATTRIBUTES:
            del part.attrib[name]


def _converted(part: ElementTree.Element) -> Element:
    """Return ``part`` as an element of :mod:`publish.xhtml.tree`."""
    text: list[Node] = [part.text] if part.text else []
    return element(part.tag, [*text, *map(_converted, part)], part.attrib)


def drawing(tree: ElementTree.Element) -> Element:
    """Return ``tree`` (MathML without namespaces) as ``svg``, sized in em, on the base line.

    It has the colour of the text (``currentColor``) and is hidden from assistive technology,
    because the element around it has the words.
    """
    from xml.etree.ElementTree import tostring

    return _drawing(tostring(tree, encoding="unicode"))


@lru_cache(_DRAWN)
def _drawing(mathml: str) -> Element:
    with warnings.catch_warnings():  # the library finds its font by a deprecated function
        warnings.simplefilter("ignore", DeprecationWarning)
        from ziamath.config import config
        from ziamath.zmath import Math

    config.svg2 = False  # no symbols, whose ids would occur twice in a document
    drawn = Math(mathml, size=_SIZE, margin=0)
    svg = drawn.svgxml()
    for part in svg.iter():
        for name in ("fill", "stroke"):
            if part.get(name) == "black":
                part.set(name, "currentColor")
    width, height = float(svg.get("width", "0")), float(svg.get("height", "0"))
    svg.attrib.update(
        {
            "width": f"{width / _SIZE:.3f}em",
            "height": f"{height / _SIZE:.3f}em",
            "style": f"vertical-align:{drawn.getyofst() / _SIZE:.3f}em",
            "aria-hidden": "true",
            "focusable": "false",
        }
    )
    return _converted(svg)
