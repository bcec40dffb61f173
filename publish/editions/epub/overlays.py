"""Media overlays: the narration in step with the text (EPUB 3.3, 9).

Each content document that is spoken has one SMIL file and one sound file.  In both, everything
stands in the order of the document, without a gap: so a reading system can read on, jump, or skip
without ever seeking backwards, and the text that it shows is the text that it plays.

One document's overlay as SMIL (EPUB 3.3, 9.2).

The navigation document, spoken: each entry in the words that its chapter begins with.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from pathlib import Path, PurePosixPath

from lxml import etree
from msgspec import Struct
from msgspec.structs import replace

from publish.editions.epub.package import Entry, Item
from publish.encoding.codecs import mp3
from publish.encoding.mastering import master
from publish.model import Article
from publish.narration.script import ChapterKind, Role
from publish.narration.timeline import Clip, Narration, TimedChapter
from publish.sync.clips import Stretch, sound_of
from publish.sync.pieces import Outline, Piece, pieces_of
from publish.sync.words import by_words
from publish.xhtml.escape import attribute

_XHTML = "{http://www.w3.org/1999/xhtml}"
_TYPE = "{http://www.idpf.org/2007/ops}type"

#: What a reader can leave or skip as a whole, as the vocabulary of structures calls it.
_KINDS = {
    "section": "",
    "figure": "figure",
    "table": "table",
    "tr": "table-row",
    "th": "table-cell",
    "td": "table-cell",
    "ul": "list",
    "ol": "list",
    "dl": "list",
    "li": "list-item",
    "aside": "aside",
    "nav": "",
}


def smil(root: etree._Element, document: str, sound: str, stretches: Iterable[Stretch]) -> bytes:
    """The overlay of ``document``, whose markup is ``root`` and whose sound is in ``sound``.

    The nesting is that of the document, so that figures, tables, lists, asides and notes can be
    skipped or left (EPUB 3.3, 9.5).
    """
    heard: dict[str, list[Stretch]] = {}
    for one in stretches:
        heard.setdefault(one.target, []).append(one)
    name, audio = attribute(document), attribute(sound)
    body = _inside(root, heard, name, audio)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<smil xmlns="http://www.w3.org/ns/SMIL" xmlns:epub="http://www.idpf.org/2007/ops" '
        f'version="3.0">\n<body epub:textref="{name}">\n{body}</body>\n</smil>\n'
    ).encode()


def _inside(
    element: etree._Element, heard: Mapping[str, list[Stretch]], name: str, audio: str
) -> str:
    own = attribute(element.get("id") or "")
    inside = "".join(_heard_smil(one, name, audio) for one in heard.get(own, ()))
    inside += "".join(
        _inside(child, heard, name, audio) for child in element if isinstance(child.tag, str)
    )
    kind = _KINDS.get(str(element.tag).removeprefix(_XHTML))
    if not inside or not own or kind is None:
        return inside
    kind = element.get(_TYPE) or kind
    mark = f' epub:type="{attribute(kind)}"' if kind else ""
    return f'<seq epub:textref="{name}#{own}"{mark}>\n{inside}</seq>\n'


def _heard_smil(one: Stretch, name: str, audio: str) -> str:
    text = f"{name}#{attribute(one.target)}"
    if not one.parts:
        return _par(one, text, audio)
    parts = "".join(_heard_smil(part, name, audio) for part in one.parts)
    return f'<seq epub:textref="{text}">\n{parts}</seq>\n'


def _par(one: Stretch, text: str, audio: str) -> str:
    clip = f'clipBegin="{one.begin / 1000:.3f}s" clipEnd="{one.end / 1000:.3f}s"'
    return f'<par><text src="{text}"/><audio src="{audio}" {clip}/></par>\n'


_XHTML_contents = "{http://www.w3.org/1999/xhtml}"

#: The longest silence after an entry, in ms; the narration rests longer after a title.
_REST = 400


def contents_pieces(root: etree._Element, narration: Narration) -> list[Piece]:
    """What is heard of each link of the contents and the list of illustrations, in their order."""
    chapters = {
        timed.chapter.target: timed
        for timed in reversed(narration.chapters)
        if timed.chapter.kind is not ChapterKind.CONTINUATION
    }
    pieces = []
    for link in root.iter(f"{_XHTML}a"):
        own, target = link.get("id"), (link.get("href") or "").rpartition("#")[2]
        # A listening profile may leave out the headings.
        if own and target in chapters and (title := _title(chapters[target])):
            pieces.append(Piece(own, tuple(map(_brisk, title))))
    return pieces


def _title(timed: TimedChapter) -> list[Clip]:
    """The clips that name a chapter."""
    clips = list(timed.clips)
    match timed.chapter.kind:
        case ChapterKind.FIGURE:
            captions = [clip for clip in clips if clip.utterance.role is Role.CAPTION]
            alts = [clip for clip in clips if clip.utterance.role is Role.ALT]
            return [*clips[:1], *(captions or alts)]
        case ChapterKind.SECTION:
            return list(takewhile(lambda clip: clip.utterance.role is Role.HEADING, clips))
        case _:
            return clips[:1]


def _brisk(clip: Clip) -> Clip:
    pause = min(clip.utterance.pause, _REST)
    return replace(clip, utterance=replace(clip.utterance, pause=pause))


#: The classes that a reading system gives to what is being spoken, and to the document meanwhile.
ACTIVE_CLASS = "-epub-media-overlay-active"
PLAYING_CLASS = "-epub-media-overlay-playing"


class Overlays(Struct, frozen=True):
    """``items`` are the files of the book, those of the narration added."""

    items: tuple[Item, ...]
    metadata: tuple[Entry, ...]


def with_overlays(article: Article, items: Sequence[Item], narration: Narration) -> Overlays:
    """The book's ``items`` with the narration of each document of which something is spoken.

    Raises what :func:`publish.encoding.encoder.encode` does.
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
