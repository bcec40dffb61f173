"""Sound files from anywhere end in chapters or in one kind of error."""

from __future__ import annotations

import contextlib
import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publish.readers import MalformedError
from publish.readers.sound import length_of, read_m4b, read_mp3, read_opus, title_of


def atom(kind: bytes, *content: bytes) -> bytes:
    inside = b"".join(content)
    return struct.pack(">I4s", len(inside) + 8, kind) + inside


def track(number: int, handler: bytes, *inside: bytes) -> bytes:
    header = atom(b"tkhd", bytes(12), struct.pack(">I", number), bytes(64))
    media = atom(b"mdia", atom(b"hdlr", bytes(8), handler, bytes(12)), *inside)
    refers = atom(b"tref", atom(b"chap", struct.pack(">I", 2))) if number == 1 else b""
    return atom(b"trak", header, refers, media)


def movie(counts: int, titles: tuple[bytes, ...] = (b"One", b"Two")) -> bytes:
    """A movie whose text track says that it has ``counts`` samples of a second."""
    data = [struct.pack(">H", len(title)) + title for title in titles]
    offsets = [8 + sum(map(len, data[:place])) for place in range(len(data))]
    table = atom(
        b"stbl",
        atom(b"stts", bytes(4), struct.pack(">III", 1, counts, 1000)),
        atom(b"stsz", bytes(8), struct.pack(f">{1 + len(data)}I", len(data), *map(len, data))),
        atom(b"stco", bytes(4), struct.pack(f">{1 + len(data)}I", len(data), *offsets)),
    )
    scale = atom(b"mdhd", bytes(12), struct.pack(">I", 1000), bytes(8))
    tracks = track(1, b"soun"), track(2, b"text", scale, atom(b"minf", table))
    return atom(b"mdat", *data) + atom(b"moov", *tracks)


def test_chapters_of_a_text_track(tmp_path: Path) -> None:
    path = tmp_path / "x.m4b"
    path.write_bytes(movie(2))
    assert [(one.start, one.title) for one in read_m4b(path)] == [(0, "One"), (1000, "Two")]


def test_a_track_that_claims_billions_of_samples_is_read_at_once(tmp_path: Path) -> None:
    path = tmp_path / "x.m4b"
    path.write_bytes(movie(0xFFFFFFFF))
    assert len(read_m4b(path)) == 2


@given(st.integers(0, 10**6), st.binary(min_size=1, max_size=8))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_broken_atoms_are_malformed(tmp_path: Path, place: int, junk: bytes) -> None:
    content = movie(2)
    place %= len(content)
    path = tmp_path / "x.m4b"
    path.write_bytes(content[:place] + junk + content[place + len(junk) :])
    with contextlib.suppress(MalformedError):
        read_m4b(path)


def test_what_is_no_sound_file(tmp_path: Path) -> None:
    path = tmp_path / "x.mp3"
    path.write_bytes(b"no sound")
    assert length_of(path) is None
    assert title_of(path) == ""
    for reader in (read_m4b, read_mp3, read_opus):
        with pytest.raises(MalformedError):
            reader(path)
