"""MP3: the sound, then its tag.

The ID3 tag of an MP3: metadata, cover, and chapters with their pictures and alt texts.

Sources: ID3v2.3.0; ID3v2 Chapter Frame Addendum 1.0.  The version is 2.3, since ffmpeg and others
lose chapters with pictures in 2.4.

Tables of contents for the chapters of an MP3 (ID3v2 Chapter Frame Addendum 1.0, 3.2).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from publish.editions.audio.chapter_marks import Mark, marks_of, plain
from publish.editions.audio.codecs import codec_for, proved
from publish.editions.built import Made
from publish.encoding.encoder import encode
from publish.encoding.mastering import master
from publish.language.tags import three_letters
from publish.model import Article, Metadata
from publish.narration.timeline import Narration
from publish.runtime.atomic import atomic
from publish.runtime.raster import jpeg

#: A table of contents counts its entries in one byte.
MOST = 255


class Table(Struct, frozen=True):
    """``children`` are the names of chapters and of other tables, in order."""

    name: str
    title: str
    children: tuple[str, ...]
    top: bool = False


def chapter_name(number: int) -> str:
    """The name of the chapter that is in the place ``number``, from 0."""
    return f"ch{number}"


def tables_of(title: str, marks: Sequence[Mark], *, nested: bool) -> tuple[Table, ...]:
    """The tables, the one at the top first; each chapter stands in one of them.

    ``nested``: a chapter with deeper ones after it has a table of its own, in which it stands
    first.  One of more than 255 entries holds tables of 255.
    """
    top: list[str] = []
    inner: list[Table] = []
    if nested:
        top, inner = _nested(marks, 0, len(marks))
    else:
        top = [chapter_name(number) for number in range(len(marks))]
    whole = Table("toc", title, tuple(top), top=True)
    return tuple(part for table in (whole, *inner) for part in _bounded(table))


def _nested(marks: Sequence[Mark], start: int, end: int) -> tuple[list[str], list[Table]]:
    """The entries for the chapters from ``start`` to before ``end``, and the tables they name."""
    names: list[str] = []
    tables: list[Table] = []
    place = start
    while place < end:
        after = place + 1
        while after < end and marks[after].level > marks[place].level:
            after += 1
        if after == place + 1:
            names.append(chapter_name(place))
        else:
            children, deeper = _nested(marks, place + 1, after)
            own = Table(f"toc-{place}", marks[place].title, (chapter_name(place), *children))
            names.append(own.name)
            tables += [own, *deeper]
        place = after
    return names, tables


def _bounded(table: Table) -> Iterator[Table]:
    """``table``, with tables between it and its children where these are too many."""
    children = table.children
    if len(children) <= MOST:
        yield table
        return
    parts = [children[start : start + MOST] for start in range(0, len(children), MOST)]
    names = tuple(f"{table.name}-{number}" for number in range(1, len(parts) + 1))
    yield replace(table, children=names)
    yield from (Table(name, "", part) for name, part in zip(names, parts, strict=True))


#: UTF-16 with byte order mark: the only encoding of all scripts that version 2.3 has.
_UTF16 = 1

_NO_OFFSET = 0xFFFFFFFF
_ORDERED, _TOP = 1, 2

_FRONT_COVER, _OTHER = 3, 0


def write_tag(article: Article, marks: Sequence[Mark], narrator: str, file: Path) -> None:
    """Put the tag before the sound in ``file``."""
    tag = _id3().ID3()
    # mutagen writes frames by size; players take chapters in the order of the file.
    tag._write = partial(_in_order, tag)
    frames = [
        *_metadata(article.metadata, narrator),
        *_contents(tables_of(article.metadata.title, marks, nested=article.book is not None)),
        *(_chapter(number, mark) for number, mark in enumerate(marks)),
    ]
    for place, frame in enumerate(frames):
        tag[str(place)] = frame
    tag.save(file, v2_version=3, v1=0)


def _in_order(tag: Any, config: Any) -> bytearray:
    """The frames of ``tag`` in the order in which they were put there (``ID3Tags._write``)."""
    save_frame: Any = import_module("mutagen.id3._tags").save_frame
    return bytearray().join(save_frame(frame, config=config) for frame in tag.values())


def _metadata(about: Metadata, narrator: str) -> list[Any]:
    id3 = _id3()
    language = three_letters(about.language)
    texts = {
        id3.TIT2: about.title,
        id3.TIT3: about.subtitle,
        id3.TPE1: ", ".join(author.name for author in about.authors),
        id3.TALB: about.series.name if about.series else about.title,
        id3.TRCK: about.series.position if about.series else "",
        id3.TCON: "Audiobook",
        id3.TLAN: language,
        id3.TPUB: about.publisher,
        id3.TYER: f"{about.published:%Y}" if about.published else "",
        id3.TDAT: f"{about.published:%d%m}" if about.published else "",
        id3.TCOP: about.rights.removeprefix("©").strip(),  # the year comes first, the sign is shown
    }
    frames: list[Any] = [kind(encoding=_UTF16, text=[text]) for kind, text in texts.items() if text]
    described = {"NARRATOR": narrator, "IDENTIFIER": about.identifier}
    frames += [
        id3.TXXX(encoding=_UTF16, desc=name, text=[text])
        for name, text in described.items()
        if text
    ]
    if about.licence and about.licence.url:
        frames.append(id3.WCOP(url=plain(about.licence.url)))
    if comment := about.description or about.standfirst:
        frames.append(id3.COMM(encoding=_UTF16, lang=language, desc="", text=[comment]))
    if about.cover:
        frames.append(
            id3.APIC(
                encoding=_UTF16,
                mime="image/jpeg",
                type=_FRONT_COVER,
                desc=_short(about.cover.alt or ""),
                data=jpeg(about.cover),
            )
        )
    return frames


def _contents(tables: Sequence[Table]) -> list[Any]:
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


def _chapter(number: int, mark: Mark) -> Any:
    """A chapter: title, alt text as its description (TIT3, as the addendum has it), picture, links.

    A link is known by its words, so that two of the same words would be one.
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
    links = dict(reversed(mark.links))  # the first of the same words stays
    inside += [
        id3.WXXX(encoding=_UTF16, desc=words, url=plain(url))
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
    """mutagen's frames, which have no types."""
    from mutagen import id3

    return id3


def _short(text: str) -> str:
    """A picture's description: 64 characters at most (ID3v2.3.0, 4.15)."""
    return text if len(text) <= 64 else f"{text[:63]}…"


def export_mp3(article: Article, narration: Narration | None, output: Path) -> Made:
    """Write ``narration`` as ``output``; returns what is in it.

    Raises :class:`MissingToolError`, :class:`ToolError` and :class:`OutputError`.
    """
    assert narration is not None  # noqa: S101 - the table of exporters says `spoken`
    codec = codec_for("mp3", article, narration)
    with atomic(output) as file:
        encode(narration, codec, file, master(article, narration))
        write_tag(article, marks_of(narration, article), narration.voice, file)
    return proved(article, narration, output)
