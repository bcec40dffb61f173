"""The chapters that a finished sound file has, whatever its format.

The chapters of an MP4 file: its text track, and the pictures of its picture track.

Sources: ISO/IEC 14496-12, 8.3 (tracks), 8.6.1 (times), 8.7 (samples); QuickTime File Format,
"Chapter Lists".

The chapters of an MP3 (ID3v2 Chapter Frame Addendum 1.0).

The chapters of an Opus file (the Xiph wiki, "Chapter Extension").
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from msgspec import Struct

from publish.audit.items import letters
from publish.model.ids import title_id
from publish.narration.script import Chapter, ChapterKind


class Mark(Struct, frozen=True):
    """A chapter: ``start`` in ms; ``picture`` is the digest of its own picture, or empty.

    ``links`` are the addresses that it has.
    """

    start: int
    title: str
    alt: str = ""
    picture: str = ""
    links: tuple[str, ...] = ()


class Format(Struct, frozen=True):
    """What the chapters of a format can hold beside a title.

    ``most`` is how many links a chapter can have (0: any number); ``silent``: there is no sound.
    """

    name: str
    suffix: str
    read: Callable[[Path], tuple[Mark, ...]]
    pictures: bool = False
    alts: bool = False
    links: bool = False
    most: int = 0
    silent: bool = False


#: How far a chapter may begin from where it should, in ms: a frame of MP3 or AAC.
_NEAR = 60


class Marks(Struct, frozen=True):
    """The chapters of one file."""

    marks: tuple[Mark, ...]

    def at(self, start: int, chapter: Chapter) -> Mark | None:
        """The chapter that begins at ``start`` (ms) and is named as ``chapter`` is."""
        wanted = letters(chapter.title)
        return next(
            (
                mark
                for mark in self.marks
                if abs(mark.start - start) <= _NEAR and letters(mark.title) == wanted
            ),
            None,
        )

    def own_picture(self, mark: Mark, *, cover: bool) -> bool:
        """Whether ``mark`` has a picture that is not just that of the chapter it opens with.

        ``cover``: it is to show the same as that one.
        """
        first = self.marks[0]
        return bool(mark.picture) and (cover or mark is first or mark.picture != first.picture)


def item_of(chapter: Chapter) -> str:
    """The id of the item that a chapter stands for; empty where it stands for none."""
    match chapter.kind:
        case ChapterKind.OPENING:
            return "title"
        case ChapterKind.SECTION:
            return title_id(chapter.target)
        case ChapterKind.FIGURE:
            return chapter.target
        case ChapterKind.CONTINUATION | ChapterKind.NOTES | ChapterKind.CLOSING:
            return ""


#: The largest description of a movie, and the largest sample, that are read, in bytes.
_LARGEST = 256 << 20


class _Track(Struct, frozen=True):
    """``samples`` are offset and size in the file, ``times`` their starts in ms."""

    number: int
    handler: bytes
    samples: tuple[tuple[int, int], ...]
    times: tuple[int, ...]
    chapters: tuple[int, ...]


def read_m4b(file: Path) -> tuple[Mark, ...]:
    """The samples of the text track that the sound refers to, with the picture due at each.

    Raises ``ValueError`` where it is no MP4 file.
    """
    with file.open("rb") as source:
        movie = _movie(source)
        tracks = [_track(content) for kind, content in _boxes(movie) if kind == b"trak"]
        wanted = {number for track in tracks for number in track.chapters}
        texts = [one for one in tracks if one.number in wanted and one.handler == b"text"]
        shown = [one for one in tracks if one.number in wanted and one.handler == b"vide"]
        pictures: dict[int, str] = {}
        for track in shown:
            for at, (place, size) in zip(track.times, track.samples, strict=True):
                data = _read(source, place, size)
                is_jpeg = data[:2] == b"\xff\xd8"
                pictures[at] = hashlib.sha256(data).hexdigest() if is_jpeg else ""
        marks = []
        for track in texts:
            for at, (place, size) in zip(track.times, track.samples, strict=True):
                data = _read(source, place, size)
                (length,) = struct.unpack_from(">H", data) if len(data) >= 2 else (0,)
                title = data[2 : 2 + length].decode("utf-8", "replace")
                marks.append(Mark(at, title, picture=pictures.get(at, "")))
    return tuple(marks)


def _read(source: IO[bytes], place: int, size: int) -> bytes:
    source.seek(place)
    return source.read(min(size, _LARGEST))


def _movie(source: IO[bytes]) -> bytes:
    """The content of the ``moov`` box."""
    at = 0
    while len(head := _read(source, at, 16)) >= 8:
        size, kind = struct.unpack_from(">I4s", head)
        start = 8
        if size == 1 and len(head) == 16:
            (size,), start = struct.unpack_from(">8xQ", head), 16
        if size < start:
            break
        if kind == b"moov":
            return _read(source, at + start, size - start)
        at += size
    raise ValueError("it is no MP4 file")


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        if not 8 <= size <= len(data) - at:
            raise ValueError("a box of it is broken")
        yield kind, data[at + 8 : at + size]
        at += size


def _find(data: bytes, *path: bytes) -> bytes:
    """The content of the first box at ``path``, or nothing."""
    for kind in path:
        data = next((content for name, content in _boxes(data) if name == kind), b"")
    return data


def _track(data: bytes) -> _Track:
    header, media = _find(data, b"tkhd"), _find(data, b"mdia")
    number = struct.unpack_from(">I", header, 20 if header[:1] == b"\x01" else 12)[0]
    handler = _find(media, b"hdlr")[8:12]
    referred = _find(data, b"tref", b"chap")
    chapters = struct.unpack(f">{len(referred) // 4}I", referred[: len(referred) // 4 * 4])
    if handler not in (b"text", b"vide"):
        return _Track(number, handler, (), (), chapters)
    scale = struct.unpack_from(">I", _find(media, b"mdhd"), 12)[0] or 1
    table = _find(media, b"minf", b"stbl")
    times, now = [], 0
    for count, delta in struct.iter_unpack(">II", _find(table, b"stts")[8:]):
        for _ in range(min(count, 100_000)):
            times.append(now * 1000 // scale)
            now += delta
    sizes = struct.unpack(f">{(len(box := _find(table, b'stsz')) - 12) // 4}I", box[12:])
    places = [place for (place,) in struct.iter_unpack(">I", _find(table, b"stco")[8:])]
    samples = tuple(zip(places, sizes, strict=False))
    return _Track(number, handler, samples, tuple(times[: len(samples)]), chapters)


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


def read_opus(file: Path) -> tuple[Mark, ...]:
    """The ``CHAPTERxxx`` comments in time order.  Raises ``ValueError`` where it is no Opus."""
    mutagen: Any = __import__("mutagen", fromlist=["oggopus", "MutagenError"])
    oggopus: Any = __import__("mutagen.oggopus", fromlist=["OggOpus"])
    try:
        comments = dict(oggopus.OggOpus(file))
    except mutagen.MutagenError as error:
        raise ValueError(str(error)) from error
    upper = {name.upper(): values for name, values in comments.items()}
    found = [
        Mark(
            start=_ms(values[0]),
            title=upper.get(f"{name}NAME", [""])[0],
            links=tuple(upper.get(f"{name}URL", ())),
        )
        for name, values in upper.items()
        if re.fullmatch(r"CHAPTER\d{3}", name)
    ]
    return tuple(sorted(found, key=lambda mark: mark.start))


def _ms(clock: str) -> int:
    """``00:01:02.345`` in ms."""
    found = re.fullmatch(r"(\d+):(\d\d):(\d\d)\.(\d{3})", clock)
    if found is None:
        raise ValueError(f"{clock} is no time")
    hours, minutes, seconds, ms = map(int, found.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms
