"""What a user wishes of the PDF -> the variants that are made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from publish.article import Article, Section
from publish.errors import UsageError
from publish.exporters.pdf.variants import (
    ATTACHABLE,
    DEFAULT,
    PROFILE,
    THEMES,
    TRIMS,
    VARIANTS,
    Variant,
    Wishes,
    one_of,
    variant,
)
from publish.sheets import own_sheet, sheets


def wishes_of(
    kinds: str = "",
    theme: str = "",
    trim: str = "",
    styles: tuple[Path, ...] = (),
    profile: Path | None = None,
    attach: str = "",
) -> tuple[Wishes, ...]:
    """The wishes for each of ``kinds`` (``screen,print``; empty: the usual one).

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
        Wishes(name, theme, trim, styles, profile=profile)
        if name in press
        else Wishes(name, theme, styles=styles, attach=attached)
        for name in names
    )


def _listed(names: str, known: tuple[str, ...], what: str) -> tuple[str, ...]:
    return tuple(one_of(name, known, what) for name in map(str.strip, names.split(",")) if name)


def resolve(wishes: Wishes | str, article: Article) -> Variant:
    """The variant that ``wishes`` (or the name of a kind) make of ``article``.

    Raises :class:`UsageError` for a kind, theme or trim size that there is not, and for a style
    sheet or colour profile that is none.
    """
    if isinstance(wishes, str):
        wishes = Wishes(wishes)
    chosen, given = variant(wishes.kind), article.metadata
    name = one_of(
        wishes.theme or given.theme or ("book" if article.book else "feature"),
        tuple(THEMES),
        "theme",
    )
    theme = THEMES[name]
    own = tuple(own_sheet(path) for path in wishes.styles)
    attached = _attached(wishes, article)
    return replace(
        chosen,
        library="pdf/a-3a" if chosen.archival and attached else chosen.library,
        sheets=(*_sheets(chosen, name, wishes.trim), *own),
        own=own,
        initials=theme.initials and chosen.themed,
        contents=theme.contents if given.contents is None else given.contents,
        illustrations=given.illustrations,
        half_title=chosen.press and name == "book",
        attached=attached,
        profile=_profile(wishes.profile) if wishes.profile else PROFILE,
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
    from publish.exporters.pdf.press.intent import MEND, description

    if not path.is_file():
        raise UsageError(f"There is no ICC profile {path}. {MEND}")
    description(path)
    return path


def _attached(wishes: Wishes, article: Article) -> tuple[Path, ...]:
    """The files that go into the PDF: the source, with its chapters if it is a book; the sound."""
    files: list[Path] = []
    if "source" in wishes.attach:
        chapters = (block.file for block in _sections(article) if block.file)
        files = list(dict.fromkeys([article.file, *chapters]))
    if "narration" in wishes.attach:
        files += wishes.sound
    return tuple(files)


def _sections(article: Article) -> Iterator[Section]:
    found = [block for block in article.blocks if isinstance(block, Section)]
    for section in found:
        yield section
        yield from (block for block in section.blocks if isinstance(block, Section))
