"""A listening profile that leaves out headings broke the narrated EPUB: its contents are silent
then.  Titles of asides under a recorded section, too, must be listed as not read.
"""

from __future__ import annotations

import wave
from pathlib import Path

import pytest

from publish.audit import State
from publish.editions.auditing import audit
from publish.narration.narrate import narrate
from publish.narration.speak import speak
from publish.prepare import prepare
from publish.source import read
from tests.building import edition_of as export

SOURCE = """---
title: A line
language: en
authors: [Ada]
narration:
  {}
---

The first tram left at six. It was ~~late~~ early.

## The driver

:::{{sidebar}} His day
It begins at four.
:::

| Line | Rides |
|------|------:|
| A    |   900 |
"""


@pytest.mark.parametrize(
    "narration",
    [
        "profile: odd\n  profiles: {odd: {skip: [heading, announcement, aside]}}",
        "profile: odd\n  profiles: {odd: {skip: [body, table]}}",
        "recordings: {the-driver: clip.wav}",
    ],
)
def test_nothing_is_lost_in_what_is_left(narration: str, tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "clip.wav"), "wb") as clip:
        clip.setparams((1, 2, 22_050, 0, "NONE", ""))
        clip.writeframes(bytes([0, 0, 0, 32]) * 22_050)
    source = tmp_path / "line.md"
    source.write_text(SOURCE.format(narration), encoding="utf-8")
    article = prepare(read(source))
    spoken = speak(narrate(article), article.metadata.narration, tmp_path / "cache")
    for name in ("epub", "vtt"):
        made = export(name, article, spoken, tmp_path / "line")
        found = audit(article, (made.path,), spoken)
        assert not found.losses
        assert any(one.state is State.LEFT_OUT for one in found.results)
