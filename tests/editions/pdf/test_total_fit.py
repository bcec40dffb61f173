"""The line breaks of a paragraph are the cheapest of all, whatever its words."""

from itertools import combinations, pairwise
from math import inf
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publish.editions.pdf.lines import total_fit
from publish.editions.pdf.lines.total_fit import Break, Setting, best_breaks, cost

JUSTIFIED = Setting(1.25, 0.5, expand=0.02)
RAGGED = Setting(0.0, 0.0, slack=12.0)

WORD = st.tuples(st.integers(3, 30), st.booleans())


def paragraph(words: list[tuple[int, bool]]) -> list[Break]:
    """A paragraph of words ``(width, hyphen)``; a hyphen in the middle, spaces 2.5 wide."""
    found, width = [Break(0, 0, 0, 0, 0)], 0.0
    for number, (size, divided) in enumerate(words):
        if divided:
            middle = width + size / 2
            place = Break(0, middle + 1.5, middle, number, number, 60, flagged=True, hyphen=True)
            found.append(place)
        end = width + size
        width = end + 2.5
        orphan = number == len(words) - 2 and words[-1][0] < 8
        found.append(Break(0, end, width, number, number + 1, orphan=orphan))
    return found


def total(chosen: list[Break], widths: list[float], setting: Setting) -> float:
    """What the lines between ``chosen`` cost together."""
    last = len(chosen) - 2
    return sum(
        cost(*pair, widths[min(number, len(widths) - 1)], setting, last=number == last)
        for number, pair in enumerate(pairwise(chosen))
    )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(WORD, min_size=1, max_size=7),
    st.lists(st.integers(35, 80), min_size=1, max_size=3),
    st.sampled_from([JUSTIFIED, RAGGED]),
)
def test_no_other_breaks_cost_less(
    words: list[tuple[int, bool]], widths: list[int], setting: Setting
) -> None:
    breaks = paragraph(words)
    lines: list[float] = list(widths)
    with patch.object(total_fit, "TOLERANCE", inf):  # else only lines that aren't too loose
        found = best_breaks(breaks, lines, setting)
    assert found[-1] is breaks[-1]
    inner = breaks[1:-1]
    every = (
        total([breaks[0], *some, breaks[-1]], lines, setting)
        for count in range(len(inner) + 1)
        for some in combinations(inner, count)
    )
    least = min(every)
    mine = total([breaks[0], *found], lines, setting)
    assert mine == pytest.approx(least)


def test_a_word_wider_than_the_line_stands_alone() -> None:
    breaks = paragraph([(20, False), (90, False), (20, False)])
    assert best_breaks(breaks, [50.0], JUSTIFIED) == breaks[1:]
    assert total(breaks, [50.0], JUSTIFIED) == inf


def test_the_first_lines_may_be_shorter() -> None:
    """Beside a drop cap."""
    breaks = paragraph([(10, False)] * 9)
    found = best_breaks(breaks, [22.5, 22.5, 47.5], JUSTIFIED)
    assert [breaks.index(one) for one in found] == [2, 4, 8, 9]
