"""Lay an article out in several orders of its figures, until no page has a hole.

``figures`` plans them, each from the measurements of a layout before.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import partial
from itertools import pairwise
from typing import Any

from msgspec import Struct

from publish.editions.pdf import elements
from publish.editions.pdf.elements import by_id
from publish.editions.pdf.figures import Place, Plan, Search, Sizes
from publish.editions.pdf.flow import Flow, Unit, index
from publish.editions.pdf.long_notes import blocks_of_notes, move_notes
from publish.editions.pdf.page_filling import LARGEST, TOO_LARGE, cost_of_hole

#: The least gain for which an article is laid out again.
_GAIN = 2.0

#: The most layouts of one article, and of one whose best layout has no large hole.
PASSES, _ENOUGH = 8, 5


class _Tree(Struct, frozen=True):
    """The children and texts of all elements, to restore."""

    elements: tuple[tuple[Any, list[Any], str | None, str | None], ...]

    @classmethod
    def of(cls, root: Any) -> _Tree:
        return cls(tuple((one, list(one), one.text, one.tail) for one in root.iter()))

    def restore(self) -> None:
        for one, children, text, tail in self.elements:
            one[:], one.text, one.tail = children, text, tail


class _Layout(Struct, frozen=True):
    """A layout: ``late`` are the notes that may be on the next page, ``lost`` those it lacks.

    ``heights`` (px) are those that were planned for pictures.
    """

    document: Any
    flow: Flow
    tree: _Tree
    late: frozenset[str] = frozenset()
    lost: frozenset[str] = frozenset()
    heights: dict[Any, float] = {}


class _Trials(Struct):
    """What is known of an article whose layouts are tried.

    ``source`` are the places of elements in the source, ``tried`` what tells the plans apart that
    were tried, ``refused`` the places that lose a note or leave a hole, ``given_up`` the costs of
    layouts that lost notes, with those notes.  ``best`` is the layout that costs ``least``.
    """

    sizes: Sizes
    source: dict[Any, int]
    best: _Layout
    least: float
    tried: set[object]
    refused: list[Place]
    given_up: list[tuple[float, frozenset[str]]]

    @classmethod
    def of(
        cls, first: _Layout, legible: dict[Any, float], parts: dict[Any, float], shrink: float
    ) -> _Trials:
        units = first.flow.units
        natural = {unit.element: (unit.picture, unit.share) for unit in units if unit.figure}
        source = {unit.element: place for place, unit in enumerate(units)}
        sizes = Sizes(natural, legible, parts, shrink)
        return cls(sizes, source, first, math.inf, set(), [], [])

    def next_plan(self, layout: _Layout) -> Plan | None:
        """Return the plan after ``layout`` that is worth a trial, if there is one."""
        plans, current = self._search(layout)
        if layout.lost and not self.refused:
            self.give_up(current, layout.lost)
            plans, current = self._search(layout)
        self.tried.add(current.arrangement(layout.late))
        if current.cost < self.least and not layout.flow.overfull and not layout.lost:
            self.best, self.least = layout, current.cost
        plan = next((one for one in plans if one.arrangement(layout.late) not in self.tried), None)
        return plan if plan and not plan.cost > self.least - _GAIN else None

    def give_up(self, plan: Plan, lost: frozenset[str]) -> None:
        """Refuse from now on the places of the notes that the layout of ``plan`` has lost."""
        self.given_up.append((plan.cost, lost))
        self.refused += plan.places_of(lambda one: _calls(one, lost))

    def _search(self, layout: _Layout) -> tuple[list[Plan], Plan]:
        notes = self.refused, not layout.lost
        return Search.of(layout.flow, self.sizes, self.source, layout.late, *notes).run()

    def learn(self, plan: Plan, layout: _Layout) -> bool:
        """Refuse the place where ``layout`` has a large hole that ``plan`` didn't foresee.

        Return whether that made it worse than the best.
        """
        holes = [(hole, unit) for hole, unit, _ in layout.flow.holes()]
        large = [unit for hole, unit in holes if hole > LARGEST * layout.flow.others]
        cost = sum(cost_of_hole(hole / layout.flow.others) for hole, _ in holes)
        if not large or cost < plan.cost + TOO_LARGE / 2:
            return False
        self.refused += plan.places_of(lambda one: one is large[0].element)
        return cost > self.least + TOO_LARGE

    @property
    def in_the_way(self) -> frozenset[str]:
        """The notes without which the best layout would have no large hole."""
        if self.least < TOO_LARGE:
            return frozenset()
        cost, lost = min(self.given_up, key=lambda one: one[0], default=(math.inf, frozenset()))
        return lost if cost < self.least - TOO_LARGE else self.best.flow.late_notes


def without_holes(
    root: Any,
    render: Callable[..., tuple[Any, frozenset[str]]],
    legible: dict[Any, float],
    parts: dict[Any, float],
    shrink: float,
) -> Any:
    """Return the layout with the least white space of those that were tried.

    ``root`` is the ``html`` element, whose order is restored at the end.  ``render`` takes further
    style rules, and whether paragraphs of notes without room break differently (``rebreaking``) and
    such notes move to the end of their section (``moving``); it returns a ``weasyprint.Document``,
    and the ids of the notes that this lacks.
    ``legible`` are the least heights (px) of pictures, by figure, ``shrink`` is the least part of
    their height, or another in ``parts``.

    Notes move only if each of at most :data:`PASSES` layouts lacks some, or has a large hole for
    their sake, even if fewer lines of their paragraphs may be alone on a page; then as many layouts
    are tried without them.
    """
    sizes, trial = (legible, parts, shrink), partial(render, rebreaking=False, moving=False)
    found = _try(root, trial, sizes, render("", moving=False))
    if notes := found.in_the_way:
        tree = _Tree.of(root)
        looser = _with_fewer_lines(root, trial, found)
        tree.restore()
        if looser is not None:
            return looser
        move_notes(root, notes)
        other = _try(root, trial, sizes, render("", moving=True))
        if other.least < found.least or found.least == math.inf:
            return other.best.document
        tree.restore()
    return found.best.document


def _with_fewer_lines(
    root: Any, render: Callable[[str], tuple[Any, frozenset[str]]], trials: _Trials
) -> Any:
    """Return the best layout after paragraphs with notes in the way were broken more freely.

    Return ``None`` if it has no such notes, or still a large hole.
    """
    best, style = trials.best, trials.best.document.pages[0]._page_box.children[0].style
    notes = best.flow.late_notes if trials.least < math.inf else ()
    blocks = {name for note, name in blocks_of_notes(root, None) if name and note in notes}
    if not blocks:
        return None
    best.tree.restore()
    fewer = (f"{name}: {max(style[name] - 1, 1)}" for name in ("orphans", "widows"))
    rules = _rules(best.heights, trials.sizes, best.late)
    paragraphs = ", ".join(map(by_id, sorted(blocks)))
    document, lost = _render(root, render, f"{rules}\n{paragraphs} {{ {'; '.join(fewer)} }}")
    flow = index(root, document.pages)
    cost = sum(cost_of_hole(hole / flow.others) for hole, _, _ in flow.holes())
    return None if lost or flow.overfull or cost > TOO_LARGE else document


def _try(
    root: Any,
    render: Callable[[str], tuple[Any, frozenset[str]]],
    sizes: tuple[dict[Any, float], dict[Any, float], float],
    first: tuple[Any, frozenset[str]],
) -> _Trials:
    """Return at most :data:`PASSES` layouts, of which ``first`` is that in the order of the source.

    A layout that lacks notes, or moves some to the end of their section, is given up.  The next
    plan avoids its place, and that of a hole that the plan didn't foresee.
    """
    document, lost = first
    layout = _Layout(document, index(root, document.pages), _Tree.of(root), lost=lost)
    trials, source = _Trials.of(layout, *sizes), layout.tree
    for number in range(1, PASSES):
        plan = trials.next_plan(layout)
        if plan is None and layout is not trials.best and trials.least > TOO_LARGE:
            layout = trials.best
            layout.tree.restore()
            plan = trials.next_plan(layout)
        if plan is None or (number >= _ENOUGH and trials.least < TOO_LARGE):
            break
        late = layout.late | plan.late
        trials.tried.add(plan.arrangement(layout.late))
        _reorder(layout.flow, plan)
        document, lost = _render(root, render, _rules(plan.heights, trials.sizes, late))
        if lost:
            trials.give_up(plan, lost)
            layout.tree.restore()  # if notes moved, the layouts before are of another text
            if trials.least < TOO_LARGE:  # a small gain isn't worth more layouts
                break
            continue
        flow, tree = index(root, document.pages), _Tree.of(root)
        trial = _Layout(document, flow, tree, late, heights=plan.heights)
        if trials.learn(plan, trial):
            layout = trials.best
            layout.tree.restore()
        else:
            layout = trial
    else:
        trials.next_plan(layout)
    source.restore()
    return trials


def _render(
    root: Any, render: Callable[[str], tuple[Any, frozenset[str]]], rules: str
) -> tuple[Any, frozenset[str]]:
    """Return a layout with those style rules, and the ids of the notes that it lacks or moved."""
    before = _parents_of_notes(root)
    document, lost = render(rules)
    now = _parents_of_notes(root)
    return document, lost.union(str(one.get("id")) for one in now if now[one] is not before[one])


def _parents_of_notes(root: Any) -> dict[Any, Any]:
    """Return the element around each note, which changes if the note is moved (``long_notes``)."""
    return {one: parent for parent in root.iter() for one in parent if elements.is_footnote(one)}


def _calls(block: Any, notes: frozenset[str]) -> bool:
    return any((one.get("href") or "")[1:] in notes for one in block.iter("a"))


def _rules(heights: dict[Any, float], sizes: Sizes, late: Iterable[str]) -> str:
    """Return style rules for heights of pictures, and notes that may be on the next page."""
    shrunk = (
        f"{by_id(figure.get('id'))} img {{ max-height: {height:.1f}px }}"
        for figure, height in heights.items()
        if figure in sizes.natural and height < sizes.natural[figure][0]
    )
    put_off = (f"{by_id(name)} {{ footnote-policy: auto }}" for name in sorted(late))
    return "\n".join((*shrunk, *put_off))


def _reorder(flow: Flow, planned: Plan) -> None:
    """Move elements as ``planned``."""
    before = dict(pairwise(reversed(flow.units)))
    parents = {unit.element: unit.parent for unit in flow.units}
    moved: set[Unit] = set()
    for last, unit in pairwise(planned.units):
        if not unit.floats or (before.get(unit) is last and last not in moved):
            continue
        moved.add(unit)
        source, target = parents[unit.element], parents[last.element]
        source.remove(unit.element)
        target.insert(list(target).index(last.element) + 1, unit.element)
        parents[unit.element] = target
