"""Look at what a page draws: in which sequences, as what, with which characters."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from publish.verify.pdf.fonts import read_font
from publish.verify.pdf.model import Font, Page
from publish.verify.pdf.streams import unpacked

#: The most that a page's operations may be, in bytes, unpacked.
LARGEST = 64 << 20

#: The most forms that a page may draw, those in forms counted each time.
_MOST_FORMS = 1_000

_PAINTING = frozenset({"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do", "INLINE IMAGE"})
_SHOWING = frozenset({"Tj", "TJ", "'", '"'})
_DRAWING = " ".join(sorted(_SHOWING | _PAINTING - {"INLINE IMAGE"}))
_LOOKED_AT = f"BDC BMC EMC Tf q Q BI ID EI {_DRAWING}"

_CONTENT, _ARTIFACT, _OTHER = "content", "artifact", "other"


def look_at(page: Any, found: Page, fonts: dict[Any, Font]) -> None:
    """Read the operations of a ``pikepdf.Page`` into ``found``; ``fonts`` is for all pages.

    Raises ``ValueError`` where they unpack to more than :data:`LARGEST`, or draw too many forms.
    """
    _bound(page)
    _Look(found, fonts).read(page, page.obj.get("/Resources", {}), [])


class _Look(Struct):
    found: Page
    fonts: dict[Any, Font]
    forms: int = 0

    def read(self, source: Any, resources: Any, around: list[str]) -> None:
        """The operations of a page or form; ``around`` are the sequences that it stands in."""
        import pikepdf

        stack = list(around)
        font: Font | None = None
        kept: list[Font | None] = []
        instructions: Any = pikepdf.parse_content_stream(source, _LOOKED_AT)
        for operands, operator in instructions:
            name = str(operator)
            if name in ("BDC", "BMC"):
                stack.append(_begin(name, operands, resources, stack, self.found))
            elif name == "EMC":
                if len(stack) > len(around):
                    stack.pop()
            elif name == "q":
                kept.append(font)
            elif name == "Q":
                font = kept.pop() if kept else None
            elif name == "Tf":
                font = self._font(resources.get("/Font", {}).get(str(operands[0])))
            elif name in _SHOWING:
                _count(stack, self.found)
                if font is not None:
                    _show(operands[0] if name == "TJ" else operands[-1:], font)
            elif name == "Do":
                self._draw(resources.get("/XObject", {}).get(str(operands[0])), resources, stack)
            elif name in _PAINTING:
                _count(stack, self.found)

    def _draw(self, thing: Any, resources: Any, stack: list[str]) -> None:
        """A picture, or a form, whose content may bear marks of its own (ISO 32000-1, 14.7.4.2)."""
        if thing is None or thing.get("/Subtype") != "/Form" or _CONTENT in stack:
            _count(stack, self.found)
            return
        self.forms += 1
        if self.forms > _MOST_FORMS:
            raise ValueError(f"a page draws more than {_MOST_FORMS} forms")
        unpacked(thing, LARGEST)
        self.read(thing, thing.get("/Resources", resources), stack)

    def _font(self, font: Any) -> Font | None:
        if font is None:
            return None
        if font.objgen not in self.fonts:
            self.fonts[font.objgen] = read_font(font, self.found.number)
        return self.fonts[font.objgen]


def _begin(name: str, operands: Any, resources: Any, stack: list[str], found: Page) -> str:
    """Begin a sequence: what kind it is."""
    import pikepdf

    tag = str(operands[0])
    properties = operands[1] if name == "BDC" else {}
    if isinstance(properties, pikepdf.Name):
        properties = resources.get("/Properties", {}).get(str(properties), {})
    number = properties.get("/MCID") if not isinstance(properties, pikepdf.Name) else None
    if tag == "/Artifact":
        found.artifact_in_content += _CONTENT in stack
        return _ARTIFACT
    if number is not None:
        found.content_in_artifact += _ARTIFACT in stack
        found.sequences.add(int(number))
        return _CONTENT
    return _OTHER


def _count(stack: list[str], found: Page) -> None:
    if _CONTENT not in stack and _ARTIFACT not in stack:
        found.unmarked += 1


def _show(pieces: Any, font: Font) -> None:
    """Note the codes of a string, of two bytes in a composite font."""
    import pikepdf

    for piece in pieces:
        if isinstance(piece, pikepdf.String):
            codes = bytes(piece)
            if font.composite:
                font.used.update(
                    high * 256 + low for high, low in zip(codes[::2], codes[1::2], strict=False)
                )
            else:
                font.used.update(codes)


def _bound(page: Any) -> None:
    """Refuse operations that unpack to too much, before they are unpacked."""
    import pikepdf

    contents = page.obj.get("/Contents", ())
    left = LARGEST
    for stream in [contents] if isinstance(contents, pikepdf.Stream) else list(contents):
        left -= len(unpacked(stream, left))
