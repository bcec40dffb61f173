"""Read the marked-content sequences of a page, and their text.

Sources: ISO 32000-1, 8 and 9 (graphics, text), 14.6 (marked content).  Text is read as a screen
reader reads it: ``ActualText`` where there is one, else the ``ToUnicode`` table of the font.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import Any, NamedTuple

import pikepdf
from msgspec import Struct

from publish.readers import MalformedError
from publish.readers.pdf.fonts import Fonts
from publish.readers.pdf.objects import entry, integer, members, text, unpacked
from publish.readers.pdf.operators import Operand, String, operators
from publish.readers.pdf.records import CodeTable, Font, MarkedContent, PageContent

#: The most bytes that the content of a page or form may unpack to.
LARGEST = 64 << 20

#: The most forms that a page may draw; a form inside a form counts each time it is drawn.
_MOST_FORMS = 1_000

#: How many nodes of the page tree may be above a page, and how deep forms may be in each other.
_DEEPEST = 50

#: Operators that paint anything but text (8.5.3, 8.8 to 8.10).
_PAINT = frozenset((b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"S", b"s", b"sh", b"Do", b"EI"))

#: Operators that show text (9.4.3).
_SHOW = frozenset((b"Tj", b"TJ", b"'", b'"'))

_UNKNOWN = CodeTable()


class _Open(NamedTuple):
    """An open sequence; ``number`` may be that of a sequence around it.

    ``muted`` says that it, or one around it, has an ``ActualText``, so its text doesn't count.
    """

    number: int | None = None
    actual: str | None = None
    muted: bool = False
    in_artifact: bool = False


def page_bytes(page: Any) -> bytes:
    """Return the content streams of a page dictionary, concatenated (7.8.2).

    Raises:
        MalformedError: They unpack to more than :data:`LARGEST`.
    """
    streams = []
    left = LARGEST
    for stream in members(entry(page, "/Contents")):
        streams.append(unpacked(stream, left))
        left -= len(streams[-1])
    return b"\n".join(streams)


def resources_of(page: Any) -> Any:
    """Return the resources of a page dictionary, which it may inherit (7.7.3.4)."""
    for _ in range(_DEEPEST):
        if page is None or (resources := entry(page, "/Resources")) is not None:
            break
        page = entry(page, "/Parent")
    else:
        raise MalformedError("its page tree has no end")
    return None if page is None else resources


def read_content(
    content: bytes, resources: Any, fonts: Fonts, page: int, *, forms: bool = True
) -> PageContent:
    """Read the ``content`` of the ``page`` with this number; its fonts are added to ``fonts``.

    Without ``forms`` a form counts as a picture.

    Raises:
        MalformedError: It isn't a content stream, or draws too many forms.
    """
    found = PageContent()
    _Interpreter(found, fonts, page, forms).run(content, resources, _Open())
    return found


class _Interpreter(Struct):
    found: PageContent
    fonts: Fonts
    page: int
    read_forms: bool
    forms: int = 0
    depth: int = 0

    def run(self, content: bytes, resources: Any, outer: _Open) -> None:
        """Read a page or form; ``outer`` is the sequence that a form is drawn in."""
        found = self.found
        stack: list[_Open] = []
        here = outer
        font: Font | None = None
        saved: list[Font | None] = []
        named: dict[str, Font | None] = {}
        for operator, operands in operators(content):
            if operator == b"BDC" or operator == b"BMC":
                stack.append(here)
                here = self._begin(operator, operands, resources, here)
            elif operator == b"EMC":
                if stack:
                    if here.actual is not None and here.number is not None:
                        found.sequences[here.number].text += here.actual
                    here = stack.pop()
            elif operator == b"q":
                saved.append(font)
            elif operator == b"Q":
                font = saved.pop() if saved else None
            elif operator == b"Tf":
                name = str(operands[-2]) if len(operands) > 1 else ""
                if name not in named:
                    named[name] = self._font(resources, name)
                font = named[name]
            elif operator in _SHOW:
                self._paint(here)
                if font is not None and operands:
                    shown = _shown_text(operands[-1], font)
                    if here.number is not None and not here.muted:
                        found.sequences[here.number].text += shown
            elif operator == b"Do":
                name = str(operands[-1]) if operands else ""
                self._draw(entry(entry(resources, "/XObject"), f"/{name}"), resources, here)
            elif operator in _PAINT:
                self._paint(here)

    def _begin(
        self, operator: bytes, operands: list[Operand], resources: Any, here: _Open
    ) -> _Open:
        has_properties = operator == b"BDC"
        if len(operands) <= has_properties:
            raise MalformedError("a sequence in it has no properties")
        number, actual = _properties(operands[-1], resources) if has_properties else (None, None)
        muted = here.muted or actual is not None
        if operands[-1 - has_properties] == "Artifact":
            self.found.artifact_in_content += here.number is not None
            return here._replace(actual=None, muted=muted, in_artifact=True)
        if number is None:
            return here._replace(actual=actual, muted=muted)
        self.found.content_in_artifact += here.in_artifact
        self.found.sequences.setdefault(number, MarkedContent())
        return _Open(number, actual, muted, here.in_artifact)

    def _paint(self, here: _Open) -> None:
        if here.number is not None:
            self.found.sequences[here.number].painted = True
        elif not here.in_artifact:
            self.found.unmarked += 1

    def _draw(self, thing: Any, resources: Any, here: _Open) -> None:
        """Draw a picture, or a form, which may contain sequences (14.7.4.2)."""
        is_form = self.read_forms and text(entry(thing, "/Subtype")) == "Form"
        if not is_form or here.number is not None:
            self._paint(here)
            return
        self.forms += 1
        if self.forms > _MOST_FORMS or self.depth > _DEEPEST:
            raise MalformedError(f"a page draws more than {_MOST_FORMS} forms, or too deep ones")
        self.depth += 1
        own = entry(thing, "/Resources")
        self.run(unpacked(thing, LARGEST), own if own is not None else resources, here)
        self.depth -= 1

    def _font(self, resources: Any, name: str) -> Font | None:
        font = entry(entry(resources, "/Font"), f"/{name}")
        return self.fonts.of(font, self.page) if isinstance(font, pikepdf.Dictionary) else None


def _properties(properties: Operand, resources: Any) -> tuple[int | None, str | None]:
    """Return the number (MCID) of a sequence and its ``ActualText``, if it has them."""
    if isinstance(properties, str):
        named = entry(entry(resources, "/Properties"), f"/{properties}")
        number, actual = entry(named, "/MCID"), entry(named, "/ActualText")
        return (
            None if number is None else integer(number, -1),
            None if actual is None else text(actual),
        )
    if not isinstance(properties, dict):
        raise MalformedError("a sequence in it has no properties")
    mcid, replacement = properties.get("MCID"), properties.get("ActualText")
    return (
        int(mcid) if type(mcid) is bytes and mcid.isdigit() else None,
        str(pikepdf.String(bytes(replacement))) if isinstance(replacement, String) else None,
    )


def _shown_text(shown: Operand, font: Font) -> str:
    """Return the text of a string or an array of strings, and record its codes as used."""
    pieces: Iterable[Operand] = shown if isinstance(shown, list) else (shown,)
    table = font.to_unicode if font.to_unicode is not None else _UNKNOWN
    texts: list[str] = []
    for piece in pieces:
        if isinstance(piece, String):
            count = len(piece) // 2
            codes = struct.unpack(f">{count}H", piece[: 2 * count]) if font.composite else piece
            font.used.update(codes)
            texts.extend(map(table.__getitem__, codes))
    return "".join(texts)
