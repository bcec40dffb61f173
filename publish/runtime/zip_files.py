"""Open ZIP files of other programs."""

from __future__ import annotations

from pathlib import Path
from typing import IO
from zipfile import ZipFile


def open_zip(file: Path | IO[bytes]) -> ZipFile:
    """Open a ZIP file whose names are UTF-8, even if its entries don't say so.

    The names in an EPUB are UTF-8 (EPUB 3.3, section 4.2.3), but many programs don't set the bit
    for it (11, APPNOTE 4.4.4).  Other names are read as the format says, in code page 437.

    Raises:
        BadZipFile, OSError, NotImplementedError: It can't be read.
        UnicodeDecodeError: Its entries say UTF-8, and aren't.
    """
    try:
        return ZipFile(file, metadata_encoding="utf-8")
    except UnicodeDecodeError:
        return ZipFile(file)
