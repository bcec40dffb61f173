"""A file of one kind -> what pandoc can read of it, and what it would lose."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct, field

from publish.importing.reading.context import Doubt
from publish.importing.writing.source import Front


class Prepared(Struct, frozen=True, kw_only=True):
    """``data`` in pandoc's format ``kind``, and all that goes another way.

    ``picture`` gives the bytes of a picture by its address in the document, ``None`` where there is
    none; ``spans`` and ``roles`` are what the marks in the text mean.
    """

    file: Path
    data: bytes
    kind: str
    front: Front = field(default_factory=Front)
    picture: Callable[[str], bytes | None] = lambda _address: None
    spans: dict[int, str] = field(default_factory=dict)
    roles: dict[int, str] = field(default_factory=dict)
    base: str = ""
    doubts: tuple[Doubt, ...] = ()
