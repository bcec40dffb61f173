"""Read a PDF from the catalog down, with limits on its size."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pikepdf
from lxml import etree

from publish.errors import Diagnostic, SourceError
from publish.readers import MalformedError
from publish.readers.pdf.content import page_bytes, read_content, resources_of
from publish.readers.pdf.fonts import Fonts
from publish.readers.pdf.objects import entry, flag, integer, members, number_of, text, unpacked
from publish.readers.pdf.page_cache import PageCache
from publish.readers.pdf.records import Annotation, Page, PdfFile
from publish.readers.pdf.structure import read_destinations, read_parents, read_tree

#: The largest file, in bytes, and the most pages that are read.
LARGEST, MOST_PAGES = 1 << 30, 20_000

#: The largest metadata stream that is read, in bytes.
_LARGEST_METADATA = 4 << 20

#: ISO 32000-1, table 22: the bit that lets programs extract text for accessibility.
_EXTRACTABLE = 1 << 9

#: ISO 32000-1, table 165: hidden annotations.
_HIDDEN = 0b10

_XMP = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "ua": "http://www.aiim.org/pdfua/ns/id/",
}


def read_pdf(path: Path, page_cache: PageCache | None = None) -> PdfFile:
    """Read the PDF ``path``.

    With a ``page_cache``, pages that are in it aren't read again, and forms aren't read at all.

    Raises:
        SourceError: The file can't be read as a PDF.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise MalformedError(f"it is larger than {LARGEST >> 20} MiB")
        with pikepdf.open(path) as pdf:
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
    root, file = pdf.Root, PdfFile()
    marks = entry(root, "/MarkInfo")
    file.marked, file.suspects = flag(entry(marks, "/Marked")), flag(entry(marks, "/Suspects"))
    file.language = text(entry(root, "/Lang"))
    shown = entry(entry(root, "/ViewerPreferences"), "/DisplayDocTitle")
    file.display_title = None if shown is None else flag(shown)
    file.extractable = not pdf.is_encrypted or bool(int(pdf.encryption.P) & _EXTRACTABLE)
    intents = members(entry(root, "/OutputIntents"))
    file.press = any(text(entry(one, "/S")) == "GTS_PDFX" for one in intents)
    file.bookmarks = entry(entry(root, "/Outlines"), "/First") is not None
    file.destinations = read_destinations(root)
    _read_metadata(file, entry(root, "/Metadata"))
    tree = entry(root, "/StructTreeRoot")
    file.has_tree = tree is not None
    parents = read_parents(tree)
    pages = [page.obj for page in pdf.pages]
    fonts = Fonts()
    for number, page in enumerate(pages, 1):
        read_page = Page(number, tabs=text(entry(page, "/Tabs")))
        owners = parents.get(integer(entry(page, "/StructParents"), -1))
        read_page.owners = owners if isinstance(owners, tuple) else None
        read_page.annotations = [
            _annotation(one, number, parents) for one in members(entry(page, "/Annots"))
        ]
        if file.has_tree and page_cache:
            read_page.content = page_cache.content(page, fonts, number)
        elif file.has_tree:
            read_page.content = read_content(page_bytes(page), resources_of(page), fonts, number)
        file.pages.append(read_page)
    if page_cache:
        page_cache.save()
    file.fonts = list(fonts.fonts.values())
    read_tree(file, tree, {number_of(page): number for number, page in enumerate(pages, 1)})
    return file


def _read_metadata(file: PdfFile, stream: Any) -> None:
    """Read the title and the part of PDF/UA from the metadata stream (XMP)."""
    file.has_metadata = stream is not None
    content = unpacked(stream, _LARGEST_METADATA)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        xmp = etree.fromstring(content.strip(), parser)
    except etree.XMLSyntaxError:
        return
    titles: Any = xmp.xpath("//dc:title//rdf:li/text()", namespaces=_XMP)
    parts: Any = xmp.xpath("//ua:part/text() | //@ua:part", namespaces=_XMP)
    file.title = str(next(iter(titles), "")).strip()
    part = str(next(iter(parts), ""))
    file.part = int(part) if re.fullmatch(r"[0-9]", part) else 0


def _annotation(annotation: Any, page: int, parents: dict[int, Any]) -> Annotation:
    key = entry(annotation, "/StructParent")
    owner = parents.get(integer(key, -1)) if key is not None else None
    action = entry(annotation, "/A")
    destination = entry(annotation, "/Dest")  # or in its action (ISO 32000-1, 12.6.4.2)
    return Annotation(
        page=page,
        number=number_of(annotation),
        subtype=text(entry(annotation, "/Subtype")),
        contents=(text(entry(annotation, "/Contents")) or text(entry(annotation, "/TU"))).strip(),
        hidden=bool(integer(entry(annotation, "/F")) & _HIDDEN),
        has_key=key is not None,
        owner=owner if isinstance(owner, int) else 0,
        address=text(entry(action, "/URI")),
        destination=text(entry(action, "/D") if destination is None else destination),
    )
