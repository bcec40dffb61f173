"""The frames of deep calls have their room, whatever the calls do."""

import resource

import pytest

from publish.editions.pdf.library import with_room

#: Frames of so many depths would fill several chunks of 16 KB, so the edge of one is among them.
DEPTHS, CALLS = 400, 200


def _nothing() -> None:
    return


def _busiest(depth: int = 0) -> int:
    """The page faults of the busy loop that has most of them, at any depth."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(CALLS):
        _nothing()
    found = resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
    return max(found, _busiest(depth + 1)) if depth < DEPTHS else found


def test_calls_in_a_loop_cost_no_page_faults_at_any_depth() -> None:
    assert with_room(_busiest) < CALLS / 4


def test_what_the_call_returns_or_raises_passes_through() -> None:
    assert with_room(lambda: with_room(lambda: 3)) == 3
    with pytest.raises(ZeroDivisionError):
        with_room(lambda: 1 / 0)
