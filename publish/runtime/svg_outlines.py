"""Draw the words of SVG pictures as outlines, so that they look the same wherever they are shown.

A picture in an EPUB sees neither the fonts of the book nor of its style sheets: a reading system
would set the words in a font of its own, wider or narrower.  So words in a bundled font (SVG 2,
11.2) become paths.  Others stay as they are: in another font, on a path, in several places, in the
middle of a line, or with a character that the font lacks or doesn't draw by itself.
"""

from __future__ import annotations

import math
import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import count, zip_longest
from typing import Any

from msgspec import Struct, field

from publish.runtime.kept import kept
from publish.runtime.stylesheets import style_folder

_SVG, _XML = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/XML/1998/namespace}"

#: The first letters of the files in ``styles/fonts``, by family.
_FAMILIES = {
    "Source Sans 3": "source-sans/SourceSans3",
    "Source Serif 4": "source-serif/SourceSerif4",
    "Source Code Pro": "source-code/SourceCodePro",
}

#: Attributes and properties of words that are drawn, and of words that are left as they are.
_DRAWN = ("font-family", "font-size", "font-weight", "font-style", "letter-spacing", "text-anchor")
_LEFT = (
    *("dx", "dy", "rotate", "textLength", "word-spacing", "text-decoration", "baseline-shift"),
    *("dominant-baseline", "writing-mode", "direction", "font-stretch", "font-variant", "font"),
    *("alignment-baseline", "text-transform", "font-variant-caps"),
)
#: Values of the latter that change nothing; programs for drawing write all of them.
_USUAL = ("normal", "none", "auto", "0", "ltr", "lr-tb", "horizontal-tb", "baseline")
_LENGTH = re.compile(r"([+-]?(?:\d++\.?\d*+|\.\d++))(?:px)?")

_BOLD = frozenset({"bold", "bolder", "600", "700", "800", "900"})

#: Categories of characters that have no glyph, or whose glyph stands over that of another.
_UNDRAWN = frozenset({"Mn", "Mc", "Me", "Cc", "Cf"})


class _Coordinate(Struct, frozen=True):
    """A coordinate in font units on an ``axis`` (0 or 1), or the middle between two.

    The pens of fontTools reckon with it as with a number.
    """

    axis: int
    first: float
    second: float

    def __add__(self, other: _Coordinate) -> _Coordinate:
        return _Coordinate(self.axis, self.first, other.first)

    def __rmul__(self, _half: float) -> _Coordinate:
        return self


class _Glyph(Struct, frozen=True):
    """A glyph: its path data with ``\0`` for each number, and the numbers.

    ``parts`` are other glyphs that it consists of, each with its scale and place on both axes.
    """

    path: str
    numbers: tuple[tuple[int, float, float], ...]
    parts: tuple[tuple[str, tuple[float, float], tuple[float, float]], ...]


