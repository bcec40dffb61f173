"""Jobs: progress, results, errors, cancelling."""

from __future__ import annotations

import time

from publish.editions.edition import Report
from publish.errors import UsageError
from publish.serve.jobs import JobRunner, JobStatus


def count(most: int, *, progress: Report) -> list[int]:
    for one in range(most):
        progress("Counting", one, most)
    return list(range(most))


def refuse(*, progress: Report) -> None:
    progress("Refusing", 0, 0)
    raise UsageError("No.")


def wait(*, progress: Report) -> None:
    progress("Waiting", 1, 2)
    time.sleep(60)


def test_jobs() -> None:
    runner = JobRunner()
    seen: list[JobStatus] = []
    runner.changed = seen.append
    counted, refused = runner.start("count", "a", count, 3), runner.start("refuse", "a", refuse)
    waiting = runner.start("wait", "a", wait)
    jobs = [runner.find(one.id) for one in (counted, refused, waiting)]
    for job in jobs[:2]:
        assert job is not None
        assert job.ended.wait(20)
    assert jobs[0] is not None
    assert jobs[0].result == [0, 1, 2]
    assert jobs[1] is not None
    assert (jobs[1].status.state, jobs[1].status.error) == ("failed", "No.")
    end = time.monotonic() + 20
    while not any(one.step == "Waiting" for one in seen) and time.monotonic() < end:
        time.sleep(0.02)
    again = runner.start("wait", "a", wait)  # replaces the one that waits
    assert jobs[2] is not None
    assert jobs[2].ended.wait(5)
    assert jobs[2].status.state == "cancelled"
    runner.close()
    job = runner.find(again.id)
    assert job is not None
    assert job.ended.wait(5)
    assert {one.step for one in seen} >= {"Counting", "Refusing", "Waiting"}
