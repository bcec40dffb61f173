"""Numbers of more than 4,300 digits, and odd names in drawings, ended imports in a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.api import import_document
from publish.errors import SourceError
from publish.runtime.folder import FileRefusedError
from publish.runtime.stylesheets import check_sheet
from publish.runtime.svg import drawing
from publish.runtime.yaml_fields import read_fields
from publish.source.settings_file import settings_near

MANY = "9" * 5000
PAGE = "<html lang='en'><body><p>Kept words.</p>{}</body></html>"
FILES = {
    "a.rtf": r"{\rtf1 Kept\uc1 words.\par\b" + MANY + r" x\li-" + MANY + r" y}",
    "spans.html": PAGE.format(f"<table><tr><td colspan={MANY}>a<td rowspan={MANY}>b</table>"),
    "lists.html": PAGE.format(f"<ol start={MANY}><li value={MANY}>a<li>b</ol>"),
    "drawing.html": PAGE.format("<svg viewBox='0 0 1 1'><text>a</text><figure{.b<c>d</svg>"),
}


@pytest.mark.parametrize("name", FILES)
def test_import(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(FILES[name])
    import_document(tmp_path / name, tmp_path / "out.md")
    assert "Kept" in (tmp_path / "out.md").read_text()


def test_a_table_of_myst(tmp_path: Path) -> None:
    rows = ":::{list-table} T\n:header-rows: x\n:stub-columns: " + MANY
    (tmp_path / "a.md").write_text(f"# A\n\nKept.\n\n{rows}\n* - a\n  - b\n* - c\n  - d\n:::\n")
    import_document(tmp_path / "a.md", tmp_path / "out.md", dialect="myst")
    assert "Kept" in (tmp_path / "out.md").read_text()


def test_styles() -> None:
    with pytest.raises(SourceError, match="digits"):
        check_sheet(Path("a.css"), f"p {{ margin: {MANY}px }}")
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1" width="1" height="1">'
    for content in (f"<style>p {{ x: {MANY} }}</style>", f"<g style='fill: rgb({MANY})\\'/>"):
        with pytest.raises(FileRefusedError):
            drawing(f"{svg}{content}</svg>".encode(), "a.svg")


def test_front_matter() -> None:
    with pytest.raises(SourceError, match="directive"):
        read_fields(Path("a.md"), f"%YAML {MANY}.1\n---\ntitle: T\n")


@pytest.mark.parametrize("field", [f"a = {MANY}", "a = 0x" + "f" * 5000, "a" + ".a" * 5000 + "=1"])
def test_toml(field: str, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"+++\n{field}\n+++\n\nText.\n")
    with pytest.raises(SourceError, match="TOML"):
        import_document(tmp_path / "a.md", tmp_path / "out.md")
    (tmp_path / ".publish.toml").write_text(f"[check]\nrules = {MANY}\n")
    with pytest.raises(SourceError, match="TOML"):
        settings_near(tmp_path / "a.md")
