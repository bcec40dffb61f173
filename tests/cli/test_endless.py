"""Work that never ends, in Python or in a library that keeps the interpreter, is ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from publish.errors import SourceError, UsageError
from publish.runtime.deadline import VARIABLE, deadline, source_size

#: A command whose check never ends: ``sum`` runs no handler of a signal.
ENDLESS = """
import os, sys
import publish.pipeline
from publish.cli import main

def endless(*arguments):
    print("begun", flush=True)
    while os.environ["KIND"] == "python":
        pass
    sum(range(10**15))

publish.pipeline.examine = endless
sys.exit(main())
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    file = tmp_path / "article.md"
    file.write_text("---\ntitle: Fog\nlanguage: en\nauthors: [Ada]\n---\n\nIt came.\n", "utf-8")
    return file


def begun(source: Path, kind: str, seconds: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", ENDLESS, "check", str(source)]
    root = Path(__file__).parents[2]
    environment = {"KIND": kind, VARIABLE: str(seconds), "PYTHONPATH": str(root)}
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
    )
    assert process.stdout
    assert process.stdout.readline() == "begun\n"
    return process


@pytest.mark.parametrize("kind", ["python", "library"])
def test_too_much_processor_time_ends_with_one_message(kind: str, source: Path) -> None:
    out, err = begun(source, kind, 1).communicate(timeout=60)
    told = " ".join((out + err).split())
    assert "article.md" in told
    assert told.count("takes more than 1 s of processor time") == 1
    assert f"{VARIABLE}=12" in told
    assert "Traceback" not in told


@pytest.mark.parametrize("kind", ["python", "library"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_soon(kind: str, number: signal.Signals, source: Path) -> None:
    process = begun(source, kind, 100)
    start = time.monotonic()
    process.send_signal(number)
    _, err = process.communicate(timeout=30)
    assert time.monotonic() - start < 15  # one second, on a machine that has others at work
    assert process.returncode == 130
    assert err.strip() == "Stopped. No file is half-written; finished editions are as they were."


def test_nothing_goes_on_when_the_command_is_killed(source: Path) -> None:
    process = begun(source, "library", 100)
    process.kill()
    process.communicate(timeout=30)  # the pipes are closed by the last process that has them


def test_the_limit_depends_on_the_size_and_can_be_raised(
    monkeypatch: pytest.MonkeyPatch, source: Path
) -> None:
    monkeypatch.setenv(VARIABLE, "1")
    with deadline("Checking", source, 4_000_000), deadline("Reading", source, 0):
        use_up(1.5)  # 61 s are allowed: only the outer limit counts
    with pytest.raises(SourceError) as caught, deadline("Reading", source, source_size(source)):
        use_up(30)
    assert caught.value.diagnostic.code == "too-slow"
    signal.raise_signal(signal.SIGPROF)  # it was on its way when the block ended: nothing happens
    monkeypatch.setenv(VARIABLE, "soon")
    with pytest.raises(UsageError, match="soon"), deadline("Reading", source, 0):
        pass


def test_other_threads_have_no_limit(source: Path) -> None:
    def read() -> None:
        with deadline("Reading", source, 0):
            ended.append(True)

    ended: list[bool] = []
    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    assert ended


def use_up(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_a_job_in_the_background_ignores_ctrl_c(source: Path) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as shells do, and as children inherit
    try:
        process = begun(source, "python", 2)
    finally:
        signal.signal(signal.SIGINT, before)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    assert "takes more than 2 s" in " ".join(out.split())
