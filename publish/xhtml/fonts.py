"""The fonts that editions bring: those of the PDF's themes, cut to the characters of a text.

The SIL Open Font License 1.1 lets fonts be cut and embedded if the licence is beside them, and if
what is changed doesn't bear a reserved name: "Source" becomes "Edition".
"""

from __future__ import annotations

import io
import re
import string
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from pathlib import Path

from msgspec import Struct, msgpack
from msgspec.structs import replace

from publish.glyphs import EVERYWHERE, INVISIBLE, sheets_for
from publish.runtime.cache import Cache, digest
from publish.runtime.stylesheets import style_folder
from publish.xhtml.tree import Element, elements

_FACE = re.compile(
    r'font-family: "(?P<family>[^"]+)"; src: url\("(?P<file>[^"]+)"\)'
    r"(?:; font-weight: (?P<weight>\d+))?(?:; font-style: (?P<style>\w+))?"
)

#: The reserved name of fonts by Adobe, and the name of what is made from them.
_RESERVED, _OWN = "Source", "Edition"

_SERIF, _SANS, _MONO = "Source Serif 4", "Source Sans 3", "Source Code Pro"

#: The families for text, each with its variable in the style sheets and its generic family.
VARIABLES = (
    (_SERIF, "--serif", "serif"),
    (_SANS, "--sans", "sans-serif"),
    (_MONO, "--mono", "monospace"),
)

#: The elements of code.
CODE = ("code", "kbd", "samp")

#: The families of each theme, without that of code.
_FAMILIES = {"feature": (_SERIF, _SANS), "book": (_SERIF,), "report": (_SANS,)}

#: To be changed whenever the same font is cut differently.
_FORMAT = 3

#: Characters that style sheets and lists add.
_ADDED = string.printable + "\u00a0\u2003–—‘’“”…•◦▪"

#: Features besides those of ordinary text: figures of two kinds, which all our style sheets choose;
#: then other figures, fractions and small capitals.
FIGURES = ("lnum", "tnum")
_FRACTIONS = ("frac", "numr", "dnom")
FEATURES = (*FIGURES, *_FRACTIONS, "onum", "pnum", "smcp", "c2sc", "case")

#: Records of the name table that are kept, and those that state rights (OpenType, name table).
_NAMES = (0, 1, 2, 3, 4, 5, 6, 13, 14)

#: Tables that no browser uses: they are for lists of fonts, and for base lines of mixed scripts.
_UNUSED = ("STAT", "BASE")
_LEGAL = frozenset({0, 7, 13, 14})


#: Characters of the themes' fonts that text in Latin letters seldom has: signs, Greek and Cyrillic
#: (CSS Fonts 4, 4.5, "unicode-range").
_SELDOM = "U+23, U+2A, U+3C-3E, U+40, U+5C, U+5E-60, U+7B-7E, U+370-52F, U+1C80-1CBF, U+1F00-1FFF"

#: Letters among them, which every font of the themes has.
_LETTERS = re.compile(r"[\u0391-\u03A1\u03A3-\u03C9\u0410-\u044F]")


class Face(Struct, frozen=True):
    """A font file of ``styles/fonts``; ``weight`` and ``style`` may be empty.

    ``characters`` is the range of those that it is for, as CSS writes it; if empty, all.
    """

    family: str
    file: Path
    weight: str
    style: str
    characters: str = ""

    @property
    def name(self) -> str:
        """The family of the font that is made from it."""
        return self.family.replace(_RESERVED, _OWN)

    @property
    def own(self) -> bool:
        """Whether it is a face of the themes, not one for another script or for signs."""
        return self.family.startswith(_RESERVED)

    @property
    def address(self) -> str:
        """The name of the file that is made from it."""
        part = "-seldom" if self.characters else ""
        return f"fonts/{self.file.stem.replace(_RESERVED, _OWN)}{part}{self.file.suffix}"

    def rule(self, address: str, display: str = "") -> str:
        """Return the rule of the style sheet for the file at ``address``."""
        weight = f"font-weight: {self.weight}; " if self.weight else ""
        style = f"font-style: {self.style}; " if self.style else ""
        shown = f"font-display: {display}; " if display else ""
        part = f"unicode-range: {self.characters}; " if self.characters else ""
        return (
            f'@font-face {{ font-family: "{self.name}"; {weight}{style}{shown}{part}'
            f'src: url("{address}"); }}'
        )


def cut_faces(
    theme: str,
    roots: Iterable[Element],
    flavor: str = "",
    features: tuple[str, ...] = FEATURES,
    cache: Path | None = None,
    *,
    divided: bool = False,
) -> dict[Face, bytes]:
    """Return the faces of ``theme`` for the text of the documents ``roots``, with their files.

    ``flavor`` is empty (TrueType) or ``woff2``; ``features`` (OpenType) are kept besides those of
    ordinary text.  ``cache`` is a folder that keeps the files: cutting one takes up to a second.
    With ``divided``, characters that text in Latin letters seldom has are files of their own, which
    a browser loads where it shows one.
    """
    characters, code = _characters(roots)
    usual = _in_sheet(f"{EVERYWHERE}.css")
    cut = partial(_kept, Cache(cache)) if cache else _subset
    families = (*_FAMILIES[theme], *((_MONO,) if code else ()))
    fonts: dict[Face, bytes] = {}
    covered: set[int] = set()
    wanted = characters | frozenset(_ADDED)
    for face in (one for one in usual if one.family in families):
        apart = divided and face.family != _MONO  # code is full of signs
        seldom = frozenset(filter(_is_seldom, wanted)) if apart else frozenset[str]()
        fonts[face], own = cut(face, wanted - seldom, flavor, features)
        if seldom & characters:
            part = replace(face, characters=_SELDOM)
            content, more = cut(part, seldom & characters, flavor, features)
            fonts |= {part: content} if more else {}
            own |= more
        covered |= own
    visible = filter(str.isprintable, characters)
    rest = frozenset(one for one in visible if ord(one) not in covered and not INVISIBLE.match(one))
    for face in (*usual, *_of_scripts(theme, rest)):
        if not face.own:
            content, own = cut(face, rest, flavor, features)
            fonts |= {face: content} if own else {}
    return fonts


