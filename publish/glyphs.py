"""Find out which characters the fonts can show: ours, and those of the system.

What our fonts have is in ``styles/fonts/coverage.txt``, so that neither a font nor WeasyPrint has
to be loaded; ``tests/glyphs`` compares that file with the fonts. For characters that ours lack,
fontconfig is asked about the fonts of the system. WeasyPrint finds fonts with the same library, so
it is there wherever a PDF can be made.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from ctypes import POINTER, byref, c_char_p, c_int, c_uint32, c_void_p
from functools import cache
from pathlib import Path

from msgspec import Struct

from publish.model import Abbreviation, Article, Block, CodeBlock, InlineCode, Section, Text
from publish.model.walk import blocks_in, children_of, content_of, inlines_in
from publish.runtime.stylesheets import style_folder

#: The sheet that every edition has; the others have names of scripts and hold what it lacks.
EVERYWHERE = "fonts"


#: Characters that change how others are shown and have no glyph of their own (Unicode 15,
#: DerivedCoreProperties, Default_Ignorable_Code_Point), and white space.
_UNSEEN = re.compile(
    "[\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)


def missing(text: str) -> str:
    """Return the characters of ``text`` that no font has, each once, sorted.

    A PDF with such a character isn't made: readers would see an empty box and hear nothing (ISO
    14289-1, 7.21.8). The system's fonts are asked only for what ours lack.
    """
    ours = coverage()
    unknown = {c for c in set(text) if not any(c in having for having in ours.values())}
    unknown = {c for c in unknown if not _UNSEEN.match(c)}
    if not unknown:
        return ""

    return "".join(sorted(unknown - system_has("".join(sorted(unknown)))))


def sheets_for(text: str) -> tuple[str, ...]:
    """Return the style sheets in ``styles/fonts`` that ``text`` needs besides ``fonts.css``.

    Fonts of scripts that don't occur aren't loaded: that takes time, most of all for Japanese.
    """
    ours = coverage()
    foreign = set(text) - ours[EVERYWHERE]
    return tuple(f"{name}.css" for name, having in ours.items() if having & foreign)


def name(character: str) -> str:
    """Return Unicode's name of ``character`` and its number: ``DROMEDARY CAMEL (U+1F42A)``."""
    number = f"U+{ord(character):04X}"
    known = unicodedata.name(character, "")
    return f"{known} ({number})" if known else number


@cache
def coverage() -> Mapping[str, frozenset[str]]:
    """Return the characters of each sheet in ``styles/fonts``, by name without the ending."""
    made: dict[str, set[str]] = {}
    having: set[str] = set()
    for line in (style_folder("fonts") / "coverage.txt").read_text(encoding="ascii").splitlines():
        if line.startswith("["):
            having = made.setdefault(line.strip("[]"), set())
        elif not line.startswith("#"):
            for piece in line.split():
                first, _, last = piece.partition("-")
                having.update(map(chr, range(int(first, 16), int(last or first, 16) + 1)))
    return {sheet: frozenset(characters) for sheet, characters in made.items()}


class Lack(Struct, frozen=True):
    """A character that no font has, and where it occurs first: the file and the block's line."""

    character: str
    file: Path
    line: int


def lacks(article: Article) -> tuple[Lack, ...]:
    """Return the characters of ``article`` that no font has, each once, in document order."""
    places = tuple(_texts(article))
    unknown = set(missing("".join(text for _, _, text in places)))
    found: dict[str, Lack] = {}
    if unknown:
        for file, line, text in places:
            for character in text:
                if character in unknown:
                    found.setdefault(character, Lack(character, file, line))
    return tuple(found.values())


def _texts(article: Article) -> Iterator[tuple[Path, int, str]]:
    """Yield all text that is set in type: file, line, text (without alt texts and formulas)."""
    yield from ((article.file, line, text) for line, text in _front(article))
    files: dict[str, Path] = {}
    for file, block in _blocks(article.blocks, article.file):
        yield file, block.line, _text(block)
        files[block.id] = file
    for note in article.notes:
        file = files.get(note.chapter, article.file) if note.chapter else article.file
        for block in blocks_in(note.blocks):
            yield file, block.line or note.line, _text(block)


