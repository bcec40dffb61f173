"""A pipe in a folder was waited for; long names, deep folders and lists of themselves broke."""

import os
from pathlib import Path

import pytest

from publish.batch.results import FOLDER, saved_record, saved_request
from publish.batch.store import store_at
from publish.batch.titles import FoundTitles, find_titles
from publish.editions.edition import BuildOptions
from publish.errors import UsageError


def _found(*sources: Path) -> FoundTitles:
    return find_titles([str(one) for one in sources], None, BuildOptions(only=("epub",)))


def test_pipes_and_folders_of_their_names(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: A\n---\n")
    os.mkfifo(tmp_path / "b.md")
    (tmp_path / "c.md").mkdir()
    found = _found(tmp_path)
    assert [title.name for title in found.titles] == ["a"]
    assert [one.name for one in found.others] == ["b.md"]


def test_folders_in_each_other(tmp_path: Path) -> None:
    deep = tmp_path / "/".join(["d"] * 102)
    deep.mkdir(parents=True)
    with pytest.raises(UsageError, match="More than 100 folders"):
        _found(tmp_path)


def test_lists(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: A\n---\n")
    one, other = tmp_path / "one.txt", tmp_path / "other.txt"
    one.write_text("a.md\nother.txt\n./other.txt\none.txt\n")
    other.write_text("one.txt\n" + "a.md\n" * 1_000)
    assert len(_found(one).titles) == 1
    one.write_text("x" * 5_000)
    with pytest.raises(UsageError, match="can't be read"):
        _found(one)


def test_records_that_are_no_files(tmp_path: Path) -> None:
    results = tmp_path / FOLDER / "results"
    results.mkdir(parents=True)
    os.mkfifo(results / "a.json")
    (results / "b.json").mkdir()
    (tmp_path / FOLDER / "request.json").symlink_to("/dev/zero")
    store = store_at(str(tmp_path))
    assert saved_request(store) is None
    assert saved_record(store, "a") == saved_record(store, "b") == saved_record(store, "c")
