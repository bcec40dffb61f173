"""Killed at any moment and started again, a build ends with the bytes of an undisturbed one."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bench.kills import Kills
from bench.text import article

MOMENTS = 10


def build(source: Path, folder: Path, cache: Path, temporary: Path) -> subprocess.Popen[str]:
    temporary.mkdir(exist_ok=True)
    return subprocess.Popen(
        [sys.executable, "-m", "publish", "audio", str(source), "-o", str(folder), "--quiet"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        env=os.environ | {"PUBLISH_CACHE": str(cache), "TMPDIR": str(temporary)},
    )


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("source") / "article.md"
    path.write_text(article(1500, seed=2), encoding="utf-8")
    return path


def test_the_bytes_are_those_of_an_undisturbed_build(source: Path, tmp_path: Path) -> None:
    begun = time.monotonic()
    process = build(source, tmp_path / "whole", tmp_path / "cache-1", tmp_path / "tmp")
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 0, said
    took = time.monotonic() - begun
    chance = random.Random(5)
    killed = 0
    for count in range(4 * MOMENTS):  # on a busy machine, the first build may have taken longest
        if count >= MOMENTS and killed >= MOMENTS // 2:
            break
        process = build(source, tmp_path / "torn", tmp_path / "cache-2", tmp_path / "tmp")
        try:
            process.wait(chance.uniform(0.2, 0.7 * took))
        except subprocess.TimeoutExpired:
            killed += 1
        else:  # what it has is of use for the next: each is faster than the one before
            for entry in sorted((tmp_path / "cache-2").rglob("*.*"))[::2]:
                entry.unlink()
        os.killpg(process.pid, signal.SIGKILL) if process.poll() is None else None
        process.communicate()
        for file in (tmp_path / "torn").glob("article.*"):  # a torn edition never has its name
            assert file.read_bytes() == (tmp_path / "whole" / file.name).read_bytes()
            file.unlink()
    assert killed >= MOMENTS // 2
    process = build(source, tmp_path / "torn", tmp_path / "cache-2", tmp_path / "tmp")
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 0, said
    editions = sorted(path.name for path in (tmp_path / "whole").iterdir())
    assert editions == sorted(path.name for path in (tmp_path / "torn").iterdir())
    assert not list((tmp_path / "tmp").iterdir())
    for name in editions:
        assert (tmp_path / "torn" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_killed_builds_leave_nothing_once_another_has_ended(tmp_path: Path) -> None:
    """A lean version of ``python -m bench.kills``."""
    run = Kills(tmp_path, seed=3)
    for turn, end in enumerate([*[signal.SIGKILL] * 4, signal.SIGTERM, signal.SIGINT]):
        run.build(turn, end)
    assert run.left, "the builds were killed before they began"
    assert run.left_behind() == []
