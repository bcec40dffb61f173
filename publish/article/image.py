"""A picture of a publication."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Image:
    """A picture file, measured when the source was read.

    ``source`` is the path as written; ``file`` the checked path inside the source's folder.
    ``alt`` is ``None`` where the author wrote none, which is an error unless ``decorative``.
    ``width`` and ``height`` are pixels (for SVG: user units), ``digest`` the SHA-256 of the file.
    """

    source: str
    file: Path
    media_type: str
    width: int
    height: int
    digest: str
    alt: str | None = None
    decorative: bool = False
