"""The audit of editions that were narrated with other options called all of their sound lost."""

from __future__ import annotations

from pathlib import Path

from publish.cli import main

SOURCE = """---
title: The valley line
language: en-GB
authors: [Ada Kowalska]
---

The driver counted the lamps. Then she went home over the bridge.
"""


def test_the_options_of_the_narration_are_those_of_the_build(tmp_path: Path) -> None:
    source, folder = tmp_path / "a.md", str(tmp_path / "dist")
    source.write_text(SOURCE, encoding="utf-8")
    narrated = ["--rate", "0.7x"]
    build = ["build", str(source), "-o", folder, "--only", "mp3", "--quiet"]
    assert main([*build, *narrated]) == 0
    assert main(["audit", str(source), folder, "--quiet"]) == 8
    assert main(["audit", str(source), folder, "--quiet", *narrated]) == 0
