"""Read a PDF from the catalog down, with limits on its size."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pikepdf

from publish.errors import Diagnostic, SourceError
from publish.readers import MalformedError
from publish.readers.pdf.annotations import crop_box, page_boxes, read_annotation
from publish.readers.pdf.catalog import read_catalog
from publish.readers.pdf.content import page_bytes, read_appearance, read_content, resources_of
from publish.readers.pdf.fonts import Fonts
from publish.readers.pdf.metadata import read_metadata
from publish.readers.pdf.objects import entry, flag, integer, members, number_of, text
from publish.readers.pdf.page_cache import PageCache
from publish.readers.pdf.records import Page, PdfFile
from publish.readers.pdf.structure import read_destinations, read_parents, read_tree

#: The largest file, in bytes, and the most pages that are read.
LARGEST, MOST_PAGES = 1 << 30, 20_000

#: ISO 32000-1, table 22: the bit that lets programs extract text for accessibility.
_EXTRACTABLE = 1 << 9


def read_pdf(path: Path, page_cache: PageCache | None = None) -> PdfFile:
    """Read the PDF ``path``.

    With a ``page_cache``, pages that are in it aren't read again, and forms aren't read at all.

    Raises:
        SourceError: The file can't be read as a PDF.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise MalformedError(f"it is larger than {LARGEST >> 20} MiB")
        with path.open("rb") as stream, pikepdf.open(stream) as pdf:  # it takes no undecodable name
            if len(pdf.pages) > MOST_PAGES:
                raise MalformedError(f"it has more than {MOST_PAGES} pages")
            return _file(pdf, page_cache)
    except (OSError, pikepdf.PdfError, pikepdf.PasswordError, MalformedError) as error:
        reason = getattr(error, "strerror", None) or str(error).partition("\n")[0]
        raise SourceError(
            Diagnostic(
                code="pdf-unreadable",
                message=f"It cannot be read as a PDF: {reason[:200]}.",
                fix="Build it again, or see what qpdf --check says.",
                file=path,
            )
        ) from error


def _file(pdf: pikepdf.Pdf, page_cache: PageCache | None) -> PdfFile:
    root, file = pdf.Root, PdfFile(pdf.pdf_version)
    marks = entry(root, "/MarkInfo")
    file.marked, file.suspects = flag(entry(marks, "/Marked")), flag(entry(marks, "/Suspects"))
    file.language = text(entry(root, "/Lang"))
    shown = entry(entry(root, "/ViewerPreferences"), "/DisplayDocTitle")
    file.display_title = None if shown is None else flag(shown)
    file.extractable = not pdf.is_encrypted or bool(int(pdf.encryption.P) & _EXTRACTABLE)
    intents = members(entry(root, "/OutputIntents"))
    file.press = any(text(entry(one, "/S")) == "GTS_PDFX" for one in intents)
    file.press_version = text(entry(entry(pdf.trailer, "/Info"), "/GTS_PDFXVersion"))
    profiles = (entry(one, "/DestOutputProfile") for one in intents)
    file.has_inks = any(integer(entry(one, "/N")) == 4 for one in profiles)
    file.destinations = read_destinations(root)
    metadata = entry(root, "/Metadata")
    file.metadata = None if metadata is None else read_metadata(metadata)
    tree = entry(root, "/StructTreeRoot")
    file.has_tree = tree is not None
    pages = [page.obj for page in pdf.pages]
    read_catalog(file, root, pages)
    _read_pages(file, pages, read_parents(tree), page_cache)
    read_tree(file, tree, {number_of(page): number for number, page in enumerate(pages, 1)})
    file.languages |= {one for page in file.pages for one in page.content.languages}
    return file


def _read_pages(
    file: PdfFile,
    pages: list[Any],
    parents: dict[int, int | tuple[int, ...]],
    page_cache: PageCache | None,
) -> None:
    fonts = Fonts()
    for number, page in enumerate(pages, 1):
        read_page = Page(number, tabs=text(entry(page, "/Tabs")), box=crop_box(page))
        read_page.boxes = page_boxes(page)
        owners = parents.get(integer(entry(page, "/StructParents"), -1))
        read_page.owners = owners if isinstance(owners, tuple) else None
        annotations = members(entry(page, "/Annots"))
        read_page.annotations = [read_annotation(one, page, number, parents) for one in annotations]
        if not (file.has_tree or file.press):
            file.pages.append(read_page)
            continue
        if page_cache:
            read_page.content = page_cache.content(page, fonts, number)
        else:
            read_page.content = read_content(page_bytes(page), resources_of(page), fonts, number)
            for annotation in annotations:
                read_appearance(annotation, fonts, number)
        file.pages.append(read_page)
    if page_cache:
        page_cache.save()
    file.fonts = list(fonts.fonts.values())
