"""Estimate how wide words are, and keep those of headings whole in narrow columns.

A reading system chooses the typeface and the column.  The estimates are those of a wide bold
typeface, so that the words of most others take less.
"""

from __future__ import annotations

from functools import cache, lru_cache
from unicodedata import category, east_asian_width

from publish.xhtml.tree import Content, Element, Node, element, elements

#: Widths in hundredths of an em, whose sums are the same in every Python; all other letters have
#: :data:`_LETTER`, capitals :data:`_CAPITAL`.
_WIDTHS = {
    **dict.fromkeys("ijlI.,:;'’|!()[]{}-", 40),
    **dict.fromkeys('frt"“”*/\\', 50),
    **dict.fromkeys("mwMWЖМШЩЮжмшщю@%—…", 105),
}
_LETTER, _CAPITAL, _IDEOGRAPH, _SPACE = 70, 80, 100, 35

#: Signs after which a line can end: hyphens and dashes.
_HYPHENS = frozenset("-\u2010\u2013\u2014")

#: Signs that are a place where a line can end: soft hyphens and zero-width spaces.
_ENDS = frozenset("\u00ad\u200b")

#: The longest word (em) of a heading that fits any column: half of a phone's, with text of 300 %
#: and the largest heading.
_SHORT = 2.0

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def word_width(text: str) -> float:
    """Return the estimated width of the longest piece of ``text`` that can't be broken, in em."""
    return max(map(text_width, _pieces(text)), default=0)


@lru_cache(maxsize=10_000)
def text_width(text: str) -> float:
    """Return the estimated width of ``text`` on one line, in em."""
    return sum(map(_width, text)) / 100


def _pieces(text: str) -> list[str]:
    """Return the pieces of ``text`` between which lines can end; ideographs are pieces."""
    if text.isascii():  # as most words of tables are
        return text.replace("-", "- ").split()
    out = [""]
    for sign in text:
        if sign.isspace() or sign in _ENDS:
            out.append("")
        elif _is_ideograph(sign):
            out += (sign, "")
        else:
            out[-1] += sign
            if sign in _HYPHENS:
                out.append("")
    return out


def _is_ideograph(sign: str) -> bool:
    return sign > "\u2e7f" and east_asian_width(sign) in "WF"


@cache
def _width(sign: str) -> int:
    if sign == " ":
        return _SPACE
    kind = category(sign)
    if kind in ("Mn", "Me", "Cf"):
        return 0
    if _is_ideograph(sign):
        return _IDEOGRAPH
    return _WIDTHS.get(sign, _CAPITAL if kind == "Lu" else _LETTER)


def fit_headings(content: Content) -> None:
    """Put the words of each heading and subtitle in ``content`` in a ``span.fit``, in place.

    The span knows the width of their longest word; the style sheet makes the type no larger than
    the column allows for it.
    """
    for one in elements(content):
        if one.name in _HEADINGS or (one.name == "p" and "subtitle" in one.classes):
            width = word_width(_text(one.children))
            if width > _SHORT:
                style = {"class": "fit", "style": f"--longest: {width:.1f}"}
                one.children = (element("span", one.children, style),)


def _text(nodes: tuple[Node, ...]) -> str:
    return "".join(_text(one.children) if isinstance(one, Element) else one for one in nodes)
