"""Place figures, tables and asides so that pages have no holes.

A figure that doesn't fit below the text before it moves to the next page and leaves the rest of its
page white. This module draws such a figure a little smaller, or moves it past some of the text
after or before it. Tables and asides move likewise. Blocks move in the layout only: the structure
tree keeps the order of the source.

:func:`plan` computes where pages will end from the measurements of a first layout (``flow``), and
decides for each figure that doesn't fit. It is hand-written because WeasyPrint keeps blocks in
source order, and no library plans that for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from msgspec import Struct, field

from publish.editions.pdf import elements
from publish.editions.pdf.elements import by_id
from publish.editions.pdf.flow import MAX_HOLE, Flow, Piece, Unit, index

#: How small a picture may become: preferably, and if nothing else helps.
PREFERRED_SCALE, MIN_SCALE = 0.75, 0.6

#: Blocks that a figure may change places with: running text.
_TEXT = frozenset({"p", "ul", "ol", "blockquote"})

#: How many of them it may pass.
_MAX_MOVE = 6

#: Space (px) that is left below a shrunk figure, as a margin for error.
_SPARE = 3.0


class State(Struct, frozen=True):
    """How far a page is filled: its text up to ``y`` (px), and ``notes`` of that height."""

    page: int = 0
    y: float = 0.0
    notes: float = 0.0


class Plan(Struct):
    """The order of the blocks, and the height (px) of each picture that is shrunk."""

    units: list[Unit]
    heights: dict[Any, float] = field(default_factory=dict)


def plan(flow: Flow, natural: dict[Any, float], *, shrink: bool = True) -> Plan:
    """Return an order of the blocks of ``flow``, and heights of pictures, without holes.

    ``natural`` are the original heights of pictures, by figure. Every figure is considered once,
    from the first page to the last. Without ``shrink`` no picture is shrunk.
    """
    best = Plan(list(flow.units))
    tried: set[Any] = set()
    states: dict[Unit, State] = {}
    start, state, changed = 0, State(), False
    preferred, smallest = (PREFERRED_SCALE, MIN_SCALE) if shrink else (1.0, 1.0)
    while True:
        run = _Run(flow, natural, best, preferred, settled=not changed)
        hole = run.until_hole(start, state, tried)
        states.update(run.states)
        if hole is None:
            best.heights.update(run.heights)
            return best
        tried.add(hole.element)
        for units, least in _options(best.units, hole, preferred, smallest):
            first = _first_change(best.units, units, hole)
            while first > 0 and best.units[first] not in states:
                first -= 1
            begin = states.get(best.units[first], State())
            trial = _Run(flow, natural, Plan(units, dict(best.heights)), least)
            if trial.fills(hole, first, begin):
                best = Plan(units, best.heights | trial.heights)
                break
        else:
            first = best.units.index(hole)
            while first > 0 and best.units[first] not in states:
                first -= 1
            begin = states.get(best.units[first], State())
        changed = changed or best.units != list(flow.units) or bool(best.heights)
        start, state = first, begin


def _options(
    units: list[Unit], figure: Unit, preferred: float, smallest: float
) -> Iterator[tuple[list[Unit], float]]:
    """Yield the options for ``figure``, best first: an order of blocks, and a minimum scale."""
    yield units, preferred
    for places in (*range(1, _MAX_MOVE + 1), *range(-1, -_MAX_MOVE - 1, -1)):
        if (moved := _moved(units, figure, places)) is not None:
            yield moved, preferred
    yield units, smallest


def _moved(units: list[Unit], figure: Unit, places: int) -> list[Unit] | None:
    """Return ``units`` with ``figure`` moved by ``places``, or ``None`` if it may not move.

    It passes only running text, and never separates a heading, or a paragraph that ends with a
    colon, from the block after it.
    """
    place = units.index(figure)
    passed = (
        units[place + 1 : place + 1 + places]
        if places > 0
        else units[max(place + places, 0) : place]
    )
    if len(passed) < abs(places) or any(
        unit.name not in _TEXT or unit.parent is not figure.parent for unit in passed
    ):
        return None
    others = [unit for unit in units if unit is not figure]
    target = place + places
    before = others[target - 1] if target else None
    if before is not None and (before.heading or _announces(before)):
        return None
    return [*others[:target], figure, *others[target:]]


def _announces(unit: Unit) -> bool:
    return elements.text_of(unit.element).endswith((":", "：", "؛"))


def _first_change(old: list[Unit], new: list[Unit], figure: Unit) -> int:
    return next(
        (place for place, pair in enumerate(zip(old, new, strict=True)) if pair[0] is not pair[1]),
        old.index(figure),
    )


class _Run(Struct):
    """Fills pages with the blocks of ``plan``.

    ``settled`` says that the plan is the measured layout, so its page breaks are known.
    """

    flow: Flow
    natural: dict[Any, float]
    plan: Plan
    least: float
    settled: bool = False
    states: dict[Unit, State] = field(default_factory=dict)
    heights: dict[Any, float] = field(default_factory=dict)

    def until_hole(self, start: int, state: State, tried: set[Any]) -> Unit | None:
        """Return the first movable block, not in ``tried``, that leaves a hole."""
        for chunk in _chunks(self.plan.units[start:]):
            state, hole = self._place(chunk, state, shrink=False)
            unit = next((unit for unit, _, _ in chunk if not unit.heading), None)
            if unit is not None and unit.floats and hole > MAX_HOLE and unit.element not in tried:
                return unit
        return None

    def fills(self, figure: Unit, start: int, state: State) -> bool:
        """Return whether ``figure`` leaves no hole."""
        for chunk in _chunks(self.plan.units[start:]):
            own = any(unit is figure for unit, _, _ in chunk)
            state, hole = self._place(chunk, state, shrink=own)
            if own:
                return hole <= MAX_HOLE
        return False

    def _place(
        self, chunk: list[tuple[Unit, Piece, float]], state: State, *, shrink: bool
    ) -> tuple[State, float]:
        """Return the state after ``chunk``, and the height of the hole that it left, if any."""
        unit, piece, gap = chunk[0]
        begins = piece is unit.pieces[0]
        broke = self.settled and begins and piece.page > 0 and round(piece.top) == 0
        if broke:
            state = State(piece.page - 1, *self.flow.feet[piece.page - 1])
        elif begins and self.settled:
            notes = state.notes if piece.page == state.page else 0.0
            state = State(piece.page, max(piece.top - gap, 0.0), notes)
        if begins:
            self.states[unit] = state
        height = sum(gap + self._height(unit, piece) for unit, piece, gap in chunk)
        notes = sum(piece.notes for _, piece, _ in chunk)
        if not state.y:
            height -= gap
        room = self.flow.room(state.page, state.notes + notes) - state.y
        if broke:
            room = min(room, height - 1.0)
        if shrink and height > room:
            height -= self._shrink(chunk, height - room + _SPARE)
        if height <= room or not state.y:
            return State(state.page, state.y + height, state.notes + notes), 0.0
        hole = self.flow.room(state.page, state.notes) - state.y
        return State(state.page + 1, height - gap, notes), hole

    def _height(self, unit: Unit, piece: Piece) -> float:
        if unit.element in self.plan.heights and unit.figure:
            return piece.height - unit.picture + self.plan.heights[unit.element]
        return piece.height

    def _shrink(self, chunk: list[tuple[Unit, Piece, float]], surplus: float) -> float:
        """Shrink the figure in ``chunk`` by ``surplus``; return 0 if it would be too small."""
        figure = next((unit for unit, _, _ in chunk if unit.figure), None)
        if figure is None:
            return 0.0
        height = self.plan.heights.get(figure.element, figure.picture) - surplus
        if height < self.least * self.natural.get(figure.element, figure.picture):
            return 0.0
        self.heights[figure.element] = height
        return surplus


def _chunks(units: Iterable[Unit]) -> Iterator[list[tuple[Unit, Piece, float]]]:
    """Yield groups of pieces that have to be on one page, each with the space before it."""
    chunk: list[tuple[Unit, Piece, float]] = []
    last: Unit | None = None
    for unit in units:
        for place, piece in enumerate(unit.pieces):
            gap = piece.gap if place else max(unit.above, last.below if last else 0.0)
            joined = piece.joined if place else last is not None and last.heading
            if chunk and not joined:
                yield chunk
                chunk = []
            chunk.append((unit, piece, gap))
        last = unit
    if chunk:
        yield chunk


#: The most layouts of one article.
PASSES = 3


def without_holes(root: Any, render: Callable[[str], Any], *, shrink: bool = True) -> Any:
    """Return the one of at most :data:`PASSES` layouts with the least white space.

    ``root`` is the ``html`` element, which is restored at the end; ``render`` takes further style
    rules and returns a ``weasyprint.Document``. Without ``shrink`` no picture is shrunk.
    """
    best = render("")
    flow = index(root, best.pages)
    least = flow.waste
    natural = {unit.element: unit.picture for unit in flow.units if unit.figure}
    heights: dict[Any, float] = {}
    order: dict[Any, list[Any]] = {}
    try:
        for _ in range(PASSES - 1):
            if not flow.waste:
                break
            planned = plan(flow, natural, shrink=shrink)
            _reorder(flow, planned, order)
            heights |= planned.heights
            document = render(_rules(heights))
            flow = index(root, document.pages)
            if flow.waste < least:
                best, least = document, flow.waste
        return best
    finally:
        for parent, children in order.items():
            parent[:] = children


def _rules(heights: dict[Any, float]) -> str:
    return "\n".join(
        f"{by_id(figure.get('id'))} img {{ max-height: {height:.1f}px }}"
        for figure, height in heights.items()
    )


def _reorder(flow: Flow, planned: Plan, order: dict[Any, list[Any]]) -> None:
    """Reorder the elements as ``planned``; keep the original order of children in ``order``."""
    for old, new in zip(flow.units, planned.units, strict=True):
        if old is not new:
            order.setdefault(new.parent, list(new.parent))
    for parent in order:
        units = [unit.element for unit in planned.units if unit.parent is parent]
        moved = iter(units)
        placed = set(units)
        parent[:] = [next(moved) if child in placed else child for child in list(parent)]