class _Font(Struct, frozen=True):
    """A font file: its glyphs, their names by character, the subtables of its kerning.

    ``drawings`` and ``kerning`` have what was read before.
    """

    glyphs: Any
    names: dict[int, str]
    pairs: tuple[Any, ...]
    units: int
    drawings: dict[str, _Glyph] = field(default_factory=dict)
    kerning: dict[tuple[str, str], int] = field(default_factory=dict)

    @classmethod
    def of(cls, path: str) -> _Font:
        from fontTools.ttLib import TTFont

        font = TTFont(path, lazy=True)
        table = font["GPOS"].table
        kern = {
            number
            for record in table.FeatureList.FeatureRecord
            if record.FeatureTag == "kern"
            for number in record.Feature.LookupListIndex
        }
        lookups = (table.LookupList.Lookup[number] for number in sorted(kern))
        found = (getattr(one, "ExtSubTable", one) for lookup in lookups for one in lookup.SubTable)
        pairs = tuple(one for one in found if one.LookupType == 2)
        units = font["head"].unitsPerEm
        return cls(font.getGlyphSet(), font.getBestCmap(), pairs, units)

    def places(self, words: str, spacing: float) -> Iterator[tuple[str, float]]:
        """Yield each glyph of ``words`` and its place, at last the end, in font units."""
        x, names = 0.0, [self.names[ord(letter)] for letter in words]
        for name, following in zip_longest(names, names[1:], fillvalue=""):
            yield name, x
            kern = self._kern(name, following) if following else 0
            x += self.glyphs[name].width + kern + (spacing if following else 0.0)
        yield "", x

    def path(
        self, name: str, scale: tuple[float, float], at: tuple[float, float], form: str
    ) -> str:
        """Return the path data of a glyph at a place, its numbers in the ``form`` of printf."""
        if name not in self.drawings:
            self.drawings[name] = self._read_glyph(name)
        glyph = self.drawings[name]
        numbers = [
            0.5 * ((scale[axis] * first + at[axis]) + (scale[axis] * second + at[axis]))
            for axis, first, second in glyph.numbers
        ]
        own = glyph.path.replace("\0", form) % tuple(numbers)
        return own + "".join(
            self.path(
                part,
                (more[0] * scale[0], more[1] * scale[1]),
                (scale[0] * place[0] + at[0], scale[1] * place[1] + at[1]),
                form,
            )
            for part, more, place in glyph.parts
        )

    def _read_glyph(self, name: str) -> _Glyph:
        """Return a glyph as it is drawn; no bundled font turns or slants a part of one."""
        from fontTools.pens.recordingPen import RecordingPen
        from fontTools.pens.svgPathPen import SVGPathPen

        recorded = RecordingPen()
        self.glyphs[name].draw(recorded)
        found: list[_Coordinate] = []

        def note(number: _Coordinate) -> str:
            found.append(number)
            return "\0"

        pen, parts = SVGPathPen(None, ntos=note), []
        for operator, operands in recorded.value:
            if operator == "addComponent":
                part, (wide, _, _, high, x, y) = operands
                parts.append((part, (wide, high), (x, y)))
            else:
                points = [[_Coordinate(n, one, one) for n, one in enumerate(p)] for p in operands]
                getattr(pen, operator)(*points)
        numbers = tuple((one.axis, one.first, one.second) for one in found)
        return _Glyph(pen.getCommands(), numbers, tuple(parts))

    def _kern(self, left: str, right: str) -> int:
        """Return how much closer or farther two glyphs are (OpenType 1.9, GPOS, lookup type 2)."""
        if (left, right) not in self.kerning:
            self.kerning[left, right] = self._read_kern(left, right)
        return self.kerning[left, right]

    def _read_kern(self, left: str, right: str) -> int:
        for table in self.pairs:
            if left not in table.Coverage.glyphs:
                continue
            if table.Format == 1:
                pairs = table.PairSet[table.Coverage.glyphs.index(left)].PairValueRecord
                value = next((one.Value1 for one in pairs if one.SecondGlyph == right), None)
                if value is None:
                    continue
            else:
                first = table.Class1Record[table.ClassDef1.classDefs.get(left, 0)]
                value = first.Class2Record[table.ClassDef2.classDefs.get(right, 0)].Value1
            return int(getattr(value, "XAdvance", 0))
        return 0


#: fontTools reads glyphs and kerning when they are first asked for; editions are built in threads.
_READING = threading.Lock()


class _Line(Struct, frozen=True):
    """A line of words: its glyphs, each with its place from left to right, on a base line ``y``.

    ``scale`` is the size of a font unit.  ``plain``: no paint depends on the extent of the line.
    """

    font: _Font
    glyphs: list[tuple[str, float]]
    y: float
    scale: float
    plain: bool

    def outline(self) -> str:
        """Return the path data of the line."""
        return _drawn(self.font, self.glyphs, self.y, self.scale)


