"""Voices for the tests: two of Piper on disk, and those that are there anyway."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.narration.synthesis import Voice
from publish.narration.voices import every_voice, kokoro
from tests.narration.voices.tiny import tiny_voice


@pytest.fixture(scope="session")
def hums(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of Piper voices: one tells how long its phonemes last, the other does not."""
    folder = tmp_path_factory.mktemp("voices")
    tiny_voice(folder)
    tiny_voice(folder / "deep" / "er", "pl_PL-blind-low", language="pl_PL", says_widths=False)
    return folder


@pytest.fixture
def known(hums: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Voice]:
    """Every voice by its id, without those of the extra ``voices``."""
    monkeypatch.setattr(kokoro, "find_spec", lambda _name: None)
    monkeypatch.setenv("PUBLISH_VOICES", str(hums))
    return {voice.id: voice for voice in every_voice()}
