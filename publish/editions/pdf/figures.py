"""Place figures, tables and asides so that pages have no holes.

A figure that doesn't fit below the text before it moves to the next page and leaves the rest of its
page white. This module draws such a figure a step smaller, or lets it wait while the text after it
goes on, or moves it past some of the text before it. Tables and asides move likewise. Blocks move
in the layout only: the structure tree keeps the order of the source.

:func:`plan` searches for the order and the sizes that cost least, from the measurements of a
layout (``flow``) and a model of pages (``page_filling``). It is hand-written because WeasyPrint
keeps blocks in source order, and no library plans that for it.
"""

from __future__ import annotations

import itertools
import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Set
from itertools import pairwise
from typing import Any

from msgspec import Struct

from publish.editions.pdf import elements
from publish.editions.pdf.elements import by_id
from publish.editions.pdf.flow import Flow, Unit, index
from publish.editions.pdf.page_filling import LARGEST, Filled, State, fill, measured

#: The widths of pictures, as parts of the widest (``styles/pdf/figures.css`` has the same).
STEPS = (1.0, 0.75, 0.5)

#: What each step costs, in units of ``page_filling``.
_SMALLER = 1.5

#: What it costs to move a block at all, a page further, past another that comes before it in the
#: source, and out of its section: past a heading of each level.
_MOVED, _FURTHER, _OVERTAKEN = 0.5, 3.0, 0.3
_CROSSED = {"h3": 12.0, "h4": 6.0, "h5": 6.0, "h6": 6.0}
_CROSSED_OTHER = 25.0

#: The cost of a place that the layout has, and no plan would choose.
_FORBIDDEN = 1000.0

#: The cost of a last page with less than this part of its height.
_SCRAP, _NEARLY_EMPTY = 6.0, 0.15

#: Blocks that a figure may pass on its way towards the beginning, and how many of them.
_TEXT, _MAX_BACK = frozenset({"p", "ul", "ol", "blockquote"}), 6

#: How many arrangements are followed up at a time, and how much more than the best one may cost.
_WIDTH, _MARGIN = 20, 30.0

#: The least gain for which an article is laid out again.
_GAIN = 2.0

#: The most layouts of one article.
PASSES = 8


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
    """The order of blocks, the heights (px) of pictures, the notes put off, and what it costs."""

    units: list[Unit]
    heights: dict[Any, float]
    late: frozenset[str]
    cost: float

    def arrangement(self, late: frozenset[str]) -> object:
        """Return what tells plans apart, if the notes ``late`` are put off already."""
        heights = (round(height) for height in self.heights.values())
        return tuple(id(unit.element) for unit in self.units), tuple(heights), self.late | late


class _Trail(Struct, frozen=True, eq=False):
    """The blocks that were placed, from the last: ``height`` is that of a picture."""

    before: _Trail | None
    unit: Unit
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


#: A block that moves, and the one before it.
_Place = tuple[Any, Any]