@lru_cache(maxsize=2_000)
def _is_seldom(character: str) -> bool:
    """Return whether ``character`` is in the range of the seldom ones."""
    ends = (one.removeprefix("U+").partition("-") for one in _SELDOM.split(", "))
    code = ord(character)
    return any(int(first, 16) <= code <= int(last or first, 16) for first, _, last in ends)


def first_faces(theme: str, text: str, *, italic: bool, code: bool, divided: bool) -> list[Face]:
    """Return the faces of ``theme`` for the beginning of a document.

    They are the upright ones, of running text that in ``italic`` letters and, where faces are
    ``divided`` and it has any, that of seldom characters, and that of ``code``.
    """
    families = _FAMILIES[theme]
    running, mono = (families[0], "400"), (_MONO, "400")
    out = []
    for face in _in_sheet(f"{EVERYWHERE}.css"):
        own, upright = (face.family, face.weight), face.style == "normal"
        usual = upright and (face.family in families or (code and own == mono))
        if usual or (italic and own == running):
            out.append(face)
        if divided and upright and own == running and _LETTERS.search(text):
            out.append(replace(face, characters=_SELDOM))
    return out


def licences(faces: Iterable[Face]) -> Iterator[tuple[str, str, bytes]]:
    """Yield an id, the file name and the text of the licence of each folder of ``faces``."""
    for folder in dict.fromkeys(face.file.parent for face in faces):
        name = f"fonts/{folder.name}-OFL.txt"
        yield f"licence-{folder.name}", name, (folder / "OFL.txt").read_bytes()


def _characters(roots: Iterable[Element]) -> tuple[frozenset[str], bool]:
    """Return the characters of the text, and whether there is code in it."""
    found: set[str] = set()
    code = False
    for root in roots:
        for one in elements(root):
            code = code or one.name in CODE
            found.update(*(node for node in one.children if isinstance(node, str)))
    return frozenset(found), code


def _of_scripts(theme: str, characters: frozenset[str]) -> Iterator[Face]:
    """Yield the font files for other scripts in the text, of the kind that the theme has."""
    for name in sheets_for("".join(characters)):
        faces = _in_sheet(name)
        fitting = [face for face in faces if ("Sans" in face.family) is (theme == "report")]
        yield from fitting or faces


def _in_sheet(name: str) -> list[Face]:
    folder = style_folder("fonts")
    return [
        Face(one["family"], folder / one["file"], one["weight"] or "", one["style"] or "")
        for one in _FACE.finditer((folder / name).read_text(encoding="utf-8"))
    ]


class _Cut(Struct, frozen=True):
    """What :func:`_subset` returns, for the cache."""

    content: bytes
    own: list[int]


_DECODER = msgpack.Decoder(_Cut)


def _kept(
    cache: Cache, face: Face, characters: frozenset[str], flavor: str, features: tuple[str, ...]
) -> tuple[bytes, frozenset[int]]:
    """Return what :func:`_subset` does, from ``cache`` if it is there."""
    from importlib.metadata import version

    asked = (_FORMAT, version("uharfbuzz"), "".join(sorted(characters)), flavor, features)
    name = (
        f"{digest(face.file.read_bytes(), repr(asked).encode('utf-8', 'surrogatepass')).hex()}.font"
    )
    found = cache.decoded(name, _DECODER)
    if found is None:
        content, own = _subset(face, characters, flavor, features)
        found = _Cut(content, sorted(own))
        cache.put(name, msgpack.encode(found))
    return found.content, frozenset(found.own)


@lru_cache(maxsize=32)
def _subset(
    face: Face, characters: frozenset[str], flavor: str, features: tuple[str, ...]
) -> tuple[bytes, frozenset[int]]:
    """Return the font file with only ``characters``, and those of them that it has."""
    import uharfbuzz as harfbuzz
    from fontTools.ttLib import TTFont

    whole = harfbuzz.Face(harfbuzz.Blob(face.file.read_bytes()))
    own = frozenset(map(ord, characters)) & frozenset(whole.unicodes)
    if not own:
        return b"", own
    wanted = harfbuzz.SubsetInput()
    wanted.flags = harfbuzz.SubsetFlags.NO_HINTING | harfbuzz.SubsetFlags.NOTDEF_OUTLINE
    wanted.unicode_set.update(own)
    wanted.name_id_set.update(_NAMES)
    wanted.drop_table_tag_set.update(map(_tag, _UNUSED if flavor else ()))
    wanted.layout_feature_tag_set.difference_update(harfbuzz.Set(map(_tag, _FRACTIONS)))
    wanted.layout_feature_tag_set.update(map(_tag, features))
    cut = harfbuzz.subset(whole, wanted).blob.data
    font = TTFont(io.BytesIO(cut), recalcBBoxes=False, recalcTimestamp=False)
    for record in font["name"].names:
        if record.nameID not in _LEGAL:
            record.string = record.toUnicode().replace(_RESERVED, _OWN)
    font.flavor = flavor or None
    buffer = io.BytesIO()
    font.save(buffer)
    return buffer.getvalue(), own


def _tag(feature: str) -> int:
    """Return the number of the name of a feature (OpenType, data types)."""
    return int.from_bytes(feature.encode())
