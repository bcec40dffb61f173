"""The structure tree of the PDF, written in place of WeasyPrint's.

WeasyPrint tags the boxes of its layout.  This package tags the document: one structure element for
each element of the XHTML, in document order, even where a paragraph continues on the next page or a
figure was moved.  :func:`add_tags_1` and :func:`add_tags_2` take the place of
``weasyprint.pdf.add_tags`` (``weasyprint_patches.py``) and run these steps:

1. ``outline``: build the tree of nodes from the XHTML, with a slot for each run of text;
2. ``pages``: walk the laid-out pages and put each marked-content sequence into its slot;
3. ``corrections``: compare with the document, restore spaces, drop empty nodes, describe links;
4. ``content``: rewrite the content streams accordingly (artifacts, ``ActualText``, glyph order);
5. ``emit``: write the tree into the PDF; ``pdfua2`` adapts it to PDF/UA-2.
"""

from __future__ import annotations

from typing import Any

from publish.editions.pdf.tree import nodes, pdfua2
from publish.editions.pdf.tree.codes import codes_of, write_codes
from publish.editions.pdf.tree.content import rewrite, spaces_of
from publish.editions.pdf.tree.corrections import (
    check_complete,
    describe_links,
    drop_annotations,
    join_drop_caps,
    restore_spaces,
    shape,
)
from publish.editions.pdf.tree.emit import emit
from publish.editions.pdf.tree.outline import Outline, outline
from publish.editions.pdf.tree.pages import Shown, fill, list_styles
from publish.errors import ToolError


def add_tags_1(pdf: Any, document: Any, pdf_version: Any, page_streams: list[Any]) -> None:  # noqa: ARG001
    """Add a structure tree for PDF/UA-1 to ``pdf``.

    WeasyPrint calls this once all pages are drawn, with a ``pydyf.PDF``, a
    ``weasyprint.Document`` and the ``pydyf.Stream`` of each page.

    Raises:
        ToolError: Something was drawn that belongs to no element: screen readers would miss it.
    """
    tree, shown = _build(pdf, document, page_streams)
    emit(pdf, tree.document, shown, tuple(pdf.page_references), nodes.ROLES)


def add_tags_2(pdf: Any, document: Any, pdf_version: Any, page_streams: list[Any]) -> None:  # noqa: ARG001
    """Add a structure tree for PDF/UA-2 to ``pdf``; see :func:`add_tags_1`."""
    tree, shown = _build(pdf, document, page_streams)
    pdfua2.convert(tree.document)
    written = emit(
        pdf,
        tree.document,
        shown,
        tuple(pdf.page_references),
        pdfua2.ROLES,
        (pdfua2.NAMESPACE, pdfua2.TYPES),
    )
    pdfua2.link_notes(tree, written)
    pdfua2.target_elements(pdf, tree, written)
    pdfua2.refer_contents(tree, written)
    pdfua2.attach_mathml(pdf, written)


def _build(pdf: Any, document: Any, page_streams: list[Any]) -> tuple[Outline, Shown]:
    """Return the filled tree and the content of the pages; rewrite the streams to match."""
    references = tuple(pdf.page_references)
    styles = list_styles(document.pages)
    tree = outline(document._html.etree_element, lambda element: styles.get(element, "none"))
    tags = [stream._tags for stream in page_streams]
    shown = fill(tree, document.pages, tags)
    if lost := sum(map(len, tags)):
        raise ToolError("WeasyPrint", f"{lost} pieces of the pages belong to no element.")
    check_complete(tree)
    restore_spaces(tree)
    join_drop_caps(tree)
    spaces, codes = spaces_of(document.fonts), codes_of(document.fonts)
    drop_annotations(
        shown.dropped, [pdf.objects[int(reference.split()[0])] for reference in references]
    )
    for stream, claimed, artifacts in zip(
        page_streams, shown.claimed, shown.artifacts, strict=True
    ):
        rewrite(stream, claimed, artifacts, spaces, codes)
    write_codes(pdf, codes)
    shape(tree.document)
    describe_links(tree.document)
    return tree, shown
