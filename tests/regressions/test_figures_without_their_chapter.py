"""The page of an audit named the figures of a book by id and line, but not the chapter's file."""

from __future__ import annotations

from pathlib import Path

from publish.cli import main


def test_the_file_is_told(root: Path, tmp_path: Path) -> None:
    book = str(root / "tests/gallery/book/publication.yaml")
    assert main(["epub", book, "-o", str(tmp_path), "--quiet"]) == 0
    page = tmp_path / "audit.html"
    assert main(["audit", book, str(tmp_path), "--html", str(page), "--quiet"]) == 0
    told = page.read_text("utf-8")
    lines = (root / "tests/gallery/book/chapters/01-lamp.md").read_text("utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, 1) if "{figure}" in text)
    assert f"chapters/01-lamp.md, line {line}</h3>" in told
    assert f">chapters/01-lamp.md:{line}</th>" in told
    assert ">publication.yaml:1</th>" in told
