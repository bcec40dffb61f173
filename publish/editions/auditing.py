"""Audit finished editions, each with the audit function and label of its table row."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from publish.audit.editions import Audit, AuditContext, loss_diagnostic
from publish.audit.inventory import inventory
from publish.audit.items import Item, Result, State
from publish.editions.edition import SpokenEdition, TextEdition
from publish.editions.table import edition_of, is_narrated
from publish.errors import Diagnostic, SourceError
from publish.model import Article
from publish.runtime.deadline import deadline, source_size

if TYPE_CHECKING:
    from publish.audit.sound.timeline_index import TimelineIndex
    from publish.narration.timeline import Narration


def needs_narration(path: Path, stem: str = "") -> bool:
    """Return whether auditing the edition ``path`` needs the narration.

    Raises:
        UsageError: No edition has such a suffix.
        SourceError: It is a pipe or a device, or a folder with one.
    """
    edition = edition_of(path, stem)
    _size(path)
    if isinstance(edition, SpokenEdition):
        return True
    return edition.combines and is_narrated(path)


def audit(
    article: Article, paths: tuple[Path, ...], narration: Narration | None, *, listen: bool = True
) -> Audit:
    """Compare the editions ``paths`` with the prepared ``article``.

    ``narration`` is the one that they were built from; text editions without sound don't need it.
    With ``listen``, sound files are decoded and compared with it, else only their chapters and
    lengths are read.

    Raises:
        UsageError: No edition has the suffix of a path.
        ValueError: A spoken edition is given, and no narration.
        SourceError: A file isn't a valid edition of the type that its name says, or the audit takes
            far more processor time than its size and that of the source explain.
        MissingToolError: There is no ffmpeg.
    """
    items = inventory(article)
    timeline_index = _timeline_index(narration, items)
    expected = None
    narrated = {path for path in paths if needs_narration(path, article.name)}
    if narration and listen and narrated:
        from publish.audit.sound.curve import curve_of
        from publish.narration.sounds import pcm

        expected = curve_of(pcm(narration), narration.rate)
    results: list[Result] = []
    for path in paths:
        context = AuditContext(
            article=article,
            path=path,
            items=items,
            timeline_index=timeline_index if path in narrated else None,
            expected=expected,
        )
        size = _size(path) + source_size(article.file)
        with deadline("Auditing the edition", path, size, limits_memory=True):
            results += _results(edition_of(path, article.name), context)
    warnings = narration.warnings if narration else ()
    return Audit(article, items, paths, tuple(results), warnings)


def _size(path: Path) -> int:
    """Return the size in bytes of an edition, a file or a folder.

    Raises:
        SourceError: It is a pipe or a device, which would be waited for, or a folder with one.
    """
    size = 0
    for one in (path, *path.rglob("*")):
        if one.exists():
            found = one.stat()
            if not stat.S_ISREG(found.st_mode) and not stat.S_ISDIR(found.st_mode):
                message = "It is a pipe or a device, not a file."
                raise SourceError.at(one, 0, "edition-unreadable", message, "Build it again.")
            size += found.st_size
    return size


def losses_in(
    article: Article,
    edition: TextEdition | SpokenEdition,
    path: Path,
    narration: Narration | None,
    cache: Path | None = None,
) -> tuple[Diagnostic, ...]:
    """Return a diagnostic for each item of ``article`` that ``path`` lacks.

    ``article`` is prepared; sound isn't decoded.  ``cache`` is the folder in which the contents of
    PDF pages are kept for the next build.  Raises as :func:`audit` does.
    """
    items = inventory(article)
    context = AuditContext(
        article=article,
        path=path,
        items=items,
        timeline_index=_timeline_index(narration, items),
        cache=cache,
    )
    return tuple(
        loss_diagnostic(article, result)
        for result in _results(edition, context)
        if result.state is State.LOST
    )


def _results(edition: TextEdition | SpokenEdition, context: AuditContext) -> Iterator[Result]:
    if edition.audit is None:
        return
    yield from edition.audit.load()(replace(context, label=edition.label))


def _timeline_index(narration: Narration | None, items: tuple[Item, ...]) -> TimelineIndex | None:
    if narration is None:
        return None
    from publish.audit.sound.timeline_index import TimelineIndex

    return TimelineIndex.of(narration, items)
