"""The colours of style sheets, by selector."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct, field

Colour = tuple[float, float, float]
"""Red, green and blue, 0 to 1, in sRGB."""

WHITE, BLACK = (1.0, 1.0, 1.0), (0.0, 0.0, 0.0)

_POINTS = {"pt": 1.0, "px": 0.75, "em": 11.0, "rem": 11.0, "mm": 72 / 25.4, "cm": 72 / 2.54}
_HEADINGS = {"h1", "h2", ".title"}
DEEPEST = 10
"""Variables in variables."""


class Declared(Struct, frozen=True):
    """A colour with the place where it was decided."""

    colour: Colour
    written: str
    file: Path
    line: int


class Palette(Struct):
    """``colours`` of text and ``grounds`` by selector; ``large`` are selectors of large text."""

    page: Declared
    colours: dict[str, Declared] = field(default_factory=dict)
    grounds: dict[str, Declared] = field(default_factory=dict)
    large: set[str] = field(default_factory=set)


class _Rule(Struct, frozen=True):
    selector: str
    name: str
    tokens: list[Any]
    file: Path
    line: int


def read_sheets(texts: Iterable[tuple[Path, str]], *, dark: bool = False) -> Palette:
    """The palette of style sheets that hold one after the other (file and text).

    ``dark``: what a reader sees who prefers dark colours.
    """
    rules = [rule for file, text in texts for rule in _rules(file, text, dark)]
    variables = {rule.name: rule for rule in rules if rule.name.startswith("--")}
    page = Declared(BLACK if dark else WHITE, "black" if dark else "white", Path(), 0)
    palette = Palette(page, large=set(_HEADINGS))
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


def _rules(file: Path, text: str, dark: bool) -> Iterator[_Rule]:
    import tinycss2

    yield from _nested(tinycss2.parse_stylesheet(text, True, True), file, dark)


def _nested(nodes: Iterable[Any], file: Path, dark: bool) -> Iterator[_Rule]:
    import tinycss2

    for node in nodes:
        if node.type == "at-rule" and node.content is not None:
            query = tinycss2.serialize(node.prelude)
            if node.lower_at_keyword == "media" and ("dark" not in query or dark):
                inner = tinycss2.parse_rule_list(node.content, True, True)
                yield from _nested(inner, file, dark)
        elif node.type == "qualified-rule":
            selectors = tinycss2.serialize(node.prelude)
            contents = tinycss2.parse_blocks_contents(node.content, True, True)
            for selector in (" ".join(one.split()) for one in selectors.split(",")):
                for each in contents:
                    if each.type == "declaration":
                        yield _Rule(selector, each.name, each.value, file, each.source_line)


def _declared(rule: _Rule, variables: dict[str, _Rule], palette: Palette) -> Declared | None:
    """The first colour of a value; where a variable has it, the place is the variable's."""
    place, tokens = rule, rule.tokens
    for _ in range(DEEPEST):
        named = _variable(tokens)
        if named is None or named not in variables:
            break
        place, tokens = variables[named], variables[named].tokens
    for token in tokens:
        found = _colour(token)
        if found:
            colour, opacity, written = found
            under = palette.page.colour
            mixed = [
                opacity * own + (1 - opacity) * below
                for own, below in zip(colour, under, strict=True)
            ]
            return Declared((mixed[0], mixed[1], mixed[2]), written, place.file, place.line)
    return None


def _variable(tokens: Iterable[Any]) -> str | None:
    for token in tokens:
        if token.type == "function" and token.lower_name == "var":
            names = [each.value for each in token.arguments if each.type == "ident"]
            return str(names[0]) if names else None
    return None


def _colour(token: Any) -> tuple[Colour, float, str] | None:
    from tinycss2.color3 import RGBA, parse_color

    if token.type not in ("ident", "hash", "function"):
        return None
    found = parse_color(token)
    if not isinstance(found, RGBA):  # none, or currentColor
        return None
    return (found.red, found.green, found.blue), found.alpha, token.serialize()


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
    """The contrast ratio of WCAG 2.2, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
