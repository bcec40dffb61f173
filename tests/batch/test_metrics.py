"""What a worker counts for Prometheus."""

from __future__ import annotations

from prometheus_client import REGISTRY

from publish.batch.metrics import count
from tests.batch.records import results


def test_titles_editions_and_seconds_are_counted() -> None:
    for one in results():
        count(one)
    assert REGISTRY.get_sample_value("publish_titles_total", {"state": "refused"}) == 1
    assert REGISTRY.get_sample_value("publish_editions_total", {"edition": "epub"}) == 1
    seconds = REGISTRY.get_sample_value("publish_processor_seconds_total", {"step": "pdf"})
    assert seconds == 4.1 + 118.0
