"""Lines of code that began with % or (name)= were taken for comments and labels of MyST."""

from __future__ import annotations

from pathlib import Path

from publish.importing import import_file


def test_code_keeps_lines_that_begin_with_percent(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("% unseen\nWords.\n\n```tex\n% seen\n(name)=\n```\n", "utf-8")
    markdown = import_file(file, tmp_path).markdown
    assert "```tex\n% seen\n(name)=\n```" in markdown
    assert "unseen" not in markdown
