"""The ID3 tag of an MP3: metadata, cover, and chapters with their pictures and alt texts.

Sources: ID3v2.3.0; ID3v2 Chapter Frame Addendum 1.0.  The version is 2.3, since ffmpeg and others
lose chapters with pictures in 2.4.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from publish.article import Article, Metadata
from publish.exporters.audio.id3_contents import Table, chapter_name, tables_of
from publish.exporters.audio.languages import three_letters
from publish.exporters.audio.marks import Mark, plain
from publish.tools.raster import jpeg

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
