"""Ctrl-C at any moment: no half-written file, no process left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

COMPLETE = {
    ".epub": b"PK",
    ".html": b"<!DOCTYPE html>",
    ".m4b": b"\0\0\0",
    ".mp3": b"ID3",
    ".pdf": b"%PDF",
}


@pytest.mark.parametrize("moment", [0.0, 0.4, 0.9, 1.5, 2.1])
def test_what_lies_there_is_whole(root: Path, tmp_path: Path, moment: float) -> None:
    source = root / "tests" / "gallery" / "every-construct" / "article.md"
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "publish", "build", str(source), "-o", str(tmp_path / "dist")],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env=os.environ | {"TMPDIR": str(temporary)},
    )
    while not (tmp_path / "dist").exists():  # the work begins; before that nothing can be half done
        time.sleep(0.02)
    time.sleep(moment)
    done = process.poll() is not None
    if not done:
        os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode in ((0,) if done else (0, 130, -signal.SIGINT)), err
    assert "Traceback" not in err
    for file in (tmp_path / "dist").glob("*") if (tmp_path / "dist").exists() else ():
        assert not file.name.startswith("."), f"{file.name} was left behind"
        whole = file / "index.html" if file.is_dir() else file
        assert whole.read_bytes().startswith(COMPLETE[whole.suffix])
    assert not list(temporary.iterdir())
    assert gone(process.pid), "a process was left running"


def gone(group: int) -> bool:
    """Whether the last process of ``group`` ends within some seconds."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False