class _Search(Struct, frozen=True):
    """The blocks that don't move, and those that do, by kind, in the order of the source.

    ``sources`` are the places in the text of those that move, ``ranks`` those of all blocks in the
    source, ``passing`` the costs of moving past each block of the text.  ``layout`` is what was
    measured; ``refused`` are places that don't work.
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
    refused: Set[_Place]

    @classmethod
    def of(
        cls,
        flow: Flow,
        sizes: Sizes,
        order: dict[Any, int],
        tried: frozenset[str],
        refused: Set[_Place],
    ) -> _Search:
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
            *(sources, ranks, passing, measured(flow), refused),
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
        while trail:
            units.append(trail.unit)
            late |= trail.late
            if trail.unit.figure:
                heights[trail.unit.element] = trail.height
            trail = trail.before
        state = node.state
        scrap = state.page > 0 and state.y + state.notes < _NEARLY_EMPTY * self.flow.others
        return Plan(units[::-1], heights, late, node.cost + _SCRAP * scrap)

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
        """Yield the blocks whose place in the source was before."""
        for units, number in zip(self.floats, node.floats, strict=True):
            for unit in itertools.islice(units, number, None):
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
        last = node.trail.unit.element if node.trail else None
        if not same and (cost == math.inf or (unit.element, last) in self.refused):
            return
        cost = min(cost, _FORBIDDEN)
        ways = [(self.layout[number], True)] if same else []
        if unit.heading:
            ways = [(Filled(node.state), same)]
        elif not same or any(not self.late.isdisjoint(piece.calls) for piece in unit.pieces):
            units, notes = (*node.heads, unit), (self.late, self.stuck)
            ways.append((fill(self.flow, node.state, units, node.last, extra, *notes), False))
        for filled, is_measured in ways:
            yield _Node(
                filled.state,
                text,
                floats,
                (*node.heads, unit) if unit.heading else (),
                node.last if unit.heading else unit,
                node.cost + cost + filled.cost,
                is_measured,
                _Trail(node.trail, unit, height, filled.late),
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


def without_holes(
    root: Any,
    render: Callable[[str], Any],
    legible: dict[Any, float],
    parts: dict[Any, float],
    shrink: float,
    first: Any,
    most: float = 0.0,
) -> Any:
    """Return the one of at most :data:`PASSES` layouts with the least white space.

    ``root`` is the ``html`` element, which is restored at the end; ``render`` takes further style
    rules and returns a ``weasyprint.Document``. ``legible`` are the least heights (px) of pictures,
    by figure, ``shrink`` is the least part of their height, or another in ``parts``. ``first`` is
    the layout without further rules, which costs ``most`` at least.  A layout that moves a note to
    the end of its section is given up.
    """
    best = document = first
    flow = index(root, document.pages)
    source = {unit.element: place for place, unit in enumerate(flow.units)}
    natural = {unit.element: (unit.picture, unit.share) for unit in flow.units if unit.figure}
    sizes, least = Sizes(natural, legible, parts, shrink), math.inf
    order: dict[Any, list[Any]] = {}
    late, tried, refused = frozenset[str](), set[object](), set[_Place]()
    try:
        for left in reversed(range(PASSES)):
            plans, current = _Search.of(flow, sizes, source, late, refused).run()
            tried.add(current.arrangement(late))
            cost = max(current.cost, most if document is first else 0.0)
            if cost < least and not flow.overfull:
                best, least = document, cost
            planned = next((one for one in plans if one.arrangement(late) not in tried), None)
            if planned is None and plans[0].cost < least - _GAIN:  # it was worse than the model
                holes = {unit for hole, unit, _ in flow.holes() if hole > LARGEST * flow.others}
                known = len(refused)
                refused.update(_places_before(flow.units, holes))
                if len(refused) > known:
                    continue
            if not left or planned is None or planned.cost > least - _GAIN:
                break
            tried.add(planned.arrangement(late))
            before = [(one, list(one), one.text, one.tail) for one in root.iter()]
            notes = _parents_of_notes(root)
            _reorder(flow, planned, order)
            trial = render(_rules(planned.heights, sizes, late | planned.late))
            now = _parents_of_notes(root)
            if now != notes:  # the layouts before are of another text
                moved = {str(one.get("id")) for one in now if now[one] is not notes[one]}
                callers = {one for one in flow.units if not moved.isdisjoint(one.calls)}
                refused.update(_places_before(planned.units, callers))
                for one, children, text, tail in before:
                    one[:], one.text, one.tail = children, text, tail
                continue
            document, late = trial, late | planned.late
            flow = index(root, document.pages)
        return best
    finally:
        for parent, children in order.items():
            parent[:] = children


def _places_before(units: Iterable[Unit], blocks: Set[Unit]) -> Iterator[_Place]:
    """Yield where the last block that moves is, up to each of ``blocks``."""
    found = None
    for last, unit in pairwise(units):
        if unit.floats:
            found = unit.element, last.element
        if found and unit in blocks:
            yield found


def _parents_of_notes(root: Any) -> dict[Any, Any]:
    """Return the element around each note, which changes if the note is moved (``long_notes``)."""
    return {one: parent for parent in root.iter() for one in parent if elements.is_footnote(one)}


def _rules(heights: dict[Any, float], sizes: Sizes, late: Iterable[str]) -> str:
    """Return style rules for heights of pictures, and notes that may be on the next page."""
    shrunk = (
        f"{by_id(figure.get('id'))} img {{ max-height: {height:.1f}px }}"
        for figure, height in heights.items()
        if figure in sizes.natural and height < sizes.natural[figure][0]
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
