"""A note without words was called in the imported source, which couldn't be read then."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.importing import import_file

_FORMS = {
    "a.md": "# A\n\nOne[^a], two[^b], three[^c].\n\n[^a]:\n\n[^b]: \n\n[^c]: Words.\n",
    "pandoc.md": "---\ntitle: A\nauthor: B\n...\n\nOne^[ ], two[^b], three^[Words.]. [@x]\n\n"
    "[^b]: \n",
    "a.tex": "\\begin{document}One\\footnote{}, three\\footnote{Words.}.\\end{document}",
    "a.html": '<html lang="en"><title>A</title><p>One<a href="#n1" role="doc-noteref">1</a>, '
    'three<a href="#n2" role="doc-noteref">2</a>.</p><section role="doc-endnotes"><ol>'
    '<li id="n1"><p><a href="#r1" role="doc-backlink">↩</a></p></li>'
    '<li id="n2"><p>Words.</p></li></ol></section></html>',
}


@pytest.mark.parametrize("name", sorted(_FORMS))
def test_empty_notes_are_left_out(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_text(_FORMS[name], "utf-8")
    text = import_file(file, tmp_path).markdown
    assert text.count("[^") == 2  # a call, and its note
    assert "]: Words." in text
    assert "One" in text
