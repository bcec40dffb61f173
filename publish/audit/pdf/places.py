"""Find what is drawn outside its page, or over something else: no reader can see it all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from publish.audit.pdf.tree import INLINE, Node, Tree
from publish.readers.pdf.records import Page, TextRun

_Placed: TypeAlias = tuple[Node, TextRun]

#: How far a letter may reach over the edge of a page, in points.
_EDGE = 1.0

#: How much of the height and the width of a run another may cover: lines are set close together,
#: and slanted letters lean over their neighbours.
_HEIGHT, _WIDTH = 0.5, 0.4

OUTSIDE = "it is outside the page"
COVERED = "it is printed over other text"
UNDER_PICTURE = "a picture is printed over it"
OVER_PICTURE = "it is printed over another picture"


def misplaced(tree: Tree) -> dict[Node, str]:
    """Return the reason for each node that nobody can see or read as a whole."""
    found: dict[Node, str] = {}
    boxes = {page.number: page.box for page in tree.pages}
    boxed = [node for node in tree.document.nodes() if len(node.box) == 4]
    for drawing in boxed:
        page_box = boxes.get(drawing.where)
        if page_box is not None and _outside(drawing.box, page_box):
            found[drawing] = OUTSIDE
    drawings: dict[int, list[Node]] = {}
    for drawing in boxed:
        drawings.setdefault(drawing.where, []).append(drawing)
    for page in tree.pages:
        placed = [
            (tree.owners[page.number, run.number], run)
            for run in page.content.runs
            if (page.number, run.number) in tree.owners
        ]
        texts = [one for one in placed if not _drawing(one[0])]
        shown = drawings.get(page.number, [])
        for node, why in (*_misplaced(texts, page), *_under(shown, texts)):
            found.setdefault(node, why)
    return found


def _under(drawings: Sequence[Node], texts: Sequence[_Placed]) -> Iterator[tuple[Node, str]]:
    """Yield the nodes that a picture or formula of another block covers, with the reason."""
    boxes = [(node, _box(node)) for node in drawings]
    for place, (drawing, box) in enumerate(boxes):
        block = _block(drawing)
        for node, run in texts:
            if _over(box, run) and _block(node) is not block:
                yield node, UNDER_PICTURE
        for other, second in boxes[place + 1 :]:
            if _over(box, second) and not _share_lines(drawing, other):
                yield other, OVER_PICTURE


def _share_lines(one: Node, other: Node) -> bool:
    """Return whether two drawings are in the lines of one block.

    The box of a formula that is broken is as wide as all its lines: a small picture may be in it.
    """
    if {one.type, other.type} != {"Formula", "Figure"}:
        return _block(one) is _block(other)
    around = (node.parent or node if node.type == "Figure" else node for node in (one, other))
    first, second = map(_block, around)
    return first is second and first.painted


def _box(drawing: Node) -> TextRun:
    left, bottom, right, top = drawing.box
    return TextRun(0, left, bottom, right, top, "")


def _drawing(node: Node) -> bool:
    """Return whether ``node`` is a picture or a formula, whose parts may touch."""
    return any(one.type in ("Figure", "Formula") for one in (node, *node.ancestors()))


def _misplaced(placed: Sequence[_Placed], page: Page) -> Iterator[tuple[Node, str]]:
    """Yield the nodes of misplaced runs, with the reason."""
    for node, run in placed:
        box = run.left, run.bottom, run.right, run.top
        if page.box is not None and _outside(box, page.box):
            yield node, OUTSIDE
    for one, other in _covered(placed):
        if _block(one) is not _block(other):
            yield one, COVERED
            yield other, COVERED


def _block(node: Node) -> Node:
    """Return the block around ``node``: the letters of one block may touch, as marks do.

    A call of a note is in the line as well.
    """
    inline = (node, *node.ancestors())
    return next((n for n in inline if n.type not in INLINE and n.type != "Reference"), node)


def _outside(box: tuple[float, ...], page: tuple[float, ...]) -> bool:
    """Return whether a part of ``box`` is outside ``page``; both: left, bottom, right, top."""
    low = any(one < edge - _EDGE for one, edge in zip(box[:2], page[:2], strict=True))
    return low or any(one > edge + _EDGE for one, edge in zip(box[2:], page[2:], strict=True))


def _covered(placed: Sequence[_Placed]) -> Iterator[tuple[Node, Node]]:
    """Yield the nodes of each two runs of which one covers the other."""
    open_runs: list[_Placed] = []
    for node, run in sorted(placed, key=lambda one: one[1].bottom):
        open_runs = [one for one in open_runs if one[1].top > run.bottom]
        yield from ((other, node) for other, one in open_runs if _over(one, run))
        open_runs.append((node, run))


def _over(first: TextRun, second: TextRun) -> bool:
    """Return whether one run covers much of the height and of the width of the other."""
    lower = min(first.top - first.bottom, second.top - second.bottom)
    narrower = min(first.right - first.left, second.right - second.left)
    height = min(first.top, second.top) - max(first.bottom, second.bottom)
    width = min(first.right, second.right) - max(first.left, second.left)
    return height > _HEIGHT * lower and width > max(_WIDTH * narrower, lower)
