"""A file that doesn't exist, and a folder, were called EPUBs that can't be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.errors import SourceError
from publish.verify import verify


def test_what_is_no_file_is_said_to_be_none(tmp_path: Path) -> None:
    wrong = {tmp_path: "It is a folder", tmp_path / "a.epub": "The file doesn't exist"}
    for path, message in wrong.items():
        with pytest.raises(SourceError, match=message):
            verify(path)
