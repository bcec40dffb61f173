"""JSON of editions with bytes of another encoding, or nested too deeply, is named as broken."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from publish.audit.guided import read_objects
from publish.audit.sound.files import open_audiobook, open_chapters
from publish.errors import SourceError

#: No reader comes to the narration.
NARRATION: Any = None

BROKEN = {
    "no JSON": b"{",
    "Latin-1": b'{"guided": [{"audioref": "\xe9", "title": "\xe9", "url": "\xe9"}]}',
    "deep": b'{"guided": [' + b'{"children": [' * 5000,
}


def _guided(folder: Path, data: bytes) -> None:
    (folder / "guided.json").write_bytes(data)
    read_objects(folder / "guided.json")


def _chapters(folder: Path, data: bytes) -> None:
    (folder / "chapters.json").write_bytes(data.replace(b"guided", b"chapters"))
    open_chapters(folder, NARRATION)


def _audiobook(folder: Path, data: bytes) -> None:
    with zipfile.ZipFile(folder / "book.lpf", "w") as archive:
        archive.writestr("publication.json", data.replace(b"guided", b"resources"))
    open_audiobook(folder / "book.lpf", NARRATION, None)


@pytest.mark.parametrize("read", [_guided, _chapters, _audiobook])
@pytest.mark.parametrize("kind", BROKEN)
def test_it_is_an_error_of_the_edition(
    kind: str, read: Callable[[Path, bytes], None], tmp_path: Path
) -> None:
    with pytest.raises(SourceError) as caught:
        read(tmp_path, BROKEN[kind])
    assert caught.value.diagnostic.code == "edition-unreadable"
    assert caught.value.diagnostic.fix == "Build it again."


def test_times_that_are_no_numbers_are_no_times(tmp_path: Path) -> None:
    (tmp_path / "guided.json").write_text(
        '{"guided": [{"audioref": "a.mp3#t=1.2.3,4", "text": {"plain": "It began."}}]}'
    )
    assert read_objects(tmp_path / "guided.json") == ()
