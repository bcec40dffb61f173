"""Read the content of originals by themselves, to compare it with what was imported.

Each module reads one format: its words, pictures and links, each with its place.  Nothing here
is shared with ``preparing`` or ``reading``, and pandoc isn't used, so that a fault there is found.
"""

from __future__ import annotations

from pathlib import Path

from publish.importing.original.record import Original, OriginalError

__all__ = ["Original", "OriginalError", "read_original"]


def read_original(file: Path) -> Original:
    """Return the content of ``file``; only the module for its type is loaded.

    Raises:
        OriginalError: The file can't be read.
    """
    match file.suffix.lower():
        case ".docx":
            from publish.importing.original.docx import read
        case ".odt":
            from publish.importing.original.odt import read
        case ".epub":
            from publish.importing.original.epub import read
        case ".rtf":
            from publish.importing.original.rtf import read
        case ".tex" | ".latex":
            from publish.importing.original.latex import read
        case ".md" | ".markdown":
            from publish.importing.original.markdown import read
        case ".txt":
            from publish.importing.original.markdown import read_plain as read
        case _:
            from publish.importing.original.html import read
    return read(file)
