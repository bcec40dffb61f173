"""Jobs: progress, results, errors, cancelling."""

from __future__ import annotations

import threading
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


def fail(*, progress: Report) -> None:  # noqa: ARG001
    raise ValueError("Broken.")


def wait(*, progress: Report) -> None:
    progress("Waiting", 1, 2)
    time.sleep(60)


def test_jobs() -> None:
    runner = JobRunner()
    seen: list[JobStatus] = []
    waits = threading.Event()

    def changed(status: JobStatus) -> None:
        seen.append(status)
        if status.step == "Waiting":
            waits.set()

    runner.changed = changed
    begun = [
        runner.start(one.__name__, "a", one, *arguments)
        for one, arguments in ((count, (3,)), (refuse, ()), (fail, ()), (wait, ()))
    ]
    counted, refused, broken, waiting = (runner.find(one.id) for one in begun)
    assert counted
    assert refused
    assert broken
    assert waiting
    for job in (counted, refused, broken):
        assert job.ended.wait(60)
    assert counted.result == [0, 1, 2]
    assert (refused.status.state, refused.status.error) == ("failed", "No.")
    assert broken.status.error == "fail failed: ValueError: Broken."
    assert waits.wait(60)
    again = runner.start("wait", "a", wait)  # replaces the one that waits
    assert waiting.ended.wait(60)
    assert waiting.status.state == "cancelled"
    runner.close()
    last = runner.find(again.id)
    assert last
    assert last.ended.wait(60)
    assert {one.step for one in seen} >= {"Counting", "Refusing", "Waiting"}
