"""Our structure tree in place of WeasyPrint's.

WeasyPrint draws well and tags for validators; this package tags for readers: one structure element
for each element of the document, in its order, even across pages.  ``weasyprint.pdf.add_tags`` is
the one private name that is replaced; ``tests/exporters/pdf/test_seam.py`` says what to do when it
moves.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from publish.editions.pdf.tree import nodes
from publish.editions.pdf.tree import pdfua2 as second
from publish.editions.pdf.tree.corrections import (
    check_complete,
    describe_links,
    drop,
    keep_spaces,
    say_initials,
    shape,
)
from publish.editions.pdf.tree.emit import emit
from publish.editions.pdf.tree.glyph_text import codes_of, write_codes
from publish.editions.pdf.tree.outline import Outline, outline
from publish.editions.pdf.tree.pages import Shown, fill, list_styles
from publish.editions.pdf.tree.streams import rewrite, spaces_of
from publish.errors import ToolError


@contextmanager
def our_tags(standard: int = 1) -> Iterator[None]:
    """Within the block, WeasyPrint writes our structure tree (one block at a time a process).

    ``standard`` is the part of PDF/UA: 1 or 2.
    """
    import weasyprint.pdf

    theirs = weasyprint.pdf.add_tags
    weasyprint.pdf.add_tags = add_tags if standard == 1 else add_tags_2
    try:
        yield
    finally:
        weasyprint.pdf.add_tags = theirs


def add_tags(pdf: Any, document: Any, pdf_version: Any, page_streams: list[Any]) -> None:  # noqa: ARG001
    """Tag for PDF/UA-1.

    What ``weasyprint.pdf.add_tags`` is called with, once all pages are drawn.

    ``pdf`` is a ``pydyf.PDF``, ``document`` a ``weasyprint.Document``.  Raises :class:`ToolError`
    where something was drawn that no box of the layout accounts for: it would be lost to readers.
    """
    made, shown = _build(pdf, document, page_streams)
    emit(pdf, made.document, shown, tuple(pdf.page_references), nodes.ROLES)


def add_tags_2(pdf: Any, document: Any, pdf_version: Any, page_streams: list[Any]) -> None:  # noqa: ARG001
    """Tag for PDF/UA-2; as :func:`add_tags`."""
    made, shown = _build(pdf, document, page_streams)
    second.renew(made.document)
    written = emit(
        pdf,
        made.document,
        shown,
        tuple(pdf.page_references),
        second.ROLES,
        (second.NAMESPACE, second.TYPES),
    )
    second.refer(made, written)
    second.lead_to_elements(pdf, made, written)


def _build(pdf: Any, document: Any, page_streams: list[Any]) -> tuple[Outline, Shown]:
    """The tree with all that the pages show; the streams of the pages are marked accordingly."""
    references = tuple(pdf.page_references)
    styles = list_styles(document.pages)
    made = outline(document._html.etree_element, lambda element: styles.get(element, "none"))
    tags = [stream._tags for stream in page_streams]
    shown = fill(made, document.pages, tags)
    if lost := sum(map(len, tags)):
        raise ToolError("WeasyPrint", f"{lost} pieces of the pages belong to no element.")
    check_complete(made)
    keep_spaces(made)
    say_initials(made)
    spaces, codes = spaces_of(document.fonts), codes_of(document.fonts)
    drop(shown.dropped, [pdf.objects[int(reference.split()[0])] for reference in references])
    for stream, claimed, artifacts in zip(
        page_streams, shown.claimed, shown.artifacts, strict=True
    ):
        rewrite(stream, claimed, artifacts, spaces, codes)
    write_codes(pdf, codes)
    shape(made.document)
    describe_links(made.document)
    return made, shown
