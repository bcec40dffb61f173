"""What a build puts into the EPUB: the narration and the pages of what is made beside it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.acceptance.conftest import Publish

SOURCE = """---
title: The ferry
language: en
---

One boat left in the morning. Nobody waited.
"""


@pytest.mark.parametrize(
    ("command", "narrated", "paged"),
    [
        (["epub"], False, False),
        (["epub", "--narrated"], True, False),
        (["build", "--only", "epub,pdf"], False, True),
        (["build", "--only", "epub,mp3"], True, False),
        (["build"], True, True),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_the_epub_takes_what_is_made_beside_it(
    command: list[str], narrated: bool, paged: bool, tmp_path: Path, publish: Publish
) -> None:
    (tmp_path / "ferry.md").write_text(SOURCE, encoding="utf-8")
    result = publish(*command, tmp_path / "ferry.md", "-o", tmp_path, "--quiet")
    assert (result.returncode, result.stderr) == (0, "")
    with zipfile.ZipFile(tmp_path / "ferry.epub") as book:
        assert ("EPUB/article.smil" in book.namelist()) == narrated
        assert (b'role="doc-pagebreak"' in book.read("EPUB/article.xhtml")) == paged
