"""A picture of a publication."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from msgspec import Struct


class AltStatus(StrEnum):
    """How far the alt text of a picture is.

    A ``draft`` was made by a machine and reviewed by nobody; ``needs-description``: the picture
    needs an extended description as well.
    """

    REVIEWED = "reviewed"
    DRAFT = "draft"
    NEEDS_DESCRIPTION = "needs-description"


class Image(Struct, frozen=True):
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
    alt_status: AltStatus = AltStatus.REVIEWED
