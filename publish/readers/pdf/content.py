"""Read the marked-content sequences of a page, and their text.

Sources: ISO 32000-1, 8 and 9 (graphics, text), 14.6 (marked content).  Text is read as a screen
reader reads it: ``ActualText`` where there is one, else the ``ToUnicode`` table of the font.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import pikepdf
from msgspec import Struct, field

from publish.readers import MalformedError
from publish.readers.pdf.fonts import Fonts
from publish.readers.pdf.objects import (
    entries,
    entry,
    integer,
    members,
    number_of,
    text,
    unpacked,
    work,
)
from publish.readers.pdf.operators import Operand, String, operators
from publish.readers.pdf.records import CodeTable, Font, MarkedContent, PageContent

#: The most bytes that the content of a page or form may unpack to.
LARGEST = 64 << 20

#: The most forms that a page may draw; a form inside a form counts each time it is drawn.
_MOST_FORMS = 1_000

#: How many nodes of the page tree may be above a page, and how deep forms may be in each other.
_DEEPEST = 50

#: The bytes of text, times the code spaces of its font, that are a unit of work.
_CODES_UNIT = 4

#: The text of a string with more codes is counted before it is joined.
_MANY_CODES = 1_000

#: How many bytes of content, of text that it shows, and of text before that are a unit of work.
BYTES_UNIT, _TEXT_UNIT, _BEFORE_UNIT = 6, 32, 2_000

#: The work of a picture or a form that is drawn, of a form besides its content, and of a colour.
_DRAWING, _FORM, _COLOUR = 3, 40, 2

#: The most states and sequences that are open at a time.
MOST_OPEN = 50_000

#: Operators that paint anything but text (8.5.3, 8.8 to 8.10).
_PAINT = frozenset((b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"S", b"s", b"sh", b"Do", b"EI"))

#: Operators that show text (9.4.3).
_SHOW = frozenset((b"Tj", b"TJ", b"'", b'"'))

#: Operators that set a colour in ``DeviceCMYK`` or ``DeviceRGB``, and those that set a colour space
#: (8.6.8).
_INKS, _SCREEN = frozenset((b"k", b"K")), frozenset((b"rg", b"RG"))
_SPACES = frozenset((b"cs", b"CS"))

_UNKNOWN = CodeTable()


class _Open(NamedTuple):
    """An open sequence; ``sequence`` may be the one around it.

    ``muted`` says that it, or one around it, has an ``ActualText``, so its text doesn't count;
    ``has_language`` that it, or one around it, has a ``Lang``.
    """

    sequence: MarkedContent | None = None
    actual: str | None = None
    muted: bool = False
    in_artifact: bool = False
    has_language: bool = False


class _Properties(NamedTuple):
    """The properties of a sequence; ``described`` says that it has ``Alt`` or ``E``."""

    number: int | None = None
    actual: str | None = None
    language: str | None = None
    described: bool = False


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


def read_appearance(annotation: Any, fonts: Fonts, page: int) -> None:
    """Add the fonts of the normal appearance of an annotation to ``fonts`` (12.5.5).

    Raises:
        MalformedError: It isn't a content stream, or draws too many forms.
    """
    appearance = entry(entry(annotation, "/AP"), "/N")
    is_one = isinstance(appearance, pikepdf.Stream)
    for stream in [appearance] if is_one else [one for _, one in entries(appearance)]:
        resources = entry(stream, "/Resources")
        interpreter = _Interpreter(PageContent(), fonts, page, read_forms=True)
        interpreter.run(unpacked(stream, LARGEST), resources, _Open(in_artifact=True))


class _Interpreter(Struct):
    found: PageContent
    fonts: Fonts
    page: int
    read_forms: bool
    forms: int = 0
    depth: int = 0
    drawn: set[tuple[int, bool]] = field(default_factory=set)

    def run(
        self,
        content: bytes,
        resources: Any,
        outer: _Open,
        sequences: dict[int, MarkedContent] | None = None,
    ) -> None:
        """Read a page or form; ``outer`` is the sequence that a form is drawn in.

        Its sequences are added to ``sequences``: those of the page, or of a form that the parent
        tree has.
        """
        work(len(content) // BYTES_UNIT)
        if sequences is None:
            sequences = self.found.sequences
        stack: list[_Open] = []
        here = outer
        font: Font | None = None
        invisible = False
        saved: list[tuple[Font | None, bool]] = []
        named: dict[str, Font | None] = {}
        for operator, operands in operators(content):
            if operator == b"BDC" or operator == b"BMC":
                stack.append(here)
                _require_few(stack)
                here = self._begin(operator, operands, resources, here, sequences)
            elif operator == b"EMC":
                if stack:
                    if here.actual is not None and here.sequence is not None:
                        here.sequence.text += here.actual
                    here = stack.pop()
            elif operator == b"q":
                saved.append((font, invisible))
                _require_few(saved)
            elif operator == b"Q":
                font, invisible = saved.pop() if saved else (None, False)
            elif operator == b"Tr":
                invisible = operands[-1:] == [b"3"]
            elif operator == b"Tf":
                name = str(operands[-2]) if len(operands) > 1 else ""
                if name not in named:
                    named[name] = self._font(resources, name)
                font = named[name]
            elif operator in _SHOW:
                self._paint(here)
                if font is not None and operands:
                    shown = _shown_text(operands[-1], font, invisible=invisible)
                    if here.sequence is not None:
                        if not here.muted:
                            before = len(here.sequence.text)
                            work(len(shown) // _TEXT_UNIT + before // _BEFORE_UNIT)
                            here.sequence.text += shown
                        if not here.has_language:
                            here.sequence.without_language = True
            elif operator == b"Do":
                name = str(operands[-1]) if operands else ""
                thing = entry(entry(resources, "/XObject"), f"/{name}")
                self._draw(thing, resources, here, sequences)
            elif operator in _INKS or (operator in _SPACES and operands[-1:] == ["DeviceCMYK"]):
                self.found.inks |= _has_no_profile(resources, "CMYK")
            elif operator in _SCREEN or (operator in _SPACES and operands[-1:] == ["DeviceRGB"]):
                self.found.screen_colours |= _has_no_profile(resources, "RGB")
            elif operator in _PAINT:
                self._paint(here)

    def _begin(
        self,
        operator: bytes,
        operands: list[Operand],
        resources: Any,
        here: _Open,
        sequences: dict[int, MarkedContent],
    ) -> _Open:
        has_properties = operator == b"BDC"
        if len(operands) <= has_properties:
            raise MalformedError("a sequence in it has no properties")
        own = _properties(operands[-1], resources) if has_properties else _Properties()
        if own.language is not None:
            self.found.languages.add(own.language)
        if own.actual is not None:
            self.found.replacements.add(own.actual)
        muted = here.muted or own.actual is not None
        has_language = here.has_language or bool(own.language)
        if operands[-1 - has_properties] == "Artifact":
            self.found.artifact_in_content += here.sequence is not None
            return here._replace(actual=None, muted=muted, in_artifact=True)
        sequence = here.sequence
        if own.number is not None:
            self.found.content_in_artifact += here.in_artifact
            sequence = sequences.setdefault(own.number, MarkedContent())
        if sequence is not None and not has_language and (own.actual is not None or own.described):
            sequence.without_language = True
        return _Open(sequence, own.actual, muted, here.in_artifact, has_language)

    def _paint(self, here: _Open) -> None:
        if here.sequence is not None:
            here.sequence.painted = True
        elif not here.in_artifact:
            self.found.unmarked += 1

    def _draw(
        self, thing: Any, resources: Any, here: _Open, sequences: dict[int, MarkedContent]
    ) -> None:
        """Draw a picture, or a form, which may contain sequences (14.7.4.2)."""
        work(_DRAWING)
        is_form = self.read_forms and text(entry(thing, "/Subtype")) == "Form"
        if not is_form:
            self._paint(here)
            space = members(entry(thing, "/ColorSpace"))  # a name, or a space and its base
            names = [text(one) for one in space[:2]]
            self.found.inks |= "DeviceCMYK" in names and _has_no_profile(resources, "CMYK")
            if "DeviceRGB" in names:
                self.found.screen_colours |= _has_no_profile(resources, "RGB")
            return
        number, marked = number_of(thing), here.sequence is not None or here.in_artifact
        is_owner = entry(thing, "/StructParents") is not None
        self.found.references += entry(thing, "/Ref") is not None
        if is_owner:
            self.found.drawn[number] = self.found.drawn.get(number, 0) + 1
        if here.sequence is not None:
            self._paint(here)
        if marked and (number, marked) in self.drawn:
            return  # it adds nothing
        self.drawn.add((number, marked))
        work(_FORM)
        self.forms += 1
        if self.forms > _MOST_FORMS or self.depth > _DEEPEST:
            raise MalformedError(f"a page draws more than {_MOST_FORMS} forms, or too deep ones")
        own = entry(thing, "/Resources")
        if is_owner:
            sequences = self.found.streams.setdefault(number, {})
        self.depth += 1
        content = unpacked(thing, LARGEST)
        self.run(content, own if own is not None else resources, here, sequences)
        self.depth -= 1

    def _font(self, resources: Any, name: str) -> Font | None:
        font = entry(entry(resources, "/Font"), f"/{name}")
        return self.fonts.of(font, self.page) if isinstance(font, pikepdf.Dictionary) else None


def _require_few(opened: list[Any]) -> None:
    if len(opened) > MOST_OPEN:
        raise MalformedError(f"a page opens more than {MOST_OPEN} states or sequences")


def _has_no_profile(resources: Any, name: str) -> bool:
    """Return whether ``DeviceCMYK`` or ``DeviceRGB`` has no space in its place (8.6.5.6)."""
    work(_COLOUR)
    return entry(entry(resources, "/ColorSpace"), f"/Default{name}") is None


def _properties(properties: Operand, resources: Any) -> _Properties:
    """Return the properties of a sequence, which may be named ones of the page (14.6.2)."""
    if isinstance(properties, str):
        named = entry(entry(resources, "/Properties"), f"/{properties}")
        number, actual = entry(named, "/MCID"), entry(named, "/ActualText")
        language = entry(named, "/Lang")
        return _Properties(
            None if number is None else integer(number, -1),
            None if actual is None else text(actual),
            None if language is None else text(language),
            entry(named, "/Alt") is not None or entry(named, "/E") is not None,
        )
    if not isinstance(properties, dict):
        raise MalformedError("a sequence in it has no properties")
    mcid = properties.get("MCID")
    return _Properties(
        int(mcid[:9]) if type(mcid) is bytes and mcid.isdigit() else None,
        _text(properties.get("ActualText")),
        _text(properties.get("Lang")),
        "Alt" in properties or "E" in properties,
    )


def _text(value: Operand | None) -> str | None:
    return str(pikepdf.String(bytes(value))) if isinstance(value, String) else None


def _shown_text(shown: Operand, font: Font, *, invisible: bool) -> str:
    """Return the text of a string or an array of strings, and record its codes as used."""
    pieces: Iterable[Operand] = shown if isinstance(shown, list) else (shown,)
    table = font.to_unicode if font.to_unicode is not None else _UNKNOWN
    used = font.invisible if invisible else font.used
    texts: list[str] = []
    for piece in pieces:
        if isinstance(piece, String):
            if font.cmap is not None:
                work(len(piece) * len(font.cmap.spaces) // _CODES_UNIT)
            codes = font.codes(piece)
            used.update(codes)
            texts.extend(map(table.__getitem__, codes))
            if len(codes) > _MANY_CODES:
                work(sum(map(len, texts[-len(codes) :])) // _TEXT_UNIT)
    return "".join(texts)
