"""Check finished EPUBs and PDFs against their standards, without a source, in every build.

EPUBCheck judges conformance, and Ace what axe knows.  Neither finds an emptied alt text on a
figure, a lost language, a heading that skips a level, a header cell made plain, a clip beyond its
sound, or a claim in the metadata that the book doesn't keep.  Each module below ``epub`` and
``pdf`` is a family of rules.  Each rule is a function from a document, or the whole file, to its
diagnostics; its docstring states what must hold.
"""

from __future__ import annotations

from pathlib import Path

from publish.errors import Diagnostic


def verify(path: Path) -> tuple[Diagnostic, ...]:
    """Return the faults of the EPUB or PDF ``path``, in the order of its files or pages.

    The ``file`` of each is the place inside an EPUB.

    Raises:
        SourceError: The file can't be read as what its name says.
        ToolError: veraPDF is installed and can't judge the PDF.
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
