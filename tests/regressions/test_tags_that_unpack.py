"""Compressed frames of ID3 unpacked without limit; chapters in chapters ended in a traceback."""

import struct
import zlib
from pathlib import Path

import pytest

from publish.readers import MalformedError
from publish.readers.sound import read_mp3, title_of

_COMPRESSED = 0x80


def _frame(name: bytes, content: bytes, flags: int = 0) -> bytes:
    return name + struct.pack(">IH", len(content), flags) + content


def _chapter(*inside: bytes) -> bytes:
    return _frame(b"CHAP", b"a\0" + bytes(16) + b"".join(inside))


def _tag(*frames: bytes) -> bytes:
    content = b"".join(frames)
    size = bytes(len(content) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\x00\x00" + size + content


def _packed(size: int) -> bytes:
    text = b"\0" + b"a" * size
    packed = struct.pack(">I", len(text)) + zlib.compress(text)
    return _frame(b"TIT2", packed, _COMPRESSED)


def test_compressed_frames_are_skipped(tmp_path: Path) -> None:
    file = tmp_path / "a.mp3"
    file.write_bytes(_tag(_packed(1_000_000), _chapter(_packed(1_000_000))))
    assert title_of(file) == ""
    assert [mark.title for mark in read_mp3(file)] == [""]
    file.write_bytes(_tag(_chapter(_frame(b"TIT2", b"\0One"))))
    assert [mark.title for mark in read_mp3(file)] == ["One"]


def test_chapters_in_chapters(tmp_path: Path) -> None:
    nested = b""
    for _ in range(2_000):
        nested = _chapter(nested)
    file = tmp_path / "a.mp3"
    file.write_bytes(_tag(nested))
    with pytest.raises(MalformedError):
        read_mp3(file)