@lru_cache(maxsize=64)
@kept
def outlined(data: bytes, *, shared: bool = False) -> bytes:
    """Return the SVG ``data``, which was measured, with the words in bundled fonts as outlines.

    With ``shared``, each glyph is there once, and ``use`` repeats it: the words take a quarter of
    the bytes.  A browser draws them just so; WeasyPrint takes longer for it.
    """
    if not any(family.encode() in data for family in _FAMILIES) or b"<style" in data:
        return data
    from lxml import etree

    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    glyphs = _SharedGlyphs(root) if shared else None
    with _READING:
        texts = root.iter(f"{_SVG}text")
        known: Styles = {}
        drawn = [(text, lines) for text in texts if (lines := list(_lines(text, known)))]
        for text, lines in drawn:
            parent: Any = text.getparent()
            new = etree.Element(f"{_SVG}g", _kept(text))
            for line, attributes in lines:
                if glyphs and line.plain:
                    glyphs.repeat(line, etree.SubElement(new, f"{_SVG}g", attributes))
                elif outline := line.outline():
                    etree.SubElement(new, f"{_SVG}path", {"d": outline, **attributes})
            new.tail = text.tail
            parent.replace(text, new)
    return etree.tostring(root) if drawn else data


class _SharedGlyphs:
    """The glyphs of a drawing, each once in one size, in a ``defs`` at its end."""

    def __init__(self, root: Any) -> None:
        from lxml import etree

        self._root, self._defs = root, etree.Element(f"{_SVG}defs")
        taken = frozenset(map(str, root.xpath("//@id")))
        self._ids = (own for number in count() if (own := f"g{number}") not in taken)
        self._known: dict[tuple[int, str, float], str] = {}

    def repeat(self, line: _Line, group: Any) -> None:
        """Put the glyphs of ``line`` into its ``group``, each by a reference."""
        from lxml import etree

        form = f"%.{_digits(line.font, line.scale)}f"
        lower = f"translate(0 {_short(form % line.y)})"
        group.set("transform", f"{group.get('transform', '')} {lower}".strip())
        for name, x in line.glyphs:
            if own := self._id(line, name):
                given = {"href": f"#{own}", "x": _short(form % x)}
                etree.SubElement(group, f"{_SVG}use", given)

    def _id(self, line: _Line, name: str) -> str:
        """Return the id of a glyph, or an empty string for one without outlines."""
        from lxml import etree

        key = (id(line.font), name, line.scale)
        if key not in self._known:
            outline = _drawn(line.font, [(name, 0.0)], 0.0, line.scale)
            self._known[key] = next(self._ids) if outline else ""
            if outline:
                if not len(self._defs):
                    self._root.append(self._defs)
                given = {"id": self._known[key], "d": outline}
                etree.SubElement(self._defs, f"{_SVG}path", given)
        return self._known[key]


def _lines(text: Any, known: Styles) -> Iterator[tuple[_Line, dict[str, str]]]:
    """Yield each line of ``text`` and its attributes, or nothing if one can't be drawn."""
    lines = list(text) or [text]
    if any(line.tag not in (f"{_SVG}tspan", f"{_SVG}text") or len(line) for line in lines):
        return
    if text.getparent().tag == f"{_SVG}clipPath":  # it holds no groups (SVG 2, 14.3.5)
        return
    if any(axis not in line.attrib for line in lines[1:] for axis in ("x", "y")):
        return  # it goes on where the line before it ends
    if list(text) and "".join(((text.text or ""), *(line.tail or "" for line in lines))).strip():
        return
    found = []
    for line in lines:
        drawn = _line(line, text, known)
        if drawn is None:
            return
        if drawn.glyphs:
            found.append((drawn, _kept(line) if line is not text else {}))
    yield from found


def _kept(element: Any) -> dict[str, str]:
    """Return the attributes of ``element`` that its outlines need, too."""
    left = ("x", "y", *_DRAWN)
    return {name: value for name, value in element.attrib.items() if name not in left}


