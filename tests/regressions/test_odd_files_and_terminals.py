"""Files that are no files, names that aren't text, and outputs that can't be written.

A pipe as source, picture or style sheet was waited for without end; a symbolic link named
``static`` led an import out of the site; control characters reached the terminal; a closed or full
output, or too few file descriptors, looked like faults of ours or like missing programs.
"""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from publish import intake
from publish.cli import commands, main
from publish.cli.formatting import diagnostic_line, shown
from publish.cli.screen import Screen, json_text
from publish.editions.pdf.weasyprint_log import strict
from publish.errors import (
    Diagnostic,
    MissingToolError,
    OutputError,
    SourceError,
    ToolError,
    UsageError,
    escaped,
)
from publish.importing.pictures import from_folder
from publish.model import Article
from publish.model.metadata import Metadata
from publish.runtime.cache import refusal
from publish.runtime.deadline import supervised_by, tell
from publish.runtime.folder import open_file
from publish.runtime.programs import run
from publish.runtime.stylesheets import custom_sheet
from publish.verify import verify

SOURCE = "---\ntitle: A pipe\nlanguage: en\n---\n\nWords.\n"
ABOUT = Metadata(title="A", language="en", identifier="")
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize("name", ["a.md", "a.txt", "publication.yaml"])
def test_a_pipe_is_no_source(name: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / name)
    with pytest.raises(SourceError, match="a pipe or a device"):
        intake.read(tmp_path / name)


@pytest.mark.parametrize("suffix", ["html", "docx", "odt", "epub", "rtf", "tex", "xml", "ipynb"])
def test_a_pipe_is_no_document(suffix: str, tmp_path: Path) -> None:
    document = tmp_path / f"a.{suffix}"
    os.mkfifo(document)
    with pytest.raises(SourceError, match="a pipe or a device"):
        intake.import_document(document, tmp_path)


def test_a_pipe_is_neither_edition_nor_style_sheet(tmp_path: Path) -> None:
    for name in ("a.epub", "a.css"):
        os.mkfifo(tmp_path / name)
    with pytest.raises(SourceError, match="a pipe or a device"):
        verify(tmp_path / "a.epub")
    with pytest.raises(UsageError):
        custom_sheet(tmp_path / "a.css")


def test_devices_and_folders_are_no_files(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="a pipe or a device"):
        open_file(Path("/dev/zero"))
    with pytest.raises(IsADirectoryError):
        open_file(tmp_path)


@pytest.mark.parametrize("name", ["static", "public", "assets", "src", "images"])
def test_a_link_in_a_site_leads_nowhere_else(name: str, tmp_path: Path) -> None:
    outside, site = tmp_path / "outside", tmp_path / "site"
    outside.mkdir()
    site.mkdir()
    (outside / "secret.png").write_bytes(PNG)
    (site / name).symlink_to(outside)
    read = from_folder(site, site)
    assert read("/secret.png") is None
    assert read("secret.png") is None
    (site / name).unlink()
    (site / name).mkdir()
    (site / name / "own.png").write_bytes(PNG)
    assert read("own.png") == PNG


def test_what_a_terminal_obeys_is_escaped(capsys: pytest.CaptureFixture[str]) -> None:
    name = "a\x1b[2J\nb\u202ec\x9b\udcff.md"
    assert escaped(name) == r"a\x1b[2J\nb\u202ec\x9b\udcff.md"
    assert shown(Path(name)) == escaped(name)
    found = Diagnostic(code="x", message="It is \x1b]0;x\x07 \u2066.", fix="", file=Path(name))
    assert diagnostic_line(found) == rf"{escaped(name)}: error: It is \x1b]0;x\x07 \u2066."
    Screen().result(f"\x1b[1m{name}\x1b[0m\tend", {})
    assert capsys.readouterr().out == "\x1b[1m" + escaped(name, "\n") + "\x1b[0m\tend\n"
    assert escaped("עברית \u200f abc “x”") == "עברית \u200f abc “x”"


def test_json_escapes_the_same_and_keeps_it() -> None:
    data = {"file": "a\x1b\x9b\u202e\udcff“ж"}
    text = json_text(data)
    assert text.isprintable() or "\n" in text
    assert not set(text) & set("\x1b\x9b\u202e\udcff")
    assert "“ж" in text
    assert json.loads(text) == data
    assert json_text(data, ascii_only=True).isascii()


def _ended(words: str, folder: Path, encoding: str = "utf-8") -> subprocess.CompletedProcess[bytes]:
    script = f'exec "$0" -P -m publish check "$1" {words}'
    return subprocess.run(
        ["/bin/sh", "-c", script, sys.executable, folder / "a“ж”.md"],
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )


