"""Footnotes that RTF marks as optional destinations were dropped."""

from __future__ import annotations

from pathlib import Path

from publish.importing import import_file


def test_footnotes_with_a_star_are_notes(tmp_path: Path) -> None:
    file = tmp_path / "a.rtf"
    note = r"{\super\chftn}{\*\footnote\chftn\~\plain\pard A remark.\par}"
    file.write_text(rf"{{\rtf1\ansi\pard It rained.{note} Then not.\par}}", "ascii")
    markdown = import_file(file, tmp_path).markdown
    assert "It rained.[^1]" in markdown
    assert "[^1]: A remark." in markdown
