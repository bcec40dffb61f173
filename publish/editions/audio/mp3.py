"""Write MP3 with an ID3 tag: metadata, cover, table of contents, illustrated chapters.

Sources: ID3v2.3.0; ID3v2 Chapter Frame Addendum 1.0.  The version is 2.3, since ffmpeg and other
readers lose chapters with pictures in 2.4.  mutagen builds every frame, but it writes frames by
size, and players take chapters in the order of the file: :func:`_in_order` replaces that one step.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from publish.editions.audio.encode import codec_for, measured_edition
from publish.editions.audio.tags import Tags, tags_of
from publish.editions.edition import BuiltEdition, SpokenContext
from publish.encoding.encoder import encode
from publish.encoding.mastering import master
from publish.language.tags import three_letters
from publish.podcast.channel import ascii_url
from publish.runtime.raster import jpeg
from publish.sync.chapter_marks import ChapterMark, chapter_marks

#: A table of contents counts its entries in one byte (addendum, 3.2).
MAX_ENTRIES = 255


class Table(Struct, frozen=True):
    """A table of contents; ``children`` are the names of chapters and other tables, in order."""

    name: str
    title: str
    children: tuple[str, ...]
    top: bool = False


def build_mp3(context: SpokenContext) -> BuiltEdition:
    """Write the narration as an MP3 file.

    Raises:
        MissingToolError, ToolError: ffmpeg is missing or fails.
        SourceError: A picture can't be decoded.
    """
    article, narration, output = context.article, context.narration, context.output
    encode(narration, codec_for("mp3", context), output, master(article, narration))
    marks = chapter_marks(narration, article)
    write_tag(tags_of(context), marks, output, nested=article.book is not None)
    return measured_edition(context)


def chapter_name(number: int) -> str:
    """Return the name of chapter ``number``, from 0."""
    return f"ch{number}"


def tables_of(title: str, marks: Sequence[ChapterMark], *, nested: bool) -> tuple[Table, ...]:
    """Return the tables of contents, the top one first; each listed chapter is in one of them.

    Players hide a chapter that is in none.  With ``nested``, a chapter with deeper chapters after
    it gets its own table, in which it is the first entry.  A table of more than 255 entries is
    divided into tables of 255.
    """
    top: list[str] = []
    inner: list[Table] = []
    listed = [(number, mark) for number, mark in enumerate(marks) if mark.listed]
    entries = listed or list(enumerate(marks))
    if nested:
        top, inner = _nested(entries)
    else:
        top = [chapter_name(number) for number, _ in entries]
    whole = Table("toc", title, tuple(top), top=True)
    return tuple(part for table in (whole, *inner) for part in _divided(table))


def _nested(entries: Sequence[tuple[int, ChapterMark]]) -> tuple[list[str], list[Table]]:
    """Return the entries of a table for chapters with their numbers, and the tables in it."""
    names: list[str] = []
    tables: list[Table] = []
    place = 0
    while place < len(entries):
        number, mark = entries[place]
        after = place + 1
        while after < len(entries) and entries[after][1].level > mark.level:
            after += 1
        if after == place + 1:
            names.append(chapter_name(number))
        else:
            children, deeper = _nested(entries[place + 1 : after])
            own = Table(f"toc-{number}", mark.title, (chapter_name(number), *children))
            names.append(own.name)
            tables += [own, *deeper]
        place = after
    return names, tables


def _divided(table: Table) -> Iterator[Table]:
    """Yield ``table``, and the tables of its children if they don't fit into one."""
    children = table.children
    if len(children) <= MAX_ENTRIES:
        yield table
        return
    parts = [
        children[start : start + MAX_ENTRIES] for start in range(0, len(children), MAX_ENTRIES)
    ]
    names = tuple(f"{table.name}-{number}" for number in range(1, len(parts) + 1))
    yield replace(table, children=names)
    yield from (Table(name, "", part) for name, part in zip(names, parts, strict=True))


#: UTF-16 with byte order mark: the only encoding for all scripts in version 2.3.
_UTF16 = 1

_NO_OFFSET = 0xFFFFFFFF
_ORDERED, _TOP = 1, 2

_FRONT_COVER, _OTHER = 3, 0


def write_tag(tags: Tags, marks: Sequence[ChapterMark], file: Path, *, nested: bool) -> None:
    """Write an ID3 tag into ``file``, before the sound; ``nested`` as in :func:`tables_of`."""
    tag = _id3().ID3()
    tag._write = partial(_in_order, tag)
    frames = [
        *_metadata_frames(tags),
        *_contents_frames(tables_of(tags.title, marks, nested=nested)),
        *(_chapter_frame(number, mark) for number, mark in enumerate(marks)),
    ]
    for place, frame in enumerate(frames):
        tag[str(place)] = frame
    tag.save(file, v2_version=3, v1=0)


