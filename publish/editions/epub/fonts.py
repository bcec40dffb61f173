"""The fonts inside an EPUB, and the variables of its style sheet that name them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from publish.editions.epub.package import Item
from publish.xhtml.fonts import VARIABLES, Face, cut_faces, licences
from publish.xhtml.tree import Element


class EmbeddedFonts(Struct, frozen=True):
    """The fonts of an EPUB: ``items`` are their files and licences, ``sheet`` are their rules."""

    items: tuple[Item, ...] = ()
    sheet: str = ""


def embedded_fonts(theme: str, roots: Iterable[Element]) -> EmbeddedFonts:
    """Return the fonts of ``theme`` for the text of the documents ``roots``."""
    fonts = cut_faces(theme, roots)
    return EmbeddedFonts(tuple(_items(fonts)), _sheet(tuple(fonts)))


def _items(fonts: Mapping[Face, bytes]) -> Iterator[Item]:
    """Yield the files of ``fonts``, each licence once."""
    for number, (face, content) in enumerate(fonts.items(), start=1):
        yield Item(id=f"font-{number}", name=face.address, media_type="font/ttf", content=content)
    for own, name, content in licences(fonts):
        yield Item(id=own, name=name, media_type="text/plain", content=content)


def _sheet(faces: Sequence[Face]) -> str:
    """Return the rules for ``faces``, and the variables of the themes that name them."""
    families = {face.family: face for face in faces}
    others = "".join(f'"{one.name}", ' for one in families.values() if not one.own)
    variables = [
        f'  {name}: "{families[family].name}", {others}{generic};'
        for family, name, generic in VARIABLES
        if family in families
    ]
    rules = (face.rule(face.address) for face in faces)
    return "\n".join([*rules, ":root {", *variables, "}"])
