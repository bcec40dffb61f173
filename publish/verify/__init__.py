"""Check finished EPUBs and PDFs against their standards, without a source, in every build.

EPUBCheck checks conformance, and Ace runs the rules of axe.  Neither finds an empty alt text on a
figure, a lost language, a skipped heading level, a header cell that became a data cell, a clip
beyond its sound, or a false claim in the metadata.  Each module in ``epub`` and ``pdf`` is a family
of rules.  A rule is a function from a document, or the whole file, to its diagnostics; its
docstring states what must hold.
"""

from __future__ import annotations

from pathlib import Path

from publish.errors import Diagnostic


def verify(path: Path) -> tuple[Diagnostic, ...]:
    """Return the faults of the EPUB or PDF ``path``, in the order of its files or pages.

    The ``file`` of a diagnostic is the path of a document inside an EPUB.

    Raises:
        SourceError: The file isn't a valid EPUB or PDF.
        ToolError: veraPDF is installed and can't check the PDF.
    """
    if path.suffix.lower() == ".pdf" or _begins_as_pdf(path):
        from publish.verify.pdf import verify_pdf

        return verify_pdf(path)
    from publish.verify.epub import verify_epub

    return verify_epub(path)


def _begins_as_pdf(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(5) == b"%PDF-"
