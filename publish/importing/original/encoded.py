"""Decode text files of any program, for comparison only."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from publish.importing.original.record import OriginalError

MAX_FILE = 60_000_000
"""The most bytes of a file that are read."""
_DECLARED = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?([\w.:-]{2,40})", re.I)


def text_of(file: Path) -> str:
    """Return the text of ``file``.  Raises :class:`OriginalError`."""
    try:
        with file.open("rb") as stream:
            return decoded(stream.read(MAX_FILE))
    except OSError as error:
        raise OriginalError(str(error)) from error


def decoded(data: bytes) -> str:
    """Return ``data`` as text with line feeds: UTF-8 or UTF-16, else as it declares.

    Source: HTML, 13.2.3.2 Determining the character encoding.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode(_codec(data), "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _codec(data: bytes) -> str:
    declared = _DECLARED.search(data[:4096])
    name = declared[1].decode("ascii").lower() if declared else ""
    try:
        known = codecs.lookup(name).name
    except LookupError:
        return "cp1252"
    return "cp1252" if known in ("ascii", "iso8859-1", "utf-8") else known
