"""Bad input: one clear message, the right exit code, and the last good edition as it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from publish.cli import main

GOOD = """\
---
title: A short walk
language: en
authors: [Ada Kowalska]
published: 2026-03-01
---

The path ends at the river.

![A bench under a tree.](bench.png "The bench at the end")
"""

Write = Callable[[str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a source with its picture, and an edition of it from an earlier build."""

    def write(text: str | bytes) -> Path:
        source = tmp_path / "walk.md"
        source.write_bytes(text if isinstance(text, bytes) else text.encode())
        Image.new("L", (40, 30)).save(tmp_path / "bench.png")
        (tmp_path / "dist").mkdir()
        (tmp_path / "dist" / "walk.epub").write_bytes(b"the last good edition")
        return source

    return write


def epub(source: Path, output: Path | None = None) -> int:
    return main(["epub", str(source), "-o", str(output or source.parent / "dist")])


CASES = {
    "missing picture": (GOOD.replace("(bench", "(bunch"), 3, "walk.md:10: ", "bunch.png"),
    "missing alt text": (GOOD.replace("A bench under a tree.", ""), 4, "walk.md:10: ", "alt"),
    "broken YAML": (GOOD.replace("[Ada", "[[Ada"), 3, "walk.md:", "YAML"),
    "unknown field": (GOOD.replace("authors", "autors"), 3, "walk.md:4: ", "authors"),
    "wrong field": (GOOD.replace("2026-03-01", "last week"), 3, "walk.md:5: ", "published"),
    "unknown language": (GOOD.replace("language: en", "language: english"), 3, "walk.md:3: ", "en"),
    "no title": (GOOD.replace("title: A short walk\n", ""), 3, "walk.md:", "title"),
    "empty source": ("", 3, "walk.md", "empty"),
    "a very long line": (GOOD + "a" * 50_000_000, 3, "walk.md", "MB"),
    "invalid UTF-8": (GOOD.encode() + b"\xff\xfe", 3, "walk.md:11: ", "UTF-8"),
    "heading jump": (GOOD + "\n## One\n\n#### Three\n", 4, "walk.md:14: ", "level"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_bad_source_is_refused_with_its_line(
    case: str, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    text, code, place, word = CASES[case]
    source = write(text)
    assert epub(source) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    assert len(err.splitlines()) == 1
    assert f"{source.parent}/{place}" in err
    assert word in err
    assert (source.parent / "dist" / "walk.epub").read_bytes() == b"the last good edition"
    assert [p.name for p in (source.parent / "dist").iterdir()] == ["walk.epub"]


def test_a_good_source_replaces_the_last_edition(write: Write) -> None:
    source = write(GOOD)
    assert epub(source) == 0
    assert (source.parent / "dist" / "walk.epub").read_bytes().startswith(b"PK")
    assert [p.name for p in (source.parent / "dist").iterdir()] == ["walk.epub"]


@pytest.mark.parametrize("name", ["absent.md", "."])
def test_what_is_no_file_is_refused(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert epub(tmp_path / name, tmp_path / "dist") == 3
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_an_unwritable_folder_is_named_before_the_work_begins(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write(GOOD)
    blocked = source.parent / "file"
    blocked.write_text("not a folder")
    assert epub(source, blocked / "dist") == 7
    err = capsys.readouterr().err
    assert str(blocked / "dist") in err
    assert len(err.splitlines()) == 1


def test_a_folder_in_the_place_of_an_edition_is_named(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write(GOOD)
    (source.parent / "other" / "walk.epub").mkdir(parents=True)
    assert epub(source, source.parent / "other") == 7
    assert "walk.epub" in capsys.readouterr().err


def test_two_sources_of_one_name_are_refused(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write(GOOD.replace("![A", "A [").replace("bench.png", "https://example.org"))
    twin = tmp_path / "twin" / "walk.md"
    twin.parent.mkdir()
    twin.write_bytes(source.read_bytes())
    assert main(["epub", str(source), str(twin), "-o", str(tmp_path / "dist")]) == 2
    assert "walk" in capsys.readouterr().err


def test_an_unknown_edition_is_refused(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    source = write(GOOD)
    assert main(["build", str(source), "--only", "epub,kindle"]) == 2
    assert "kindle" in capsys.readouterr().err


def test_a_script_gets_the_diagnostic_as_json(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write(GOOD.replace("authors", "autors"))
    assert main(["epub", str(source), "--json"]) == 3
    out, err = capsys.readouterr()
    answer = json.loads(out)
    assert err == ""
    assert answer["ok"] is False
    assert answer["exit_code"] == 3
    assert answer["diagnostics"][0]["line"] == 4
    assert "authors" in answer["diagnostics"][0]["fix"]


def test_all_errors_are_named_in_one_go(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    source = write(GOOD.replace("A bench under a tree.", "") + "\n## One\n\n#### Three\n")
    assert main(["check", str(source)]) == 4
    assert capsys.readouterr().out.count(": error: ") == 2
