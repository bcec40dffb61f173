"""A folder where a sound file should be, or other files beside split ones, ended in a traceback."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from publish.audit import editions
from publish.audit.sound import files
from publish.readers import MalformedError
from publish.readers.sound import read_m4b, read_mp3, read_opus


def test_folders_for_files(tmp_path: Path) -> None:
    for read in (read_mp3, read_opus, read_m4b):
        with pytest.raises((MalformedError, OSError)):
            read(tmp_path)


@pytest.mark.parametrize("names", [(), (".DS_Store", "01 A.opus", "a.jpg", "a.txt")])
def test_the_kind_of_split_files(
    names: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "a-opus"
    if names:
        folder.mkdir()
    else:
        folder.write_bytes(b"")
    for name in names:
        (folder / name).write_bytes(b"")
    opened: list[str] = []
    monkeypatch.setattr(files, "open_split", lambda _folder, kind, *_given: opened.append(kind))
    monkeypatch.setattr(editions, "_audit_sound", lambda *_given: ())
    index = SimpleNamespace(narration=None)
    context = SimpleNamespace(path=folder, timeline_index=index, article=None, expected=None)
    assert not list(editions.audit_split_sound(context))  # type: ignore[arg-type]
    assert opened == ["opus" if names else "mp3"]
