"""One edition of one article: exporter and file name found, file made, facts of it gathered.

Apart from the pipeline, so that a process that makes an edition loads nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from publish.editions.pdf.options import PdfOptions, variant_named
from publish.editions.table import EXPORTERS
from publish.errors import LostError
from publish.model import Article
from publish.runtime.atomic import proving

if TYPE_CHECKING:
    from publish.narration.script import Skipped
    from publish.narration.timeline import Narration


#: Called with what is being done, and how much of it is done and to do (0 of 0: no count).
Report = Callable[[str, int, int], None]


class Edition(Struct, frozen=True):
    """A finished file; ``summary`` says what is in it ("24 pages").

    ``warnings`` say what could not be done as the source asks.  ``pages`` says on which page, from
    1, each id of the article begins; empty where there are no pages.  ``measured`` is what was
    measured of sound that was mastered by a profile.  ``skipped`` are the words of the source that
    its narration leaves out, and why.
    """

    format: str
    path: Path
    size: int
    summary: str
    warnings: tuple[str, ...] = ()
    pages: Mapping[str, int] = field(default_factory=dict)
    measured: Mapping[str, float] = field(default_factory=dict)
    skipped: tuple[Skipped, ...] = ()


def export(
    name: str,
    article: Article,
    narration: Narration | None,
    target: Path,
    pages: Mapping[str, int] | None = None,
    split: bool = False,
    pdf: PdfOptions | None = None,
    cache: Path | None = None,
    report: Callable[[int, int], None] = lambda _done, _total: None,
) -> Edition:
    """Make one edition.

    ``pages`` are those of the PDF, for an edition that is ``paged``; ``split`` makes a folder of
    one that can be split; ``pdf`` is what is wished of a PDF.
    ``cache`` keeps the chapters of its book and what its pages say; ``report`` is told how many of
    the chapters are done.
    """
    exporter = EXPORTERS[name]
    split = split and bool(exporter.split)
    path = target.with_name(target.name + (f"-{name}" if split else exporter.suffix))
    more: tuple[object, ...] = (pages or {},) if exporter.paged else ()
    named: dict[str, object] = {}
    suffix = f"-{name}" if split else exporter.suffix
    if exporter.kinds and pdf is not None:
        more, named = (pdf,), {"cache": cache, "report": report}
        path = target.with_name(target.name + variant_named(pdf.variant).suffix)
    with proving(path, lambda made: _keeps_all(article, made, suffix, narration, cache)):
        made = exporter.load(split=split)(article, narration, path, *more, **named)
    warnings = (*(narration.warnings if narration else ()), *made.warnings)
    files = path.iterdir() if path.is_dir() else (path,)
    size = sum(file.stat().st_size for file in files)
    skipped = narration.skipped if narration else ()
    return Edition(name, path, size, made.summary, warnings, made.pages, made.measured, skipped)


def _keeps_all(
    article: Article, path: Path, suffix: str, narration: Narration | None, cache: Path | None
) -> None:
    """See that nothing of ``article`` is lost in a finished edition, before it takes its place.

    Raises :class:`LostError`.
    """
    from publish.audit.editions import losses_in

    if losses := losses_in(article, path, suffix, narration, cache):
        raise LostError(losses)
