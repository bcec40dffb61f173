"""Build the PDF edition: pages for reading and print, tagged for screen readers (PDF/UA).

``document`` writes the XHTML, ``adjustments`` changes it for the layout, ``layout`` lays it out
with WeasyPrint, ``tree`` writes the structure tree; ``chapters`` lays out books in several
processes. ``press`` makes a PDF for print.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path

from publish.editions.dates import stamp
from publish.editions.edition import BuildContext, BuiltEdition, Progress, no_progress
from publish.editions.pdf.options import PdfSettings, resolve
from publish.model import Article, decodable
from publish.runtime.deadline import source_size
from publish.runtime.temporary import temporary_folder

#: The relationship of an attached file to the document (ISO 32000-2, table 43).
_ALTERNATIVE, _SOURCE = "/Alternative", "/Source"

_TYPES = {".md": "text/markdown", ".yaml": "application/yaml", ".mp3": "audio/mpeg"}


def attach(path: Path, files: tuple[Path, ...], date: datetime) -> None:
    """Attach ``files`` to the PDF ``path``, in place, dated ``date``.

    Sound is marked as an alternative, any other file as the source (ISO 32000-2, 7.11.4; ISO
    19005-3, 6.8).
    """
    import pikepdf

    moment = date.strftime("D:%Y%m%d%H%M%SZ")
    with pikepdf.open(BytesIO(path.read_bytes())) as pdf, path.open("wb") as output:
        for number, file in enumerate(files, 1):
            kind = _TYPES.get(file.suffix.lower()) or mimetypes.guess_type(file.name)[0]
            sound = (kind or "").startswith("audio/")
            spec = pikepdf.AttachedFileSpec(
                pdf,
                file.read_bytes(),
                description="Narration" if sound else "Source",
                filename=decodable(file.name),
                mime_type=kind or "application/octet-stream",
                creation_date=moment,
                mod_date=moment,
            )
            spec.obj.AFRelationship = pikepdf.Name(_ALTERNATIVE if sound else _SOURCE)
            pdf.attachments[f"{number:03} {decodable(file.name)}"] = spec
        specs = [pdf.attachments[name].obj for name in sorted(pdf.attachments)]
        pdf.Root.AF = pikepdf.Array(specs)
        pdf.save(output, deterministic_id=True)


def build_pdf(context: BuildContext) -> BuiltEdition:
    """Write a PDF according to ``context.pdf_options``.

    The same article gives the same bytes.  ``context.cache`` keeps laid-out chapters of a book for
    the next build, and ``context.progress`` is called with the number that are done.

    Raises:
        UsageError: An option has an unknown value, or options exclude each other.
        MissingToolError: Pango isn't installed.
        SourceError: A picture refers to something outside the article, or a rule of a custom
            style sheet isn't supported.
        InaccessibleError: No font has a character of the article.
        ToolError: WeasyPrint fails.
    """
    from publish.editions.pdf.weasyprint_fonts import free_layouts
    from publish.editions.pdf.weasyprint_log import refuse_ignored_rules, refuse_missing_glyphs

    free_layouts()
    article, output, options = context.article, context.output, context.pdf_options
    settings = resolve(options, article)
    refuse_missing_glyphs(article)
    refuse_ignored_rules(article, options.styles)
    pages, page_map = _book(
        article, settings, output, context.cache, context.progress or no_progress
    ) or _article(article, settings, output)
    if settings.attached:
        attach(output, settings.attached, stamp(article))
    if settings.variant.press:
        from publish.editions.pdf.press import make_ready

        given = article.metadata.identifier
        pages = make_ready(output, settings.profile, stamp(article), given, settings.multiple)
    return BuiltEdition(summary=f"{pages} pages" if pages != 1 else "1 page", page_map=page_map)


def _book(
    article: Article, settings: PdfSettings, path: Path, cache: Path | None, progress: Progress
) -> tuple[int, Mapping[str, int]] | None:
    """Write a book that can be laid out in pieces; return its page count and page map."""
    if article.book is None:
        return None
    from publish.editions.pdf.chapters import build_book

    book = build_book(article, settings, cache, progress)
    if book is None:
        return None
    path.write_bytes(book.pdf)
    return book.pages, book.page_of


def _article(article: Article, settings: PdfSettings, path: Path) -> tuple[int, Mapping[str, int]]:
    """Write an article that is laid out as a whole; return its page count and page map."""
    from publish.editions.pdf.weasyprint_patches import (
        no_garbage_collection,
        require,
        with_preallocated_stack,
    )

    require()
    from weasyprint.urls import FatalURLFetchingError

    from publish.editions.pdf.fetch import refused
    from publish.editions.pdf.layout import Layout, lay_out, write
    from publish.editions.pdf.weasyprint_log import strict, with_drawable

    size = source_size(article.file) if settings.custom else 0

    def made(drawable: PdfSettings) -> Layout:
        with (
            temporary_folder() as folder,
            no_garbage_collection(),
            strict(article, settings.custom, size),
        ):
            layout = with_preallocated_stack(lambda: lay_out(article, drawable, folder))
            with_preallocated_stack(lambda: write(layout, path))
        return layout

    try:
        layout = with_drawable(settings, made)
    except FatalURLFetchingError as reason:
        raise refused(article, reason, settings.custom) from reason
    return layout.pages, layout.page_of
