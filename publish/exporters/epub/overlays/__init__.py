"""Media overlays: the narration in step with the text (EPUB 3.3, 9).

Each content document that is spoken has one SMIL file and one sound file.  In both, everything
stands in the order of the document, without a gap: so a reading system can read on, jump, or skip
without ever seeking backwards, and the text that it shows is the text that it plays.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath

from lxml import etree
from msgspec import Struct
from msgspec.structs import replace

from publish.article import Article
from publish.exporters.epub.overlays.contents import contents_pieces
from publish.exporters.epub.overlays.outline import Outline
from publish.exporters.epub.overlays.pieces import Piece, pieces_of
from publish.exporters.epub.overlays.smil import smil
from publish.exporters.epub.overlays.sound import sound_of
from publish.exporters.epub.overlays.words import by_words
from publish.exporters.epub.package import Entry, Item
from publish.narration.timeline import Narration
from publish.sound.codecs import mp3
from publish.sound.mastering import master

#: The classes that a reading system gives to what is being spoken, and to the document meanwhile.
ACTIVE_CLASS = "-epub-media-overlay-active"
PLAYING_CLASS = "-epub-media-overlay-playing"


class Overlays(Struct, frozen=True):
    """``items`` are the files of the book, those of the narration added."""

    items: tuple[Item, ...]
    metadata: tuple[Entry, ...]


def with_overlays(article: Article, items: Sequence[Item], narration: Narration) -> Overlays:
    """The book's ``items`` with the narration of each document of which something is spoken.

    Raises what :func:`publish.sound.encoding.encode` does.
    """
    spine = [item for item in items if item.in_spine]
    roots = {item.id: etree.fromstring(item.content) for item in spine}
    codec = mp3(narration.rate)  # a core media type (EPUB 3.3, 3.2)
    mastering = master(article, narration)
    heard = dict(_heard(spine, roots, narration))
    files: list[Item] = []
    added: list[Item] = []
    durations: dict[str, int] = {}  # of each overlay, in ms
    with tempfile.TemporaryDirectory(prefix="publish-") as folder:
        for item in items:
            if not (pieces := heard.get(item.id)):
                files.append(item)
                continue
            name = PurePosixPath(item.name).stem
            sound = sound_of(pieces, narration)
            file = f"audio/{name}.mp3"
            own = f"overlay-{item.id}"
            durations[own] = sum(one.end - one.begin for one in sound.stretches)
            stretches, content = sound.stretches, item.content
            if article.metadata.narration.highlight == "word":
                stretches = by_words(roots[item.id], stretches)
                content = _serialised(roots[item.id])
            files.append(replace(item, overlay=own, content=content))
            added += [
                Item(
                    id=own,
                    name=f"{name}.smil",
                    media_type="application/smil+xml",
                    content=smil(roots[item.id], item.name, file, stretches),
                ),
                Item(
                    id=f"sound-{item.id}",
                    name=file,
                    media_type="audio/mpeg",
                    content=sound.encoded(codec, mastering, Path(folder)),
                ),
            ]
    return Overlays((*files, *added), tuple(_metadata(durations, narration)))


def _serialised(root: etree._Element) -> bytes:
    """The document again, with the head that all documents of the book have."""
    head = b'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
    return head + etree.tostring(root, encoding="utf-8") + b"\n"


def _heard(
    spine: Iterable[Item], roots: dict[str, etree._Element], narration: Narration
) -> Iterator[tuple[str, list[Piece]]]:
    """What is spoken of each document, by the id of its item, in the order of the document."""
    texts = [item for item in spine if "nav" not in item.properties]
    outlines = {item.id: Outline(roots[item.id]) for item in texts}
    spoken = pieces_of(narration, Outline.of_all(outlines.values()))
    for item in spine:
        if item in texts:
            place = outlines[item.id].place
            own = [piece for piece in spoken if piece.target in place]
            yield item.id, sorted(own, key=lambda piece: place[piece.target])
        else:
            yield item.id, contents_pieces(roots[item.id], narration)


def _metadata(durations: dict[str, int], narration: Narration) -> Iterator[Entry]:
    """Durations, narrator, and the classes (EPUB 3.3, D.3)."""
    for own, duration in durations.items():
        yield _meta("media:duration", f"{duration / 1000:.3f}s", refines=f"#{own}")
    if durations:
        yield _meta("media:duration", f"{sum(durations.values()) / 1000:.3f}s")
        yield _meta("media:narrator", narration.voice)
        yield _meta("media:active-class", ACTIVE_CLASS)
        yield _meta("media:playback-active-class", PLAYING_CLASS)


def _meta(name: str, value: str, **attributes: str) -> Entry:
    return Entry("meta", value, {"property": name, **attributes})
