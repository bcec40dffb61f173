"""Work beside the main thread: its value, its error, and its end when nobody waits for it."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from publish.errors import ToolError
from publish.runtime.background import BackgroundThread
from publish.runtime.programs import run

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


def test_the_value_comes_back() -> None:
    with BackgroundThread(pow, 2, 10) as job:
        assert job.result() == 1024
        assert job.ready(seconds=0)


def test_the_error_comes_back() -> None:
    with BackgroundThread(int, "no number") as job, pytest.raises(ValueError, match="no number"):
        job.result()


def test_leaving_early_stops_its_programs_and_lets_it_tidy_up() -> None:
    tidied: list[str] = []
    started = threading.Event()

    def work() -> None:
        try:
            started.set()
            run(SLEEP, timeout=60)
        except ToolError:
            tidied.append("first")
        try:  # nor does another one start
            run(SLEEP, timeout=60)
        except ToolError:
            tidied.append("second")

    begun = time.monotonic()
    with BackgroundThread(work):
        started.wait()
    assert tidied == ["first", "second"]
    assert time.monotonic() - begun < 30
    assert run([sys.executable, "-c", "print(1)"], timeout=60).strip() == b"1"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal of a timer")
def test_ctrl_c_while_waiting_stops_its_programs() -> None:
    """A thread that was waited for seemed to have ended: it went on, and its files stayed."""
    tidied: list[str] = []

    def work() -> None:
        try:
            run(SLEEP, timeout=60)
        except ToolError:
            tidied.append("work")

    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        with pytest.raises(KeyboardInterrupt), BackgroundThread(work) as job:
            job.ready(seconds=30)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert tidied == ["work"]


def test_leaving_early_stops_no_program_of_another_job() -> None:
    """Two builds in two threads: one that fails must not kill the programs of the other."""
    started = threading.Event()

    def work() -> None:
        with contextlib.suppress(ToolError):
            started.set()
            run(SLEEP, timeout=60)

    command = [sys.executable, "-c", "import sys; print(len(sys.stdin.read()))"]
    released = threading.Event()

    def letters() -> Iterator[bytes]:
        yield b"a"
        released.wait(60)
        yield b"b"

    def other() -> bytes:
        return run(command, timeout=60, stdin=letters())

    with BackgroundThread(other) as survivor:
        with BackgroundThread(work):
            started.wait()
        released.set()
        assert survivor.result().strip() == b"2"
