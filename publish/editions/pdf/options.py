"""What a user options of the PDF -> the variants that are made.

The kinds of PDF that there are, their themes and the sizes of paper, as tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from publish.errors import UsageError
from publish.model import Article, Section
from publish.sheets import own_sheet, sheets

#: The press that is printed for unless a profile is named (``styles/colour``).
PROFILE = sheets("colour") / "artifex-swop.icc"


class PdfOptions(Struct, frozen=True):
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


def options_of(
    kinds: str = "",
    theme: str = "",
    trim: str = "",
    styles: tuple[Path, ...] = (),
    profile: Path | None = None,
    attach: str = "",
) -> tuple[PdfOptions, ...]:
    """The options for each of ``kinds`` (``screen,print``; empty: the usual one).

    ``trim`` and ``profile`` go to those that are printed on a press, ``attach`` (names with commas)
    to the others.  Raises :class:`UsageError` for a name that is not known and for what no one of
    the kinds can have.
    """
    names = tuple(dict.fromkeys(_listed(kinds, tuple(VARIANTS), "PDF"))) or (DEFAULT,)
    attached = _listed(attach, ATTACHABLE, "attachment")
    press = [name for name in names if VARIANTS[name].press]
    if (trim or profile) and not press:
        raise UsageError("Only a PDF for print has a trim size and inks: add --pdf print.")
    if attached and len(press) == len(names):
        raise UsageError("A PDF for print holds no other files: leave out --attach.")
    return tuple(
        PdfOptions(name, theme, trim, styles, profile=profile)
        if name in press
        else PdfOptions(name, theme, styles=styles, attach=attached)
        for name in names
    )


def _listed(names: str, known: tuple[str, ...], what: str) -> tuple[str, ...]:
    return tuple(one_of(name, known, what) for name in map(str.strip, names.split(",")) if name)


def resolve(options: PdfOptions | str, article: Article) -> Variant:
    """The variant that ``options`` (or the name of a kind) make of ``article``.

    Raises :class:`UsageError` for a kind, theme or trim size that there is not, and for a style
    sheet or colour profile that is none.
    """
    if isinstance(options, str):
        options = PdfOptions(options)
    chosen, given = variant(options.kind), article.metadata
    name = one_of(
        options.theme or given.theme or ("book" if article.book else "feature"),
        tuple(THEMES),
        "theme",
    )
    theme = THEMES[name]
    own = tuple(own_sheet(path) for path in options.styles)
    attached = _attached(options, article)
    return replace(
        chosen,
        library="pdf/a-3a" if chosen.archival and attached else chosen.library,
        sheets=(*_sheets(chosen, name, options.trim), *own),
        own=own,
        initials=theme.initials and chosen.themed,
        contents=theme.contents if given.contents is None else given.contents,
        illustrations=given.illustrations,
        half_title=chosen.press and name == "book",
        attached=attached,
        profile=_profile(options.profile) if options.profile else PROFILE,
    )


def _sheets(chosen: Variant, theme: str, trim: str) -> Iterator[Path]:
    """Our style sheets in their order: what comes later is closer to the paper."""
    folder = sheets("pdf")
    yield folder / "article.css"
    if chosen.sheet:
        yield folder / chosen.sheet
    if chosen.themed:
        yield folder / "themes" / f"{theme}.css"
    if chosen.press:
        yield folder / "print" / f"{one_of(trim or TRIMS[0], TRIMS, 'trim size').lower()}.css"


def _profile(path: Path) -> Path:
    from publish.editions.pdf.press.intent import MEND, description

    if not path.is_file():
        raise UsageError(f"There is no ICC profile {path}. {MEND}")
    description(path)
    return path


def _attached(options: PdfOptions, article: Article) -> tuple[Path, ...]:
    """The files that go into the PDF: the source, with its chapters if it is a book; the sound."""
    files: list[Path] = []
    if "source" in options.attach:
        chapters = (block.file for block in _sections(article) if block.file)
        files = list(dict.fromkeys([article.file, *chapters]))
    if "narration" in options.attach:
        files += options.sound
    return tuple(files)


def _sections(article: Article) -> Iterator[Section]:
    found = [block for block in article.blocks if isinstance(block, Section)]
    for section in found:
        yield section
        yield from (block for block in section.blocks if isinstance(block, Section))
