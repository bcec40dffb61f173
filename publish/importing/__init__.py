"""Files of other programs -> our source.

``preparing`` makes of a file what pandoc can read of it and keeps what pandoc would lose;
``reading`` makes the model of pandoc's tree; ``writing`` writes the model as a source.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from publish.importing.convert import Imported, convert
from publish.importing.preparing import Prepared
from publish.source.diagnostics import mistake

__all__ = ["Imported", "import_file", "suffixes"]


def _docx(file: Path) -> Prepared:
    from publish.importing.preparing.docx import prepare

    return prepare(file)


def _odt(file: Path) -> Prepared:
    from publish.importing.preparing.odt import prepare

    return prepare(file)


def _epub(file: Path) -> Prepared:
    from publish.importing.preparing.epub import prepare

    return prepare(file)


def _html(file: Path) -> Prepared:
    from publish.importing.preparing.html import prepare

    return prepare(file)


def _rtf(file: Path) -> Prepared:
    from publish.importing.preparing.rtf import prepare

    return prepare(file)


def _latex(file: Path) -> Prepared:
    from publish.importing.preparing.latex import prepare

    return prepare(file)


def _post(file: Path) -> Prepared:
    from publish.importing.posts import prepare

    return prepare(file)


KINDS: dict[str, Callable[[Path], Prepared]] = {
    ".docx": _docx,
    ".odt": _odt,
    ".epub": _epub,
    ".html": _html,
    ".htm": _html,
    ".xhtml": _html,
    ".rtf": _rtf,
    ".tex": _latex,
    ".latex": _latex,
    ".md": _post,
    ".markdown": _post,
}
"""Suffix -> how a file that has it is prepared; plain text goes another way."""


def suffixes() -> tuple[str, ...]:
    """The suffixes of what can be imported."""
    return (*KINDS, ".txt")


def import_file(file: Path, folder: Path) -> Imported:
    """The source of the document ``file``, to be written in ``folder`` with its pictures.

    Raises :class:`~publish.errors.SourceError` where it cannot be read, and
    :class:`~publish.errors.MissingToolError` without pandoc, which all but plain text needs.
    """
    suffix = file.suffix.lower()
    if suffix == ".txt":
        from publish.source.convert import import_text

        markdown, diagnostics = import_text(file)
        return Imported(markdown, {}, diagnostics)
    if suffix not in KINDS:
        fix = f"These can be imported: {', '.join(suffixes())}."
        raise mistake(file, 0, "type", f"cannot be imported: its suffix is “{suffix}”.", fix)
    return convert(KINDS[suffix](file), folder)
