"""Measure the pieces of text in a layout, so that ``figures`` can plan another one.

Lengths are CSS px.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise, takewhile
from statistics import mode
from typing import Any

from msgspec import Struct, field

from publish.editions.pdf import elements

#: The most white space at the foot of a page that isn't a hole: three lines of text.
MAX_HOLE = 66.0

#: The same before lines of text that would need room for their notes, as part of the page.
MAX_HOLE_BEFORE_TEXT = 0.15

#: Elements that only hold others.
_HOLDERS = frozenset({"html", "body", "article", "main", "section"})

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "header"})


class Piece(Struct):
    """A part of the text that no page break divides: a line, a row, a picture with its caption.

    ``page`` counts from 0, ``top`` from the top of the page's text. ``gap`` is the space before it
    inside its unit, ``notes`` the height of the notes that it calls, whose ids are ``calls``;
    ``joined`` forbids a break before it. ``block`` is the paragraph or other element of a line.
    """

    page: int
    top: float
    height: float
    gap: float = 0.0
    notes: float = 0.0
    joined: bool = False
    block: Any = None
    calls: tuple[str, ...] = ()


class Unit(Struct, eq=False):
    """A block of the text, with its margins ``above`` and ``below``, and the ``padding`` inside.

    ``repeated`` is the space at the top and the foot of each of its parts, if it breaks over pages.

    ``picture`` is the height of the picture alone, if it is a figure, and ``share`` its width as a
    part of the figure's; ``whole`` says that no page break may divide it, ``breaks`` that it begins
    a page, ``described`` that it is a part of the description of a picture.
    """

    element: Any
    parent: Any
    described: bool = False
    above: float = 0.0
    below: float = 0.0
    padding: tuple[float, float] = (0.0, 0.0)
    repeated: tuple[float, float] = (0.0, 0.0)
    picture: float = 0.0
    share: float = 1.0
    whole: bool = False
    breaks: bool = False
    pieces: list[Piece] = field(default_factory=list)

    @property
    def name(self) -> str:
        return elements.name(self.element)

    @property
    def calls(self) -> frozenset[str]:
        """The ids of the notes that it calls."""
        return frozenset(name for piece in self.pieces for name in piece.calls)

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
        whole = self.whole or self.parted
        movable = self.name == "table" or (whole and self.name in ("figure", "aside"))
        return movable and not self.described

    @property
    def alone(self) -> bool:
        """Whether it has pages of its own, in landscape (``styles/pdf/tables.css``)."""
        return _is_alone(self.element)

    @property
    def parted(self) -> bool:
        """Whether it is a figure whose caption may be on the next page."""
        return "parted" in elements.classes(self.element)

    @property
    def opens(self) -> bool:
        """Whether white space before it is no hole: it begins a chapter, or is the contents."""
        return self.breaks or self.name == "nav"

    @property
    def fence(self) -> bool:
        """Whether no block may move past it.

        It begins a chapter or what comes after the text, is a break between scenes, or a list of
        the text's links.
        """
        begins = self.breaks and not self.alone
        scene = self.name == "hr" or "ornament" in elements.classes(self.element)
        after = self.name in ("footer", "nav") or "links" in elements.classes(self.parent)
        return begins or self.described or scene or after


class Flow(Struct, frozen=True):
    """The blocks in layout order, and the height of each page.

    ``first`` is the height of the first page, ``others`` that of all others; ``rule`` is the height
    of the notes' area without its notes, ``paragraphs`` the space between two. ``feet`` has, of
    each page, the bottom of the text, the height of the notes, and of those of them that the page
    before calls.
    """

    units: tuple[Unit, ...]
    first: float
    others: float
    rule: float
    paragraphs: float
    feet: tuple[tuple[float, float, float], ...]

    @property
    def overfull(self) -> bool:
        """Whether the text of a page is drawn over its notes.

        WeasyPrint 70 puts what no page break divides at the top of a page even if the notes that
        the page before left to it need its room.
        """
        return any(
            foot > self.room(page, notes) + 1.0 for page, (foot, notes, _) in enumerate(self.feet)
        )

    @property
    def late_notes(self) -> frozenset[str]:
        """The ids of the notes that moved their lines to the next page, and left a hole."""
        return frozenset(name for _, calls in self._holes_of_notes() for name in calls)

    def _holes_of_notes(self) -> Iterator[tuple[float, tuple[str, ...]]]:
        for hole, unit, piece in self.holes():
            after = unit.pieces[unit.pieces.index(piece) + 1 :]
            first = (piece, *takewhile(lambda one: one.joined, after))
            calls = tuple(name for one in first for name in one.calls)
            fits = first[-1].top + first[-1].height <= hole  # but for the notes
            if not unit.floats and calls and fits and hole > MAX_HOLE_BEFORE_TEXT * self.others:
                yield hole, calls

    def holes(self) -> Iterator[tuple[float, Unit, Piece]]:
        """Yield the height of each hole, and the block after it with its first piece there.

        What begins a chapter, contents, and what follows a page in landscape leave no hole.
        """
        first: dict[int, Unit] = {}
        leaders: dict[int, tuple[Unit, Piece]] = {}
        alone = {piece.page for unit in self.units if unit.alone for piece in unit.pieces}
        for unit in self.units:
            for piece in unit.pieces:
                first.setdefault(piece.page, unit)
                if not unit.heading:
                    leaders.setdefault(piece.page, (unit, piece))
        for page, (unit, piece) in leaders.items():
            forced = first[page].opens and not unit.alone
            inside = unit.floats and piece is not unit.pieces[0]
            if not page or forced or inside or page - 1 in alone:
                continue
            foot, notes, _ = self.feet[page - 1]
            hole = self.room(page - 1, notes) - foot
            if hole > MAX_HOLE:
                yield hole, unit, piece

    def room(self, page: int, notes: float, carried: float = 0.0) -> float:
        """Return the height available for text on ``page`` with notes of height ``notes``.

        If notes are ``carried`` to the next page, WeasyPrint 70 keeps the room of the rule.
        """
        area = notes + self.rule if notes or carried else 0.0
        return (self.others if page else self.first) - area


def index(root: Any, pages: list[Any]) -> Flow:
    """Measure ``pages`` (``weasyprint.Page``), the layout of the ``html`` element ``root``."""
    units = {block[0]: Unit(*block) for block in _blocks(root)}
    notes: dict[str, float] = {}
    areas = [0.0] * len(pages)
    rule = 0.0
    for number, page in enumerate(pages):
        for area in page._page_box.children:
            if type(area).__name__ == "FootnoteAreaBox":
                rule = max(rule, float(area.margin_height() - area.height))
                areas[number] = float(area.height)
                for box in area.children:
                    name = str(box.element.get("id")) if box.element is not None else ""
                    notes[name] = notes.get(name, 0.0) + box.margin_height()
    walk = _Walk(units, notes)
    for number, page in enumerate(pages):
        box = page._page_box
        walk.page, walk.top = number, box.content_box_y()
        walk.walk(box.children[0], None)
    style = pages[0]._page_box.children[0].style
    for unit in units.values():
        _join(unit, style["orphans"], style["widows"])
    heights = [page._page_box.height for page in pages]
    laid_out = tuple(unit for unit in units.values() if unit.pieces)
    others = mode(heights[1:] or heights)
    pairs = ((last, unit) for last, unit in pairwise(laid_out) if last.name == unit.name == "p")
    paragraphs = max((unit.above for _, unit in pairs), default=0.0)
    return Flow(laid_out, heights[0], others, rule, paragraphs, tuple(_feet(laid_out, areas)))


def _feet(units: tuple[Unit, ...], areas: list[float]) -> Iterator[tuple[float, float, float]]:
    feet, called = [0.0] * len(areas), [0.0] * len(areas)
    for unit in units:
        for piece in unit.pieces:
            feet[piece.page] = max(feet[piece.page], piece.top + piece.height)
            called[piece.page] += piece.notes
    for foot, area, own in zip(feet, areas, called, strict=True):
        yield foot, area, max(area - own, 0.0)


def _blocks(element: Any, described: bool = False) -> Iterator[tuple[Any, Any, bool]]:
    """Yield the blocks of the text, each with its parent and whether it describes a picture."""
    described = described or "descriptions" in elements.classes(element)
    for child in element:
        if elements.name(child) in _HOLDERS:
            yield from _blocks(child, described)
        elif elements.name(child) not in ("", "head"):
            yield child, element, described


#: Values of ``break-before`` and ``break-after`` that force a page break.
_FORCED = frozenset({"page", "always", "left", "right", "recto", "verso"})

#: The height (px) of the slices of a row that breaks over pages.
_SLICE = 20.0


class _Walk(Struct):
    """Records the pieces of units.

    ``began`` are the elements met so far. ``forced`` says that a page break was asked for before
    the next unit, ``kept`` that none is allowed before the next piece. ``edge`` has the margin
    above the sections that begin with it, if any has a border or padding, and their height.
    """

    units: dict[Any, Unit]
    notes: dict[str, float]
    page: int = 0
    top: float = 0.0
    began: set[Any] = field(default_factory=set)
    forced: bool = False
    kept: bool = False
    edge: tuple[float, float] = (0.0, 0.0)

    def walk(self, box: Any, unit: Unit | None) -> None:
        """Record the pieces of ``box``, which belongs to ``unit``."""
        kind = type(box).__name__
        if hasattr(box, "_box") or not box.is_in_normal_flow():
            return
        real = "::" not in str(box.element_tag) and kind != "LineBox"
        if real and box.element not in self.began:
            self.began.add(box.element)
            self.forced = self.forced or box.style["break_before"] in _FORCED
            self.kept = self.kept or box.style["break_before"] == "avoid"
            if unit is None and elements.name(box.element) == "section":
                inner = box.padding_top + box.border_top_width
                margin = self.edge[0] or _pixels(box, "margin_top")
                self.edge = (margin, self.edge[1] + inner) if inner else self.edge
        own = self.units.get(box.element) if real else None
        if own is not None and own is not unit:
            unit = own
            unit.above, unit.below = _pixels(box, "margin_top"), _pixels(box, "margin_bottom")
            if not unit.pieces:
                unit.breaks, self.forced, self.kept = self.forced, False, False
                margin, inner = self.edge
                if inner:
                    unit.padding = unit.above + inner, 0.0
                    unit.above, self.edge = margin, (0.0, 0.0)
            if unit.whole or _is_whole(box):
                unit.whole = True
                pictures = [b for b in box.descendants() if hasattr(b, "replacement")]
                unit.picture = max((float(b.height) for b in pictures), default=0.0)
                unit.share = max((b.width / box.width for b in pictures), default=1.0)
                self._piece(unit, box, box.border_box_y(), box.border_height())
                self._end(box)
                return
            unit.padding = (
                unit.padding[0] or box.padding_top + box.border_top_width,
                box.padding_bottom + box.border_bottom_width,
            )
            if box.style["box_decoration_break"] == "clone":
                unit.repeated = unit.padding[0], unit.padding[1] + unit.below
        kept = real and box.style["break_inside"] == "avoid" and own is None
        line = kind in ("LineBox", "TableRowBox") or hasattr(box, "replacement")
        if unit is not None and (line or kept):
            tall = kind == "TableRowBox" and "tall" in elements.classes(box.element)
            slices = max(round(box.margin_height() / _SLICE), 1) if tall else 1
            for number in range(slices):
                height = box.margin_height() / slices
                self._piece(unit, box, box.position_y + number * height, height)
        else:
            for child in getattr(box, "children", ()):
                self.walk(child, unit)
        if real:
            self._end(box)

    def _end(self, box: Any) -> None:
        forced = box.style["break_after"] in _FORCED and not _is_alone(box.element)
        self.forced = self.forced or forced
        self.kept = self.kept or box.style["break_after"] == "avoid"

    def _piece(self, unit: Unit, box: Any, top: float, height: float) -> None:
        top -= self.top
        last = unit.pieces[-1] if unit.pieces else None
        gap = top - last.top - last.height if last and last.page == self.page else 0.0
        calls = {
            str(inner.element.get("href"))[1:]
            for inner in box.descendants()
            if inner.element is not None and elements.role(inner.element) == "doc-noteref"
        }
        new = tuple(sorted(calls & self.notes.keys()))
        height_of_notes = sum(self.notes.pop(call) for call in new)
        block = box.element if type(box).__name__ == "LineBox" else None
        joined, self.kept = self.kept and last is not None, False
        unit.pieces.append(
            Piece(self.page, top, float(height), max(gap, 0.0), height_of_notes, joined, block, new)
        )


def _is_alone(element: Any) -> bool:
    return not elements.classes(element).isdisjoint(("wide", "wider"))


def _is_whole(box: Any) -> bool:
    """Return whether no page break may be in ``box``, which can be that around a table."""
    inner = box.children if getattr(box, "is_table_wrapper", False) else ()
    return any(one.style["break_inside"] == "avoid" for one in (box, *inner))


def _pixels(box: Any, name: str) -> float:
    value = box.style[name]
    return float(value.value) if getattr(value, "unit", "") in ("px", "PX") else 0.0


def _join(unit: Unit, orphans: int, widows: int) -> None:
    """Forbid breaks that leave fewer lines of a paragraph than that on a page."""
    for _, lines in groupby(unit.pieces, lambda piece: piece.block):
        block = list(lines)
        for place, piece in enumerate(block[1:] if block[0].block is not None else (), 1):
            piece.joined = piece.joined or place < orphans or place > len(block) - widows