def _line(line: Any, text: Any, known: Styles) -> _Line | None:
    """Return one line of ``text``, or ``None`` if it can't be drawn."""
    style = _inherited(line, known)
    if style.left:
        return None
    x, y = (_LENGTH.fullmatch(line.get(axis, text.get(axis, "0"))) for axis in ("x", "y"))
    given = {name: style.given.get(name, "") for name in _DRAWN}
    size = _LENGTH.fullmatch(given["font-size"])
    spacing = _LENGTH.fullmatch(given["letter-spacing"].replace("normal", "") or "0")
    family = given["font-family"].split(",")[0].strip(" \"'")
    written = line.text or ""
    words = unicodedata.normalize("NFC", " ".join(written.split()))
    if not (x and y and size and float(size[1]) > 0 and spacing and family in _FAMILIES):
        return None
    if words != written and (f"{_XML}space" in style.given or "white-space" in style.given):
        return None
    bold, italic = given["font-weight"] in _BOLD, given["font-style"] in ("italic", "oblique")
    name = f"{'Bold' * bold}{'Italic' * italic}" or "Regular"
    path = style_folder("fonts") / f"{_FAMILIES[family]}-{name}.ttf"
    if not path.is_file():
        return None
    font = _font(str(path))
    if any(ord(one) not in font.names or unicodedata.category(one) in _UNDRAWN for one in words):
        return None
    scale = float(size[1]) / font.units
    *glyphs, (_, width) = font.places(words, float(spacing[1]) / scale)
    before = {"middle": 0.5, "end": 1.0}.get(given["text-anchor"], 0.0)
    left = float(x[1]) - before * width * scale
    placed = [(name, left + at * scale) for name, at in glyphs]
    plain = not any("url(" in style.given.get(paint, "") for paint in ("fill", "stroke"))
    return _Line(font, placed, float(y[1]), scale, plain)


def _drawn(font: _Font, glyphs: list[tuple[str, float]], y: float, scale: float) -> str:
    """Return the path data of ``glyphs``, each at its place on the base line ``y``.

    Its numbers are exact to a hundredth of the font size.
    """
    form = f"%.{_digits(font, scale)}f"
    return _short("".join(font.path(name, (scale, -scale), (x, y), form) for name, x in glyphs))


def _digits(font: _Font, scale: float) -> int:
    """Return how many decimals a hundredth of the font size has, at least one."""
    return max(1, 2 - math.floor(math.log10(font.units * scale)))


def _short(numbers: str) -> str:
    """Return decimal ``numbers`` without the zeros at their ends."""
    return _NEEDLESS.sub("", numbers)


#: Zeros at the end of a number that has decimals, with the decimal point if no others are left.
_NEEDLESS = re.compile(r"\.?0++(?![\d.])")


class _Inherited(Struct, frozen=True):
    """The attributes and styles of an element and, where it has none, of those around it.

    ``left``: one of them has a value that no outline shows.
    """

    given: dict[str, str]
    left: bool


Styles = dict[Any, _Inherited]


def _inherited(element: Any, known: Styles) -> _Inherited:
    """Return what ``element`` inherits; ``known`` are elements that others are in, too."""
    if element not in known:
        around, own = element.getparent(), _style(element)
        above = _Inherited({}, False) if around is None else _inherited(around, known)
        left = above.left or any(own.get(name, "none") not in _USUAL for name in _LEFT)
        known[element] = _Inherited({**above.given, **own}, left)
    return known[element]


def _style(element: Any) -> dict[str, str]:
    """Return the attributes of ``element`` and the declarations of its ``style``, which win."""
    import tinycss2

    style = {str(name): str(value) for name, value in element.attrib.items()}
    for one in tinycss2.parse_blocks_contents(element.get("style", ""), True, True):
        if one.type == "declaration":
            style[one.lower_name] = tinycss2.serialize(one.value).strip()
    return style


@lru_cache(maxsize=16)
def _font(path: str) -> _Font:
    return _Font.of(path)
