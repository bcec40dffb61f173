"""Plan where figures, tables and asides stand so that pages have no holes.

A figure that doesn't fit below the text before it moves to the next page and leaves the rest of its
page white. This module draws such a figure a step smaller, or lets it wait while the text after it
goes on, or moves it past some of the text before it. Tables and asides move likewise. Blocks move
in the layout only: the structure tree keeps the order of the source.

:class:`Search` looks for the order and the sizes that cost least, from the measurements of a layout
(``flow``) and a model of pages (``page_filling``); ``trials`` lays them out. It is hand-written
because WeasyPrint keeps blocks in source order, and no library plans that for it.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from msgspec import Struct

from publish.editions.pdf import elements
from publish.editions.pdf.flow import MAX_HOLE, Flow, Unit
from publish.editions.pdf.page_filling import Filled, State, fill, measured

#: The widths of pictures, as parts of the widest (``styles/pdf/figures.css`` has the same).
STEPS = (1.0, 0.75, 0.5)

#: What each step costs, in units of ``page_filling``.
_SMALLER = 1.5

#: What it costs to move a block at all, a page further, past another that comes before it in the
#: source, and out of its section: past a heading of each level.
_MOVED, _FURTHER, _OVERTAKEN = 0.5, 3.0, 0.3
_CROSSED = {"h3": 12.0, "h4": 6.0, "h5": 6.0, "h6": 6.0}
_CROSSED_OTHER = 25.0

#: The cost of a place that the layout has, and no plan would choose; of one that was refused.
_FORBIDDEN = 1000.0

#: The cost of a last page with less than this part of its height.
_SCRAP, _NEARLY_EMPTY = 6.0, 0.15

#: Blocks that a figure may pass on its way towards the beginning, and how many of them.
_TEXT, _MAX_BACK = frozenset({"p", "ul", "ol", "blockquote"}), 6

#: How many arrangements are followed up at a time, and how much more than the best one may cost.
_WIDTH, _MARGIN = 20, 30.0


class Sizes(Struct, frozen=True):
    """The ``natural`` heights (px) of pictures and their widths as parts of their figures'.

    ``legible`` are heights below which words in them would be too small.  ``shrink`` is the least
    part of their height that they may be shrunk to, or another for one of ``parts``.
    """

    natural: dict[Any, tuple[float, float]]
    legible: dict[Any, float]
    parts: dict[Any, float]
    shrink: float

    def heights(self, figure: Unit) -> Iterator[tuple[float, float]]:
        """Yield the heights that the picture of ``figure`` may have, each with its cost."""
        height, share = self.natural.get(figure.element, (figure.picture, 1.0))
        yield height, 0.0
        least = share * self.parts.get(figure.element, self.shrink)
        smaller = [step for step in STEPS if least - 0.02 < step < share - 0.02]
        for number, step in enumerate(smaller, 1):
            if height * step / share >= self.legible.get(figure.element, 0.0):
                yield height * step / share, _SMALLER * number


class Plan(Struct, frozen=True):
    """The order of blocks, the heights (px) of pictures, the notes put off, and what it costs.

    ``states`` are those of the pages before each block.
    """

    units: list[Unit]
    states: list[State]
    heights: dict[Any, float]
    late: frozenset[str]
    cost: float

    def arrangement(self, late: frozenset[str]) -> object:
        """Return what tells plans apart, if the notes ``late`` are put off already."""
        heights = (round(height) for height in self.heights.values())
        return tuple(id(unit.element) for unit in self.units), tuple(heights), self.late | late

    def places_of(self, wanted: Callable[[Any], bool]) -> Iterator[Place]:
        """Yield the place of each block whose element is ``wanted``."""
        for unit, state in zip(self.units, self.states, strict=True):
            if wanted(unit.element):
                yield unit.element, state


#: A block of the text, and the state of the page before it.
Place = tuple[Any, State]

#: The most blocks of a kind whose waiting counts: many more follow each other in a gallery.
_MOST_WAITING = 50


class _Trail(Struct, frozen=True, eq=False):
    """The blocks that were placed, from the last: ``height`` is that of a picture.

    ``state`` is that of the page before ``unit``.
    """

    before: _Trail | None
    unit: Unit
    state: State
    height: float
    late: frozenset[str]


class _Node(Struct, frozen=True, eq=False):
    """Pages that are filled with the first blocks of the text, and of each kind that moves.

    ``heads`` are headings that wait for the next block, ``last`` is the block before them;
    ``measured`` says that all is as in the layout.
    """

    state: State = State()
    text: int = 0
    floats: tuple[int, ...] = ()
    heads: tuple[Unit, ...] = ()
    last: Unit | None = None
    cost: float = 0.0
    measured: bool = True
    trail: _Trail | None = None

    @property
    def key(self) -> tuple[object, ...]:
        state = self.state
        return self.floats, self.text, len(self.heads), state.page, round(state.y), self.measured


class Search(Struct, frozen=True):
    """The blocks that don't move, and those that do, by kind, in the order of the source.

    ``sources`` are the places in the text of those that move, ``ranks`` those of all blocks in the
    source, ``passing`` the costs of moving past each block of the text.  ``layout`` is what was
    measured, ``complete`` whether it has all notes; ``refused`` are places that lose a note
    or leave a hole.
    """

    flow: Flow
    sizes: Sizes
    late: frozenset[str]
    stuck: frozenset[str]
    text: list[Unit]
    floats: tuple[list[Unit], ...]
    sources: dict[Unit, int]
    ranks: dict[Unit, int]
    passing: list[float]
    layout: list[Filled]
    refused: Sequence[Place]
    complete: bool

    @classmethod
    def of(
        cls,
        flow: Flow,
        sizes: Sizes,
        order: dict[Any, int],
        tried: frozenset[str],
        refused: Sequence[Place],
        complete: bool,
    ) -> Search:
        known, ranks = -1, dict[Unit, int]()
        text = [unit for unit in flow.units if not unit.floats]
        kinds: dict[str, list[Unit]] = {}
        for unit in (*text, *(unit for unit in flow.units if unit.floats)):
            known = order.get(unit.element, known)
            ranks[unit] = known
            if unit.floats:
                kinds.setdefault(unit.name, []).append(unit)
        places = [ranks[unit] for unit in text]
        sources = {
            unit: bisect_right(places, ranks[unit]) for units in kinds.values() for unit in units
        }
        late, stuck = flow.late_notes - tried, flow.late_notes & tried
        passing = [_cost_of_passing(unit, flow) for unit in text]
        return cls(
            *(flow, sizes, late, stuck, text, tuple(kinds.values())),
            *(sources, ranks, passing, measured(flow), refused, complete),
        )

    def run(self) -> tuple[list[Plan], Plan]:
        """Return plans, those that cost least first, and the layout as a plan."""
        nodes = [_Node(floats=(0,) * len(self.floats))]
        for _ in self.flow.units:
            found: dict[tuple[object, ...], _Node] = {}
            for node in (node for one in nodes for node in self._next(one)):
                if node.key not in found or node.cost < found[node.key].cost:
                    found[node.key] = node
            ranked = sorted(found.values(), key=lambda node: (node.cost, not node.measured))
            nodes = [one for one in ranked[:_WIDTH] if one.cost <= ranked[0].cost + _MARGIN]
            nodes += [one for one in ranked if one.measured and all(one is not n for n in nodes)]
        plans = sorted(map(self._plan, nodes), key=lambda plan: plan.cost)
        return plans, next(self._plan(node) for node in nodes if node.measured)

    def _plan(self, node: _Node) -> Plan:
        units, heights, late, trail = list[Unit](), dict[Any, float](), self.late, node.trail
        states = list[State]()
        while trail:
            units.append(trail.unit)
            states.append(trail.state)
            late |= trail.late
            if trail.unit.figure:
                heights[trail.unit.element] = trail.height
            trail = trail.before
        state = node.state
        scrap = state.page > 0 and state.y + state.notes < _NEARLY_EMPTY * self.flow.others
        return Plan(units[::-1], states[::-1], heights, late, node.cost + _SCRAP * scrap)

    def _next(self, node: _Node) -> Iterator[_Node]:
        """Yield the ways to go on with one block."""
        waiting = list(self._waiting(node))
        if node.text < len(self.text):
            unit = self.text[node.text]
            cost = sum(self._cost_of_waiting(node, unit, one) for one in waiting)
            yield from self._go_on(node, unit, 0.0, cost)
        for kind, number in enumerate(node.floats):
            for unit in self.floats[kind][number : number + 1]:
                cost = self._cost_here(node, unit, waiting)
                for height, smaller in self.sizes.heights(unit) if unit.figure else ((0.0, 0.0),):
                    yield from self._go_on(node, unit, height, cost + smaller, kind)

    def _waiting(self, node: _Node) -> Iterator[Unit]:
        """Yield the blocks whose place in the source was before, the first of each kind."""
        for units, number in zip(self.floats, node.floats, strict=True):
            for unit in units[number : number + _MOST_WAITING]:
                if self.sources[unit] > node.text:
                    break
                yield unit

    def _cost_of_waiting(self, node: _Node, unit: Unit, one: Unit) -> float:
        """Return what it costs that ``one`` waits until after ``unit``."""
        if unit.heading and "pull-quote" in elements.classes(one.element):
            return math.inf
        first = _MOVED if self.sources[one] == node.text else 0.0
        return first + self.passing[node.text]

    def _cost_here(self, node: _Node, unit: Unit, waiting: list[Unit]) -> float:
        """Return what it costs to have ``unit`` now, before its place in the source if so."""
        source, last = self.sources[unit], node.trail.unit if node.trail else None
        if source - node.text > _MAX_BACK:
            return math.inf
        between = self.text[node.text : source]
        if any(one.name not in _TEXT or one.parent is not unit.parent for one in between):
            return math.inf
        if source != node.text and (last is None or not _may_follow(last)):
            return math.inf
        cost = _OVERTAKEN * sum(self.ranks[one] < self.ranks[unit] for one in waiting)
        return cost + _MOVED * bool(between) + sum(self.passing[node.text : source])

    def _go_on(
        self, node: _Node, unit: Unit, height: float, cost: float, kind: int = -1
    ) -> Iterator[_Node]:
        """Yield the ways to have ``unit`` now, at that further ``cost``."""
        number = node.text + sum(node.floats)
        floats = tuple(count + (place == kind) for place, count in enumerate(node.floats))
        text, extra = node.text + (kind < 0), height - unit.picture if unit.figure else 0.0
        same = node.measured and self.flow.units[number] is unit and abs(extra) < 1
        if cost == math.inf and not same:
            return
        cost = min(cost, _FORBIDDEN)
        ways = [(self.layout[number], True)] if same else []
        if unit.heading:
            ways = [(Filled(node.state), same)]
        elif not same or any(not self.late.isdisjoint(piece.calls) for piece in unit.pieces):
            units, notes = (*node.heads, unit), (self.late, self.stuck)
            ways.append((fill(self.flow, node.state, units, node.last, extra, *notes), False))
        refused = self._is_refused(unit, node.state)
        for filled, is_measured in ways:
            further = _FORBIDDEN if refused and not (is_measured and self.complete) else 0.0
            yield _Node(
                filled.state,
                text,
                floats,
                (*node.heads, unit) if unit.heading else (),
                node.last if unit.heading else unit,
                node.cost + cost + filled.cost + further,
                is_measured,
                _Trail(node.trail, unit, node.state, height, filled.late),
            )

    def _is_refused(self, unit: Unit, state: State) -> bool:
        """Return whether ``unit`` was refused at about this place of a page."""
        return any(
            unit.element is element
            and abs(state.y - one.y) < MAX_HOLE / 3
            and abs(state.notes - one.notes) < MAX_HOLE / 3
            for element, one in self.refused
        )


def _cost_of_passing(unit: Unit, flow: Flow) -> float:
    """Return what it costs to move a block past ``unit``."""
    if unit.fence:
        return math.inf
    if unit.heading:
        return _CROSSED.get(unit.name, _CROSSED_OTHER)
    return _FURTHER * sum(piece.height for piece in unit.pieces) / flow.others


def _may_follow(unit: Unit) -> bool:
    """Return whether a figure may follow ``unit``: neither a heading nor the end in a colon."""
    return not (unit.heading or elements.text_of(unit.element).endswith((":", "：", "؛")))