def _in_order(tag: Any, config: Any) -> bytearray:
    """Return the frames of ``tag`` in the order of insertion; replaces ``ID3Tags._write``."""
    save_frame: Any = import_module("mutagen.id3._tags").save_frame
    return bytearray().join(save_frame(frame, config=config) for frame in tag.values())


def _metadata_frames(tags: Tags) -> list[Any]:
    """Return the frames about the whole file; scanners find free-form ones by their names."""
    id3 = _id3()
    language = three_letters(tags.language)
    movement = [str(number) for number in tags.movement or () if number]
    texts = {
        id3.TIT2: tags.title,
        id3.TIT3: tags.subtitle,
        id3.TPE1: tags.author_line,
        id3.TPE2: tags.author_line,
        id3.TALB: tags.album,
        id3.TSOA: tags.album_sort,
        id3.TSOP: tags.author_sort,
        id3.TCOM: tags.readers,
        id3.MVNM: tags.series,
        id3.MVIN: "/".join(movement),
        id3.TRCK: "{}/{}".format(*tags.track) if tags.track else "",
        id3.TCON: tags.genre,
        id3.TLAN: language,
        id3.TPUB: tags.publisher,
        id3.TYER: tags.date[:4],
        id3.TDAT: tags.date[8:] + tags.date[5:7],
        # It begins with the year: players show the sign themselves.
        id3.TCOP: tags.rights.removeprefix("©").strip(),
    }
    frames: list[Any] = [kind(encoding=_UTF16, text=[text]) for kind, text in texts.items() if text]
    described = {
        "narrator": tags.narrator,
        "series": tags.series,
        "series-part": tags.part,
        "ISBN": tags.isbn,
        "IDENTIFIER": tags.identifier,
    }
    frames += [
        id3.TXXX(encoding=_UTF16, desc=name, text=[text])
        for name, text in described.items()
        if text
    ]
    if tags.licence_url:
        frames.append(id3.WCOP(url=ascii_url(tags.licence_url)))
    if tags.description:
        frames.append(id3.COMM(encoding=_UTF16, lang=language, desc="", text=[tags.description]))
    if tags.cover:
        frames.append(
            id3.APIC(
                encoding=_UTF16,
                mime="image/jpeg",
                type=_FRONT_COVER,
                desc=_short(tags.cover.alt or ""),
                data=jpeg(tags.cover),
            )
        )
    return frames


def _contents_frames(tables: Sequence[Table]) -> list[Any]:
    id3 = _id3()
    return [
        id3.CTOC(
            element_id=table.name,
            flags=_ORDERED | (_TOP if table.top else 0),
            child_element_ids=list(table.children),
            sub_frames=[id3.TIT2(encoding=_UTF16, text=[table.title])] if table.title else [],
        )
        for table in tables
    ]


def _chapter_frame(number: int, mark: ChapterMark) -> Any:
    """Return the frame of a chapter: title, alt text as description (TIT3), picture, links.

    Links are keyed by their words, so the first of two with the same words is kept.
    """
    id3 = _id3()
    inside: list[Any] = [id3.TIT2(encoding=_UTF16, text=[mark.title])]
    if mark.alt:
        inside.append(id3.TIT3(encoding=_UTF16, text=[mark.alt]))
    if mark.image:
        inside.append(
            id3.APIC(
                encoding=_UTF16,
                mime="image/jpeg",
                type=_OTHER,
                desc=_short(mark.alt),
                data=jpeg(mark.image),
            )
        )
    links = dict(reversed(mark.links))
    inside += [
        id3.WXXX(encoding=_UTF16, desc=words, url=ascii_url(url))
        for words, url in reversed(links.items())
    ]
    return id3.CHAP(
        element_id=chapter_name(number),
        start_time=mark.start,
        end_time=mark.end,
        start_offset=_NO_OFFSET,
        end_offset=_NO_OFFSET,
        sub_frames=inside,
    )


def _id3() -> Any:
    """Return mutagen's ID3 module, which has no types."""
    from mutagen import id3

    return id3


def _short(text: str) -> str:
    """Return ``text`` shortened to 64 characters, as for pictures (ID3v2.3.0, 4.15)."""
    return text if len(text) <= 64 else f"{text[:63]}…"
