"""The frames of deep calls have their room, whatever the calls do."""

import resource

from publish.editions.pdf.weasyprint_patches import with_preallocated_stack

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
    assert with_preallocated_stack(_busiest) < CALLS / 4
