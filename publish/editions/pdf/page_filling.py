"""Model how blocks fill pages, so that ``figures`` can try orders of blocks without a layout.

Costs are in one unit: 1 is a hole of a tenth of a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from publish.editions.pdf.flow import MAX_HOLE, MAX_HOLE_BEFORE_TEXT, Flow, Piece, Unit

#: The part of the height of the text that a hole must not exceed, and what it costs if it does.
#: (White space is at most a fifth of the page, of which the margins are a part.)
LARGEST, TOO_LARGE = 0.2, 40.0

#: The cost of notes that are on the page after their call.
LATE = 0.5

#: Space (px) that is left at the foot of a page, as a margin for error.
_SPARE = 3.0


def cost_of_hole(part: float) -> float:
    """Return the cost of a hole of that ``part`` of the height of the text."""
    return 100 * part * part + (TOO_LARGE * (1 + 5 * (part - LARGEST)) if part > LARGEST else 0.0)


class State(Struct, frozen=True):
    """How far a page is filled: its text up to ``y`` (px), and ``notes`` of that height.

    ``carried`` is the height of the notes that are put off to the next page.
    """

    page: int = 0
    y: float = 0.0
    notes: float = 0.0
    carried: float = 0.0


class Filled(Struct, frozen=True):
    """The ``state`` after some blocks, what their holes cost, and the notes that they put off."""

    state: State
    cost: float = 0.0
    late: frozenset[str] = frozenset()


def measured(flow: Flow) -> list[Filled]:
    """Return, for each block of ``flow``, what the layout has after it."""
    costs: dict[Unit, float] = {}
    for hole, unit, _ in flow.holes():
        costs[unit] = costs.get(unit, 0.0) + cost_of_hole(hole / flow.others)
    page, called, filled = -1, 0.0, []
    for unit in flow.units:
        for piece in unit.pieces:
            if piece.page != page:
                page, called = piece.page, flow.feet[piece.page][2]
            called += piece.notes
        last, area = unit.pieces[-1], flow.feet[page][1]
        state = State(page, last.top + last.height, min(called, area), max(called - area, 0.0))
        filled.append(Filled(State(page + 1) if unit.alone else state, costs.get(unit, 0.0)))
    return filled


def fill(
    flow: Flow,
    state: State,
    units: tuple[Unit, ...],
    last: Unit | None,
    extra: float,
    late: frozenset[str],
    stuck: frozenset[str],
) -> Filled:
    """Return what pages have if ``units`` come after ``state`` and the block ``last``.

    The last of ``units`` is ``extra`` px higher than it was measured; the notes ``late`` can be on
    the next page, ``stuck`` ones cannot.
    """
    cost, put_off = 0.0, set[str]()
    for chunk in _chunks(units, last, flow.paragraphs):
        (unit, piece, _), (final, _, _) = chunk[0], chunk[-1]
        height = extra if final is units[-1] else 0.0
        state, hole, calls = _place(flow, chunk, state, height, late, stuck)
        put_off |= calls
        if hole > MAX_HOLE and not (unit.floats and piece is not unit.pieces[0]):
            cost += cost_of_hole(hole / flow.others)
    return Filled(state, cost + LATE * len(put_off), frozenset(put_off))


_Chunk = list[tuple[Unit, Piece, float]]


def _place(
    flow: Flow,
    chunk: _Chunk,
    state: State,
    extra: float,
    late: frozenset[str],
    stuck: frozenset[str],
) -> tuple[State, float, frozenset[str]]:
    """Return the state after ``chunk``, the height of the hole before it, and its late notes."""
    unit, piece, gap = chunk[0]
    if unit.alone and piece is not unit.pieces[0]:  # its pages are as they were measured
        before = unit.pieces[unit.pieces.index(piece) - 1]
        return State(state.page + piece.page - before.page), 0.0, frozenset()
    forced = piece is unit.pieces[0] and (unit.breaks or unit.alone) and state.y > 0
    first = unit.padding[0] if piece is unit.pieces[0] else unit.repeated[0]  # at a page's top
    height = extra + sum(gap + piece.height for _, piece, gap in chunk)
    height -= 0.0 if state.y else gap - first
    notes = sum(piece.notes for _, piece, _ in chunk)
    hole = 0.0
    if state.y:
        room = flow.room(state.page, state.notes) - state.y
        put_off, calls = _with_late_notes(flow, chunk, state, extra)
        if forced or put_off is None or calls & stuck:
            hole = room if unit.alone or not unit.opens else 0.0
            state, height = State(state.page + 1, notes=state.carried), height - gap + first
        elif calls and calls.isdisjoint(late) and room <= MAX_HOLE_BEFORE_TEXT * flow.others:
            hole, height = room, height - gap + first
            state = State(state.page + 1, notes=state.carried)
        else:
            return put_off, 0.0, calls
    if unit.alone:
        return State(state.page + 1), hole, frozenset()
    full = State(state.page, state.y + height, state.notes + notes, state.carried)
    return full, hole, frozenset()


def _with_late_notes(
    flow: Flow, chunk: _Chunk, state: State, extra: float
) -> tuple[State | None, frozenset[str]]:
    """Return the state after ``chunk`` on the same page, if it fits, and the notes put off.

    WeasyPrint 70 puts a note off if it doesn't fit below its line, or if an earlier one is.
    """
    page, y, notes, carried = state.page, state.y, state.notes, state.carried
    calls = frozenset[str]()
    for place, (unit, piece, gap) in enumerate(chunk, 1):
        y += gap + piece.height + (extra if place == len(chunk) else 0.0)
        end = y + unit.repeated[1] + _SPARE
        if piece.notes and (carried or end > flow.room(page, notes + piece.notes)):
            carried += piece.notes
            calls = calls.union(piece.calls)
        else:
            notes += piece.notes
        if end > flow.room(page, notes, carried):
            return None, calls
    return State(page, y, notes, carried), calls


def _chunks(units: Iterable[Unit], last: Unit | None, paragraphs: float) -> Iterator[_Chunk]:
    """Yield groups of pieces that have to be on one page, each with the space before it.

    ``paragraphs`` is the space between two paragraphs.
    """
    chunk: _Chunk = []
    for unit in units:
        for place, piece in enumerate(unit.pieces):
            gap = piece.gap if place else _gap(last, unit, paragraphs)
            joined = piece.joined if place else last is not None and last.heading
            if chunk and not joined:
                yield chunk
                chunk = []
            chunk.append((unit, piece, gap))
        last = unit
    if chunk:
        yield chunk


def _gap(last: Unit | None, unit: Unit, paragraphs: float) -> float:
    if last is None:
        return unit.above + unit.padding[0]
    above = paragraphs if last.name == unit.name == "p" else unit.above
    return last.padding[1] + max(above, last.below) + unit.padding[0]
