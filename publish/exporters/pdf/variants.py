"""The kinds of PDF that there are, their themes and the sizes of paper, as tables."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from publish.errors import UsageError
from publish.sheets import sheets

#: The press that is printed for unless a profile is named (``styles/colour``).
PROFILE = sheets("colour") / "artifex-swop.icc"


class Wishes(Struct, frozen=True):
    """What a user asked of the PDF; empty: the usual.

    ``kind`` is a key of :data:`VARIANTS`, ``theme`` of :data:`THEMES`, ``trim`` one of
    :data:`TRIMS`.  ``styles`` are the publisher's own style sheets, the last one wins.  ``attach``
    are names of :data:`ATTACHABLE`, and ``sound`` the files of a narration that is attached.
    ``profile`` is the ICC profile of the press.
    """

    kind: str = ""
    theme: str = ""
    trim: str = ""
    styles: tuple[Path, ...] = ()
    attach: tuple[str, ...] = ()
    sound: tuple[Path, ...] = ()
    profile: Path | None = None


class Variant(Struct, frozen=True):
    """One kind of PDF, and how it is set.

    ``library`` is WeasyPrint's name for the standard or ``None``, ``part`` the part of PDF/UA that
    is met (0: none, and no tags), ``archival`` says that it meets PDF/A as well.  ``suffix`` goes
    before ``.pdf`` in the file's name, ``sheet`` is a style sheet beside those of every PDF (in
    ``styles/pdf``), or empty, ``themed`` says that themes apply, ``shrink`` that pictures may be
    made smaller, ``press`` that it is for a printing press.

    The rest depends on theme and article: ``sheets`` are the style sheets in their order, of which
    ``own`` are the publisher's; ``initials`` says that drop caps are set, ``contents`` and
    ``illustrations`` that there are lists with page numbers, ``half_title`` that a page with the
    title alone goes before all others.  ``attached`` are files that are put into the PDF,
    ``profile`` is the ICC profile of the press.
    """

    library: str | None = "pdf/a-2a"
    part: int = 1
    archival: bool = True
    suffix: str = ""
    sheet: str = ""
    themed: bool = True
    shrink: bool = True
    press: bool = False
    sheets: tuple[Path, ...] = (
        sheets("pdf") / "article.css",
        sheets("pdf") / "themes" / "feature.css",
    )
    own: tuple[Path, ...] = ()
    initials: bool = True
    contents: bool = False
    illustrations: bool = False
    half_title: bool = False
    attached: tuple[Path, ...] = ()
    profile: Path = PROFILE


VARIANTS = {
    "screen": Variant(),
    "ua-2": Variant("pdf/ua-2", part=2, archival=False, suffix="-ua-2"),
    "large-print": Variant(
        suffix="-large-print", sheet="large-print.css", themed=False, shrink=False
    ),
    "print": Variant(
        None, part=0, archival=False, suffix="-print", sheet="print/print.css", press=True
    ),
}

DEFAULT = "screen"

#: What can be put into a PDF as files.
ATTACHABLE = ("source", "narration")

#: Sizes of the printed page after trimming, each with its style sheet in ``styles/pdf/print``.
TRIMS = ("A4", "A5", "letter", "6x9")


class Theme(Struct, frozen=True):
    """What a theme decides beside its style sheet (``styles/pdf/themes``)."""

    initials: bool = False
    contents: bool = False


THEMES = {
    "feature": Theme(initials=True),
    "book": Theme(initials=True, contents=True),
    "report": Theme(contents=True),
}


def variant(name: str) -> Variant:
    """The variant ``name``; empty for the default.  Raises :class:`UsageError`."""
    return VARIANTS[one_of(name or DEFAULT, tuple(VARIANTS), "PDF")]


def one_of(name: str, known: tuple[str, ...], what: str) -> str:
    """The one of ``known`` that ``name`` is, whatever its case.  Raises :class:`UsageError`."""
    for one in known:
        if one.lower() == name.lower():
            return one
    raise UsageError(f"There is no {what} named {name!r}. Choose of {', '.join(known)}.")
