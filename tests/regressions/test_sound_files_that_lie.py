"""Sound files whose numbers lie ended in a traceback, or in gigabytes of titles."""

import struct
from pathlib import Path

import pytest
from msgspec import ValidationError
from msgspec.json import decode

from publish.audit.sound.curve import curve_in
from publish.audit.sound.files import _Chapters, _seconds
from publish.readers import MalformedError
from publish.readers.sound import _clock_ms, read_m4b, read_mp3, read_opus
from publish.runtime.sound_tags import opened


def _atom(kind: bytes, *content: bytes) -> bytes:
    inside = b"".join(content)
    return struct.pack(">I4s", 8 + len(inside), kind) + inside


def _m4b(samples: int, size: int) -> bytes:
    """Return an MP4 file whose chapters all read the beginning of the file, one byte apart."""
    head, row = bytes(8), struct.Struct(">I")
    sizes = _atom(b"stsz", bytes(12), row.pack(size) * samples)
    offsets = _atom(b"stco", head, b"".join(map(row.pack, range(samples))))
    times = _atom(b"stts", head, struct.pack(">II", samples, 1))
    table = _atom(b"minf", _atom(b"stbl", sizes, offsets, times))
    header = _atom(b"mdhd", bytes(12), row.pack(1000), head)
    media = _atom(b"mdia", header, _atom(b"hdlr", head, b"text"), table)
    tkhd = _atom(b"tkhd", bytes(12), row.pack(1))
    return _atom(b"moov", _atom(b"trak", tkhd, _atom(b"tref", _atom(b"chap", row.pack(1))), media))


def test_samples_that_overlap(tmp_path: Path) -> None:
    file = tmp_path / "a.m4b"
    file.write_bytes(_m4b(2_000, 20_000))
    with pytest.raises(MalformedError, match="longer than the file"):
        read_m4b(file)
    file.write_bytes(_m4b(20, 4))
    assert len(read_m4b(file)) == 20


def test_numbers_beyond_any_file(tmp_path: Path) -> None:
    file = tmp_path / "a.m4b"
    file.write_bytes(struct.pack(">I4sQ", 1, b"free", 2**64 - 1) + bytes(8))
    with pytest.raises(MalformedError):
        read_m4b(file)
    with pytest.raises(MalformedError):
        _clock_ms("9" * 5_000 + ":00:00.000")
    with pytest.raises(MalformedError):
        _seconds("PT" + "9" * 400 + "S")
    with pytest.raises(ValidationError):
        decode(b'{"chapters": [{"startTime": 1e308}]}', type=_Chapters)


_BROKEN = {
    "a.opus": b"OggS\0\2" + bytes(21) + b"OpusHead",
    "a.wv": b"wvpk" + struct.pack("<I", 24) + b"\x10\4" + bytes(14) + b"\xff" * 8,
}


@pytest.mark.parametrize("name", _BROKEN)
def test_sounds_that_the_library_does_not_refuse(name: str, tmp_path: Path) -> None:
    """It raises IndexError and the like."""
    file = tmp_path / name
    file.write_bytes(_BROKEN[name])
    assert opened(file) is None
    for read in (read_m4b, read_mp3, read_opus):
        with pytest.raises(MalformedError, match=r"\w{3}"):
            read(file)


def test_a_sound_that_cannot_be_decoded_is_named(tmp_path: Path) -> None:
    file = tmp_path / "a.m4b"
    file.write_bytes(_atom(b"ftyp", b"M4A ", bytes(4)) + _m4b(20, 4))
    with pytest.raises(MalformedError, match=r"it is broken: [^@]*$"):
        curve_in(file, 1)
