"""Style sheets with half a rule, and PDFs whose fonts are numbers, ended in a traceback."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from publish.api import verify
from publish.editions.edition import EpubOptions
from publish.editions.epub.styles import style_items
from publish.readers.pdf.reading import read_pdf
from publish.source import read


@pytest.mark.parametrize("text", ["p { color: red }\nh2", "p { color: red } }"])
def test_a_rule_that_does_not_end(text: str, tmp_path: Path) -> None:
    sheet, source = tmp_path / "half.css", tmp_path / "a.md"
    sheet.write_text(text)
    source.write_text("---\ntitle: A\nlanguage: en\n---\n\nWords.\n")
    (style,) = style_items(read(source), EpubOptions(styles=(sheet,)), "a.css", narrated=False)
    assert b"color: red" in style.content


@pytest.mark.parametrize("font", ["12", "/F", "(F)", "null", "[]"])
def test_a_font_that_is_none(font: str, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        page.Resources = pikepdf.Object.parse(f"<</Font<</F {font}>>>>".encode())
        page.Contents = pdf.make_stream(b"BT /F 12 Tf (x) Tj ET")
        pdf.save(path)
    assert len(read_pdf(path).pages) == 1
    assert verify(path, quick=True)
