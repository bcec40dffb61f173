"""Find each item in the finished pages of a web edition, and in the sound of their players.

The pages are read as HTML, and compared as those of an EPUB are; besides, the words of the source
have to be in its order and in its languages.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from publish.audit.captions import Cue, cues_in
from publish.audit.epub import BookReader
from publish.audit.epub_documents import BookIndex, IndexedDocument
from publish.audit.items import Item, Kind, Result, State, left_out, letters, lost, short
from publish.audit.sound.curve import Curve
from publish.audit.sound.overlays import SoundClip, curves_of, find_sound
from publish.audit.sound.timeline_index import TimelineIndex
from publish.audit.text_editions import find
from publish.model.ids import COVER_IMAGE
from publish.narration.timeline import Clip
from publish.readers import MalformedError
from publish.readers.document import XHTML, language_of
from publish.readers.sound import length_of
from publish.readers.web import Page, PlayerChapter, Site, opened, unreadable

#: How much longer or shorter a sound may be than its page says, in ms: frames of AAC.
_NEAR = 100

_NO_COVER = "the cover isn't on the page of the article"

#: The kinds of items whose words stand in the order of the source.
_ORDERED = frozenset({Kind.HEADING, Kind.TEXT, Kind.FIGURE, Kind.TABLE, Kind.CODE, Kind.QUOTATION})

#: The kinds of items whose words are in the language of the item, in elements of their own.
_IN_LANGUAGE = frozenset({Kind.HEADING, Kind.TEXT, Kind.CAPTION, Kind.DESCRIPTION, Kind.NOTE})


def audit_web(
    path: Path, items: Sequence[Item], edition: str, *, covered: bool = False
) -> Iterator[Result]:
    """Yield the result of each of ``items`` in the page or folder ``path``.

    ``covered``: its cover is on the first page, as in a book; that of most articles stands for them
    elsewhere.

    Raises:
        SourceError: It can't be read as a web page.
    """
    site = opened(path)
    try:
        reader = _SiteReader(site, BookIndex(site), edition, items, covered)
        for item in items:
            yield reader.checked(item, find(item, reader))
    except MalformedError as error:
        raise unreadable(path, str(error)) from error


class _SiteReader(BookReader):
    def __init__(
        self,
        site: Site,
        documents: BookIndex,
        edition: str,
        items: Sequence[Item],
        covered: bool,
    ) -> None:
        super().__init__(site, documents, edition)
        self._apart = {one.id for one in items if one.kind in (Kind.DESCRIPTION, Kind.NOTE)}
        self._covered = covered
        self._pages = {item.name: number for number, item in enumerate(site.spine)}
        self._places: dict[str, Mapping[str, int]] = {}
        self._last: tuple[int, int] = (0, 0)
        self._before: Item | None = None

    def checked(self, item: Item, result: Result) -> Result:
        """Return ``result``, or that the item has another language, or stands somewhere else."""
        if result.state is not State.FOUND or item.kind not in _ORDERED | _IN_LANGUAGE:
            return result
        own = next((part.id for part in item.parts), item.id)
        document = self.documents.with_id(own, item.id)
        if document is None:
            return result
        element = document.ids[own if own in document.ids else item.id]
        if item.kind in _IN_LANGUAGE and not item.names_page:
            language = language_of(element)
            if language.lower() != item.language.lower():
                why = f"“{short(item.text, 40)}” is in {language or 'no language'}"
                return self.lost(item, f"{why}, and not in {item.language}")
        if item.kind not in _ORDERED or item.noted or item.pulled:
            return result
        if any(one.get("id") in self._apart for one in element.iterancestors()):
            return result
        place = self._place(document, element.get("id") or "")
        if place < self._last and self._before is not None:
            return self.lost(item, f"it stands before “{short(self._before.text, 40)}”")
        self._last, self._before = place, item
        return result

    def _place(self, document: IndexedDocument, own: str) -> tuple[int, int]:
        if document.name not in self._places:
            numbers = {one: number for number, one in enumerate(document.ids)}
            self._places = {document.name: numbers}  # callers ask in the order of the pages
        return self._pages[document.name], self._places[document.name][own]

    def alt_text(self, item: Item) -> Result:
        """Find the alt text; that of a cover elsewhere is only for programs (Open Graph)."""
        if item.id == COVER_IMAGE and not self._covered:
            return left_out(item, self.edition, _NO_COVER)
        return super().alt_text(item)

    def figure(self, item: Item) -> Result:
        """Find the picture, and each file that a browser may show for it (HTML, 4.8.4.3)."""
        result = super().figure(item)
        document, image = self.image(item.id)
        around = image.getparent() if image is not None else None
        if result.reason or document is None or around is None:
            return result
        for source in around.iterchildren(f"{XHTML}source"):
            for candidate in (source.get("srcset") or "").split(","):
                address = candidate.split()[0] if candidate.strip() else ""
                name, _ = self.book.resolve(document.name, address)
                if not name.startswith("data:") and name not in self.book.container:
                    return self.lost(item, f"its file {address} is not there")
        return result


class _PageSound(Struct, frozen=True):
    """The sound of a page: its file, captions, ids, and the chapters by their targets.

    ``wrong`` says what is wrong with all of it.
    """

    page: str
    file: str
    cues: tuple[Cue, ...]
    starts: tuple[int, ...]
    chapters: Mapping[str, PlayerChapter]
    wrong: str


def audit_web_sound(
    path: Path,
    items: Sequence[Item],
    index: TimelineIndex,
    expected: Curve | None,
    edition: str,
    *,
    covered: bool = False,
) -> Iterator[Result]:
    """Yield the result of each of ``items`` in the sound of the pages ``path``.

    The sound is decoded only if ``expected`` is given.

    Raises:
        SourceError: It can't be read as a web page, or its data can't be.
        MissingToolError: There is no ffmpeg.
    """
    site = opened(path)
    clips: dict[str, list[SoundClip]] = {}
    sounds: dict[str, _PageSound] = {}
    try:
        for page in site.pages():
            _take(page, clips, sounds)
        files = {one.file for some in clips.values() for one in some}
        curves = curves_of(site, files, expected) if expected else {}
    except MalformedError as error:
        raise unreadable(path, str(error)) from error
    for item in items:
        if item.id == COVER_IMAGE and not covered:
            yield left_out(item, edition, _NO_COVER)
            continue
        result = find_sound(item, clips, curves, index, expected, edition)
        if result.state is State.FOUND and (why := _wrong(item, clips, sounds, index)):
            result = lost(item, edition, why, result.place)
        yield result


def _take(page: Page, clips: dict[str, list[SoundClip]], sounds: dict[str, _PageSound]) -> None:
    """Add the sound of ``page`` to ``clips`` and ``sounds``, both by the ids of its elements."""
    data = page.player
    if data is None:
        return
    file, ids = page.sound(), page.summary.places
    captions = page.track("captions")
    cues = cues_in(page.book.bytes(captions).decode("utf-8", "replace")) if captions else ()
    sound = _PageSound(
        page=page.name,
        file=file,
        cues=cues,
        starts=tuple(cue.start for cue in cues),
        chapters={chapter.target: chapter for chapter in reversed(data.chapters)},
        wrong=_whole(page, file, data.duration),
    )
    before = 0
    for own, begin, end in data.elements:
        if own not in ids or begin != before or end < begin or end > data.duration:
            before = end
            continue  # it counts as not spoken
        before = end
        clips.setdefault(own, []).append(SoundClip(file, begin / 1000, end / 1000))
        sounds.setdefault(own, sound)


def _whole(page: Page, file: str, duration: int) -> str:
    """Return what is wrong with the sound file of ``page``, which is ``duration`` ms long."""
    if not file:
        return "its page plays no sound"
    name = "its sound" if file.startswith("data:") else file
    try:
        with page.book.file(file) as stream:
            seconds = length_of(stream)
    except MalformedError:
        return f"the sound {name} is not there"
    if seconds is None:
        return f"{name} is not a sound"
    if abs(seconds * 1000 - duration) > _NEAR:
        return f"{name} lasts {seconds:.1f} s, and its page says {duration / 1000:.1f} s"
    return ""


def _wrong(
    item: Item,
    clips: Mapping[str, Sequence[SoundClip]],
    sounds: Mapping[str, _PageSound],
    index: TimelineIndex,
) -> str:
    """Return what is wrong with the file, the captions or the chapter of ``item``."""
    spoken, _ = index.clips_of(item)
    for clip in spoken:
        own = next(name for name in (clip.utterance.target, clip.utterance.block) if name in clips)
        sound = sounds[own]
        if sound.wrong:
            return sound.wrong
        if not _captioned(clip, clips[own][0], sound):
            return f"“{short(clip.utterance.text)}” isn't in the captions at its time"
    timed = index.chapters.get(item.id)
    if timed is None or item.kind not in (Kind.HEADING, Kind.CAPTION, Kind.ALT) or not spoken:
        return ""
    own = spoken[0].utterance.target
    chapter = sounds[own].chapters.get(timed.chapter.target) if own in sounds else None
    if chapter is None or letters(chapter.title) != letters(timed.chapter.title):
        return f"no chapter has the title “{short(timed.chapter.title)}”"
    return ""


def _captioned(clip: Clip, spoken: SoundClip, sound: _PageSound) -> bool:
    """Return whether the captions show the words of ``clip`` while its element is spoken."""
    first = bisect_left(sound.starts, round(spoken.start * 1000) - 1)
    shown = []
    for cue in sound.cues[first:]:
        if cue.start >= spoken.end * 1000:
            break
        shown.append(cue.words)
    return letters(clip.utterance.text) in "".join(shown)
