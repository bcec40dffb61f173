"""What a source takes from the book that it is a chapter of."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field


class Surroundings(Struct, frozen=True):
    """``language`` holds where the source names none; files may lie anywhere below ``top``.

    ``chapters`` are the real paths of the sources of the book with the ids of their chapters, which
    links may name.  A source that stands alone has none of these.
    """

    language: str = ""
    top: Path | None = None
    chapters: Mapping[Path, str] = field(default_factory=dict)
