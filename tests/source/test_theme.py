"""The fields of the front matter that say how the PDF looks."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.errors import SourceError
from publish.model import Metadata
from publish.source import read


def metadata(folder: Path, field: str) -> Metadata:
    source = folder / "ferry.md"
    source.write_text(f"---\ntitle: T\nlanguage: en\n{field}\n---\n\nText.\n", encoding="utf-8")
    return read(source).metadata


def test_what_is_given_is_kept(tmp_path: Path) -> None:
    assert metadata(tmp_path, "theme: Book").theme == "book"
    assert metadata(tmp_path, "table-of-contents: true").contents is True
    assert metadata(tmp_path, "table-of-contents: false").contents is False
    assert metadata(tmp_path, "list-of-illustrations: true").illustrations
    without = metadata(tmp_path, "publisher: P")
    assert (without.theme, without.contents, without.illustrations) == ("", None, False)


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("theme: feeture", ":4: .*no theme “feeture”.*Did you mean “feature”"),
        ("table-of-contents: maybe", ":4: .*The value is “maybe”.*Write true or false"),
        ("list-of-illustrations: [a]", ":4: .*must be text"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, field: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        metadata(tmp_path, field)
