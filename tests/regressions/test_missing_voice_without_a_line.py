"""The error about a missing voice did not say which line of the source asks for it."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest

from publish.cli import main
from publish.errors import MissingVoiceError

SOURCE = """---
title: Voices
language: en
narration:
  rate: 170
  {}
---

Some words.
"""


@pytest.mark.parametrize("wish", ["voice: en-gbx", "roles: {body: {voice: en-gbx}}"])
def test_the_line_is_told(
    wish: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("voices.md").write_text(SOURCE.format(wish), "utf-8")
    assert main(["audio", "voices.md", "--quiet"]) == 5
    told = capsys.readouterr().err
    assert told.startswith(
        "voices.md:6: error: the voice “en-gbx” isn't installed. Did you mean en-gb"
    )
    assert main(["audio", "voices.md", "--json"]) == 5
    (diagnostic,) = json.loads(capsys.readouterr().out)["diagnostics"]
    assert (diagnostic["file"], diagnostic["line"]) == ("voices.md", 6)


def test_it_survives_the_way_from_a_worker() -> None:
    error = pickle.loads(pickle.dumps(MissingVoiceError("x", "Choose another.", Path("a.md"), 3)))
    assert (error.voice, error.diagnostics[0].line, error.fix) == ("x", 3, "Choose another.")
