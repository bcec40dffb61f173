"""The commands, as a person and as a script see them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from publish import __version__
from publish.cli import main
from publish.cli.commands import COMMANDS
from publish.editions import table

Captured = pytest.CaptureFixture[str]


def answer(capsys: Captured) -> dict[str, object]:
    """The JSON object on standard output, which must be all that was printed."""
    out, err = capsys.readouterr()
    assert err == ""
    found: dict[str, object] = json.loads(out)
    return found


def test_no_word_is_a_call_for_help(capsys: Captured) -> None:
    assert main([]) == 0
    out = capsys.readouterr().out
    for command in ("build", "epub", "pdf", "audio", "check", "import", "new", "voices", "doctor"):
        assert f"\n  {command} " in out


def test_the_version(capsys: Captured) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"publish {__version__}\n"


def test_help_loads_no_heavy_library() -> None:
    heavy = {"weasyprint", "ebooklib", "markdown_it", "rich", "PIL", "lxml", "yaml", "mutagen"}
    code = (
        "import sys; from publish.cli import main; main(['build', '--help']); "
        f"sys.exit(', '.join({heavy!r} & set(sys.modules)) or 0)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("words", [["nope"], ["build"], ["build", "a.md", "--nope"]])
def test_misuse_is_told_in_one_line(words: list[str], capsys: Captured) -> None:
    assert main(words) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_new_article_has_no_findings_and_builds_at_once(tmp_path: Path, capsys: Captured) -> None:
    folder = tmp_path / "walk"
    assert main(["new", str(folder)]) == 0
    assert "publish build" in capsys.readouterr().out
    source = str(folder / "walk.md")
    assert main(["check", source, "--json"]) == 0
    found = answer(capsys)["diagnostics"]
    assert isinstance(found, list)
    assert [p for p in found if p["severity"] != "information"] == []
    assert main(["build", source, "-o", str(tmp_path / "dist"), "--json"]) == 0
    editions = answer(capsys)["editions"]
    assert isinstance(editions, list)
    names = [Path(edition["path"]).name for edition in editions]
    assert names == ["walk.epub", "walk.pdf", "walk-web", "walk.m4b", "walk.mp3"]


def test_a_new_article_overwrites_nothing(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "note.txt").write_text("mine")
    assert main(["new", str(tmp_path)]) == 7
    assert [file.name for file in tmp_path.iterdir()] == ["note.txt"]
    assert "exists already" in capsys.readouterr().err


def test_import_overwrites_nothing(tmp_path: Path, capsys: Captured) -> None:
    text, source = tmp_path / "walk.txt", tmp_path / "walk.md"
    text.write_text("A walk. It was short.\n\nThe path ends.\n")
    source.write_text("edited by hand")
    assert main(["import", str(text)]) == 7
    assert source.read_text() == "edited by hand"
    assert main(["import", str(text), "-o", str(text)]) == 7
    assert main(["import", str(text), "-o", str(source)]) == 7
    assert source.read_text() == "edited by hand"
    capsys.readouterr()
    source.unlink()
    for _ in range(2):  # the same once more is no loss
        assert main(["import", str(text)]) == 0
        assert source.read_text().startswith("---\n")
        assert "authors" in capsys.readouterr().out


def test_doctor_tries_every_part(capsys: Captured) -> None:
    assert main(["doctor", "--json"]) == 0
    parts = answer(capsys)["parts"]
    assert isinstance(parts, list)
    assert {"python", "pango", "espeak-ng", "ffmpeg", "pandoc"} <= {part["name"] for part in parts}
    assert all(part["gives"] for part in parts)


def test_doctor_says_how_to_get_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    assert main(["doctor"]) == 5
    out = capsys.readouterr().out
    assert "MISSING  pango" in out
    assert "apt install" in out


def test_voices_come_with_language_and_licence(capsys: Captured) -> None:
    assert main(["voices", "--json"]) == 0
    voices = answer(capsys)["voices"]
    assert isinstance(voices, list)
    assert {"en-gb", "be", "uk", "pl"} <= {voice["id"] for voice in voices}
    assert all(voice["language"] and voice["licence"] for voice in voices)


def test_quiet_prints_nothing(tmp_path: Path, capsys: Captured) -> None:
    assert main(["new", str(tmp_path / "walk"), "--quiet"]) == 0
    source = str(tmp_path / "walk" / "walk.md")
    assert main(["epub", source, "-o", str(tmp_path), "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


def test_colours_only_on_a_terminal(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "publish", "check", str(tmp_path / "absent.md")],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"FORCE_COLOR": "1"},
    )
    assert run.returncode == 3
    assert "\x1b" not in run.stdout + run.stderr


def test_only_names_formats_or_groups() -> None:
    assert table.select("audio, epub") == ("epub", "m4b", "mp3")
    assert set(table.select("epub,pdf,audio")) <= set(table.names())


def test_what_stands_for_a_word_is_in_capitals(capsys: Captured) -> None:
    assert main([]) == 0
    listed = capsys.readouterr().out.partition("Commands:")[2]
    commands = re.findall(r"^  (\w+) ", listed, re.M)
    assert commands == list(COMMANDS)
    for command in commands:
        assert main([command, "--help"]) == 0
        out = capsys.readouterr().out
        given = re.findall(r"^  (?:-\w, )?--[\w-]+ (\S+)", out, re.M)
        given += re.findall(r"[{\[](\S+?)(?:\.\.\.)?[}\]]", out.splitlines()[0])
        assert all(re.fullmatch(r"[A-Z]+(\|[A-Z]+(\.txt)?)*", word) for word in given), (
            command,
            given,
        )
