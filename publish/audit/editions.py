"""Audit each kind of finished edition, with one function for each.

The table of editions (``publish.editions.table``) names these functions; each imports its reader
when it is called, so that no build loads the libraries of other editions.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from publish.audit.items import FIX, Item, Result, State
from publish.errors import Diagnostic
from publish.model import Article
from publish.model.walk import leading_cover

if TYPE_CHECKING:
    from publish.audit.sound.curve import Curve
    from publish.audit.sound.listener import Sound
    from publish.audit.sound.timeline_index import TimelineIndex


class AuditContext(Struct, frozen=True, kw_only=True):
    """The input of one edition's audit.

    ``path`` is the edition's file or folder, which may have a temporary name; ``label`` names the
    edition in the results.  ``items`` is the inventory of the prepared ``article``.
    ``timeline_index`` finds where each item is spoken, for editions with sound; ``expected`` is the
    loudness curve of the narration if the sound has to be decoded and compared.  ``cache`` is the
    folder in which the contents of PDF pages are kept.
    """

    article: Article
    path: Path
    items: tuple[Item, ...]
    label: str = ""
    timeline_index: TimelineIndex | None = None
    expected: Curve | None = None
    cache: Path | None = None


class Audit(Struct, frozen=True):
    """The results of every item in every edition; ``paths`` are the editions' files.

    ``warnings`` are those of the narration: what a voice leaves out of a text that is read.
    """

    article: Article
    items: tuple[Item, ...]
    paths: tuple[Path, ...]
    results: tuple[Result, ...]
    warnings: tuple[str, ...] = ()

    @property
    def editions(self) -> tuple[str, ...]:
        """The labels of the editions."""
        return tuple(dict.fromkeys(result.edition for result in self.results))

    @property
    def losses(self) -> tuple[Result, ...]:
        """The results of lost items."""
        return tuple(result for result in self.results if result.state is State.LOST)


def loss_diagnostic(article: Article, loss: Result) -> Diagnostic:
    """Return the diagnostic for a loss, at its place in the source."""
    item = loss.item
    place = f" ({loss.place})" if loss.place else ""
    return Diagnostic(
        code="lost",
        message=f"{loss.edition}: {item.kind} {item.id}: {loss.reason}{place}.",
        fix=FIX,
        file=item.file or article.file,
        line=item.line,
    )


def loss_line(article: Article, loss: Result) -> str:
    """Return a loss as a line: ``article.md:12: EPUB: caption fig-map: ... is not there``."""
    return str(replace(loss_diagnostic(article, loss), fix="")).removesuffix(".")


def audit_epub(context: AuditContext) -> Iterator[Result]:
    """Yield the result of each item in an EPUB, and in its sound if it is narrated."""
    from publish.audit.epub import audit_epub as audit_text

    yield from audit_text(context.path, context.items, context.label)
    if context.timeline_index:
        from publish.audit.sound.overlays import audit_overlays

        yield from audit_overlays(
            context.path, context.items, context.timeline_index, context.expected
        )


def audit_web(context: AuditContext) -> Iterator[Result]:
    """Yield the result of each item in the pages of a web edition, and in their sound."""
    from publish.audit.web import audit_web as audit_pages
    from publish.audit.web import audit_web_sound

    covered = context.article.book is not None or leading_cover(context.article) is not None
    yield from audit_pages(context.path, context.items, context.label, covered=covered)
    if context.timeline_index:
        yield from audit_web_sound(
            context.path,
            context.items,
            context.timeline_index,
            context.expected,
            f"{context.label} sound",
            covered=covered,
        )


def audit_pdf(context: AuditContext) -> Iterator[Result]:
    """Yield the result of each item in a PDF."""
    from publish.audit.pdf import audit_pdf as audit_pages
    from publish.readers.pdf.page_cache import PageCache

    page_cache = PageCache.of(context.cache, f"{context.label} {context.article.file.resolve()}")
    yield from audit_pages(context.path, context.items, context.label, page_cache)


def audit_captions(context: AuditContext) -> Iterator[Result]:
    """Yield the result of each item in a WebVTT file."""
    from publish.audit.captions import audit_captions as audit_cues

    yield from audit_cues(context.path, context.items, _timeline_index(context))


def audit_guided(context: AuditContext) -> Iterator[Result]:
    """Yield the result of each item in the folder of guided navigation."""
    from publish.audit.captions import audit_cues
    from publish.audit.guided import read_objects

    cues = read_objects(context.path / "guided.json")
    yield from audit_cues(cues, context.items, _timeline_index(context), context.label)


def audit_sound_file(context: AuditContext) -> Iterator[Result]:
    """Yield the result of each item in a sound file with the whole narration."""
    from publish.audit.sound.files import open_file

    narration = _timeline_index(context).narration
    yield from _audit_sound(context, open_file(context.path, narration, context.expected))


def audit_split_sound(context: AuditContext) -> Iterator[Result]:
    """Yield the result of each item in a folder with one sound file a chapter."""
    from publish.audit.sound.files import FORMATS, open_split

    narration = _timeline_index(context).narration
    suffixes = {file.suffix[1:] for file in context.path.glob("*.*")}
    kind = min(suffixes & FORMATS.keys(), default="mp3")
    sound = open_split(context.path, kind, context.article, narration, context.expected)
    yield from _audit_sound(context, sound)


def audit_lpf(context: AuditContext) -> Iterator[Result]:
    """Yield the result of each item in a W3C Audiobook."""
    from publish.audit.sound.files import open_audiobook

    narration = _timeline_index(context).narration
    yield from _audit_sound(context, open_audiobook(context.path, narration, context.expected))


def audit_chapters(context: AuditContext) -> Iterator[Result]:
    """Yield the result of each item in the folder of the chapters edition."""
    from publish.audit.sound.files import open_chapters

    narration = _timeline_index(context).narration
    yield from _audit_sound(context, open_chapters(context.path, narration))


def _audit_sound(context: AuditContext, sound: Sound) -> Iterator[Result]:
    from publish.audit.sound.listener import audit_sound

    labelled = replace(sound, format=replace(sound.format, name=context.label))
    yield from audit_sound(labelled, context.items, _timeline_index(context))


def _timeline_index(context: AuditContext) -> TimelineIndex:
    if context.timeline_index is None:
        raise ValueError(f"{context.path} is audited against a narration, and none is given")
    return context.timeline_index
