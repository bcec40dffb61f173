"""Contrast of the colours in an author's style sheet, added to the bundled ones.

A text colour is compared with the background of its own rule, or of a rule for an enclosing
element, or of the page.  Contrast ratio and large text (18 pt, or 14 pt and bold) are those of WCAG
2.2, 1.4.3.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby, product
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from publish.check.document_index import DocumentIndex
from publish.check.rule import At, Family, Rule
from publish.errors import Diagnostic, Severity, shortened

Colour = tuple[float, float, float]
"""Red, green and blue, 0 to 1, in sRGB."""

WHITE, BLACK = (1.0, 1.0, 1.0), (0.0, 0.0, 0.0)

_POINTS = {"pt": 1.0, "px": 0.75, "em": 11.0, "rem": 11.0, "mm": 72 / 25.4, "cm": 72 / 2.54}
_HEADINGS = {"h1", "h2", ".title"}
DEEPEST = 10
"""The limit of variables that refer to variables."""

_UNCHECKED = frozenset(
    (
        *("inherit", "initial", "unset", "revert", "revert-layer", "currentcolor", "none"),
        *("canvas", "canvastext", "linktext", "visitedtext", "activetext", "highlight"),
        *("buttonface", "buttontext", "buttonborder", "field", "fieldtext", "highlighttext"),
        *("selecteditem", "selecteditemtext", "mark", "marktext", "graytext", "accentcolor"),
        "accentcolortext",
    )
)
"""Keywords whose colour comes from the parent element or the reader's system (CSS Color Module
Level 4, section 6.2)."""
_FUNCTIONS = frozenset(
    (
        *("rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "color"),
        *("color-mix", "contrast-color", "device-cmyk", "light-dark"),
    )
)
"""Functions that give a colour (CSS Color Module Level 5)."""
# CSS Color Module Level 4, section 18, "Sample code for Color Conversions".
_D50_TO_D65 = (
    (0.955473421488075, -0.02309845494876471, 0.06325924320057072),
    (-0.0283697093338637, 1.0099953980813041, 0.021041441191917323),
    (0.012314014864481998, -0.020507649298898964, 1.330365926242124),
)
_XYZ_TO_SRGB = (
    (12831 / 3959, -329 / 214, -1974 / 3959),
    (-851781 / 878810, 1648619 / 878810, 36519 / 878810),
    (705 / 12673, -2585 / 12673, 705 / 667),
)


class Declared(Struct, frozen=True):
    """A colour, and the declaration that sets it."""

    colour: Colour
    written: str
    file: Path
    line: int


class Unread(Struct, frozen=True):
    """A colour that can't be read, or not converted to sRGB, with its place."""

    selector: str
    written: str
    file: Path
    line: int


class Palette(Struct):
    """``colours`` of text and ``grounds`` (backgrounds) by selector.

    ``large``: the selectors of large text.  ``dark``: the colours for readers who prefer dark ones.
    """

    page: Declared
    dark: bool = False
    unread: list[Unread] = field(default_factory=list)
    colours: dict[str, Declared] = field(default_factory=dict)
    grounds: dict[str, Declared] = field(default_factory=dict)
    large: set[str] = field(default_factory=set)


class _Rule(Struct, frozen=True):
    selector: str
    name: str
    tokens: list[Any]
    file: Path
    line: int


def read_sheets(
    texts: Iterable[tuple[Path, str]], *, dark: bool = False, page: Declared | None = None
) -> Palette:
    """Return the palette of style sheets (file and text); a later one overrides an earlier one.

    ``dark``: the colours for readers who prefer dark ones.  ``page`` is the ground of a screen, by
    default it is that of paper, white or black.
    """
    rules = [rule for file, text in texts for rule in _rules(file, text, dark, page is None)]
    variables = {rule.name: rule for rule in rules if rule.name.startswith("--")}
    page = page or Declared(BLACK if dark else WHITE, "black" if dark else "white", Path(), 0)
    palette = Palette(page, dark, large=set(_HEADINGS))
    for rule in rules:
        if rule.name == "color" and (found := _declared(rule, variables, palette)):
            palette.colours[rule.selector] = found
        elif rule.name in ("background", "background-color"):
            if found := _declared(rule, variables, palette):
                palette.grounds[rule.selector] = found
                if rule.selector in ("html", "body", ":root"):
                    palette.page = found
        elif rule.name in ("font", "font-size"):
            _size(rule, palette)
    return palette


def _rules(file: Path, text: str, dark: bool, paper: bool) -> Iterator[_Rule]:
    import tinycss2

    yield from _nested(tinycss2.parse_stylesheet(text, True, True), file, dark, paper)


def _nested(nodes: Iterable[Any], file: Path, dark: bool, paper: bool) -> Iterator[_Rule]:
    import tinycss2

    for node in nodes:
        if node.type == "at-rule" and node.content is not None:
            query = tinycss2.serialize(node.prelude)
            meant = (dark or "dark" not in query) and (paper or query.strip().lower() != "print")
            if node.lower_at_keyword == "media" and meant:
                inner = tinycss2.parse_rule_list(node.content, True, True)
                yield from _nested(inner, file, dark, paper)
        elif node.type == "qualified-rule":
            contents = tinycss2.parse_blocks_contents(node.content, True, True)
            declared = [each for each in contents if each.type == "declaration"]
            for selector, each in product(_selectors(node.prelude), declared):
                yield _Rule(selector, each.name, each.value, file, each.source_line)


