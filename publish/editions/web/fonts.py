"""The fonts of the pages: cut to their characters, as WOFF2.

The families have their places in the variables of ``styles/web``; those for other scripts and for
signs go into ``--scripts``.  Source: CSS Fonts 4, 4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from publish.editions.web.single import data_address
from publish.language.scripts import likely_script
from publish.xhtml.fonts import CODE, FEATURES, FIGURES, Face, cut_faces, first_faces, licences
from publish.xhtml.tree import Element, Node, elements

_FLAVOR = "woff2"

#: The characters of text on the first screen of a large window, about.
_FIRST_SCREEN = 1500

#: What each theme sets in italics besides emphasis: classes of its style sheets.
_ITALIC = {"feature": {"subtitle"}, "book": {"subtitle", "standfirst"}, "report": set[str]()}


def page_fonts(
    theme: str, roots: Sequence[Element], cache: Path | None, *, inside: bool
) -> dict[Face, bytes]:
    """Return the faces of ``theme`` for the text of the pages ``roots``, with their files.

    ``cache`` is a folder that keeps the files; ``inside``: the page has them inside.  Small
    capitals, which only books have, are a third of a font; Cyrillic letters, which a text in Latin
    ones often has in a name, are a quarter.
    """
    features = FEATURES if theme == "book" else FIGURES
    divided = not inside and _in_latin_letters(roots[0].get("lang"))
    return cut_faces(theme, roots, _FLAVOR, features, cache, divided=divided)


def first_fonts(theme: str, language: str, main: Sequence[Node]) -> str:
    """Return the names of the files for the first screen of a page, with spaces between.

    ``language`` is that of the first page, ``main`` the content of this one.
    """
    italic, code, text = False, False, ""
    for one in elements(main):
        italic = italic or one.name == "em" or not _ITALIC[theme].isdisjoint(one.classes)
        code = code or one.name in CODE
        text += "".join(node for node in one.children if isinstance(node, str))
        if len(text) > _FIRST_SCREEN:
            break
    divided = _in_latin_letters(language)
    faces = first_faces(theme, text, italic=italic, code=code, divided=divided)
    return " ".join(map(font_name, faces))


def _in_latin_letters(language: str) -> bool:
    return likely_script(language) == "Latn"


def font_files(fonts: Mapping[Face, bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each font and licence."""
    for face, content in fonts.items():
        yield font_name(face), content
    for _, name, text in licences(fonts):
        yield name, text


def font_name(face: Face) -> str:
    """Return the name of the file of ``face``."""
    return str(PurePosixPath(face.address).with_suffix(f".{_FLAVOR}"))


def font_rules(fonts: Mapping[Face, bytes], *, inside: bool) -> str:
    """Return the rules for ``fonts``, which are files or ``inside`` the style sheet.

    A first visit shows them too: ``reader.js`` asks for those of the first screen together with the
    style sheet, and shows the text when they are there.  Elsewhere, and where they take long, it
    stands in a font of the device, which is made as wide (``0-faces.css``).  Source: CSS Fonts 4,
    4.9.
    """
    rules = []
    for face, content in fonts.items():
        name = font_name(face)
        # What is inside the sheet needs a moment to unpack, in which no other font should be seen.
        address, display = (data_address(name, content), "fallback") if inside else (name, "swap")
        rules.append(re.sub(r"(?<=[:;,{]) ", "", face.rule(address, display)))
    others = dict.fromkeys(f'"{face.name}",' for face in fonts if not face.own)
    if others:
        rules.append(f":root {{ --scripts: {' '.join(others)}; }}")
    return "\n".join(rules)
