"""An engine that crashed at a sentence was named, but neither the file nor the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish import speech
from publish.cli import main
from publish.errors import UnspokenError
from publish.narration.script import Script


def test_the_line_of_the_sentence_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = "The lamps burn. " + "A." * 400

    def fail(script: Script, *_: object, **__: object) -> None:
        said = [one.text for chapter in script.chapters for one in chapter.utterances]
        raise UnspokenError("espeak-ng", "it crashed", next(filter(words.endswith, said)))

    monkeypatch.setattr(speech, "speak", fail)
    file = tmp_path / "a.md"
    file.write_text(f"---\ntitle: T\nlanguage: en\nauthors: [A. B.]\n---\n\n{words}\n\nEnd.\n")
    assert main(["audio", str(file), "-o", str(tmp_path / "out"), "--draft", "-q"]) == 6
    said = capsys.readouterr().err
    assert "a.md:7: error: espeak-ng can't speak “" in said
    assert "it crashed, twice. Divide the sentence" in said
    assert len(said) < 500
