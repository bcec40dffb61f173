"""What an exporter reports of the file it made."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field


class Made(Struct, frozen=True):
    """``summary`` is worth telling ("24 pages").

    ``pages`` says on which page, from 1, each id of the article begins; empty where an edition has
    no pages.  ``warnings`` say what could not be done as the source asks, ``measured`` what was
    measured of sound: name and number.
    """

    summary: str
    pages: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    measured: Mapping[str, float] = field(default_factory=dict)
