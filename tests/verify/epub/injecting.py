"""A sound book, and a way to spoil it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

Spoil = Callable[[bytes], bytes]


def spoiled(book: Path, target: Path, name: str, spoil: Spoil) -> Path:
    """``book`` with its file ``name`` (below ``EPUB``) changed by ``spoil``, as ``target``."""
    with zipfile.ZipFile(book) as archive, zipfile.ZipFile(target, "w") as copy:
        for info in archive.infolist():
            content = archive.read(info)
            if info.filename == f"EPUB/{name}":
                changed = spoil(content)
                assert changed != content, f"nothing of {name} was changed"
                content = changed
            copy.writestr(info, content)
    return target


def swap(old: str, new: str, count: int = 1) -> Spoil:
    """Replace the first ``count`` of ``old``, which must be there."""

    def spoil(content: bytes) -> bytes:
        assert old.encode() in content, old
        return content.replace(old.encode(), new.encode(), count)

    return spoil