def _selectors(prelude: Iterable[Any]) -> Iterator[str]:
    """Return the selectors of a list; a comma inside ``:is(a, b)`` is no token of its own."""
    import tinycss2

    groups = groupby(prelude, lambda one: one == ",")
    return (" ".join(tinycss2.serialize(some).split()) for comma, some in groups if not comma)


def _declared(rule: _Rule, variables: dict[str, _Rule], palette: Palette) -> Declared | None:
    """Return the first colour of a value, with the line of the variable that it comes from, if any.

    A value that should be a colour and can't be read is added to ``palette.unread``.
    """
    place, tokens = rule, rule.tokens
    for _ in range(DEEPEST):
        named, fallback = _variable(tokens)
        if named in variables:
            place, tokens = variables[named], variables[named].tokens
        elif fallback:
            tokens = fallback
        else:
            break
    for token in tokens:
        found = _colour(token, palette.dark)
        if found:
            colour, opacity = found
            under = palette.page.colour
            mixed = [
                opacity * own + (1 - opacity) * below
                for own, below in zip(colour, under, strict=True)
            ]
            written = token.serialize()
            return Declared((mixed[0], mixed[1], mixed[2]), written, place.file, place.line)
        if _should_be_colour(token, shorthand=rule.name == "background"):
            unread = Unread(rule.selector, token.serialize(), place.file, place.line)
            palette.unread.append(unread)
            return None
    return None


def _variable(tokens: Iterable[Any]) -> tuple[str, list[Any]]:
    """Return the name of the first variable, or an empty string, and its fallback value."""
    for token in tokens:
        if token.type == "function" and token.lower_name == "var":
            names = [each.value for each in token.arguments if each.type == "ident"]
            commas = [place for place, each in enumerate(token.arguments) if each == ","]
            fallback = token.arguments[commas[0] + 1 :] if commas else []
            return (str(names[0]) if names else ""), fallback
    return "", []


def _should_be_colour(token: Any, *, shorthand: bool) -> bool:
    """Return whether ``token`` is in a place for a colour, and isn't an unchecked keyword.

    In a ``shorthand``, other words and functions are allowed as well.
    """
    if token.type == "function":
        return token.lower_name != "var" and (not shorthand or token.lower_name in _FUNCTIONS)
    if token.type == "ident":
        return not shorthand and token.lower_value not in _UNCHECKED
    return token.type == "hash" or (not shorthand and token.type not in ("whitespace", "comment"))


def _colour(token: Any, dark: bool) -> tuple[Colour, float] | None:
    """Return a colour in sRGB and its opacity, 0 to 1, or ``None``."""
    from tinycss2.color5 import parse_color

    if token.type not in ("ident", "hash", "function"):
        return None
    try:
        found = parse_color(token, ("dark" if dark else "light",))
    except (ArithmeticError, AttributeError, IndexError, TypeError, ValueError):  # as of color()
        return None
    if found is None or isinstance(found, str):  # currentColor
        return None
    colour = _srgb(found)
    return colour and (colour, found.alpha)


#: The spaces that tinycss2 can convert to each space.
_CONVERTED = {
    "srgb": ("srgb", "hsl", "hwb"),
    "xyz-d50": ("lab", "lch", "xyz-d50"),
    "xyz-d65": ("oklab", "oklch", "xyz-d65", "xyz"),
}


def _srgb(colour: Any) -> Colour | None:
    """Return a colour of tinycss2 in sRGB, clipped; ``None`` if its space can't be converted."""
    space = next((space for space, others in _CONVERTED.items() if colour.space in others), None)
    if space is None:
        return None
    try:
        found = tuple(map(float, colour.to(space).coordinates))
    except (ArithmeticError, TypeError, ValueError):  # numbers without end, "none"
        return None
    if space != "srgb":
        xyz = _times(_D50_TO_D65, found) if space == "xyz-d50" else found
        found = tuple(
            12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
            for part in _times(_XYZ_TO_SRGB, xyz)
        )
    red, green, blue = (min(1.0, max(0.0, part)) for part in found)
    return red, green, blue


def _times(matrix: tuple[Colour, Colour, Colour], vector: Iterable[float]) -> Colour:
    x, y, z = vector
    one, two, three = (row[0] * x + row[1] * y + row[2] * z for row in matrix)
    return one, two, three


def _size(rule: _Rule, palette: Palette) -> None:
    bold = any(token.type == "number" and token.value >= 700 for token in rule.tokens)
    bold = bold or any(token.type == "ident" and token.value == "bold" for token in rule.tokens)
    for token in rule.tokens:
        if token.type == "dimension" and token.lower_unit in _POINTS:
            points = token.value * _POINTS[token.lower_unit]
            if points >= 18 or (bold and points >= 14):
                palette.large.add(rule.selector)
            else:
                palette.large.discard(rule.selector)
            return


