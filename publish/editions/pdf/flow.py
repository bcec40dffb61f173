"""Measure the pieces of text in a layout, so that ``figures`` can plan another one.

Lengths are CSS px.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct, field

from publish.editions.pdf import elements

#: The most white space at the foot of a page that isn't a hole: three lines of text.
MAX_HOLE = 66.0

#: Elements that only hold others.
_HOLDERS = frozenset({"html", "body", "article", "main", "section"})

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "header"})


class Piece(Struct):
    """A part of the text that no page break divides: a line, a row, a picture with its caption.

    ``page`` counts from 0, ``top`` from the top of the page's text. ``gap`` is the space before it
    inside its block, ``notes`` the height of the notes that it calls; ``joined`` forbids a break
    before it.
    """

    page: int
    top: float
    height: float
    gap: float = 0.0
    notes: float = 0.0
    joined: bool = False


class Unit(Struct, eq=False):
    """A block of the text, with its margins ``above`` and ``below``.

    ``picture`` is the height of the picture alone, if it is a figure; ``whole`` says that no page
    break may divide it.
    """

    element: Any
    parent: Any
    above: float = 0.0
    below: float = 0.0
    picture: float = 0.0
    whole: bool = False
    pieces: list[Piece] = field(default_factory=list)

    @property
    def name(self) -> str:
        return elements.name(self.element)

    @property
    def heading(self) -> bool:
        """Whether it has to be on the same page as the next block."""
        return self.name in _HEADINGS

    @property
    def figure(self) -> bool:
        named = bool(self.element.get("id"))
        return named and self.name == "figure" and bool(self.picture) and len(self.pieces) == 1

    @property
    def floats(self) -> bool:
        """Whether it may move to another place than in the source."""
        return self.name == "table" or (self.whole and self.name in ("figure", "aside"))


class Flow(Struct, frozen=True):
    """The blocks in layout order, and the height of each page.

    ``first`` is the height of the first page, ``others`` that of all others; ``rule`` is the height
    of the notes' area without its notes. ``feet`` has the bottom of the text and the height of the
    notes of each page.
    """

    units: tuple[Unit, ...]
    first: float
    others: float
    rule: float
    feet: tuple[tuple[float, float], ...]

    @property
    def waste(self) -> float:
        """The total height of holes left by blocks that moved to the next page."""
        leaders: dict[int, Unit] = {}
        for unit in self.units:
            if not unit.heading:
                for piece in unit.pieces:
                    leaders.setdefault(piece.page, unit)
        waste = 0.0
        for page, unit in leaders.items():
            if page and unit.floats and unit.pieces[0].page == page:
                foot, notes = self.feet[page - 1]
                room = self.room(page - 1, notes) - foot
                waste += room if room > MAX_HOLE else 0.0
        return waste

    def room(self, page: int, notes: float) -> float:
        """Return the height available for text on ``page`` with notes of height ``notes``."""
        return (self.others if page else self.first) - (notes + self.rule if notes else 0.0)


def index(root: Any, pages: list[Any]) -> Flow:
    """Measure ``pages`` (``weasyprint.Page``), the layout of the ``html`` element ``root``."""
    units = {element: Unit(element, parent) for element, parent in _blocks(root)}
    notes: dict[str, float] = {}
    rules = [0.0]
    for page in pages:
        areas = [b for b in page._page_box.children if type(b).__name__ == "FootnoteAreaBox"]
        for area in areas:
            for box in area.children:
                name = str(box.element.get("id")) if box.element is not None else ""
                notes[name] = notes.get(name, 0.0) + box.margin_height()
            rules.append(area.margin_height() - area.height)
    for number, page in enumerate(pages):
        box = page._page_box
        _Walk(units, notes, number, box.content_box_y()).walk(box.children[0], None)
    for unit in units.values():
        _join(unit)
    first, others = pages[0]._page_box.height, pages[-1]._page_box.height
    laid_out = tuple(unit for unit in units.values() if unit.pieces)
    return Flow(laid_out, first, others, max(rules), _feet(laid_out, len(pages)))


def _feet(units: tuple[Unit, ...], count: int) -> tuple[tuple[float, float], ...]:
    feet, notes = [0.0] * count, [0.0] * count
    for unit in units:
        for piece in unit.pieces:
            feet[piece.page] = max(feet[piece.page], piece.top + piece.height)
            notes[piece.page] += piece.notes
    return tuple(zip(feet, notes, strict=True))


def _blocks(element: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the blocks of the text, each with its parent."""
    for child in element:
        if elements.name(child) in _HOLDERS:
            yield from _blocks(child)
        elif elements.name(child) not in ("", "head"):
            yield child, element


class _Walk(Struct):
    units: dict[Any, Unit]
    notes: dict[str, float]
    page: int
    top: float

    def walk(self, box: Any, unit: Unit | None) -> None:
        """Record the pieces of ``box``, which belongs to ``unit``."""
        kind = type(box).__name__
        if hasattr(box, "_box") or not box.is_in_normal_flow():
            return
        own = self.units.get(box.element) if "::" not in str(box.element_tag) else None
        if own is not None and own is not unit and kind != "LineBox":
            unit = own
            unit.above, unit.below = _pixels(box, "margin_top"), _pixels(box, "margin_bottom")
            if unit.whole or box.style["break_inside"] == "avoid":
                unit.whole = True
                pictures = (b for b in box.descendants() if hasattr(b, "replacement"))
                unit.picture = max((float(b.height) for b in pictures), default=0.0)
                self._piece(unit, box, box.border_box_y(), box.border_height())
                return
        if unit is not None and (kind in ("LineBox", "TableRowBox") or hasattr(box, "replacement")):
            self._piece(unit, box, box.position_y, box.margin_height())
            return
        for child in getattr(box, "children", ()):
            self.walk(child, unit)

    def _piece(self, unit: Unit, box: Any, top: float, height: float) -> None:
        top -= self.top
        last = unit.pieces[-1] if unit.pieces else None
        gap = top - last.top - last.height if last and last.page == self.page else 0.0
        calls = {
            str(inner.element.get("href"))[1:]
            for inner in box.descendants()
            if inner.element is not None and elements.role(inner.element) == "doc-noteref"
        }
        height_of_notes = sum(self.notes.pop(call, 0.0) for call in sorted(calls))
        unit.pieces.append(Piece(self.page, top, float(height), max(gap, 0.0), height_of_notes))


def _pixels(box: Any, name: str) -> float:
    value = box.style[name]
    return float(value.value) if getattr(value, "unit", "") in ("px", "PX") else 0.0


def _join(unit: Unit) -> None:
    """Forbid breaks that leave fewer than three lines, or two rows, on a page (``styles/pdf``)."""
    count = len(unit.pieces)
    kept = {"p": (3, 2), "table": (4, 1)}.get(unit.name)
    if kept is None:
        return
    for place, piece in enumerate(unit.pieces):
        piece.joined = place > 0 and (place < kept[0] or place >= count - kept[1])
