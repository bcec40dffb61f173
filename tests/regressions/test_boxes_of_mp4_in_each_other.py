"""A recording of MP4 with thousands of boxes in one another ended with a traceback."""

from __future__ import annotations

import struct
from pathlib import Path

from publish.narration.inspection import artist_of
from publish.readers.sound import length_of


def test_a_recording_of_nested_boxes_is_no_sound_file(tmp_path: Path) -> None:
    boxes = b""
    for _ in range(3_000):
        boxes = struct.pack(">I4s", 8 + len(boxes), b"moov") + boxes
    file = tmp_path / "ferry.m4a"
    file.write_bytes(struct.pack(">I4s4sI4s4s", 24, b"ftyp", b"M4A ", 0, b"M4A ", b"isom") + boxes)
    assert length_of(file) is None
    assert artist_of(file) == ""
