"""Figures that never leave a hole.

A figure that does not fit under the text before it begins the next page, and the rest of its page
stays white.  As a newspaper's designer does, such a figure is drawn a little smaller, or some of
the text after it goes before it, or it goes before some of the text before it.  Tables and asides
are moved likewise.  What is moved is moved for the layout alone: who listens hears all in the order
of the source.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from publish.exporters.pdf.flow import Flow, survey
from publish.exporters.pdf.plan import Plan, plan
from publish.exporters.pdf.selectors import by_id

#: How often an article is laid out at most.
PASSES = 3


def without_holes(root: Any, render: Callable[[str], Any], *, shrink: bool = True) -> Any:
    """The best of at most :data:`PASSES` layouts: that with the least white below its text.

    ``root`` is the ``html`` element; ``render`` takes further style rules and gives a
    ``weasyprint.Document``.  Without ``shrink`` no picture is made smaller.
    When this returns, ``root`` is as it was before.
    """
    best = render("")
    flow = survey(root, best.pages)
    least = flow.waste
    natural = {unit.element: unit.picture for unit in flow.units if unit.figure}
    heights: dict[Any, float] = {}
    order: dict[Any, list[Any]] = {}
    try:
        for _ in range(PASSES - 1):
            if not flow.waste:
                break
            made = plan(flow, natural, shrink=shrink)
            _reorder(flow, made, order)
            heights |= made.heights
            document = render(_rules(heights))
            flow = survey(root, document.pages)
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


def _reorder(flow: Flow, made: Plan, order: dict[Any, list[Any]]) -> None:
    """Put the figures where ``made`` has them; ``order`` keeps how the children stood before."""
    for old, new in zip(flow.units, made.units, strict=True):
        if old is not new:
            order.setdefault(new.parent, list(new.parent))
    for parent in order:
        units = [unit.element for unit in made.units if unit.parent is parent]
        moved = iter(units)
        placed = set(units)
        parent[:] = [next(moved) if child in placed else child for child in list(parent)]
