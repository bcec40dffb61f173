"""Comments of Google Docs couldn't be kept: they were always left out."""

from __future__ import annotations

from pathlib import Path

from publish.api import import_document
from publish.importing import import_file

PAGE = (
    '<title>T</title><p>Here.<sup><a href="#cmnt1" id="cmnt_ref1">[a]</a></sup> There.</p>'
    '<div><p><a href="#cmnt_ref1" id="cmnt1">[a]</a><span>Is it?</span></p></div>'
)


def test_comments_become_asides_or_are_listed(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_text(PAGE, "utf-8")
    kept = import_file(file, tmp_path, keep_comments=True)
    assert "Here. There." in kept.markdown
    assert "Is it?\n:::" in kept.markdown
    dropped = import_document(file, tmp_path / "a.md")
    assert "Is it?" not in dropped.source.read_text("utf-8")
    told = [one.message for one in dropped.diagnostics if one.code == "import-comments"]
    assert len(told) == 1
    assert "Is it?" in told[0]