def ratio(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2), 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


CONTRAST_LOW = Rule(
    "contrast-low",
    Severity.ERROR,
    "The contrast of text with its background is at least 4.5 to 1, of large text 3 to 1.",
    "Readers with low vision, or in bright light, can't make out the letters.",
    "Make the text darker, or its background lighter.",
    number="1.4.3",
)

COLOUR_UNREAD = Rule(
    "colour-unread",
    Severity.WARNING,
    "The colours of a style sheet can be read, so that their contrast can be checked.",
    "A reading system ignores a colour with a mistake. The contrast of a colour that can't be "
    "converted to sRGB can't be checked.",
    "Write it as #rrggbb, or with rgb(), hsl(), hwb(), lab(), lch(), oklab() or oklch().",
    number="1.4.3",
)

LEAST, LEAST_LARGE = 4.5, 3.0

_OPENING = ("header.opening", ".opening")
_INSIDE = {
    **dict.fromkeys((".title", ".subtitle", ".standfirst", ".byline", ".dateline"), _OPENING),
    ".aside-title": ("aside.aside", ".aside"),
    **dict.fromkeys((".label", ".credit", "figcaption"), ("figcaption", "figure")),
    **dict.fromkeys(("caption", "th", "td", "thead"), ("table",)),
}
"""Class or element -> its enclosing elements in the XHTML of editions."""


def find(index: DocumentIndex) -> Iterator[Diagnostic]:
    """Find colours with too little contrast in the author's style sheets, applied to the theme."""
    if not index.environment.sheets:
        return
    own = {file for file, _ in index.environment.sheets}
    theme = index.article.metadata.theme or "feature"
    for diagnostic in low_contrasts([*theme_sheets(theme), *index.environment.sheets]):
        if diagnostic.file in own:
            yield diagnostic


def theme_sheets(theme: str, kind: str = "pdf") -> list[tuple[Path, str]]:
    """Return the style sheets of the PDF or ``epub`` in ``theme``, as they override each other."""
    from publish.runtime.stylesheets import style_folder

    folder = style_folder(kind)
    files = [*sorted(folder.glob("*.css")), folder / "themes" / f"{theme}.css"]
    kept = [file for file in files if file.name != "large-print.css" and file.is_file()]
    return [(file, file.read_text(encoding="utf-8")) for file in kept]


def low_contrasts(texts: list[tuple[Path, str]], *, dark: bool = False) -> Iterator[Diagnostic]:
    """Find text colours of style sheets (file and text) with too little contrast, or unread."""
    palette = read_sheets(texts, dark=dark)
    for unread in palette.unread:
        yield COLOUR_UNREAD.found(
            At(unread.file, unread.line, "", None),
            f"“{shortened(unread.selector)}”: The colour {shortened(unread.written)} can't be "
            "read, so its contrast isn't checked.",
        )
    for selector, declared in palette.colours.items():
        ground = ground_of(palette, selector)
        found = ratio(declared.colour, ground.colour)
        least = LEAST_LARGE if selector in palette.large else LEAST
        if found < least:
            at = At(declared.file, declared.line, "", None)
            yield CONTRAST_LOW.found(
                at,
                f"“{shortened(selector)}”: The contrast of {declared.written} on {ground.written} "
                f"is {found:.1f} to 1, less than {least:g}.",
            )
    text = (
        palette.colours.get("html") or palette.colours.get("body") or palette.colours.get(":root")
    )
    if text is None:
        return
    for selector, ground in palette.grounds.items():
        found = ratio(text.colour, ground.colour)
        if selector not in palette.colours and found < LEAST:
            at = At(ground.file, ground.line, "", None)
            yield CONTRAST_LOW.found(
                at,
                f"“{shortened(selector)}”: The contrast of the text, {text.written}, on "
                f"{ground.written} is {found:.1f} to 1, less than {LEAST}.",
            )


def ground_of(palette: Palette, selector: str) -> Declared:
    """Return the background of the text that ``selector`` matches."""
    if selector in palette.grounds:
        return palette.grounds[selector]
    parts = selector.split()
    around = [" ".join(parts[:count]) for count in range(len(parts) - 1, 0, -1)]
    for outer in around:
        if outer in palette.grounds:
            return palette.grounds[outer]
    for outer in _INSIDE.get(parts[0].split(":")[0], ()):
        if outer in palette.grounds and not _coloured_in(outer, selector, palette):
            return palette.grounds[outer]
    return palette.page


def _coloured_in(outer: str, selector: str, palette: Palette) -> bool:
    """Return whether a rule of its own sets the colour of ``selector`` inside ``outer``."""
    return any(
        one.startswith(f"{outer} ") and selector.split()[-1] in re.findall(r"[.\w-]+", one)
        for one in palette.colours
    )


CONTRAST = Family("Contrast", (CONTRAST_LOW, COLOUR_UNREAD), find)
