"""Check EPUBs, PDFs and web pages against their standards, without a source, in every build.

The rules here find what EPUBCheck, Ace and veraPDF let pass: a lost language, a header cell that
became a data cell, a clip beyond its sound, a false claim in the metadata.  They don't replace
these checkers, which :func:`verify` runs where they are installed.  Each module in ``epub``,
``pdf`` and ``web`` is a family of rules.  A rule is a function from a document, or the whole file,
to its diagnostics; its docstring states what must hold.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from publish.errors import Diagnostic, SourceError
from publish.runtime.deadline import deadline, file_size


def verify(path: Path, *, quick: bool = False) -> tuple[Diagnostic, ...]:
    """Return the faults of an EPUB, a PDF, a page or a folder of pages, in the order of its files.

    The ``file`` of a diagnostic is the path of a document inside an EPUB.  Other checkers that are
    installed add their faults, unless ``quick``.

    Raises:
        SourceError: The file isn't a valid EPUB or PDF, or no page.
        ToolError: veraPDF is installed and can't check the PDF.
    """
    if not _is_site(path):
        _require_file(path)
    size = sum(map(file_size, path.glob("*.html"))) if path.is_dir() else file_size(path)
    with deadline("Verifying the file", path, size, limits_memory=True):
        return _verified(path, quick=quick)


def _verified(path: Path, *, quick: bool) -> tuple[Diagnostic, ...]:
    if _is_site(path):
        from publish.verify.web import verify_own_rules as verify_page_quickly
        from publish.verify.web import verify_web

        return verify_page_quickly(path) if quick else verify_web(path)
    if _is_pdf(path):
        from publish.verify.pdf import verify_own_rules as verify_pdf_quickly
        from publish.verify.pdf import verify_pdf

        return verify_pdf_quickly(path) if quick else verify_pdf(path)
    from publish.verify.epub import verify_epub
    from publish.verify.epub import verify_own_rules as verify_epub_quickly

    return verify_epub_quickly(path) if quick else verify_epub(path)


def other_checkers(path: Path) -> Mapping[str, bool]:
    """Return the names of the other checkers for ``path``, and whether each is installed."""
    if _is_site(path):
        from publish.verify.web import axe

        return {"axe": axe.command() is not None}
    if _is_pdf(path):
        return {"veraPDF": shutil.which("verapdf") is not None}
    from publish.verify.epub import ace, epubcheck

    return {"EPUBCheck": bool(epubcheck.command()), "Ace": bool(ace.command())}


def _is_site(path: Path) -> bool:
    from publish.readers.web import is_site

    return is_site(path) and path.exists()


def _require_file(path: Path) -> None:
    if not path.is_file():
        is_folder = path.is_dir()
        other = "It is a pipe or a device." if path.exists() else "The file doesn't exist."
        message = "It is a folder." if is_folder else other
        fix = "Name an EPUB, a PDF or a web page in it." if is_folder else "Check the path."
        raise SourceError(Diagnostic(code="file-missing", message=message, fix=fix, file=path))


def _is_pdf(path: Path) -> bool:
    return path.suffix.lower() == ".pdf" or _begins_as_pdf(path)


def _begins_as_pdf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(5) == b"%PDF-"
