"""The kinds of PDF that there are, as a table."""

from __future__ import annotations

from dataclasses import dataclass

from publish.errors import UsageError


@dataclass(frozen=True, slots=True)
class Variant:
    """``library`` is WeasyPrint's name for the standard, ``part`` the part of PDF/UA that is met.

    ``archival`` says that it meets PDF/A-2a as well, ``sheet`` is a style sheet beside that of
    every PDF (in ``styles/pdf``), or empty, ``shrink`` that pictures may be made smaller.
    """

    library: str = "pdf/a-2a"
    part: int = 1
    archival: bool = True
    sheet: str = ""
    shrink: bool = True


VARIANTS = {
    "screen": Variant(),
    "ua-2": Variant("pdf/ua-2", part=2, archival=False),
    "large-print": Variant(sheet="large-print.css", shrink=False),
}

DEFAULT = "screen"


def variant(name: str) -> Variant:
    """The variant ``name``; empty for the default.  Raises :class:`UsageError`."""
    try:
        return VARIANTS[name or DEFAULT]
    except KeyError:
        raise UsageError(
            f"There is no PDF named {name!r}. Choose of {', '.join(VARIANTS)}."
        ) from None
