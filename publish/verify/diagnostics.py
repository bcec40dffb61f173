"""The types of rules, and a function to report a fault on a page of a PDF."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from publish.errors import Diagnostic, Severity

if TYPE_CHECKING:
    from publish.readers.epub import Book, Document
    from publish.readers.pdf.records import PdfFile

#: A diagnostic with its page, from 1 (0: the whole file).
PageDiagnostic: TypeAlias = tuple[int, Diagnostic]

#: A rule for each document of a book, one for the whole book when all of its documents are read,
#: and one for a PDF.
Rule = Callable[["Document"], Iterator[Diagnostic]]
BookRule = Callable[["Book"], Iterator[Diagnostic]]
PdfRule = Callable[["PdfFile"], Iterator[PageDiagnostic]]


def on_page(
    code: str,
    clause: str,
    checkpoint: str,
    page: int,
    message: str,
    fix: str,
    severity: Severity = Severity.ERROR,
) -> PageDiagnostic:
    """Return a fault on ``page`` of a PDF.

    ``clause`` is of ISO 14289-1 unless it names another document; ``checkpoint`` is that of the
    Matterhorn Protocol 1.1, or empty if it has none.
    """
    full = clause if clause.startswith("ISO") else f"ISO 14289-1 {clause}"
    if checkpoint:
        full += f", Matterhorn {checkpoint}"
    place = f"Page {page}: " if page else ""
    diagnostic = Diagnostic(
        code=code, message=place + message, fix=fix, severity=severity, clause=full
    )
    return page, diagnostic