def _front(article: Article) -> Iterator[tuple[int, str]]:
    """Yield what the opening and the colophon show of the front matter, each with its line."""
    lines, given = dict(article.lines), article.metadata
    for field, text in (
        ("title", given.title),
        ("subtitle", given.subtitle),
        ("standfirst", given.standfirst),
        ("authors", "".join(one.name for one in given.authors)),
        ("contributors", "".join(one.name for one in given.contributors)),
        ("publisher", given.publisher),
        ("dateline", given.dateline),
        ("rights", given.rights),
        ("corrections", "".join(one.text for one in given.corrections)),
    ):
        yield lines.get(field, 1), text


def _blocks(blocks: Iterable[Block], file: Path) -> Iterator[tuple[Path, Block]]:
    """Yield every block with the file that it comes from (a chapter of a book has its own)."""
    for block in blocks:
        own = block.file if isinstance(block, Section) and block.file else file
        yield own, block
        yield from _blocks(children_of(block), own)


def _text(block: Block) -> str:
    """Return the text that ``block`` itself shows."""
    if isinstance(block, CodeBlock):
        return block.text
    said = [
        inline.text
        for run in content_of(block)
        for inline in inlines_in(run)
        if isinstance(inline, Text | InlineCode | Abbreviation)
    ]
    if isinstance(block, Section) and (opening := block.opening):
        said += [opening.subtitle, opening.standfirst, opening.dateline]
        said += [author.name for author in opening.authors]
    return "".join(said)


_NAMES = ("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll")


_SYSTEM, _MATCH = 0, 0  # FcSetSystem, FcResultMatch

#: The font formats that Pango takes (``pango_fc_is_supported_font_format``).
_FORMATS = (b"TrueType", b"CFF")


class _FontSet(ctypes.Structure):
    """``FcFontSet``."""

    _fields_ = (("count", c_int), ("size", c_int), ("fonts", POINTER(c_void_p)))


@cache
def system_has(characters: str) -> frozenset[str]:
    """Return those of ``characters`` that some font of the system has."""
    library = _library() if characters else None
    if library is None:
        return frozenset()
    found: set[str] = set()
    for charset in _charsets(library):
        left = set(characters) - found
        if not left:
            break
        found |= {c for c in left if library.FcCharSetHasChar(charset, ord(c))}
    return frozenset(found)


def _library() -> ctypes.CDLL | None:
    for name in _NAMES:
        try:
            library = ctypes.CDLL(name)
        except OSError:
            continue
        library.FcInitLoadConfigAndFonts.restype = c_void_p
        library.FcConfigGetFonts.restype = POINTER(_FontSet)
        library.FcConfigGetFonts.argtypes = [c_void_p, c_int]
        library.FcPatternGetCharSet.argtypes = [c_void_p, c_char_p, c_int, POINTER(c_void_p)]
        library.FcPatternGetString.argtypes = [c_void_p, c_char_p, c_int, POINTER(c_char_p)]
        library.FcCharSetHasChar.argtypes = [c_void_p, c_uint32]
        return library
    return None


def _charsets(library: ctypes.CDLL) -> list[c_void_p]:
    """Return what each font of the system has.

    The pointers belong to fontconfig's configuration, which stays loaded.
    """
    fonts = library.FcConfigGetFonts(library.FcInitLoadConfigAndFonts(), _SYSTEM)
    charsets = []
    for place in range(fonts.contents.count if fonts else 0):
        pattern = fonts.contents.fonts[place]
        kind, charset = c_char_p(), c_void_p()
        if library.FcPatternGetString(pattern, b"fontformat", 0, byref(kind)) != _MATCH:
            continue
        if library.FcPatternGetCharSet(pattern, b"charset", 0, byref(charset)) != _MATCH:
            continue
        if kind.value in _FORMATS:
            charsets.append(charset)
    return charsets
