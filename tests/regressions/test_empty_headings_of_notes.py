"""A book that we had made ourselves came back with empty sections "Notes" in its chapters."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.importing import import_file

PAGE = """<html lang="en"><head><title>A</title></head><body><main><h1>A</h1>
<section><h{level}>Fog</h{level}>
<p>Fog comes.<a id="c1" href="#n1" role="doc-noteref">1</a></p>
<section role="doc-endnotes"><h{below}>Notes</h{below}><ol>
<li><div id="n1" role="doc-footnote"><p><a href="#c1" role="doc-backlink">1.</a> In spring.</p>
</div></li>
</ol></section></section></main></body></html>"""


@pytest.mark.parametrize("level", [2, 3, 4, 5])
def test_the_heading_of_the_notes_goes_with_them(tmp_path: Path, level: int) -> None:
    file = tmp_path / "a.html"
    file.write_text(PAGE.format(level=level, below=level + 1), "utf-8")
    text = import_file(file, tmp_path).markdown
    assert "In spring." in text
    assert "# Notes" not in text
