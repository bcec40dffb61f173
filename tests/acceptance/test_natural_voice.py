"""The whole build with the natural voice, which other tests leave to espeak-ng: same bytes."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

from mutagen.mp4 import MP4

from tests.acceptance.conftest import ROOT
from tests.acceptance.elsewhere import environment

SOURCE = """---
title: The last tram
language: en-US
authors: Ada Bell
published: 2026-03-05
---

The last tram leaves the square at ten minutes to midnight. Nobody waits for it, because the town
has gone to bed. The driver rings the bell twice, as her mother did, and looks at the clock above
the bakery.

## The bridge

On the bridge she stops. The river is low, the lamps are out, and somebody has left a red umbrella.
"""


def built(folder: Path, processors: int) -> dict[str, bytes]:
    """The narrated EPUB and the M4B, by suffix, from a machine with so many ``processors``."""
    folder.mkdir()
    (folder / "article.md").write_text(SOURCE, encoding="utf-8")
    settings = environment(folder / "machine", processors=processors, days=0, zone="UTC")
    settings.pop("PUBLISH_VOICE", None)
    command = [sys.executable, "-m", "publish", "build", folder / "article.md", "-o", folder]
    command += ["--only", "epub,m4b", "--no-cache"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=settings,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Narrator: Heart (American English), a synthetic voice." in done.stdout + done.stderr
    return {suffix: (folder / f"article{suffix}").read_bytes() for suffix in (".epub", ".m4b")}


def test_the_natural_voice_narrates_with_the_same_bytes(tmp_path: Path) -> None:
    first, second = built(tmp_path / "one", 1), built(tmp_path / "two", 2)
    assert [suffix for suffix in first if first[suffix] != second[suffix]] == []
    narrator = "Heart (American English), synthetic voice"
    with zipfile.ZipFile(tmp_path / "one/article.epub") as epub:
        package = next(name for name in epub.namelist() if name.endswith(".opf"))
        assert f'property="media:narrator">{narrator}<' in epub.read(package).decode()
    tags = MP4(tmp_path / "one/article.m4b")
    assert tags["----:com.apple.iTunes:NARRATOR"] == [narrator.encode()]
    assert 15 < tags.info.length < 40
