"""Find out which characters the bundled fonts and the fonts of the system can show.

``styles/fonts/coverage.txt`` lists the characters of the bundled fonts, so that neither a font nor
WeasyPrint has to be loaded; ``tests/glyphs`` compares it with the fonts.  The fonts of the system
are looked up with fontconfig, as WeasyPrint does, so it is there wherever a PDF can be made.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from ctypes import POINTER, byref, c_char_p, c_int, c_uint32, c_void_p
from functools import cache, lru_cache
from pathlib import Path

from msgspec import Struct

from publish.model import (
    Abbreviation,
    Article,
    Block,
    CodeBlock,
    Figure,
    Image,
    InlineCode,
    InlineImage,
    Section,
    Text,
)
from publish.model.walk import blocks_in, children_of, content_of, inlines_in
from publish.runtime.stylesheets import style_folder
from publish.runtime.svg import drawn_words

#: The sheet that every edition has; each other sheet has the fonts of the script in its name.
EVERYWHERE = "fonts"

#: Characters that change how others are shown and have no glyph of their own (Unicode 15,
#: DerivedCoreProperties, Default_Ignorable_Code_Point), and white space.
INVISIBLE = re.compile(
    "[\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)


def missing(text: str) -> str:
    """Return the characters of ``text`` that no font has, each once, sorted.

    No PDF is made with such a character: readers would see an empty box and hear nothing (ISO
    14289-1, 7.21.8).  The system's fonts are searched only for characters that the bundled ones
    lack.
    """
    bundled = coverage().values()
    unknown = {c for c in set(text) if not any(c in covered for covered in bundled)}
    unknown = {c for c in unknown if not INVISIBLE.match(c)}
    if not unknown:
        return ""
    return "".join(sorted(unknown - system_has("".join(sorted(unknown)))))


def sheets_for(text: str) -> tuple[str, ...]:
    """Return the style sheets in ``styles/fonts`` that ``text`` needs besides ``fonts.css``.

    Fonts of scripts that don't occur aren't loaded, to save time (most of all for Japanese).
    """
    bundled = coverage()
    foreign = set(text) - bundled[EVERYWHERE]
    return tuple(f"{name}.css" for name, covered in bundled.items() if covered & foreign)


def name(character: str) -> str:
    """Return Unicode's name of ``character`` and its number: ``DROMEDARY CAMEL (U+1F42A)``."""
    number = f"U+{ord(character):04X}"
    known = unicodedata.name(character, "")
    return f"{known} ({number})" if known else number


@cache
def coverage() -> Mapping[str, frozenset[str]]:
    """Return the characters of each sheet in ``styles/fonts``, by its name without suffix."""
    sheets: dict[str, set[str]] = {}
    covered: set[str] = set()
    for line in (style_folder("fonts") / "coverage.txt").read_text(encoding="ascii").splitlines():
        if line.startswith("["):
            covered = sheets.setdefault(line.strip("[]"), set())
        elif not line.startswith("#"):
            for piece in line.split():
                first, _, last = piece.partition("-")
                covered.update(map(chr, range(int(first, 16), int(last or first, 16) + 1)))
    return {sheet: frozenset(characters) for sheet, characters in sheets.items()}


class MissingGlyph(Struct, frozen=True):
    """A character that no font has, and its first place: the file and the block's line."""

    character: str
    file: Path
    line: int


def missing_glyphs(article: Article) -> tuple[MissingGlyph, ...]:
    """Return the characters of ``article`` that no font has, each once, in document order."""
    places = tuple(_texts(article))
    unknown = set(missing("".join(text for _, _, text in places)))
    found: dict[str, MissingGlyph] = {}
    if unknown:
        for file, line, text in places:
            for character in text:
                if character in unknown:
                    found.setdefault(character, MissingGlyph(character, file, line))
    return tuple(found.values())


def _texts(article: Article) -> Iterator[tuple[Path, int, str]]:
    """Yield file, line and text of all visible text (not alt texts and formulas)."""
    yield from ((article.file, line, text) for line, text in _front(article))
    files: dict[str, Path] = {}
    for file, block in _blocks(article.blocks, article.file):
        yield file, block.line, _text(block)
        files[block.id] = file
    for note in article.notes:
        file = files.get(note.chapter, article.file) if note.chapter else article.file
        for block in blocks_in(note.blocks):
            yield file, block.line or note.line, _text(block)


def words_in(image: Image) -> str:
    """Return the text that a picture draws: of an SVG, unless its file is gone."""
    if image.media_type != "image/svg+xml":
        return ""
    try:
        return _words_of(image.file, image.digest)
    except OSError:  # the exporter reports it
        return ""


@lru_cache(maxsize=64)  # a picture can be in a text thousands of times
def _words_of(file: Path, _digest: str) -> str:
    return drawn_words(file.read_bytes())


def _front(article: Article) -> Iterator[tuple[int, str]]:
    """Yield line and text of the fields that the opening and the colophon show."""
    lines, metadata = dict(article.lines), article.metadata
    for field, text in (
        ("title", metadata.title),
        ("subtitle", metadata.subtitle),
        ("standfirst", metadata.standfirst),
        ("authors", "".join(one.name for one in metadata.authors)),
        ("contributors", "".join(one.name for one in metadata.contributors)),
        ("publisher", metadata.publisher),
        ("dateline", metadata.dateline),
        ("rights", metadata.rights),
        ("corrections", "".join(one.text for one in metadata.corrections)),
    ):
        yield lines.get(field, 1), text


def _blocks(blocks: Iterable[Block], file: Path) -> Iterator[tuple[Path, Block]]:
    """Yield every block with its source file (a chapter of a book has its own)."""
    for block in blocks:
        source = block.file if isinstance(block, Section) and block.file else file
        yield source, block
        yield from _blocks(children_of(block), source)


def _text(block: Block) -> str:
    """Return the text that ``block`` itself shows."""
    if isinstance(block, CodeBlock):
        return block.text
    texts = [
        inline.text
        for run in content_of(block)
        for inline in inlines_in(run)
        if isinstance(inline, Text | InlineCode | Abbreviation)
    ]
    texts += [
        words_in(inline.image)
        for run in content_of(block)
        for inline in inlines_in(run)
        if isinstance(inline, InlineImage)
    ]
    if isinstance(block, Figure):
        texts.append(words_in(block.image))
    if isinstance(block, Section) and (opening := block.opening):
        texts += [opening.subtitle, opening.standfirst, opening.dateline]
        texts += [author.name for author in opening.authors]
    return "".join(texts)


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
    """Return the character set of each font of the system.

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
