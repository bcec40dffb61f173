"""Ways to spoil a finished edition, one loss at a time."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
from mutagen.id3 import ID3

from publish.runtime import ffmpeg

Spoil = Callable[[bytes], bytes]


def swap(old: str, new: str = "") -> Spoil:
    """Put ``new`` in place of the first ``old``, which must be there."""

    def spoil(content: bytes) -> bytes:
        assert old.encode() in content, old
        return content.replace(old.encode(), new.encode(), 1)

    return spoil


def change(pattern: str, new: str) -> Spoil:
    """Put ``new`` in place of the first match of ``pattern``."""

    def spoil(content: bytes) -> bytes:
        changed, count = re.subn(pattern.encode(), new.encode(), content, count=1, flags=re.DOTALL)
        assert count, pattern
        return changed

    return spoil


def gone(_content: bytes) -> None:
    """Take the file away."""


def packed(path: Path, folder: Path, name: str, spoil: Callable[[bytes], bytes | None]) -> Path:
    """The archive ``path`` with the first file whose name ends with ``name`` spoiled."""
    target = folder / path.name
    found = False
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(target, "w") as copy:
        for info in archive.infolist():
            content: bytes | None = archive.read(info)
            if info.filename.endswith(name) and content and not found:
                found, before = True, content
                content = spoil(content)
                assert content != before, f"nothing of {name} was changed"
            if content is not None:
                copy.writestr(info, content)
    assert found, f"there is no {name}"
    return target


def tree(path: Path, folder: Path, spoil: Callable[[list[Any]], None]) -> Path:
    """The PDF ``path`` after ``spoil`` has had its structure elements, in reading order."""
    target = folder / path.name
    with pikepdf.open(path) as pdf:
        elements: list[Any] = []

        def take(node: Any) -> None:
            elements.extend([node] if "/S" in node else [])
            kids = node.get("/K", [])
            for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
                if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                    take(kid)

        take(pdf.Root.StructTreeRoot)
        spoil(elements)
        pdf.save(target)
    return target


def without(element: Any) -> None:
    """Take a structure element out of the one around it."""
    kids = element.P.K
    place = next(
        place
        for place, kid in enumerate(kids)
        if isinstance(kid, pikepdf.Dictionary) and kid.objgen == element.objgen
    )
    del kids[place]


def of_type(elements: list[Any], kind: str) -> list[Any]:
    return [one for one in elements if str(one.S) == f"/{kind}"]


def silenced(path: Path, folder: Path, start: float, end: float) -> Path:
    """The sound file ``path`` with silence from ``start`` to ``end``, in s; its tags are kept."""
    target = folder / path.name
    mute = f"volume=enable='between(t,{start},{end})':volume=0"
    command = [ffmpeg.program(), "-loglevel", "error", "-y", "-i", str(path), "-map", "0:a"]
    subprocess.run([*command, "-af", mute, str(target)], check=True, timeout=60)
    if path.suffix == ".mp3":
        ID3(path).save(target, v2_version=3)
    return target


def copied(path: Path, folder: Path) -> Path:
    target = folder / path.name
    if path.is_dir():
        shutil.copytree(path, target)
    else:
        shutil.copy(path, target)
    return target
