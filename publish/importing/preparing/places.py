"""Where the pictures of a page are: in its folder, or in the page itself."""

from __future__ import annotations

import base64
import binascii
import os.path
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes

from publish.source.folder import FileRefusedError, inside

MAX_PICTURE = 50_000_000
"""Bytes."""


def from_folder(folder: Path, top: Path | None = None) -> Callable[[str], bytes | None]:
    """A reader of pictures by their address: ``data:``, or a path in ``folder``.

    A path from the root of a web site (``/images/a.png``) is looked for in ``top``, the folder of
    the site, and in its folders ``static`` and ``public`` (where Hugo and others keep such files).
    """
    site = top or folder

    def read(address: str) -> bytes | None:
        if address.startswith("data:"):
            return of_data(address)
        path = unquote(address.partition("?")[0].partition("#")[0])
        rooted = path.lstrip("/")
        below = os.path.relpath(folder.absolute(), site.absolute())
        places = [(folder, path), (site, os.path.normpath(f"{below}/{path}"))]
        places.append((site, rooted))
        places += [(site / name, rooted) for name in ("static", "public", "assets", "src")]
        for start, one in places:
            try:
                with inside(start, one).open("rb") as file:
                    return file.read(MAX_PICTURE + 1)
            except (FileRefusedError, OSError, ValueError):
                continue
        return None

    return read


def of_data(address: str) -> bytes | None:
    """The bytes of a ``data:`` address (RFC 2397), ``None`` where it holds none."""
    head, comma, data = address.partition(",")
    if not comma:
        return None
    try:
        plain = unquote_to_bytes(data)
        return base64.b64decode(plain) if head.endswith(";base64") else plain
    except (ValueError, binascii.Error):
        return None
