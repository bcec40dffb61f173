"""The chapters of an MP3 (ID3v2 Chapter Frame Addendum 1.0)."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from publish.audit.sound.marks import Mark


def read_mp3(file: Path) -> tuple[Mark, ...]:
    """The ``CHAP`` frames in time order.  Raises ``ValueError`` where there is no tag."""
    id3: Any = __import__("mutagen.id3", fromlist=["ID3"])
    try:
        tag = id3.ID3(file)
    except id3.error as error:
        raise ValueError(str(error)) from error
    listed = {name for table in tag.getall("CTOC") for name in table.child_element_ids}
    found = [_mark(frame) for frame in tag.getall("CHAP") if frame.element_id in listed]
    return tuple(sorted(found, key=lambda mark: mark.start))


def _mark(frame: Any) -> Mark:
    inside = frame.sub_frames
    pictures = inside.getall("APIC")
    return Mark(
        start=int(frame.start_time),
        title=_text(inside, "TIT2"),
        alt=_text(inside, "TIT3"),
        picture=hashlib.sha256(pictures[0].data).hexdigest() if pictures else "",
        links=tuple(one.url for one in inside.getall("WXXX")),
    )


def _text(inside: Any, name: str) -> str:
    frames = inside.getall(name)
    return str(frames[0].text[0]) if frames and frames[0].text else ""
