"""Read a PDF for the rules, whoever made it: what it holds is bounded."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from publish.errors import Diagnostic, SourceError
from publish.verify.pdf.content import look_at
from publish.verify.pdf.model import Annotation, Edition, Page
from publish.verify.pdf.streams import unpacked
from publish.verify.pdf.structure_tree import number_of, read_parents, read_tree

#: The largest file, in bytes, and the most pages that are looked at.
LARGEST, MOST_PAGES = 1 << 30, 20_000

#: ISO 32000-1, table 22: the bit that lets programs take text out for accessibility.
_EXTRACTABLE = 1 << 9

#: ISO 32000-1, table 165: invisible and hidden annotations.
_HIDDEN = 0b10


def read(path: Path) -> Edition:
    """The PDF ``path``.  Raises :class:`SourceError` where it cannot be read as one."""
    import pikepdf

    try:
        if path.stat().st_size > LARGEST:
            raise ValueError(f"it is larger than {LARGEST >> 20} MiB")
        with pikepdf.open(path) as pdf:
            if len(pdf.pages) > MOST_PAGES:
                raise ValueError(f"it has more than {MOST_PAGES} pages")
            return _edition(pdf)
    except (
        *(OSError, pikepdf.PdfError, pikepdf.PasswordError, ValueError, TypeError, KeyError),
        *(AttributeError, RecursionError, IndexError, NotImplementedError),
    ) as error:
        reason = getattr(error, "strerror", None) or str(error).partition("\n")[0]
        raise SourceError(
            Diagnostic(
                code="pdf-unreadable",
                message=f"It cannot be read as a PDF: {reason[:200]}.",
                fix="qpdf --check says more of a file that is broken.",
                file=path,
            )
        ) from error


def _edition(pdf: Any) -> Edition:
    root, made = pdf.Root, Edition()
    marks = root.get("/MarkInfo", {})
    made.marked, made.suspects = bool(marks.get("/Marked")), bool(marks.get("/Suspects"))
    made.language = str(root.get("/Lang", ""))
    shown = root.get("/ViewerPreferences", {}).get("/DisplayDocTitle")
    made.display_title = None if shown is None else bool(shown)
    made.extractable = not pdf.is_encrypted or bool(int(pdf.encryption.P) & _EXTRACTABLE)
    intents = root.get("/OutputIntents", ())
    made.press = any(str(one.get("/S", "")) == "/GTS_PDFX" for one in intents)
    made.bookmarks = "/First" in root.get("/Outlines", {})
    _describe(made, root)
    tree = root.get("/StructTreeRoot")
    parents = read_parents(tree) if tree is not None else {}
    page_numbers = {page.objgen: place for place, page in enumerate(pdf.pages, 1)}
    if tree is not None:
        made.has_tree = True
        read_tree(made, tree, page_numbers)
    fonts: dict[Any, Any] = {}
    for place, page in enumerate(pdf.pages, 1):
        read_page = Page(place, tabs=str(page.get("/Tabs", "")).removeprefix("/"))
        owners = parents.get(int(page.get("/StructParents", -1)))
        read_page.owners = owners if isinstance(owners, tuple) else None
        read_page.annotations = [
            _annotation(each, place, parents) for each in page.get("/Annots", ())
        ]
        look_at(page, read_page, fonts)
        made.pages.append(read_page)
    made.fonts = list(fonts.values())
    return made


def _describe(made: Edition, root: Any) -> None:
    """Title and standard from the metadata stream (XMP)."""
    from lxml import etree

    stream = root.get("/Metadata")
    if stream is None:
        return
    made.has_metadata = True
    content = unpacked(stream, 4 << 20)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        xmp = etree.fromstring(content.strip(), parser)
    except etree.XMLSyntaxError:
        return
    names = {
        "dc": "http://purl.org/dc/elements/1.1/",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "ua": "http://www.aiim.org/pdfua/ns/id/",
    }
    titles: Any = xmp.xpath("//dc:title//rdf:li/text()", namespaces=names)
    parts: Any = xmp.xpath("//ua:part/text() | //@ua:part", namespaces=names)
    made.title = str(next(iter(titles), "")).strip()
    told = str(next(iter(parts), ""))
    made.part = int(told) if re.fullmatch(r"\d", told) else 0


def _annotation(annotation: Any, page: int, parents: dict[int, Any]) -> Annotation:
    key = annotation.get("/StructParent")
    owner = parents.get(int(key)) if key is not None else None
    return Annotation(
        page=page,
        number=number_of(annotation),
        subtype=str(annotation.get("/Subtype", "")).removeprefix("/"),
        contents=str(annotation.get("/Contents", "") or annotation.get("/TU", "")).strip(),
        hidden=bool(int(annotation.get("/F", 0)) & _HIDDEN),
        has_key=key is not None,
        owner=owner if isinstance(owner, int) else 0,
    )
