"""The PDF edition: A4 pages for reading and print, tagged for screen readers (PDF/UA)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from publish.article import Article
from publish.dates import stamp
from publish.exporters.made import Made
from publish.exporters.pdf.variants import Variant, Wishes
from publish.exporters.pdf.wishes import resolve
from publish.tools.write import atomic

if TYPE_CHECKING:
    from publish.narration.timeline import Narration

#: Told how many chapters are done, and of how many.
Report = Callable[[int, int], None]


def export(
    article: Article,
    narration: Narration | None,  # noqa: ARG001
    output: Path,
    wishes: Wishes | str = "",
    *,
    cache: Path | None = None,
    report: Report = lambda _done, _total: None,
) -> Made:
    """Write ``article`` (prepared) to ``output``; say how many pages it has.

    ``wishes`` say which PDF it is to be; a mere name is that of a kind.
    ``cache`` is a folder that keeps the chapters of a book, laid out, for the next build;
    ``report`` is told how many of them are done, and of how many.

    It also tells on which of them each element begins.  The same article gives the same bytes.
    Raises :class:`UsageError` for wishes that cannot be, :class:`MissingToolError` without Pango,
    :class:`SourceError` for a picture that needs something outside the article and for a rule of a
    publisher's style sheet that is not understood,
    :class:`InaccessibleError` for a character that no font has, :class:`ToolError` for what
    WeasyPrint could not do, :class:`OutputError` where ``output`` cannot be written.
    """
    from publish.exporters.pdf.logs import refuse_missing_glyphs
    from publish.exporters.pdf.own_rules import refuse_ignored_rules

    chosen = resolve(wishes, article)
    refuse_missing_glyphs(article)
    refuse_ignored_rules(article, wishes.styles if isinstance(wishes, Wishes) else ())
    with atomic(output) as temporary:
        pages, page_of = _book(article, chosen, temporary, cache, report) or _article(
            article, chosen, temporary
        )
        if chosen.attached:
            from publish.exporters.pdf.attachments import attach

            attach(temporary, chosen.attached, stamp(article))
        if chosen.press:
            from publish.exporters.pdf.press import make_ready

            given = article.metadata.identifier
            pages = make_ready(temporary, chosen.profile, stamp(article), given)
    return Made(f"{pages} pages" if pages != 1 else "1 page", page_of)


def _book(
    article: Article, variant: Variant, path: Path, cache: Path | None, report: Report
) -> tuple[int, Mapping[str, int]] | None:
    """Write a book that can be laid out in pieces; its pages, and on which each id begins."""
    if article.book is None:
        return None
    from publish.exporters.pdf.chapters import make

    made = make(article, variant, cache, report)
    if made is None:
        return None
    path.write_bytes(made.pdf)
    return made.pages, made.page_of


def _article(article: Article, variant: Variant, path: Path) -> tuple[int, Mapping[str, int]]:
    """Write an article that is laid out at once; its pages, and on which each id begins."""
    from publish.exporters.pdf.library import no_garbage_collection, require

    require()
    from weasyprint.urls import FatalURLFetchingError

    from publish.exporters.pdf.fetch import refused
    from publish.exporters.pdf.layout import lay_out, write
    from publish.exporters.pdf.logs import strict
    from publish.exporters.pdf.room import with_room

    try:
        with no_garbage_collection(), strict(article, variant.own):
            layout = with_room(lambda: lay_out(article, variant))
            with_room(lambda: write(layout, path))
    except FatalURLFetchingError as reason:
        raise refused(article, reason, variant.own) from reason
    return layout.pages, layout.page_of
