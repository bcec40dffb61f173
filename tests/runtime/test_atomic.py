"""Files appear whole or not at all."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from publish.errors import OutputError
from publish.runtime.atomic import atomic, ensure_writable


def test_a_finished_file_replaces_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "book.epub"
    for text in ("first", "second"):
        with atomic(target) as temporary:
            assert temporary.suffix == ".epub"
            assert temporary.parent.parent == target.parent
            temporary.write_text(text)
        assert target.read_text() == text
    assert [file.name for file in target.parent.iterdir()] == ["book.epub"]


def test_others_may_read_what_the_mask_allows(tmp_path: Path) -> None:
    plain, made = tmp_path / "plain", tmp_path / "made"
    plain.touch()
    with atomic(made) as temporary:
        temporary.write_text("x")
    assert stat.S_IMODE(made.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_failure_leaves_the_last_good_file(tmp_path: Path, error: type[BaseException]) -> None:
    target = tmp_path / "book.pdf"
    target.write_text("good")

    def fail() -> None:
        with atomic(target) as temporary:
            temporary.write_text("half")
            raise error

    with pytest.raises(error):
        fail()
    assert target.read_text() == "good"
    assert [file.name for file in tmp_path.iterdir()] == ["book.pdf"]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="file/dist"):
        ensure_writable(tmp_path / "file" / "dist")
    with pytest.raises(OutputError, match="-o"), atomic(tmp_path / "file" / "dist" / "a.pdf"):
        pass


def test_a_folder_of_the_files_name_is_no_target(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").mkdir()
    with pytest.raises(OutputError, match="folder of that name"), atomic(tmp_path / "a.pdf"):
        pass
