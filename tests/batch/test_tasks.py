"""A title that is a bomb ends the child of its worker, and nothing else; it says why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from publish import BuildOptions
from publish.batch import tasks
from publish.batch.results import (
    Answer,
    BatchRequest,
    BatchTask,
    Title,
    TitleResult,
    decoded,
    encoded,
    options_data,
    save_request,
    saved_result,
)
from publish.batch.store import store_at

REQUEST = BatchRequest(
    sources=("texts",), options=options_data(BuildOptions()), memory=300_000_000, seconds=1
)


@pytest.fixture
def output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    save_request(store_at(str(tmp_path)), REQUEST, ())
    monkeypatch.setattr(tasks, "CHILD", "tests.batch.poisoned")
    yield str(tmp_path)
    while tasks._idle:
        tasks._idle.pop().end()


def build(output: str, name: str) -> TitleResult:
    title = Title(name=name, source=name)
    task = BatchTask(output=output, run=REQUEST.run, title=title, seconds=REQUEST.seconds)
    result = decoded(tasks.run_task(encoded(task)), Answer).result
    assert result is not None
    return result


def test_a_poisoned_title_is_set_aside_with_the_reason(output: str) -> None:
    before = build(output, "good").source
    assert build(output, "better").source == before  # the same process
    late, large = build(output, "time"), build(output, "memory")
    assert (late.state, large.state) == ("failed", "failed")
    assert late.reason.startswith("It takes more than 1 s of processor time")
    assert large.reason.startswith("It needs more than the 0.3 GB of memory")
    assert saved_result(store_at(output), REQUEST.run, "time") == late
    with pytest.raises(tasks.TaskError, match=r"crashed.*signal 11"):  # Dask tries it again
        build(output, "crash")
    after = build(output, "best")
    assert after.state == "built"
    assert after.source != before
    assert not psutil.pid_exists(int(before))


def test_what_was_finished_in_this_run_is_not_done_again(output: str) -> None:
    first = build(output, "good")
    while tasks._idle:
        tasks._idle.pop().end()
    assert build(output, "good") == first
    assert not tasks._idle
