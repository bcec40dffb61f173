"""Small pictures of editions for the contact sheet."""

from __future__ import annotations

import hashlib
from pathlib import Path

from publish.errors import MissingToolError, PublishError
from publish.model import Article
from publish.model.walk import figures_in
from publish.runtime.atomic import atomic
from publish.runtime.programs import run
from publish.runtime.raster import jpeg


def thumbnail(article: Article, file: Path, folder: Path) -> Path | None:
    """Return a picture of an edition, kept in ``folder``: its first page, cover or first picture.

    ``None`` if there is none.
    """
    stamp = f"{file}:{file.stat().st_mtime_ns}"
    kept = folder / f"{hashlib.sha256(stamp.encode()).hexdigest()}.jpg"
    if kept.is_file():
        return kept
    data = _drawn(article, file)
    if not data:
        return None
    with atomic(kept) as temporary:
        temporary.write_bytes(data)
    return kept


_SIDE = 480
_PATIENCE = 20.0


def _drawn(article: Article, file: Path) -> bytes:
    pictures = [article.metadata.cover, *(one.image for one in figures_in(article))]
    page = file if file.suffix == ".pdf" else file.with_suffix(".pdf")
    first = next((one for one in pictures if one), None)
    try:
        if (file.suffix == ".pdf" or not article.metadata.cover) and page.is_file():
            size = ["-scale-to", str(_SIDE), "-jpeg", "-singlefile", "-f", "1", "-l", "1"]
            return run(["pdftoppm", *size, str(page)], timeout=_PATIENCE)
    except MissingToolError:  # Poppler isn't installed: the cover stands for the page
        pass
    try:
        return jpeg(first, _SIDE) if first else b""
    except PublishError:
        return b""
