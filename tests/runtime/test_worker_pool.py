"""A pool of worker processes: answers, failures, and the end of the processes."""

from __future__ import annotations

import os
import time
from concurrent.futures import as_completed
from pathlib import Path

import pytest

from publish.errors import MissingToolError, PublishError, UsageError
from publish.runtime import worker_pool
from publish.runtime.messages import send
from publish.runtime.programs import Program, python_command, python_path
from publish.runtime.worker_pool import WorkerPool

WORKER = """
import os, sys, time
from pathlib import Path
from publish.errors import UsageError
from publish.runtime.worker_pool import serve

def start(folder):
    if folder:
        (Path(folder) / str(os.getpid())).touch()
    print("this is not an answer")

    def answer(request):
        if request == "wrong":
            raise UsageError("a wrong request")
        if request == "broken":
            raise KeyError("broken")
        if request == "crash":
            print("out of luck", file=sys.stderr)
            os._exit(1)
        if request == "crash once" and len(list(Path(folder).iterdir())) == 1:
            os._exit(1)
        if isinstance(request, float):
            time.sleep(request)
        return request, os.getpid()

    if folder == "":
        raise UsageError("no folder")
    return answer

def load():
    print("nor is this")
    if "NO_LIBRARY" in os.environ:
        raise UsageError("no library")

if __name__ == "__main__":
    serve(start, load)
"""

Answer = tuple[object, int]


@pytest.fixture
def pool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WorkerPool[object, Answer]:
    (tmp_path / "a_worker.py").write_text(WORKER, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    return pool_of()


def pool_of(attempts: int = 2) -> WorkerPool[object, Answer]:
    return WorkerPool(
        "a_worker",
        needed_for="a test",
        timeout=lambda request: 0.1 if request == 60.0 else 60.0,
        failed=lambda request, error: RuntimeError(f"{request}: {error}"),
        attempts=attempts,
    )


@pytest.fixture
def folder(tmp_path: Path) -> str:
    (tmp_path / "started").mkdir()
    return str(tmp_path / "started")


def started(folder: str) -> list[int]:
    return [int(path.name) for path in Path(folder).iterdir()]


def test_answers_come_in_any_order_and_futures_keep_theirs(
    pool: WorkerPool[object, Answer], folder: str
) -> None:
    with pool:
        pool.begin(folder, 2)
        futures = [pool.submit(request) for request in (0.5, 1, 2, 3)]
        done = [future.result()[0] for future in as_completed(futures)]
        assert sorted(map(float, done)) == [0.5, 1, 2, 3]  # type: ignore[arg-type]
        assert [future.result()[0] for future in futures] == [0.5, 1, 2, 3]
    assert len(started(folder)) <= 2


def test_workers_start_when_there_is_enough_to_do(
    pool: WorkerPool[object, Answer], folder: str
) -> None:
    with pool:
        pool.begin(folder, 8, requests_per_worker=10)
        for future in [pool.submit(number) for number in range(10)]:
            future.result()
    assert len(started(folder)) == 1


def test_a_process_that_was_started_ahead_is_used(
    pool: WorkerPool[object, Answer], folder: str
) -> None:
    with pool:
        pool.start_ahead()
        (ahead,) = pool._programs
        pool.begin(folder, 1)
        assert pool.submit("this").result() == ("this", ahead._process.pid)


def test_a_publish_error_is_raised_as_it_is_and_the_worker_goes_on(
    pool: WorkerPool[object, Answer], folder: str
) -> None:
    with pool:
        pool.begin(folder, 1)
        wrong, after = pool.submit("wrong"), pool.submit("after")
        with pytest.raises(UsageError, match="a wrong request"):
            wrong.result()
        assert after.result()[0] == "after"
    assert len(started(folder)) == 1


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ("broken", "broken: 'broken'"),
        ("crash", r"(?s)crash: .*out of luck"),
        (60.0, "60.0: it hung: no answer within 0.1 seconds"),
    ],
)
def test_another_failure_is_tried_again_and_then_named(
    pool: WorkerPool[object, Answer], folder: str, request_: object, message: str
) -> None:
    with pool:
        pool.begin(folder, 1)
        failing, after = pool.submit(request_), pool.submit("after")
        with pytest.raises(RuntimeError, match=message):
            failing.result()
        assert after.result()[0] == "after"


def test_a_crash_that_happens_once_is_not_seen(
    pool: WorkerPool[object, Answer], folder: str
) -> None:
    with pool:
        pool.begin(folder, 1)
        assert pool.submit("crash once").result()[0] == "crash once"
    assert len(started(folder)) == 2


def test_a_worker_that_cannot_start_its_work_says_why(pool: WorkerPool[object, Answer]) -> None:
    with pool:
        pool.begin("", 1)
        with pytest.raises(PublishError, match="no folder"):
            pool.submit("this").result()


def test_a_worker_that_lacks_a_library_says_so(
    pool: WorkerPool[object, Answer], folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_LIBRARY", "1")
    with pool:
        pool.begin(folder, 1)
        for request in ("this", "that"):
            with pytest.raises(PublishError, match="no library"):
                pool.submit(request).result()


def test_no_process_can_be_started(
    pool: WorkerPool[object, Answer], folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_pool, "python_command", lambda _: (f"{folder}/nothing",))
    with pool:
        pool.begin(folder, 1)
        with pytest.raises(MissingToolError, match="a test"):
            pool.submit("this").result()


def test_leaving_the_block_ends_every_process(
    pool: WorkerPool[object, Answer], folder: str
) -> None:
    with pool:
        pool.start_ahead()
        pool.start_ahead()
        pool.begin(folder, 1)
        pool.submit(50.0)
        pool.submit(50.0)
        until = time.monotonic() + 30
        while not started(folder) and time.monotonic() < until:
            time.sleep(0.05)
        processes = [program._process for program in pool._programs]
    assert len(processes) == 2
    assert all(process.returncode is not None for process in processes)
    for number in started(folder):
        with pytest.raises(ProcessLookupError):
            os.kill(number, 0)


def test_workers_without_work_end_by_themselves(
    pool: WorkerPool[object, Answer], folder: str
) -> None:
    with pool:
        pool.begin(folder, 2)
        futures = [pool.submit(request) for request in (1, 2, 3)]
        assert [future.result()[0] for future in futures] == [1, 2, 3]
        processes = [program._process for program in pool._programs]
    assert {process.returncode for process in processes} == {0}


def test_what_a_parent_that_was_killed_has_asked_is_not_done(
    pool: WorkerPool[object, Answer],  # noqa: ARG001 - its module
    folder: str,
) -> None:
    command = python_command("a_worker")
    environment = python_path()
    with Program(command, needed_for="a test", fix="", environment=environment) as program:
        send(program.stdin, folder)
        send(program.stdin, 60.0)
        program.wait_for_end(30)
        assert not program.runs()
