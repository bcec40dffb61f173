"""The PDF edition: A4 pages for reading and print, tagged for screen readers (PDF/UA-1)."""

from __future__ import annotations

from pathlib import Path

from publish.article import Article
from publish.exporters.pdf.fetch import refused
from publish.exporters.pdf.library import no_garbage_collection, require
from publish.exporters.pdf.logs import strict
from publish.narration.timeline import Narration
from publish.tools.write import atomic


def export(article: Article, narration: Narration | None, output: Path) -> str:  # noqa: ARG001
    """Write ``article`` (prepared) to ``output`` as PDF/UA-1; say how many pages it has.

    The same article gives the same bytes.  Raises :class:`MissingToolError` without Pango,
    :class:`SourceError` for a picture that needs something outside the article,
    :class:`InaccessibleError` for a character that no font has, :class:`ToolError` for what
    WeasyPrint could not do, :class:`OutputError` where ``output`` cannot be written.
    """
    require()
    from weasyprint.urls import FatalURLFetchingError

    from publish.exporters.pdf.layout import lay_out, write

    try:
        with atomic(output) as temporary, no_garbage_collection(), strict(article):
            layout = lay_out(article)
            write(layout, temporary)
    except FatalURLFetchingError as reason:
        raise refused(article, reason) from reason
    return f"{layout.pages} pages" if layout.pages != 1 else "1 page"
