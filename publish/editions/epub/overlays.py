"""Build media overlays: the narration synchronised with the text (EPUB 3.3, 9).

Each spoken content document has one SMIL file and one sound file, both in document order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from publish.editions.epub.options import SoundFormat
from publish.editions.epub.package import Entry, Item
from publish.editions.epub.pages import Page
from publish.encoding.codecs import codec_named
from publish.encoding.mastering import master
from publish.model import Article
from publish.narration.timeline import Narration
from publish.runtime.temporary import temporary_folder
from publish.sync.passages import Passage, contents_passages, text_passages
from publish.sync.sound import TimedElement, by_words, sound_of
from publish.xhtml.escape import attribute
from publish.xhtml.tree import Element

#: The classes that a reading system adds to the element being spoken, and to the document.
ACTIVE_CLASS = "-epub-media-overlay-active"
PLAYING_CLASS = "-epub-media-overlay-playing"

#: The ``epub:type`` of elements that a reader can skip or escape from as a whole.
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


class Overlays(Struct, frozen=True):
    """``pages`` with their overlays; ``items`` are the SMIL and sound files."""

    pages: list[Page]
    items: tuple[Item, ...]
    metadata: tuple[Entry, ...]


def overlays_of(
    article: Article,
    pages: Sequence[Page],
    narration: Narration,
    sound_format: SoundFormat,
    narrators: Sequence[str],
) -> Overlays:
    """Return ``pages`` with an overlay for each page that is spoken, by ``narrators`` (in words).

    If the article is highlighted word by word, spans are put around the words of the pages, in
    place.  Raises what :func:`publish.encoding.encoder.encode` raises.
    """
    codec = codec_named(sound_format.codec, narration.rate, sound_format.kbps)
    mastering = master(article, narration)
    passages = _passages(pages, narration)
    done: list[Page] = []
    items: list[Item] = []
    durations: dict[str, int] = {}  # of each overlay, in ms
    with temporary_folder() as folder:
        for page in pages:
            if not passages[page.id]:
                done.append(page)
                continue
            name = PurePosixPath(page.name).stem
            sound = sound_of(passages[page.id], narration)
            file = f"audio/{name}{sound_format.suffix}"
            own = f"overlay-{page.id}"
            durations[own] = sound.duration
            timed = sound.elements
            if article.metadata.narration.highlight == "word":
                timed = by_words(page.root, timed)
            done.append(replace(page, overlay=own))
            items += [
                Item(
                    id=own,
                    name=f"{name}.smil",
                    media_type="application/smil+xml",
                    content=smil(page, file, timed),
                ),
                Item(
                    id=f"sound-{page.id}",
                    name=file,
                    media_type=sound_format.media_type,
                    content=sound.encoded(codec, mastering, folder),
                ),
            ]
    return Overlays(done, tuple(items), tuple(_metadata(durations, narrators)))


def _passages(pages: Sequence[Page], narration: Narration) -> dict[str, list[Passage]]:
    """Return the passages of each page, by the id of the page."""
    texts = [page for page in pages if "nav" not in page.properties]
    spoken = text_passages([page.root for page in texts], narration)
    found = {page.id: passages for page, passages in zip(texts, spoken, strict=True)}
    for page in pages:
        if "nav" in page.properties:
            found[page.id] = contents_passages(page.root, narration)
    return found


def smil(page: Page, sound: str, timed: Sequence[TimedElement]) -> bytes:
    """Return the overlay of ``page``, whose sound is in the file ``sound`` (EPUB 3.3, 9.2).

    It is nested like the document, so that readers can skip figures, tables, lists, asides and
    notes, or escape from them (EPUB 3.3, 9.5).
    """
    spoken: dict[str, list[TimedElement]] = {}
    for one in timed:
        spoken.setdefault(one.target, []).append(one)
    name, audio = attribute(page.name), attribute(sound)
    body = _nested(page.root, spoken, name, audio)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<smil xmlns="http://www.w3.org/ns/SMIL" xmlns:epub="http://www.idpf.org/2007/ops" '
        f'version="3.0">\n<body epub:textref="{name}">\n{body}</body>\n</smil>\n'
    ).encode()


def _nested(
    element: Element, spoken: Mapping[str, list[TimedElement]], name: str, audio: str
) -> str:
    inside = "".join(_spoken(one, name, audio) for one in spoken.get(element.id, ()))
    inside += "".join(
        _nested(child, spoken, name, audio)
        for child in element.children
        if isinstance(child, Element)
    )
    kind = element.get("epub:type") or _KINDS.get(element.name)
    if not inside or not element.id or kind is None:
        return inside
    mark = f' epub:type="{attribute(kind)}"' if kind else ""
    return f'<seq epub:textref="{name}#{attribute(element.id)}"{mark}>\n{inside}</seq>\n'


def _spoken(one: TimedElement, name: str, audio: str) -> str:
    text = f"{name}#{attribute(one.target)}"
    if one.parts:
        parts = "".join(_spoken(part, name, audio) for part in one.parts)
        return f'<seq epub:textref="{text}">\n{parts}</seq>\n'
    clip = f'clipBegin="{one.begin / 1000:.3f}s" clipEnd="{one.end / 1000:.3f}s"'
    return f'<par><text src="{text}"/><audio src="{audio}" {clip}/></par>\n'


def _metadata(durations: dict[str, int], narrators: Sequence[str]) -> Iterator[Entry]:
    """Yield durations, narrators and classes (EPUB 3.3, D.3)."""
    for own, duration in durations.items():
        yield _meta("media:duration", f"{duration / 1000:.3f}s", refines=f"#{own}")
    if durations:
        yield _meta("media:duration", f"{sum(durations.values()) / 1000:.3f}s")
        for narrator in narrators:
            yield _meta("media:narrator", narrator)
        yield _meta("media:active-class", ACTIVE_CLASS)
        yield _meta("media:playback-active-class", PLAYING_CLASS)


def _meta(name: str, value: str, **attributes: str) -> Entry:
    return Entry("meta", value, {"property": name, **attributes})
