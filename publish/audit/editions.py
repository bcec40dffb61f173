"""Audit all editions of one article that are in a folder.

Each kind of edition has its own reader, imported when it is called: no build waits for others'.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from publish.audit.inventory import inventory
from publish.audit.items import Item, Result, State
from publish.model import Article

if TYPE_CHECKING:
    from publish.audit.sound.curve import Curve
    from publish.audit.sound.timeline_index import TimelineIndex
    from publish.narration.timeline import Narration

#: The kinds of PDF by what their names end with.
PDFS = {
    "-ua-2.pdf": "PDF/UA-2",
    "-large-print.pdf": "large print",
    "-print.pdf": "print",
    ".pdf": "PDF",
}

#: The suffixes of editions, in the order in which they are told of.
SUFFIXES = (
    *(".epub", ".pdf", "-ua-2.pdf", "-large-print.pdf", "-print.pdf", ".m4b", ".mp3", ".opus"),
    *("-m4b", "-mp3", "-opus", ".lpf", ".vtt", "-chapters"),
)

#: Those that are read without a narration; an EPUB may have one of its own.
_SILENT = (".epub", ".pdf")


def suffix_of(path: Path) -> str:
    """Which of :data:`SUFFIXES` the name of an edition ends with; empty for none."""
    return next((suffix for suffix in SUFFIXES if path.name.endswith(suffix)), "")


class Audit(Struct, frozen=True):
    """``results`` are those of every item in every edition; ``paths`` the editions' files."""

    article: Article
    items: tuple[Item, ...]
    paths: tuple[Path, ...]
    results: tuple[Result, ...]

    @property
    def editions(self) -> tuple[str, ...]:
        """The names of the editions."""
        return tuple(dict.fromkeys(result.edition for result in self.results))

    @property
    def losses(self) -> tuple[Result, ...]:
        return tuple(result for result in self.results if result.state is State.LOST)


def finished(target: Path) -> tuple[Path, ...]:
    """The editions that there are of the source whose editions are named ``target``.

    A feed is none of them: it points at the others.
    """
    named = (target.with_name(target.name + suffix) for suffix in SUFFIXES)
    return tuple(path for path in named if path.exists())


def needs_narration(path: Path) -> bool:
    """Whether the edition ``path`` is read against the narration."""
    if path.suffix == ".epub":
        try:
            with zipfile.ZipFile(path) as archive:
                return any(name.endswith(".smil") for name in archive.namelist())
        except (OSError, zipfile.BadZipFile):
            return False
    return path.suffix not in _SILENT


def audit(
    article: Article, paths: tuple[Path, ...], narration: Narration | None, *, listen: bool = True
) -> Audit:
    """What of the prepared ``article`` is in the editions ``paths``.

    ``narration`` is what its sound was made of, needed where :func:`needs_narration` says so;
    without it the sound is not audited.  ``listen``: sound files are decoded and compared with it;
    else only their chapters and lengths are read.  Raises :class:`SourceError` where a file cannot
    be read as the edition that it should be, and what decoding does.
    """
    items = inventory(article)
    results: list[Result] = []
    heard = _heard(narration, items)
    expected = None
    if narration and listen and any(map(needs_narration, paths)):
        from publish.audit.sound.curve import curve_of

        expected = curve_of(narration.pcm(), narration.rate)
    for path in paths:
        results += _edition(article, path, suffix_of(path), items, heard, expected)
    return Audit(article, items, paths, tuple(results))


def losses_in(
    article: Article,
    path: Path,
    suffix: str,
    narration: Narration | None,
    cache: Path | None = None,
) -> tuple[str, ...]:
    """What of the prepared ``article`` is not in the edition ``path``, one line each.

    ``suffix`` says what it will be, whatever it is called as yet.  Its sound is not decoded.
    ``cache`` is a folder that keeps what the pages of a PDF say, for the next build.
    Raises as :func:`audit` does.
    """
    items = inventory(article)
    heard = _heard(narration, items)
    return tuple(
        loss_line(article, result)
        for result in _edition(article, path, suffix, items, heard, None, cache)
        if result.state is State.LOST
    )


def loss_line(article: Article, loss: Result) -> str:
    """``article.md:12: EPUB: caption fig-map: ... is not there``."""
    item = loss.item
    line = f":{item.line}" if item.line else ""
    place = f" ({loss.place})" if loss.place else ""
    file = item.file or article.file
    return f"{file}{line}: {loss.edition}: {item.kind} {item.id}: {loss.reason}{place}"


def _heard(narration: Narration | None, items: tuple[Item, ...]) -> TimelineIndex | None:
    if narration is None:
        return None
    from publish.audit.sound.timeline_index import TimelineIndex

    return TimelineIndex.of(narration, items)


def _edition(
    article: Article,
    path: Path,
    suffix: str,
    items: tuple[Item, ...],
    heard: TimelineIndex | None,
    expected: Curve | None,
    cache: Path | None = None,
) -> Iterator[Result]:
    """The results of one edition."""
    if suffix == ".epub":
        from publish.audit.epub import audit_epub

        yield from audit_epub(path, items)
        if heard and needs_narration(path):
            from publish.audit.sound.overlays import audit_overlays

            yield from audit_overlays(path, items, heard, expected)
    elif suffix.endswith(".pdf"):
        from publish.audit.pdf import audit_pdf
        from publish.readers.pdf.page_cache import PageCache

        kind = next(name for end, name in PDFS.items() if path.name.endswith(end))
        page_cache = PageCache.of(cache, f"{kind} {article.file.resolve()}")
        yield from audit_pdf(path, items, kind, page_cache)
    elif heard and suffix == ".vtt":
        from publish.audit.captions import audit_captions

        yield from audit_captions(path, items, heard)
    elif heard:
        yield from _sound(article, path, suffix, items, heard, expected)


def _sound(
    article: Article,
    path: Path,
    suffix: str,
    items: tuple[Item, ...],
    heard: TimelineIndex,
    expected: Curve | None,
) -> Iterator[Result]:
    """The results of an edition to listen to."""
    from publish.audit.sound.files import FORMATS, chapters, packed, split, whole
    from publish.audit.sound.listener import audit_sound

    if suffix == ".lpf":
        with packed(path, heard.narration, expected) as sound:
            yield from audit_sound(sound, items, heard)
    elif suffix == "-chapters":
        yield from audit_sound(chapters(path, heard.narration), items, heard)
    elif suffix.startswith("-"):
        from publish.narration.segmentation import files_of

        held = files_of(article, heard.narration)
        sound = split(path, suffix[1:], heard.narration, expected, held)
        yield from audit_sound(sound, items, heard)
    elif suffix[1:] in FORMATS:
        yield from audit_sound(whole(path, heard.narration, expected), items, heard)
