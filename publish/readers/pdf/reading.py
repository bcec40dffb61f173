"""Read a PDF from the catalog down, with limits on its size."""

from __future__ import annotations

import mmap
import re
import zlib
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import pikepdf

from publish.errors import Diagnostic, SourceError
from publish.readers import MalformedError
from publish.readers.pdf.annotations import annotations_of, crop_box, page_boxes, read_annotation
from publish.readers.pdf.catalog import read_catalog
from publish.readers.pdf.content import page_bytes, read_appearance, read_content, resources_of
from publish.readers.pdf.fonts import Fonts
from publish.readers.pdf.metadata import read_metadata
from publish.readers.pdf.objects import (
    TooMuchError,
    entry,
    flag,
    integer,
    limited_work,
    members,
    number_of,
    text,
    work,
)
from publish.readers.pdf.page_cache import PageCache
from publish.readers.pdf.records import Page, PdfFile
from publish.readers.pdf.structure import read_destinations, read_parents, read_tree
from publish.runtime.deadline import VARIABLE, seconds_for, seconds_left

#: The largest file, in bytes, and the most pages that are read.
LARGEST, MOST_PAGES = 1 << 30, 20_000

#: The most bytes that the object streams of a file may unpack to: these, and so many for each byte
#: of the file.  An object takes up to 60 times the memory.
_MOST_OBJECTS, _OBJECTS_PER_BYTE = 4 << 20, 8

#: The work that a file may take for each second of processor time, and that of a page.
_WORK_A_SECOND, _PAGE = 600_000, 60

_OBJECT_STREAM = re.compile(rb"/ObjStm[^a-z]")

#: How pikepdf names the file of a fault, before a colon or its place in the file.
_STREAM = re.compile(r"^stream <_io\.BufferedReader name=.*?['\"]>:?", re.DOTALL)

_REPEATED = "Look for content that very many places refer to. If the file is as it should be,"

#: ISO 32000-1, table 22: the bit that lets programs extract text for accessibility.
_EXTRACTABLE = 1 << 9


def read_pdf(path: Path, page_cache: PageCache | None = None) -> PdfFile:
    """Read the PDF ``path``.

    With a ``page_cache``, pages that are in it aren't read again, and forms aren't read at all.

    Where there is a deadline, its work is limited, too.

    Raises:
        SourceError: The file can't be read as a PDF.
    """
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise MalformedError(f"it is larger than {LARGEST >> 20} MiB")
        if size:
            _refuse_packed_objects(path, _MOST_OBJECTS + _OBJECTS_PER_BYTE * size)
        with path.open("rb") as stream, pikepdf.open(stream) as pdf:  # it takes no undecodable name
            if len(pdf.pages) > MOST_PAGES:
                raise MalformedError(f"it has more than {MOST_PAGES} pages")
            with _limited_work(size):
                return _file(pdf, page_cache)
    except (OSError, pikepdf.PdfError, pikepdf.PasswordError, MalformedError) as error:
        reason, fix = _reason(error), "Build it again, or see what qpdf --check says."
        if isinstance(error, TooMuchError):
            fix = f"{_REPEATED} set the environment variable {VARIABLE}=60."
        elif isinstance(error, pikepdf.PasswordError):
            reason, fix = "it has a password", "Save it without one."
        raise SourceError(
            Diagnostic(
                code="pdf-unreadable",
                message=f"It cannot be read as a PDF: {reason[:200]}.",
                fix=fix,
                file=path,
            )
        ) from error


def _reason(error: Exception) -> str:
    """Return the first line of ``error``, without the stream that pikepdf puts before it."""
    if strerror := getattr(error, "strerror", None):
        return str(strerror)
    return _STREAM.sub("", str(error)).strip().partition("\n")[0].rstrip(".")


def _limited_work(size: int) -> AbstractContextManager[None]:
    """Return the limit of the work for a file of ``size`` bytes; a build has none for its own."""
    is_own = seconds_left() is None
    return nullcontext() if is_own else limited_work(seconds_for(size) * _WORK_A_SECOND)


def _refuse_packed_objects(path: Path, most: int) -> None:
    """Refuse a file whose object streams (7.5.7) unpack to more than ``most`` bytes."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        for found in _OBJECT_STREAM.finditer(content):
            start = content.find(b"stream", found.end()) + len(b"stream")
            data = content[start : content.find(b"endstream", start)].lstrip(b"\r\n")
            while _is_packed(data):
                try:
                    data = zlib.decompressobj().decompress(data, most + 1)
                except zlib.error:
                    break
            most -= len(data)
            if most < 0:
                raise MalformedError("its objects are packed so that they unpack to too much")


def _is_packed(data: bytes) -> bool:
    """Return whether ``data`` begins as what Flate packs (RFC 1950, 2.2)."""
    return data[:1] != b"" and data[0] & 0x0F == 8 and int.from_bytes(data[:2]) % 31 == 0


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
    annotations = list(annotations_of(pages))
    read_catalog(file, root, pages, annotations)
    _read_pages(file, pages, annotations, read_parents(tree), page_cache)
    read_tree(file, tree, {number_of(page): number for number, page in enumerate(pages, 1)})
    file.languages |= {one for page in file.pages for one in page.content.languages}
    return file


def _read_pages(
    file: PdfFile,
    pages: list[Any],
    annotations: list[list[Any]],
    parents: dict[int, int | tuple[int, ...]],
    page_cache: PageCache | None,
) -> None:
    fonts = Fonts()
    for number, (page, own) in enumerate(zip(pages, annotations, strict=True), 1):
        work(_PAGE)
        read_page = Page(number, tabs=text(entry(page, "/Tabs")), box=crop_box(page))
        read_page.boxes = page_boxes(page)
        owners = parents.get(integer(entry(page, "/StructParents"), -1))
        read_page.owners = owners if isinstance(owners, tuple) else None
        read_page.annotations = [read_annotation(one, page, number, parents) for one in own]
        if not (file.has_tree or file.press):
            file.pages.append(read_page)
            continue
        if page_cache:
            read_page.content = page_cache.content(page, fonts, number)
        else:
            read_page.content = read_content(page_bytes(page), resources_of(page), fonts, number)
            for annotation in own:
                read_appearance(annotation, fonts, number)
        file.pages.append(read_page)
    if page_cache:
        page_cache.save()
    file.fonts = list(fonts.fonts.values())
