"""The options of the PDF, from the command line to the files."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from publish.cli import main


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "ferry.md"
    front = "title: The ferry\nlanguage: en\nauthors: [Ada]\npublished: 2026-03-01"
    path.write_text(f"---\n{front}\n---\n\nIt goes.\n\n## Pier\n\nWood.\n", encoding="utf-8")
    return path


def test_several_kinds_stand_side_by_side(source: Path, tmp_path: Path) -> None:
    out, style = tmp_path / "out", tmp_path / "house.css"
    style.write_text("h2 { color: #005 }", encoding="utf-8")
    words = ["--pdf", "screen,large-print,print", "--trim", "6x9", "--theme", "report"]
    assert main(["pdf", str(source), "-o", str(out), *words, "--style", str(style), "-q"]) == 0
    names = ["ferry-large-print.pdf", "ferry-print.pdf", "ferry.pdf"]
    assert sorted(path.name for path in out.iterdir()) == names
    with pikepdf.open(out / "ferry-print.pdf") as pdf:
        assert float(pdf.pages[0].TrimBox[2]) == pytest.approx(6 * 72)
    with pikepdf.open(out / "ferry.pdf") as pdf:
        assert "/StructTreeRoot" in pdf.Root


def test_source_and_narration_are_attached(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = ["--only", "pdf,mp3", "--attach", "source,narration", "--no-cache", "-q"]
    assert main(["build", str(source), "-o", str(out), *words]) == 0
    with pikepdf.open(out / "ferry.pdf") as pdf:
        held = {spec.filename: spec.get_file().read_bytes() for spec in pdf.attachments.values()}
    assert held == {
        "ferry.md": source.read_bytes(),
        "ferry.mp3": (out / "ferry.mp3").read_bytes(),
    }


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--trim", "A5"], "--pdf print"),
        (["--pdf", "print", "--trim", "A7"], "A4, A5, letter, 6x9"),
        (["--theme", "loud"], "feature, book, report"),
        (["--style", "none.css"], "none.css"),
        (["--attach", "narration"], "mp3"),
        (["--pdf", "print", "--icc", "none.icc"], "none.icc"),
    ],
)
def test_what_cannot_be_is_told_before_anything_is_made(
    source: Path, tmp_path: Path, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["pdf", str(source), "-o", str(out), *words]) == 2
    assert said in capsys.readouterr().err
    assert not out.exists()


def test_colours_of_a_style_sheet_that_shut_readers_out_stop_the_build(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    style = tmp_path / "pale.css"
    style.write_text("h2 { color: #ddd }", encoding="utf-8")
    assert main(["pdf", str(source), "-o", str(tmp_path / "out"), "--style", str(style)]) == 4
    assert f"{style}:1: error: “h2”: The contrast of #ddd on white is" in capsys.readouterr().err
    assert not list((tmp_path / "out").glob("*"))
