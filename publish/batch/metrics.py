"""Count titles for Prometheus, beside what Dask counts.

A Dask worker shows the default registry of prometheus-client at ``/metrics``, with whatever is in
it; without that package it shows nothing, and nothing is counted.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from publish.batch.results import TitleResult

if TYPE_CHECKING:
    from prometheus_client import Counter


@cache
def _counters() -> tuple[Counter, Counter, Counter] | None:
    """Return the counters of titles, editions and seconds of this process."""
    try:
        from prometheus_client import Counter
    except ModuleNotFoundError:
        return None
    return (
        Counter("publish_titles", "Titles that ended, by their state.", ["state"]),
        Counter("publish_editions", "Editions that were made, by their name.", ["edition"]),
        Counter("publish_processor_seconds", "Seconds of processors, by step.", ["step"]),
    )


def count(result: TitleResult) -> None:
    """Count a title that ended, in the process of a worker."""
    counters = _counters()
    if counters is None:
        return
    titles, editions, seconds = counters
    titles.labels(result.state).inc()
    for one in result.editions:
        if not one.unchanged:
            editions.labels(one.name).inc()
    for step, taken in result.seconds.items():
        seconds.labels(step).inc(taken)
