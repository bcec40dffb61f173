"""Documents of other programs were refused without the command that reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish import api
from publish.errors import SourceError


@pytest.mark.parametrize(
    ("name", "fix"),
    [
        ("a b.docx", "Import it: publish import '{0}/a b.docx' -o '{0}/a b.md'"),
        (
            "notes.rst",
            "Convert it to Markdown, and import that: pandoc --standalone {0}/notes.rst -o "
            "{0}/notes.md && publish import {0}/notes.md -o {0}/notes-source.md",
        ),
        ("a.doc", "Open it in Word or LibreOffice, save it as DOCX, and import that."),
        ("a.xyz", "Name a Markdown file (.md), plain text (.txt) or a publication.yaml."),
    ],
)
def test_the_message_has_the_command(tmp_path: Path, name: str, fix: str) -> None:
    (tmp_path / name).write_text("Title\n=====\n\nWords.\n", "utf-8")
    with pytest.raises(SourceError) as caught:
        api.read(tmp_path / name)
    found = caught.value.diagnostic
    assert found.message == f"The file isn't a source: its suffix is “{Path(name).suffix}”."
    assert (found.line, found.fix) == (0, fix.format(tmp_path))
