"""A megabyte of paragraphs or items of one letter took 20 s to check and more than 500 MB."""

from pathlib import Path

import pytest

from publish.errors import SourceError
from publish.runtime.text import read_text


@pytest.mark.parametrize("line", ["a\n\n", "- a\n", "> \n", "#\n"])
def test_lines_without_text_are_refused(tmp_path: Path, line: str) -> None:
    file = tmp_path / "a.md"
    file.write_text("# Long title\n\n" + line * 80_000, encoding="utf-8")
    with pytest.raises(SourceError, match="hardly any text") as caught:
        read_text(file)
    assert caught.value.diagnostics[0].line == 3


def test_nothing_but_rules_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("---\n" * 90_000, encoding="utf-8")
    with pytest.raises(SourceError, match="hardly any text") as caught:
        read_text(file)
    assert caught.value.diagnostics[0].line == 90_000


@pytest.mark.parametrize("line", ["short\n\n", "- word\n", "a\n" * 4 + "A sentence of words.\n"])
def test_short_lines_are_read(tmp_path: Path, line: str) -> None:
    file = tmp_path / "a.md"
    file.write_text(line * 60_000, encoding="utf-8")
    assert read_text(file)
