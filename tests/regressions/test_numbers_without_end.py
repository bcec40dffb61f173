"""Numbers of more than 4,300 digits, and odd names in drawings, ended imports in a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.api import import_document

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