@pytest.mark.skipif(sys.platform != "linux", reason="there is no /dev/full")
@pytest.mark.parametrize(("words", "reason"), [(">&-", "closed"), (">/dev/full", "No space left")])
def test_output_that_cant_be_written_is_said_in_one_line(
    words: str, reason: str, tmp_path: Path
) -> None:
    (tmp_path / "a“ж”.md").write_text(SOURCE, encoding="utf-8")
    done = _ended(words, tmp_path)
    assert done.returncode == 7
    assert done.stderr.count(b"\n") == 1
    assert b"error: standard output: cannot be written: " in done.stderr
    assert reason.encode() in done.stderr


def test_an_output_without_unicode_gets_all_words(tmp_path: Path) -> None:
    (tmp_path / "a“ж”.md").write_text(SOURCE, encoding="utf-8")
    plain = _ended("", tmp_path, "cp1252")
    assert plain.returncode == 0
    assert rb"\u0436" in plain.stdout
    data = _ended("--json", tmp_path, "latin-1")
    assert data.returncode == 0
    assert data.stdout.isascii()
    assert json.loads(data.stdout)["ok"]
    unheard = _ended("--sarif 2>&-", tmp_path, "ascii")
    assert unheard.returncode == 0
    assert json.loads(unheard.stdout)["version"] == "2.1.0"


def test_too_few_descriptors_are_no_missing_program(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_words: object, **_names: object) -> None:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    with monkeypatch.context() as patch:
        patch.setattr(subprocess, "Popen", fails)
        with pytest.raises(ToolError, match="Too many open files"):
            run(["ffmpeg"], timeout=1)
    with pytest.raises(MissingToolError):
        run(["/no/such/program"], timeout=1)
    monkeypatch.setattr(commands, "app_for", lambda _words: fails)
    assert main(["doctor"]) == ToolError.exit_code
    assert "too few files" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("css", "code", "line"),
    [
        ("p {}\n" + "p {" * 3_000, "style-nesting", 2),
        ("p {\nwidth: " + "calc(" * 3_000 + "1px" + ")" * 3_000 + "}", "style-nesting", 2),
        ("\n\np { font-size: 9999999pt }", "style-size", 3),
        ("p { margin: -1e9em }", "style-size", 1),
        ("@page { size: 1e400mm }", "style-size", 1),
    ],
)
def test_a_style_sheet_beyond_any_page(css: str, code: str, line: int, tmp_path: Path) -> None:
    sheet = tmp_path / "a.css"
    sheet.write_text(css, encoding="utf-8")
    with pytest.raises(SourceError) as refused:
        custom_sheet(sheet)
    assert (refused.value.diagnostic.code, refused.value.diagnostic.line) == (code, line)
    sheet.write_text("p { left: -9999px; border-radius: 9999px; transition: 5s }", encoding="utf-8")
    assert custom_sheet(sheet) == sheet


def test_arithmetic_of_a_style_sheet_is_its_error_and_else_ours() -> None:
    article = Article(metadata=ABOUT, blocks=())
    with pytest.raises(SourceError, match="can't be laid out"), strict(article, (Path("a.css"),)):
        raise ZeroDivisionError
    with pytest.raises(ZeroDivisionError), strict(article):
        raise ZeroDivisionError


def test_editions_of_a_name_that_isnt_text() -> None:
    article = Article(metadata=ABOUT, blocks=(), file=Path("b\udcff.md"))
    assert article.name == "b\N{REPLACEMENT CHARACTER}"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere all names are text")
def test_outputs_with_odd_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The record of an edition can't have such a name, and no file can have the other one."""
    monkeypatch.setenv("PUBLISH_CACHE", str(tmp_path / "cache"))
    (tmp_path / "a.md").write_text(SOURCE)
    folder = tmp_path / os.fsdecode(b"x\xff")
    assert main(["epub", str(tmp_path / "a.md"), "-o", str(folder), "-q"]) == 0
    assert (folder / "a.epub").is_file()
    long = tmp_path / ("a" * 300)
    assert main(["epub", str(tmp_path / "a.md"), "-o", str(long), "-q"]) == OutputError.exit_code


@pytest.mark.parametrize("command", ["check", "verify", "new", "feed"])
def test_names_that_are_too_long(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "a" * 5000]) == UsageError.exit_code
    assert "so long a name: aaa" in capsys.readouterr().err


def test_the_supervising_process_hears_of_a_name_that_is_no_text() -> None:
    reading, writing = os.pipe()
    supervised_by(writing)
    try:
        tell(0, "b\udcff.md", "")
    finally:
        supervised_by()
    assert b"b\\udcff.md" in os.read(reading, 100)
    os.close(reading)
    os.close(writing)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_cache_that_is_a_link_to_itself(tmp_path: Path) -> None:
    (tmp_path / "self").symlink_to("self")
    assert refusal(tmp_path / "self") is None  # whoever writes to it says so
