"""Turn documents of other programs into sources.

There are three steps: ``preparing`` changes the document so that pandoc keeps everything,
``reading`` turns pandoc's tree into the model, and ``writing`` writes the model as a source.
Nothing here reads a source; the caller reads the result back (``publish.intake``).
"""

from __future__ import annotations

import shlex
from pathlib import Path

from publish.errors import SourceError
from publish.importing.records import Imported, Prepared

__all__ = ["SUFFIXES", "Imported", "how_to_import", "import_file"]

SUFFIXES = (
    ".docx", ".odt", ".epub", ".html", ".htm", ".xhtml", ".rtf", ".tex", ".latex", ".md",
    ".markdown", ".qmd", ".rmd", ".txt", ".ipynb", ".xml",
)  # fmt: skip
"""Suffixes of the files that can be imported."""
MARKDOWN = (".md", ".markdown", ".qmd", ".rmd", ".txt")
"""Suffixes of those that can be Markdown."""


_AS_DOCX = "Open it in Word or LibreOffice, save it as DOCX, and import that."
_OTHERS = {
    **dict.fromkeys((".doc", ".dot", ".docm", ".dotx", ".dotm", ".wps", ".wpd"), _AS_DOCX),
    **dict.fromkeys(
        (".fodt", ".ott", ".sxw"), "Open it in LibreOffice, save it as ODT, and import that."
    ),
    ".pages": "Export it from Pages as Word (DOCX), and import that.",
    ".gdoc": "Download it from Google Docs as Word (DOCX), and import that.",
    ".pdf": "Import the document from which it was made: a PDF has no reliable text.",
    ".mobi": "Convert it to EPUB with calibre, and import that.",
    ".azw3": "Convert it to EPUB with calibre, and import that.",
    ".mht": "Save the page as HTML, and import that.",
    ".mhtml": "Save the page as HTML, and import that.",
    **dict.fromkeys(
        (".ppt", ".pptx", ".odp"),
        "Save its outline as RTF, import that, and add the pictures: slides have no order of "
        "reading that could be relied on.",
    ),
    **dict.fromkeys(
        (".xls", ".xlsx", ".ods"), "Copy its tables into a text document, and import that."
    ),
    **dict.fromkeys(
        (".adoc", ".asciidoc"), "Convert it to HTML with asciidoctor, and import that."
    ),
}
"""What to do with files of other types, by their suffixes."""
_READ_BY_PANDOC = (
    ".rst", ".org", ".typ", ".textile", ".wiki", ".mediawiki", ".dbk", ".docbook", ".muse", ".opml",
)  # fmt: skip
"""Suffixes of files that pandoc converts by itself, to Markdown that can be imported."""


def how_to_import(file: Path) -> str:
    """Return what to do with ``file``, which is no source, and with which commands.

    It is empty if its suffix says nothing.
    """
    suffix = file.suffix.lower()
    source = file.with_suffix(".md")
    if suffix in SUFFIXES:
        return f"Import it: publish import {shlex.join([str(file), '-o', str(source)])}"
    if suffix in _READ_BY_PANDOC:
        pandoc = f"pandoc --standalone {shlex.join([str(file), '-o', str(source)])}"
        article = file.with_name(f"{file.stem}-source.md")
        importing = f"publish import {shlex.join([str(source), '-o', str(article)])}"
        return f"Convert it to Markdown, and import that: {pandoc} && {importing}"
    return _OTHERS.get(suffix, "")


def import_file(
    file: Path, folder: Path, dialect: str = "", *, keep_comments: bool = False
) -> Imported:
    """Return the source of the document ``file``, to be written to ``folder`` with its pictures.

    ``dialect`` is the dialect of a Markdown file (:class:`~publish.importing.markdown.Dialect`);
    by default it is detected.  Comments of editors become asides with ``keep_comments``; otherwise
    they are only listed.

    Raises:
        SourceError: ``file`` can't be read.
        MissingToolError: pandoc is missing, and ``file`` isn't plain text.
    """
    suffix = file.suffix.lower()
    if suffix not in SUFFIXES:
        fix = how_to_import(file) or f"These can be imported: {', '.join(SUFFIXES)}."
        raise SourceError.at(
            file, 0, "type", f"The file can't be imported: its suffix is “{suffix}”.", fix
        )
    if file.exists() and not file.is_file() and not file.is_dir():
        message, fix = "The file is a pipe or a device.", "Save its content as a file."
        raise SourceError.at(file, 0, "unreadable", message, fix)
    from publish.importing.convert import convert

    if suffix in MARKDOWN:
        from publish.importing.markdown import dialects, prepare

        known = dialects.Dialect(dialect) if dialect else dialects.dialect_of_file(file)
        if known is not dialects.Dialect.TEXT:
            return convert(prepare(file, known), folder)
        from publish.importing.plain_text import import_text

        markdown, diagnostics = import_text(file)
        return Imported(markdown, {}, diagnostics)
    return convert(_prepared(file, suffix), folder, keep_comments=keep_comments)


def _prepared(file: Path, suffix: str) -> Prepared:
    """Return ``file`` prepared for pandoc; only the module for its type is loaded."""
    match suffix:
        case ".docx":
            from publish.importing.preparing.docx import prepare
        case ".odt":
            from publish.importing.preparing.odt import prepare
        case ".epub":
            from publish.importing.preparing.epub import prepare
        case ".rtf":
            from publish.importing.preparing.rtf_latex import prepare_rtf as prepare
        case ".ipynb":
            from publish.importing.markdown.notebook import prepare
        case ".xml":
            from publish.importing.preparing.jats import prepare
        case ".tex" | ".latex":
            from publish.importing.preparing.rtf_latex import prepare_latex as prepare
        case _:
            from publish.importing.preparing.html import prepare
    return prepare(file)
