"""An import listed as lost what it had kept, and didn't name what it had lost."""

from __future__ import annotations

from pathlib import Path

from publish.api import import_document
from tests.importing.word import p, png, run, word

OLE = "urn:schemas-microsoft-com:office:office"


def test_ruby_is_kept(tmp_path: Path) -> None:
    ruby = (
        f"<w:r><w:ruby><w:rubyPr/><w:rt>{run('かんじ')}</w:rt>"
        f"<w:rubyBase>{run('漢字')}</w:rubyBase></w:ruby></w:r>"
    )
    file = word(tmp_path, p(f"{run('これは')}{ruby}{run('です。')}"))
    assert import_document(file, tmp_path / "a.md").losses == ()
    assert "これは漢字(かんじ)です。" in (tmp_path / "a.md").read_text("utf-8")


def test_an_embedded_worksheet_is_named(tmp_path: Path) -> None:
    sheet = (
        "<w:r><w:object><v:shape><v:imagedata r:id='rId1'/></v:shape>"
        f"<o:OLEObject xmlns:o='{OLE}' Type='Embed' ProgID='Excel.Sheet.12' r:id='rId2'/>"
        "</w:object></w:r>"
    )
    relations = (("rId1", "image", "media/a.png"), ("rId2", "package", "embeddings/Sheet1.xlsx"))
    file = word(tmp_path, p("Yields.") + p(sheet), relations, {"word/media/a.png": png()})
    imported = import_document(file, tmp_path / "a.md")
    assert [one.text for one in imported.losses] == ["Excel.Sheet.12 word/embeddings/Sheet1.xlsx"]
    told = [one.message for one in imported.diagnostics if one.code == "import-embedded"]
    assert told == [
        "An embedded worksheet (Excel.Sheet.12, Sheet1.xlsx) was left out but for its preview."
    ]
