"""The manual page says what the help says, and troff reads it; `--update-golden` rewrites it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest


def test_it_is_current(root: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    update = request.config.getoption("--update-golden")
    file = root / "docs" / "publish.1"
    new = file if update else tmp_path / "publish.1"
    subprocess.run([sys.executable, root / "scripts/manual.py", new], check=True)
    assert new.read_bytes() == file.read_bytes()


@pytest.mark.parametrize(
    "words", [["mandoc", "-Tlint", "-Wall"], ["groff", "-man", "-ww", "-Tascii", "-z"]]
)
def test_troff_reads_it_without_a_warning(words: list[str], root: Path) -> None:
    if not shutil.which(words[0]):
        pytest.skip(f"{words[0]} is not installed")
    done = subprocess.run([*words, root / "docs" / "publish.1"], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
