"""Closing the terminal of a command left its temporary folder behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGHUP")
@pytest.mark.parametrize("send", [os.kill, os.killpg], ids=["process", "group"])
def test_a_closed_terminal_leaves_nothing(send: object, tmp_path: Path) -> None:
    page, temporary = tmp_path / "ferry.html", tmp_path / "temporary"
    page.write_text("<p>The <b>ferry</b> is late.</p>" * 20_000, encoding="utf-8")
    temporary.mkdir()
    inherited = signal.signal(signal.SIGHUP, signal.SIG_DFL)  # nohup has it ignored
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", "publish", "import", page, "-o", tmp_path / "ferry.md"],
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=os.environ | {"TMPDIR": str(temporary)},
        )
    finally:
        signal.signal(signal.SIGHUP, inherited)
    while not list(temporary.glob("publish-*")):  # Python tries the folder with a file, too
        assert process.poll() is None
        time.sleep(0.02)
    assert callable(send)
    send(process.pid, signal.SIGHUP)
    assert process.wait(10) == 130
    assert not list(temporary.iterdir())
    assert not list(tmp_path.glob(".*"))
