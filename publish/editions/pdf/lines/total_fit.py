"""Choose the best set of line breaks for a whole paragraph.

The method is that of Knuth and Plass, "Breaking Paragraphs into Lines" (Software: Practice and
Experience 11, 1981), as TeX uses it: a line costs more the more its spaces are stretched or shrunk,
and the breaks with the least total cost are found by dynamic programming.  Boxes, glue and
penalties are reduced to what text needs: each possible break has the width of the text before it.
It is hand-written, since no maintained library for Python takes widths that were measured before.

Widths are CSS px.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from msgspec import Struct


class Break(Struct, frozen=True):
    """A place where a line can end; ``position`` is the index in the text where the next begins.

    ``end`` is the width of the text up to the end of the line (with a hyphen that is added there),
    ``start`` that up to the start of the next line; ``end_spaces`` and ``start_spaces`` count the
    spaces in each. ``flagged`` breaks leave a hyphen at the end of their line. ``orphan`` says that
    the text after the break is too short for a last line.
    """

    position: int
    end: float
    start: float
    end_spaces: int
    start_spaces: int
    penalty: float = 0.0
    flagged: bool = False
    hyphen: bool = False
    orphan: bool = False


class Setting(Struct, frozen=True):
    """How lines are filled: ``stretch`` and ``shrink`` of one space, ``slack`` of a whole line.

    ``expand`` is the part of their width by which letters may be stretched or shrunk, too. Ragged
    text has slack only, and justified text has none.  The last line of ``balanced`` text is filled
    like the others, so that all are of about the same length.
    """

    stretch: float
    shrink: float
    slack: float = 0.0
    expand: float = 0.0
    balanced: bool = False

    def shrinks(self, width: float, spaces: int) -> float:
        """Return by how much a line of this ``width`` with so many ``spaces`` may be shrunk."""
        return self.shrink * spaces + self.expand * width + 1e-3

    def ratio(self, natural: float, spaces: int, width: float) -> float:
        """Return how far a line that is ``natural`` wide is stretched to ``width`` (TeX's ratio).

        It is negative if the line is shrunk, and less than -1 if that isn't possible.
        """
        room = width - natural
        if room >= 0:
            stretched = spaces or 0.5
            flexible = self.stretch * stretched + self.slack + self.expand * natural
            return room / flexible if flexible else inf
        return room / self.shrinks(natural, spaces)


#: What a line costs (TeX's ``\linepenalty``, ``\doublehyphendemerits``, ``\finalhyphendemerits``),
#: and what a last line costs that is too short.
LINE, TWO_HYPHENS, LAST_HYPHEN, ORPHAN = 10.0, 30_000.0, 1_000_000.0, 10_000_000.0

#: How many times more a divided word costs than uneven lines, where lines are balanced.
UNEVEN = 10_000

#: What a line costs that is too long, though it can't be broken.
OVERFULL = 1e12

#: How far a line may be stretched in the first try, as a multiple of :class:`Setting`.
TOLERANCE = 2.0


def cost(before: Break, after: Break, width: float, setting: Setting, *, last: bool) -> float:
    """Return the demerits of the line between two breaks; infinite if it is too long."""
    spaces = after.end_spaces - before.start_spaces
    ratio = setting.ratio(after.end - before.start, spaces, width)
    return _demerits(before, after, ratio, last=last, balanced=setting.balanced)


def _demerits(before: Break, after: Break, ratio: float, *, last: bool, balanced: bool) -> float:
    """Return what the line between two breaks costs if it is stretched by ``ratio``."""
    if ratio < -1:
        return inf
    free = last and ratio > 0 and not balanced
    demerits = (LINE + (0.0 if free else 100 * abs(ratio) ** 3)) ** 2
    demerits += after.penalty**2 * (UNEVEN if balanced else 1)
    if before.flagged:
        if last:
            demerits += LAST_HYPHEN
        elif after.flagged:
            demerits += TWO_HYPHENS
    if last and before.orphan:
        demerits += ORPHAN
    return demerits


def best_breaks(breaks: Sequence[Break], widths: Sequence[float], setting: Setting) -> list[Break]:
    """Return the breaks after each line with the least total cost.

    The first of ``breaks`` is the start of the text, and the last its end, which is part of the
    result. ``widths`` are those of the first lines; all others have the last of them.
    """
    close = [] if setting.balanced else _search(breaks, widths, setting, TOLERANCE)
    return close or _search(breaks, widths, setting, inf)


def _search(
    breaks: Sequence[Break], widths: Sequence[float], setting: Setting, tolerance: float
) -> list[Break]:
    """Return the best breaks with no line stretched more than ``tolerance``, or none.

    A state is a break with the number of lines before it, as long as their widths differ.
    """
    special = len(widths) - 1
    widest = max(widths)
    final = len(breaks) - 1
    starts = [one.start for one in breaks]
    # for each break: number of lines (at most `special`) -> cost, state before
    states: list[dict[int, tuple[float, tuple[int, int]]]] = [{} for _ in breaks]
    states[0][0] = (0.0, (-1, 0))
    # a break with a hyphen may be wider than the next one
    longest = widest + max((one.end - one.start for one in breaks if one.hyphen), default=0.0)
    first = 0
    for place in range(1, final + 1):
        after = breaks[place]
        last = place == final
        own = states[place]
        end = after.end
        while first < place - 1:
            spaces = after.end_spaces - breaks[first].start_spaces
            if end - starts[first] <= longest + setting.shrinks(longest, spaces):
                break
            first += 1
        for index in range(first, place):
            if not states[index]:
                continue
            before = breaks[index]
            natural, spaces = end - starts[index], after.end_spaces - before.start_spaces
            ratio = setting.ratio(natural, spaces, widest)
            if ratio < -1:
                if index < place - 1 or tolerance < inf:
                    continue
            elif ratio > tolerance and not (last or special):
                break  # later starts are looser still
            for lines, (so_far, _) in states[index].items():
                width = widths[lines]
                key = lines + 1 if lines < special else special
                if key in own and so_far >= own[key][0]:
                    continue
                own_ratio = ratio if width == widest else setting.ratio(natural, spaces, width)
                if special and not last and own_ratio > tolerance:
                    continue
                total = so_far + _demerits(
                    before, after, own_ratio, last=last, balanced=setting.balanced
                )
                if total == inf and index == place - 1 and tolerance == inf:
                    total = so_far + OVERFULL
                if total < inf and (key not in own or total < own[key][0]):
                    own[key] = (total, (index, lines))
    if not states[final]:
        return []
    place, lines = final, min(states[final], key=lambda key: states[final][key][0])
    found: list[Break] = []
    while place > 0:
        found.append(breaks[place])
        place, lines = states[place][lines][1]
    return found[::-1]
