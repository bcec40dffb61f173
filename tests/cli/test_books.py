"""Books on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from publish.cli import main

Captured = pytest.CaptureFixture[str]


def test_a_new_book_has_no_findings_and_builds_at_once(tmp_path: Path, capsys: Captured) -> None:
    folder = tmp_path / "bench"
    assert main(["new", "--book", str(folder)]) == 0
    source = str(folder / "publication.yaml")
    assert f"publish build {source}" in " ".join(capsys.readouterr().out.split())
    assert main(["check", source, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["diagnostics"] == []
    assert main(["epub", source, "-o", str(tmp_path / "out")]) == 0
    assert (tmp_path / "out/bench.epub").is_file()


def test_findings_name_the_chapter_and_its_line(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "chapters").mkdir()
    (tmp_path / "publication.yaml").write_text(
        "title: T\nlanguage: en\ncontents: [chapters/one.md, chapters/two.md]\n"
    )
    (tmp_path / "chapters/one.md").write_text("# One\n\nText.[^x]\n\n{#a}\nHere.\n")
    (tmp_path / "chapters/two.md").write_text(
        "# Two\n\n[To one](one.md#a)\n\n[To nothing](one.md#b) and [here](#a)\n"
    )
    assert main(["check", str(tmp_path / "publication.yaml"), "--json"]) == 4
    diagnostics = json.loads(capsys.readouterr().out)["diagnostics"]
    errors = [
        (Path(one["file"]).name, one["line"], one["message"])
        for one in diagnostics
        if one["severity"] == "error"
    ]
    assert errors == [
        ("one.md", 3, "The note [^x] doesn't exist."),
        ("two.md", 5, "The link leads to #b, and no block in chapters/one.md has that name."),
        ("two.md", 5, "The link leads to #a, and no block has that name."),
    ]


def test_two_books_in_folders_of_one_name_are_refused(tmp_path: Path, capsys: Captured) -> None:
    sources = []
    for place in ("a", "b"):
        folder = tmp_path / place / "same"
        assert main(["new", "--book", str(folder), "--quiet"]) == 0
        sources.append(str(folder / "publication.yaml"))
    assert main(["epub", *sources, "-o", str(tmp_path / "out")]) == 2
    assert "Two sources are named same" in capsys.readouterr().err
