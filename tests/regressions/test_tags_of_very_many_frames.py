"""Tags of very many frames, or values in a frame, took time by the square of their number."""

import struct
from pathlib import Path

import pytest

from publish.readers import MalformedError
from publish.readers.sound import read_mp3, title_of


def _frame(name: bytes, content: bytes) -> bytes:
    return name + struct.pack(">IH", len(content), 0) + content


def _tag(content: bytes, version: int = 3) -> bytes:
    size = bytes(len(content) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3" + bytes([version, 0, 0]) + size + content + _SILENCE


_SILENCE = (b"\xff\xfb\x90\0" + bytes(413)) * 9


@pytest.mark.parametrize(
    "content",
    [
        _tag(_frame(b"TIT2", b"\0a") * 10_000),
        _tag(_frame(b"XAAA", b"a") * 10_000, 4),
        _tag(b"TT2\0\0\2\0a" * 10_000, 2),
        _tag(_frame(b"CHAP", b"a\0" + bytes(16) + _frame(b"TIT2", b"") * 10_000)),
    ],
)
def test_very_many_frames(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "a.mp3"
    file.write_bytes(content)
    with pytest.raises(MalformedError, match="too many frames"):
        read_mp3(file)


def test_frames_of_a_kind(tmp_path: Path) -> None:
    file = tmp_path / "a.mp3"
    titles = b"".join(_frame(b"TIT2", b"\0%d" % number) for number in range(2))
    pictures = _frame(b"APIC", b"\0\0\0\0a") * 5_000
    chapter = _frame(b"CHAP", b"a\0" + bytes(16) + titles + pictures)
    file.write_bytes(_tag(titles + pictures + chapter + bytes(100_000)))
    assert title_of(file) == "0"
    assert [mark.title for mark in read_mp3(file)] == ["0"]


def test_values_in_a_frame(tmp_path: Path) -> None:
    file = tmp_path / "a.mp3"
    people = _frame(b"TIPL", b"\0" + b"a\0b\0" * 1_000_000)
    file.write_bytes(_tag(_frame(b"TIT2", b"\0One") + people))
    assert title_of(file) == "One"
