"""The variants, themes and paper sizes of the PDF as tables, and the user's choice among them.

:func:`parse_options` reads the command line into :class:`PdfOptions`, one for each PDF.
:func:`resolve` combines those with the article's front matter into :class:`PdfSettings`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from publish.editions.edition import PdfOptions
from publish.errors import UsageError
from publish.model import Article, Section
from publish.runtime.stylesheets import custom_sheet, style_folder

#: The ICC profile of the press, unless another is named (``styles/colour``).
PROFILE = style_folder("colour") / "artifex-swop.icc"


class Variant(Struct, frozen=True):
    """One row of :data:`VARIANTS`: a PDF for one purpose.

    The table of editions has its title and file suffix.  ``library`` is WeasyPrint's name for the
    standard, ``part`` the part of PDF/UA that is met (0: untagged), ``archival`` whether PDF/A is
    met too.  ``sheet`` is a further style sheet in ``styles/pdf``, ``themed`` whether themes apply,
    ``shrink`` to which part pictures may be shrunk to fill pages, ``unread`` the same of those
    whose words can't be measured, ``press`` whether the PDF is for a printing press, ``words`` the
    least size (points) of words in pictures.
    """

    name: str
    library: str | None = "pdf/a-2a"
    part: int = 1
    archival: bool = True
    sheet: str = ""
    themed: bool = True
    shrink: float = 0.5
    unread: float = 0.75
    press: bool = False
    words: float = 6.0


class Theme(Struct, frozen=True):
    """One row of :data:`THEMES`: what a theme sets besides its style sheet.

    ``trim`` is the page size that the theme is designed for, the default in print.
    """

    name: str
    initials: bool = False
    contents: bool = False
    trim: str = "A4"


#: The first is the default.
VARIANTS = (
    Variant("screen"),
    Variant("ua-2", "pdf/ua-2", part=2, archival=False),
    Variant(
        "large-print",
        sheet="large-print.css",
        themed=False,
        shrink=0.75,
        unread=1.0,
        words=14.0,
    ),
    Variant(
        "print",
        None,
        part=0,
        archival=False,
        sheet="print/print.css",
        press=True,
    ),
)

THEMES = (
    Theme("feature", initials=True),
    Theme("book", initials=True, contents=True, trim="6x9"),
    Theme("report", contents=True),
)

#: Page sizes after trimming, each with its style sheet in ``styles/pdf/print``.
TRIMS = ("A4", "A5", "letter", "6x9")

#: Those on which a theme for larger pages has smaller letters (``print/small.css``).
_SMALL = ("A5", "6x9")

#: The files that can be attached to a PDF.
ATTACHABLE = ("source", "narration")


class PdfSettings(Struct, frozen=True):
    """How one PDF of one article is laid out.

    ``library`` is WeasyPrint's name for the standard, ``sheets`` are all style sheets in the order
    of the cascade, ``custom`` those of them that are the publisher's.  ``initials`` asks for drop
    caps, ``contents`` and ``illustrations`` for lists with page numbers, ``cover`` for a page with
    the cover, ``imprint`` for one with the facts after the title, ``half_title`` for a first page
    with the title alone.  ``attached`` are files to attach, ``profile`` is the ICC profile.
    ``type_size`` and ``multiple`` are as in :class:`PdfOptions`.  ``as_pixels`` are the digests of
    drawings that WeasyPrint can't draw.
    """

    variant: Variant
    library: str | None
    sheets: tuple[Path, ...]
    custom: tuple[Path, ...]
    initials: bool
    contents: bool
    illustrations: bool
    half_title: bool
    cover: bool
    imprint: bool
    attached: tuple[Path, ...]
    profile: Path
    type_size: str = ""
    multiple: int = 2
    as_pixels: frozenset[str] = frozenset()


def variant_named(name: str) -> Variant:
    """Return the row of :data:`VARIANTS` with ``name``, ignoring case.  Raises `UsageError`."""
    chosen = _choose(name, [variant.name for variant in VARIANTS], "PDF")
    return next(variant for variant in VARIANTS if variant.name == chosen)


def parse_options(
    variants: str = "",
    theme: str = "",
    trim: str = "",
    styles: tuple[Path, ...] = (),
    profile: Path | None = None,
    attach: str = "",
    type_size: str = "",
    multiple: int = 0,
) -> tuple[PdfOptions, ...]:
    """Return the options of each PDF that the command line asks for.

    ``variants`` and ``attach`` are names with commas between them (``screen,print``).  ``trim``,
    ``profile`` and ``multiple`` apply to variants for the press, ``attach`` to the others,
    ``type_size`` to large print.

    Raises:
        UsageError: A name is unknown, or no chosen variant can have an option.
    """
    names = _choose_each(variants, [variant.name for variant in VARIANTS], "PDF")
    chosen = [variant_named(name) for name in dict.fromkeys(names)] or [VARIANTS[0]]
    attached = _choose_each(attach, ATTACHABLE, "attachment")
    if (trim or profile or multiple) and not any(variant.press for variant in chosen):
        raise UsageError(
            "Only a PDF for print has a trim size, inks and a multiple of pages: add --pdf print."
        )
    if type_size and all(variant.themed for variant in chosen):
        raise UsageError("Only large print has a size of text: add --pdf large-print.")
    _check_size(type_size)
    if attached and all(variant.press for variant in chosen):
        raise UsageError("A PDF for print holds no other files: leave out --attach.")
    return tuple(
        PdfOptions(variant.name, theme, trim, styles, profile=profile, multiple=multiple)
        if variant.press
        else PdfOptions(
            variant.name,
            theme,
            styles=styles,
            attach=attached,
            type_size="" if variant.themed else type_size,
        )
        for variant in chosen
    )


#: The sizes of large print (pt); smaller isn't large, and larger leaves no words on a line.
_SIZES = range(16, 49)


def _check_size(written: str) -> None:
    found = re.fullmatch(r"(\d{1,3})(\.\d)?pt", written)
    if written and not (found and int(found[1]) in _SIZES):
        raise UsageError(
            f"{written!r} isn't a size of large print. Write a number of points from "
            f"{_SIZES[0]} to {_SIZES[-1]}, such as 24pt."
        )


def _choose(name: str, known: Iterable[str], what: str) -> str:
    """Return the one of ``known`` that equals ``name``, ignoring case.  Raises `UsageError`."""
    for one in known:
        if one.lower() == name.lower():
            return one
    raise UsageError(f"There is no {what} named {name!r}. Choose from {', '.join(known)}.")


def _choose_each(names: str, known: Iterable[str], what: str) -> tuple[str, ...]:
    return tuple(_choose(name, known, what) for name in map(str.strip, names.split(",")) if name)


def resolve(options: PdfOptions, article: Article) -> PdfSettings:
    """Return the settings for ``options`` and the front matter of ``article``.

    Raises:
        UsageError: A variant, theme or trim size is unknown, or a style sheet or ICC profile
            can't be read.
    """
    variant, metadata = variant_named(options.variant), article.metadata
    default = "book" if article.book else "feature"
    name = _choose(
        options.theme or metadata.theme or default, [theme.name for theme in THEMES], "theme"
    )
    theme = next(theme for theme in THEMES if theme.name == name)
    trim = _choose(options.trim or theme.trim, TRIMS, "trim size")
    custom = tuple(custom_sheet(path) for path in options.styles)
    attached = _attached(options, article)
    return PdfSettings(
        variant=variant,
        library="pdf/a-3a" if variant.archival and attached else variant.library,
        sheets=(*_sheets(variant, theme, trim), *custom),
        custom=custom,
        initials=theme.initials and variant.themed,
        contents=theme.contents or article.book is not None
        if metadata.contents is None
        else metadata.contents,
        illustrations=metadata.illustrations,
        half_title=variant.press and theme.name == "book",
        cover=not variant.press and metadata.cover is not None and article.book is not None,
        imprint=variant.themed and theme.name == "book",
        attached=attached,
        profile=_profile(options.profile) if options.profile else PROFILE,
        type_size=options.type_size,
        multiple=options.multiple or 2,
    )


def _sheets(variant: Variant, theme: Theme, trim: str) -> Iterator[Path]:
    """Yield the style sheets of this package in the order of the cascade."""
    folder = style_folder("pdf")
    yield folder / "article.css"
    if variant.sheet:
        yield folder / variant.sheet
    if variant.themed:
        yield folder / "themes" / f"{theme.name}.css"
    if variant.press:
        yield folder / "print" / "themed.css"
    if variant.press and trim in _SMALL and trim != theme.trim:
        yield folder / "print" / "small.css"
    if variant.press:
        yield folder / "print" / f"{trim.lower()}.css"


def _profile(path: Path) -> Path:
    from publish.editions.pdf.press import FIX, description

    if not path.is_file():
        raise UsageError(f"There is no ICC profile {path}. {FIX}")
    description(path)
    return path


def _attached(options: PdfOptions, article: Article) -> tuple[Path, ...]:
    """Return the files to attach: the source with the chapters of a book, and the narration."""
    files: list[Path] = []
    if "source" in options.attach:
        chapters = (block.file for block in _sections(article) if block.file)
        files = list(dict.fromkeys([article.file, *chapters]))
    if "narration" in options.attach:
        files += options.sound
    return tuple(files)


def _sections(article: Article) -> Iterator[Section]:
    """Yield the sections of a book that can have separate files: parts and chapters."""
    for section in article.blocks:
        if isinstance(section, Section):
            yield section
            yield from (block for block in section.blocks if isinstance(block, Section))
