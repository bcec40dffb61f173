"""Same input, same bytes: in another folder, at another time, with other dates on the files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.acceptance.conftest import Publication, Publish


@pytest.fixture
def again(publications: dict[str, Publication], tmp_path: Path, publish: Publish) -> Path:
    """The editions of every construct, built once more from a copy elsewhere."""
    copy = tmp_path / "elsewhere"
    shutil.copytree(publications["every-construct"].source.parent, copy, copy_function=shutil.copy)
    result = publish("build", copy / "article.md", "-o", tmp_path / "again", "--quiet")
    assert result.returncode == 0, result.stderr
    return tmp_path / "again"


def test_two_builds_are_the_same_to_the_byte(
    publications: dict[str, Publication], again: Path
) -> None:
    first = publications["every-construct"]
    for file in (first.epub, first.pdf, first.m4b, first.mp3):
        assert (again / file.name).read_bytes() == file.read_bytes(), file.suffix
    web = first.epub.with_name(f"{first.epub.stem}-web")
    files = {one.relative_to(web) for one in web.rglob("*") if one.is_file()}
    assert files
    for name in files:
        assert (again / web.name / name).read_bytes() == (web / name).read_bytes(), name
