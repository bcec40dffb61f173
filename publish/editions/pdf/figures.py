"""Place figures, tables and asides so that pages have no holes.

A figure that doesn't fit below the text before it moves to the next page and leaves the rest of its
page white. This module draws such a figure a little smaller, or lets it wait while the text after
it goes on, or moves it past some of the text before it. Tables and asides move likewise. Blocks
move in the layout only: the structure tree keeps the order of the source.

:func:`plan` computes where pages will end from the measurements of a first layout (``flow``), and
decides for each figure that doesn't fit. It is hand-written because WeasyPrint keeps blocks in
source order, and no library plans that for it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Any

from msgspec import Struct, field

from publish.editions.pdf import elements
from publish.editions.pdf.elements import by_id
from publish.editions.pdf.flow import MAX_HOLE, Flow, Piece, Unit, index

#: How small a picture may become: preferably, and if nothing else helps.
PREFERRED_SCALE, MIN_SCALE = 0.75, 0.6

#: Blocks that a figure may pass on its way towards the beginning.
_TEXT = frozenset({"p", "ul", "ol", "blockquote"})

#: How many of them it may pass, and how many blocks it passes on its way towards the end before
#: it takes the first place.
_MAX_BACK, _MAX_WAIT = 6, 4

#: Space (px) that is left at the foot of a page, as a margin for error.
_SPARE = 3.0


class State(Struct, frozen=True):
    """How far a page is filled: its text up to ``y`` (px), and ``notes`` of that height."""

    page: int = 0
    y: float = 0.0
    notes: float = 0.0


class Sizes(Struct, frozen=True):
    """The ``natural`` heights (px) of pictures, by figure; ``shrink`` says that they may change.

    ``legible`` are heights below which words in them would be too small.
    """

    natural: dict[Any, float]
    legible: dict[Any, float]
    shrink: bool = True

    def smallest(self, figure: Unit, scale: float) -> float:
        """Return the least height of the picture of ``figure``, at ``scale`` or above."""
        natural = self.natural.get(figure.element, figure.picture)
        least = (scale if self.shrink else 1.0) * natural
        return max(least, min(self.legible.get(figure.element, 0.0), natural))


class Plan(Struct):
    """The order of the blocks, and the height (px) of each picture that is shrunk."""

    units: list[Unit]
    heights: dict[Any, float] = field(default_factory=dict)


def plan(flow: Flow, sizes: Sizes) -> Plan:
    """Return an order of the blocks of ``flow``, and heights of pictures, with the fewest holes.

    Every figure that leaves a hole is considered once, from the first page to the last.
    """
    best = Plan(list(flow.units))
    tried: set[Any] = set()
    states: dict[Unit, State] = {}
    start, state, changed = 0, State(), False
    while True:
        run = _Run(flow, sizes, best, settled=not changed)
        hole = run.until_hole(start, state, tried)
        states.update(run.states)
        if hole is None:
            best.heights.update(run.heights)
            return best
        tried.add(hole.element)
        least = math.inf
        chosen, first, begin = best, best.units.index(hole), State()
        for scale in (PREFERRED_SCALE, MIN_SCALE):
            for units in _orders(flow, sizes, best, hole, scale, states):
                place, end = _changes(best.units, units, hole)
                place, trial_begin = _known(best.units, place, states)
                trial = _Run(flow, sizes, Plan(units, dict(best.heights)), scale)
                holes = trial.holes_until(hole, end, place, trial_begin)
                if holes < least:
                    least, first, begin = holes, place, trial_begin
                    chosen = Plan(units, best.heights | trial.heights)
                if not least:
                    break
        changed = changed or chosen.units != best.units or chosen.heights != best.heights
        best, start, state = chosen, first, begin


def _known(units: list[Unit], place: int, states: dict[Unit, State]) -> tuple[int, State]:
    """Return the last place up to ``place`` whose state is known, and that state."""
    while place > 0 and units[place] not in states:
        place -= 1
    return place, states.get(units[place], State())


def _orders(
    flow: Flow,
    sizes: Sizes,
    plan: Plan,
    figure: Unit,
    least: float,
    states: dict[Unit, State],
) -> Iterator[list[Unit]]:
    """Yield the orders of blocks that may leave no hole before ``figure``, the best first."""
    units = plan.units
    yield units
    place, state = _known(units, units.index(figure), states)
    for passed in range(1, _MAX_WAIT + 1):
        run = _Run(flow, sizes, Plan(units, dict(plan.heights)), least)
        yield run.moved_on(figure, passed, place, state)
    yield from _moved_back(units, figure)


def _moved_back(units: list[Unit], figure: Unit) -> Iterator[list[Unit]]:
    """Yield ``units`` with ``figure`` before more and more of the running text before it."""
    place = units.index(figure)
    for target in range(place - 1, max(place - 1 - _MAX_BACK, 0), -1):
        unit = units[target]
        if unit.name not in _TEXT or unit.parent is not figure.parent:
            return
        if _may_follow(units[target - 1]):
            yield [*units[:target], figure, *units[target:place], *units[place + 1 :]]


def _may_follow(unit: Unit) -> bool:
    """Return whether a figure may follow ``unit``: neither a heading nor the end in a colon."""
    return not (unit.heading or elements.text_of(unit.element).endswith((":", "：", "؛")))


def _changes(old: list[Unit], new: list[Unit], figure: Unit) -> tuple[int, int]:
    """Return the first and the last place where the orders differ, or the place of ``figure``."""
    pairs = enumerate(zip(old, new, strict=True))
    places = [place for place, (one, other) in pairs if one is not other] or [old.index(figure)]
    return places[0], places[-1]


class _Run(Struct):
    """Fills pages with the blocks of ``plan``.

    ``least`` is how small a picture may become. ``settled`` says that the plan is the measured
    layout, so its page breaks are known.
    """

    flow: Flow
    sizes: Sizes
    plan: Plan
    least: float = 1.0
    settled: bool = False
    states: dict[Unit, State] = field(default_factory=dict)
    heights: dict[Any, float] = field(default_factory=dict)

    def until_hole(self, start: int, state: State, tried: set[Any]) -> Unit | None:
        """Return the first movable block, not in ``tried``, that leaves a hole."""
        for chunk in self._chunks_from(start):
            state, hole = self._place(chunk, state, shrink=False)
            unit = next((unit for unit, _, _ in chunk if not unit.heading), None)
            if unit is not None and unit.floats and hole > MAX_HOLE and unit.element not in tried:
                return unit
        return None

    def holes_until(self, figure: Unit, end: int, start: int, state: State) -> float:
        """Return the height of the holes from place ``start`` to ``end``.

        ``figure`` and the others up to ``end`` may be shrunk.
        """
        holes, found = 0.0, False
        last = self.plan.units[end]
        for chunk in self._chunks_from(start):
            found = found or any(unit is figure for unit, _, _ in chunk)
            floats = any(unit.floats for unit, _, _ in chunk)
            state, hole = self._place(chunk, state, shrink=floats and found)
            holes += hole if hole > MAX_HOLE else 0.0
            if any(unit is last for unit, _, _ in chunk):
                break
        return holes

    def moved_on(self, figure: Unit, passed: int, start: int, state: State) -> list[Unit]:
        """Return the blocks with ``figure`` after the first text that leaves room for it.

        It passes ``passed`` blocks at least. Figures on the way wait until it is placed, and are
        placed likewise, so their order stays.
        """
        units = self.plan.units
        place = units.index(figure)
        for chunk in _chunks(units[start:place], units[start - 1] if start else None):
            state, _ = self._place(chunk, state, shrink=False)
        waiting, moved, heads = [figure], units[:place], list[Unit]()
        for number, unit in enumerate(units[place + 1 :], place + 1):
            if not waiting or unit.fence:
                return [*moved, *heads, *waiting, *units[number:]]
            if unit.floats:
                waiting.append(unit)
                continue
            heads.append(unit)
            if unit.heading:
                continue
            for chunk in _chunks(heads, moved[-1]):
                state, _ = self._place(chunk, state, shrink=False)
            moved += heads
            heads, passed = [], passed - 1
            while waiting and passed <= 0 and _may_follow(unit):
                (chunk, *_) = _chunks(waiting[:1], moved[-1])
                after, hole = self._place(chunk, state, shrink=True)
                if hole > MAX_HOLE or after.page > state.page:
                    break
                state = after
                moved.append(waiting.pop(0))
        return [*moved, *heads, *waiting]

    def _chunks_from(self, start: int) -> Iterator[list[tuple[Unit, Piece, float]]]:
        units = self.plan.units
        return _chunks(units[start:], units[start - 1] if start else None)

    def _place(
        self, chunk: list[tuple[Unit, Piece, float]], state: State, *, shrink: bool
    ) -> tuple[State, float]:
        """Return the state after ``chunk``, and the height of the hole that it left, if any."""
        unit, piece, gap = chunk[0]
        begins = piece is unit.pieces[0]
        forced = begins and (unit.breaks or unit.alone) and state.y > 0
        broke = self.settled and begins and piece.page > 0 and (forced or round(piece.top) == 0)
        if broke:
            state = State(piece.page - 1, *self.flow.feet[piece.page - 1][:2])
        elif begins and self.settled:
            notes = state.notes if piece.page == state.page else self.flow.feet[piece.page][2]
            state = State(piece.page, max(piece.top - gap, 0.0), notes)
        if begins:
            self.states[unit] = state
        height = sum(gap + self._height(unit, piece) for unit, piece, gap in chunk)
        notes = sum(piece.notes for _, piece, _ in chunk)
        if not state.y:
            height -= gap
        room = self.flow.room(state.page, state.notes + notes) - state.y
        if broke or forced:
            room = min(room, height - 1.0)
        elif not self.settled:
            room -= _SPARE
        if shrink and height > room:
            height -= self._shrink(chunk, height - room)
        hole = 0.0
        if height > room and state.y:
            if unit.alone or not unit.breaks:
                hole = self.flow.room(state.page, state.notes) - state.y
            state, height = State(state.page + 1), height - gap
        if unit.alone:
            return State(state.page + 1), hole
        return State(state.page, state.y + height, state.notes + notes), hole

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
        if height < self.sizes.smallest(figure, self.least):
            return 0.0
        self.heights[figure.element] = height
        return surplus


def _chunks(
    units: Iterable[Unit], last: Unit | None = None
) -> Iterator[list[tuple[Unit, Piece, float]]]:
    """Yield groups of pieces that have to be on one page, each with the space before it.

    ``last`` is the block before ``units``.
    """
    chunk: list[tuple[Unit, Piece, float]] = []
    for unit in units:
        for place, piece in enumerate(unit.pieces):
            gap = piece.gap if place else _gap(last, unit)
            joined = piece.joined if place else last is not None and last.heading
            if chunk and not joined:
                yield chunk
                chunk = []
            chunk.append((unit, piece, gap))
        last = unit
    if chunk:
        yield chunk


def _gap(last: Unit | None, unit: Unit) -> float:
    if last is None:
        return unit.above + unit.padding[0]
    return last.padding[1] + max(unit.above, last.below) + unit.padding[0]


#: The most layouts of one article.
PASSES = 5


def without_holes(
    root: Any, render: Callable[[str], Any], legible: dict[Any, float], *, shrink: bool = True
) -> Any:
    """Return the one of at most :data:`PASSES` layouts with the least white space.

    ``root`` is the ``html`` element, which is restored at the end; ``render`` takes further style
    rules and returns a ``weasyprint.Document``. ``legible`` are the least heights (px) of pictures,
    by figure. Without ``shrink`` no picture is shrunk.
    """
    best = render("")
    flow = index(root, best.pages)
    least = flow.waste
    natural = {unit.element: unit.picture for unit in flow.units if unit.figure}
    sizes = Sizes(natural, legible, shrink)
    heights: dict[Any, float] = {}
    order: dict[Any, list[Any]] = {}
    late: set[str] = set()
    try:
        for _ in range(PASSES - 1):
            if not flow.waste:
                break
            planned = plan(flow, sizes)
            _reorder(flow, planned, order)
            heights |= planned.heights
            late |= flow.late_notes
            document = render(_rules(heights, late))
            flow = index(root, document.pages)
            if flow.waste < least:
                best, least = document, flow.waste
        return best
    finally:
        for parent, children in order.items():
            parent[:] = children


def _rules(heights: dict[Any, float], late: Iterable[str]) -> str:
    """Return style rules for heights of pictures, and notes that may be on the next page."""
    shrunk = (
        f"{by_id(figure.get('id'))} img {{ max-height: {height:.1f}px }}"
        for figure, height in heights.items()
    )
    put_off = (f"{by_id(name)} {{ footnote-policy: auto }}" for name in sorted(late))
    return "\n".join((*shrunk, *put_off))


def _reorder(flow: Flow, planned: Plan, order: dict[Any, list[Any]]) -> None:
    """Move elements as ``planned``; keep the original order of the children in ``order``."""
    before = dict(pairwise(reversed(flow.units)))
    parents = {unit.element: unit.parent for unit in flow.units}
    moved: set[Unit] = set()
    for last, unit in pairwise(planned.units):
        if not unit.floats or (before.get(unit) is last and last not in moved):
            continue
        moved.add(unit)
        source, target = parents[unit.element], parents[last.element]
        for parent in (source, target):
            order.setdefault(parent, list(parent))
        source.remove(unit.element)
        target.insert(list(target).index(last.element) + 1, unit.element)
        parents[unit.element] = target
