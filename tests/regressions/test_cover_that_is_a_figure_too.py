"""A figure with the same picture as the cover was taken for lost in the sound editions, and a file
for the press was condemned for having no tags.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from publish.cli import main

SOURCE = """---
title: The bench
language: en
authors: [Ada]
published: 2026-03-01
cover: {src: bench.svg, alt: A bench under a tree.}
---

It stands by the road.

:::{figure} bench.svg
:alt: A bench under a tree, seen from the road.

The bench in May.
:::
"""

PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 60">'
    '<rect width="90" height="60" fill="#246"/></svg>'
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "bench.svg").write_text(PICTURE, encoding="utf-8")
    (tmp_path / "bench.md").write_text(SOURCE, encoding="utf-8")
    return tmp_path / "bench.md"


def test_the_sound_editions_are_made(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert main(["audio", str(source), "-o", str(out), "--quiet"]) == 0
    assert sorted(file.name for file in out.iterdir()) == ["bench.m4b", "bench.mp3"]


def test_a_figure_with_the_words_of_the_cover_has_its_picture(source: Path, tmp_path: Path) -> None:
    same = SOURCE.replace(", seen from the road.", ".")
    source.write_text(same, encoding="utf-8")
    out = tmp_path / "out"
    assert main(["audio", str(source), "-o", str(out), "--only", "m4b", "--quiet"]) == 0


def test_a_file_for_the_press_has_no_tags_on_purpose(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["pdf", str(source), "--pdf", "print", "-o", str(out), "--quiet"]) == 0
    capsys.readouterr()
    assert main(["verify", str(out / "bench-print.pdf"), "--json"]) == 0
    (only,) = json.loads(capsys.readouterr().out)["diagnostics"]
    assert (only["code"], only["severity"]) == ("press", "information")
