"""The PDF edition: A4 pages for reading and print, tagged for screen readers (PDF/UA)."""

from __future__ import annotations

from pathlib import Path

from publish.article import Article
from publish.exporters.made import Made
from publish.exporters.pdf.fetch import refused
from publish.exporters.pdf.library import no_garbage_collection, require
from publish.exporters.pdf.logs import strict
from publish.exporters.pdf.variants import DEFAULT, variant
from publish.narration.timeline import Narration
from publish.tools.write import atomic


def export(
    article: Article,
    narration: Narration | None,  # noqa: ARG001
    output: Path,
    kind: str = DEFAULT,
) -> Made:
    """Write ``article`` (prepared) to ``output``; say how many pages it has.

    ``kind`` is one of :data:`~publish.exporters.pdf.variants.VARIANTS`.

    It also tells on which of them each element begins.  The same article gives the same bytes.
    Raises :class:`UsageError` for another kind, :class:`MissingToolError` without Pango,
    :class:`SourceError` for a picture that needs something outside the article,
    :class:`InaccessibleError` for a character that no font has, :class:`ToolError` for what
    WeasyPrint could not do, :class:`OutputError` where ``output`` cannot be written.
    """
    chosen = variant(kind)
    require()
    from weasyprint.urls import FatalURLFetchingError

    from publish.exporters.pdf.layout import lay_out, write

    try:
        with atomic(output) as temporary, no_garbage_collection(), strict(article):
            layout = lay_out(article, chosen)
            write(layout, temporary)
    except FatalURLFetchingError as reason:
        raise refused(article, reason) from reason
    summary = f"{layout.pages} pages" if layout.pages != 1 else "1 page"
    return Made(summary, layout.page_of)
