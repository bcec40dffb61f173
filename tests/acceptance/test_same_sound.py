"""Same input, same bytes where there is sound: one worker or two, two folders, two days."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.acceptance.conftest import ROOT
from tests.acceptance.elsewhere import environment

SOURCES = {
    "example": (ROOT / "assets/example", "article.md", "article"),
    "book": (ROOT / "tests/gallery/book", "publication.yaml", "book"),
}
SUFFIXES = (".epub", ".m4b", ".mp3")


def built(folder: Path, name: str, settings: dict[str, str]) -> dict[str, bytes]:
    """The narrated editions, by suffix, built from a copy in ``folder``; nothing is in a cache."""
    source, file, stem = SOURCES[name]
    copy = folder / source.name
    shutil.copytree(source, copy, copy_function=shutil.copy)
    command = [sys.executable, "-m", "publish", "build", copy / file, "-o", folder / "out"]
    command += ["--only", "epub,audio", "--no-cache", "--quiet"]
    done = subprocess.run(
        command, cwd=ROOT, env=settings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return {suffix: (folder / f"out/{stem}{suffix}").read_bytes() for suffix in SUFFIXES}


@pytest.mark.parametrize("name", SOURCES)
def test_narrated_editions_are_the_same_to_the_byte(tmp_path: Path, name: str) -> None:
    here, there = tmp_path / "here", tmp_path / "another folder"
    here.mkdir()
    there.mkdir()
    one = environment(tmp_path / "one", processors=1, days=0, zone="UTC")
    two = environment(tmp_path / "two", processors=2, days=40, zone="Pacific/Auckland")
    first, second = built(here, name, one), built(there, name, two)
    assert [suffix for suffix in SUFFIXES if first[suffix] != second[suffix]] == []


def test_the_other_day_is_another_day(tmp_path: Path) -> None:
    settings = environment(tmp_path / "two", processors=2, days=40, zone="Pacific/Auckland")
    asked = (
        "import datetime, os, time; n = datetime.datetime.now(); "
        "print(os.cpu_count(), round(time.time() / 86400), time.localtime().tm_yday == "
        "n.timetuple().tm_yday, datetime.date.today() == n.date())"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", asked], env=env, capture_output=True, text=True, check=True
        ).stdout.split()
        for env in (settings, {})
    ]
    assert told[0][0] == "2"
    assert int(told[0][1]) - int(told[1][1]) == 40
    assert told[0][2:] == ["True", "True"]
