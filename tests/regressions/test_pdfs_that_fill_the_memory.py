"""Small PDFs took gigabytes when they were verified or audited.

The memory of a command that reads an edition is measured from outside: qpdf goes on with half of a
file when it gets none.
"""

import os
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

from publish.errors import UsageError
from publish.runtime.memory import VARIABLE, MemoryWatch, memory_for


def test_a_file_of_many_objects(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    pdf = pikepdf.new()
    pdf.add_blank_page().Junk = pikepdf.Object.parse(b"[" + b"[]" * 700_000 + b"]")
    pdf.save(path, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    command = [sys.executable, "-P", "-m", "publish", "verify", "--quick", str(path)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), VARIABLE: "90"}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    said = " ".join((run.stdout + run.stderr).split())
    assert run.returncode == 3
    assert said.count("Verifying the file takes more than 90 MB of memory") == 1
    assert f"{VARIABLE}=360" in said


def test_the_memory_depends_on_the_size_and_can_be_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    assert memory_for(5_000_000) - memory_for(1_000_000) == 800
    monkeypatch.setenv(VARIABLE, "1000")
    assert memory_for(0) == 1000
    monkeypatch.setenv(VARIABLE, "much")
    with pytest.raises(UsageError, match="much"):
        memory_for(0)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc")
def test_a_process_is_measured_sooner_the_more_it_takes() -> None:
    small, large = MemoryWatch(os.getpid(), 1), MemoryWatch(os.getpid(), 1_000_000)
    assert small.measure() == (True, 0.01)
    assert large.measure() == (False, 0.5)
    assert (small.passed, large.passed) == (True, False)
