"""RTF: pandoc reads it by itself; its pictures stand in it as hexadecimal digits."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from publish.importing.markers import ANY
from publish.importing.preparing import Prepared
from publish.source.diagnostics import mistake

MAX_FILE = 60_000_000
"""Bytes: hexadecimal digits make a picture twice as large."""
_LEVELS = 500
_DIGITS = re.compile(rb"(?:[0-9A-Fa-f]{2}\s*){16,}")


def prepare(file: Path) -> Prepared:
    """The document ``file``.  Raises :class:`SourceError` for what is not RTF or is too large."""
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_FILE + 1)
    except OSError as error:
        fix = "Check the path and its permissions."
        message = f"cannot be read: {error.strerror}."
        raise mistake(file, 0, "unreadable", message, fix) from error
    if len(data) > MAX_FILE:
        message = f"is larger than {MAX_FILE // 1_000_000} MB."
        raise mistake(file, 0, "too-large", message, "Divide it into several documents.")
    if not data.startswith(b"{\\rtf"):
        message = "is not an RTF document."
        raise mistake(file, 0, "unreadable", message, "Save it as RTF or DOCX.")
    if _depth(data) > _LEVELS:
        message = f"has more than {_LEVELS} groups in one another."
        raise mistake(file, 0, "too-deep", message, "Save it again.")
    pictures = {_name(picture): picture for picture in _pictures(data)}
    return Prepared(
        file=file,
        data=ANY.sub("", data.decode("latin-1")).encode("latin-1"),
        kind="rtf",
        picture=lambda address: pictures.get(address.partition(".")[0]),
    )


def _depth(data: bytes) -> int:
    """How many groups are open at once."""
    depth = deepest = 0
    for brace in re.findall(rb"[{}]", data):
        depth += 1 if brace == b"{" else -1
        deepest = max(deepest, depth)
    return deepest


def _pictures(data: bytes) -> list[bytes]:
    """PNG and JPEG pictures (``\\pngblip``, ``\\jpegblip``) in the order of the document."""
    found = []
    for start in [match.end() for match in re.finditer(rb"\\(?:png|jpeg)blip", data)]:
        digits = _DIGITS.search(data, start, start + 2 * MAX_FILE)
        end = data.find(b"}", start)
        if digits and (digits.start() < end or end < 0):
            found.append(bytes.fromhex(re.sub(rb"\s", b"", digits[0]).decode()))
    return found


def _name(picture: bytes) -> str:
    """What pandoc calls it: the SHA-1 of its bytes."""
    return hashlib.sha1(picture, usedforsecurity=False).hexdigest()
