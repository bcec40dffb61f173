"""What the titles of a batch are, and where their editions go."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish import BuildOptions
from publish.batch.titles import find_titles
from publish.errors import UsageError

TEXT = "---\ntitle: A Text\n---\n\nWords.\n"
OPTIONS = BuildOptions(only="epub")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    names = ("a.md", "history/dover.md", "atlas/publication.yaml", "atlas/maps/one.md")
    for name in (*names, ".hidden/b.md", "out/c.md"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(TEXT)
    (tmp_path / "README.md").write_text("# No source\n")
    return tmp_path


def names_of(*sources: str | Path, output: Path | None = None) -> list[str]:
    found = find_titles([str(one) for one in sources], output, OPTIONS)
    return sorted(title.name for title in found.titles)


def test_a_folder_holds_articles_and_books_but_no_chapters(folder: Path) -> None:
    found = find_titles([str(folder)], folder / "out", OPTIONS)
    assert sorted(title.name for title in found.titles) == ["a", "atlas", "history/dover"]
    assert [path.name for path in found.others] == ["README.md"]


def test_patterns_lists_and_files_name_titles(folder: Path) -> None:
    assert names_of(folder / "**" / "dover.md") == ["history/dover"]
    listed = folder / "list.txt"
    listed.write_text("# Two lines, one of them a pattern\nhistory/*.md\n\natlas\n")
    assert names_of(listed) == ["atlas", "history/dover"]
    assert names_of(folder / "history" / "dover.md") == ["dover"]
    assert names_of(folder / "a.md", folder / "history" / "dover.md") == ["a", "history/dover"]


def test_two_titles_that_would_write_one_file_are_refused(folder: Path) -> None:
    (folder / "history" / "Dover.markdown").write_text(TEXT)
    with pytest.raises(UsageError, match=r"would both be built as .*dover\.epub"):
        names_of(folder)


def test_nothing_to_build_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no title in"):
        names_of(tmp_path)
    with pytest.raises(UsageError, match=r"There is no .*missing"):
        names_of(tmp_path / "missing")
