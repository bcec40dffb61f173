"""Every hostile file ends in one clear refusal, within 5 seconds and 500 MB."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.files import DOCUMENTS, SOURCES, Maker

SECONDS = 5.0
"""Of all processors together: other work on the machine does not count."""
MEGABYTES = 500

MEASURED = """
import re, resource, sys
from pathlib import Path
from publish.cli import main
codes = [main(command.split("|")) for command in sys.argv[1:]]
uses = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
seconds = sum(use.ru_utime + use.ru_stime for use in uses)
status = Path("/proc/self/status")  # ru_maxrss counts what the process was started from
own = int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1]) if status.exists() else 0
megabytes = max(own or uses[0].ru_maxrss, uses[1].ru_maxrss) // 1024
print(*codes, seconds, megabytes, file=sys.stderr)
"""


def refused(folder: Path, *commands: list[str]) -> str:
    """What the commands say: each must fail as one whose source cannot be read, soon."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *("|".join(command) for command in commands)],
        capture_output=True,
        text=True,
        timeout=SECONDS * 12,
        cwd=folder,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    *said, measured = done.stderr.strip().split("\n")
    message = "\n".join([done.stdout, *said]).strip()
    *codes, seconds, megabytes = measured.split(" ")
    assert codes == ["3"] * len(commands), f"{codes}: {message[-2000:]}"
    assert float(seconds) < SECONDS * len(commands), f"{seconds} s: {message[-2000:]}"
    assert int(megabytes) < MEGABYTES, f"{megabytes} MB: {message[-2000:]}"
    assert "error" in message
    assert len(message) < 2000 * len(commands)
    assert "Traceback" not in message
    assert "root:" not in message  # of /etc/passwd
    return message


@pytest.mark.parametrize("name", SOURCES)
def test_a_source(name: str, tmp_path: Path) -> None:
    make: Maker = SOURCES[name]
    file = str(make(tmp_path))
    refused(tmp_path, ["check", file], ["build", file, "-o", str(tmp_path / "out")])
    assert not list(tmp_path.glob("out/*"))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document(name: str, tmp_path: Path) -> None:
    make: Maker = DOCUMENTS[name]
    file = make(tmp_path)
    target = tmp_path / "out" / "article.md"
    refused(tmp_path, ["import", str(file), "-o", str(target)])
    assert not target.parent.exists() or not list(target.parent.iterdir())
