"""A picture that is shown many times, with other words each time, is decoded once.

Each figure asked the child process for the ground of its picture and whether it moves, so that
8,000 figures of 10 pictures took 12 seconds.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from PIL import Image as Pillow

from publish import api
from publish.editions.edition import BuildOptions
from publish.runtime import confined
from publish.runtime.grounds import ground_of
from publish.runtime.pictures import Pictures

HEAD = "---\ntitle: Lamps\nlanguage: en\nauthors: [Ada Kowalska]\n---\n\n"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The functions that the child process is asked for."""
    found: list[str] = []
    ask = confined._Client.ask

    def counted(
        self: confined._Client, module: str, function: str, *arguments: object
    ) -> msgspec.Raw:
        found.append(function)
        return ask(self, module, function, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(confined._Client, "ask", counted)
    return found


def test_an_edition_asks_once_for_each_file(tmp_path: Path, asked: list[str]) -> None:
    Pillow.new("RGBA", (8, 8), (0, 0, 0, 90)).save(tmp_path / "lamp.png")
    figures = "\n\n".join(f"![The lamp at stop {n}](lamp.png)" for n in range(20))
    (tmp_path / "a.md").write_text(HEAD + figures + "\n", "utf-8")
    options = BuildOptions(only=("epub",), cache=False)
    api.build(tmp_path / "a.md", tmp_path / "out", options)
    assert asked.count("_ground") == 1
    assert asked.count("_moves") == 1


def test_other_words_are_no_other_picture(tmp_path: Path, asked: list[str]) -> None:
    Pillow.new("RGBA", (8, 8), (0, 0, 0, 90)).save(tmp_path / "lamp.png")
    pictures = Pictures(tmp_path)
    grounds = {ground_of(pictures.image("lamp.png", alt)) for alt in ("A lamp", "Another")}
    grounds.add(ground_of(pictures.image("lamp.png", None, decorative=True)))
    assert grounds == {"light"}
    assert asked.count("_ground") == 2  # what only decorates may need none
