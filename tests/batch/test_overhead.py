"""The measure of what Dask takes builds the graph that a batch builds."""

from __future__ import annotations

from bench.batch.overhead import DIVIDED, WHOLE, measured, tasks_of


def test_overhead_counts_the_tasks_of_the_graph() -> None:
    titles = 3
    found = measured(titles * tasks_of(DIVIDED), DIVIDED, workers=1)
    assert found.run == found.tasks == titles * 11
    assert tasks_of(WHOLE) == 1
