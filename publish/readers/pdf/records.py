"""The records of a finished PDF, which :func:`publish.readers.pdf.read_pdf` returns.

Pages count from 1.  Objects are identified by object numbers (0: a direct object, or none).
"""

from __future__ import annotations

import struct
from bisect import bisect
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any

from msgspec import Struct, field


class MarkedContent(Struct):
    """A marked-content sequence (ISO 32000-1, 14.6).

    ``text`` is the text for screen readers: the ``ActualText`` if there is one, else the text by
    the ``ToUnicode`` tables of its fonts.  ``painted`` says that something is drawn in it,
    ``without_language`` that it has text to which the content stream gives no ``Lang``.
    """

    text: str = ""
    painted: bool = False
    without_language: bool = False


class TextRun(Struct, frozen=True, array_like=True):
    """A run of text in the sequence ``number`` (-1: in none), and its box in units of the page."""

    number: int
    left: float
    bottom: float
    right: float
    top: float
    text: str


class PageContent(Struct):
    """The content of a page: its marked-content sequences by number, and counts of errors.

    ``streams`` are the sequences of the forms that the parent tree has, by object.  ``unmarked``
    counts operators that paint neither content nor an artifact; the next two count artifacts inside
    content and content inside artifacts, ``references`` forms that refer to another PDF.
    ``languages`` and ``replacements`` are every ``Lang`` and ``ActualText`` in it.  ``inks`` says
    that it uses ``DeviceCMYK``, and gives that no colour space of its own (8.6.5.6),
    ``screen_colours`` the same of ``DeviceRGB``.  ``runs`` are those of its own text, if a page
    cache was used.
    """

    sequences: dict[int, MarkedContent] = field(default_factory=dict)
    streams: dict[int, dict[int, MarkedContent]] = field(default_factory=dict)
    unmarked: int = 0
    artifact_in_content: int = 0
    content_in_artifact: int = 0
    references: int = 0
    inks: bool = False
    screen_colours: bool = False
    drawn: dict[int, int] = field(default_factory=dict)
    languages: set[str] = field(default_factory=set)
    replacements: set[str] = field(default_factory=set)
    runs: list[TextRun] = field(default_factory=list)


class ContentReference(Struct, frozen=True):
    """A marked-content sequence that an element holds; ``stream`` is the form it is in, or 0."""

    page: int
    number: int
    stream: int = 0


class ObjectReference(Struct, frozen=True):
    """An annotation, or another object, that an element holds."""

    number: int


class Element(Struct, eq=False):
    """A structure element (ISO 32000-1, 14.7.2).

    ``type`` is as written, in ``namespace`` (ISO 32000-2, 14.7.4; empty: the default one); ``role``
    is the standard type that the role maps give it, or empty.  ``entries`` are its texts by key
    (``Alt``, ``ActualText``, ``E``, ``ID``, ``Lang``), ``attributes`` those of all its attribute
    objects and classes; names have no solidus, arrays are lists.  ``refers`` are the objects of
    the elements that it refers to.  ``mathml`` is the associated file of a formula that readers
    take (ISO 32000-2, 14.13); ``None``: it has none.
    """

    type: str
    role: str
    number: int = 0
    page: int = 0
    parent: Element | None = None
    namespace: str = ""
    has_parent: bool = True
    entries: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, Any] = field(default_factory=dict)
    refers: tuple[int, ...] = ()
    mathml: bytes | None = None
    kids: list[Element | ContentReference | ObjectReference] = field(default_factory=list)

    @property
    def elements(self) -> list[Element]:
        return [kid for kid in self.kids if isinstance(kid, Element)]

    def walk(self) -> Iterator[Element]:
        """Yield this element and all below it, in order."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting += reversed(element.elements)

    def ancestors(self) -> Iterator[Element]:
        """Yield the elements around it, the nearest first."""
        element = self.parent
        while element is not None:
            yield element
            element = element.parent


class MediaClip(Struct, frozen=True):
    """A media clip (13.2.4.2).

    ``is_typed`` says that it has a ``CT``; ``alternatives`` are pairs of a language and a text.
    """

    is_typed: bool
    alternatives: tuple[str, ...] | None


class Annotation(Struct, frozen=True):
    """An annotation (ISO 32000-1, 12.5).

    ``owner`` is its element in the parent tree.  The target of a link is ``address`` (a URI) or
    ``destination`` (a name); ``target`` is all of it, to compare.  ``rich`` is the text of its
    ``RC``, ``name`` that of its icon, ``label`` the ``TU`` of its form field.  ``outside`` says
    that it lies beyond the crop box.
    """

    page: int
    number: int
    subtype: str
    contents: str
    flags: int
    has_key: bool
    owner: int
    has_contents: bool = False
    rich: str | None = None
    name: str = ""
    label: str = ""
    language: str = ""
    box: tuple[float, float, float, float] | None = None
    outside: bool = False
    is_empty: bool = False
    has_actions: bool = False
    address: str = ""
    destination: str = ""
    target: bytes = b""
    clip: MediaClip | None = None
    attached: FileSpecification | None = None

    @property
    def hidden(self) -> bool:
        """Whether it has the flag ``Hidden`` (ISO 32000-1, table 165)."""
        return bool(self.flags & 0b10)


class Page(Struct):
    """A page; ``owners`` are the elements of its sequences in the parent tree, by MCID.

    ``box`` is its crop box: left, bottom, right, top; ``boxes`` are those that it has, by name
    (``MediaBox``, ``BleedBox``, ``TrimBox``).
    """

    number: int
    tabs: str = ""
    owners: tuple[int, ...] | None = None
    annotations: list[Annotation] = field(default_factory=list)
    content: PageContent = field(default_factory=PageContent)
    box: tuple[float, float, float, float] | None = None
    boxes: dict[str, tuple[float, float, float, float]] = field(default_factory=dict)


class CodeTable(dict[int, str]):
    """The text of each code of a font; U+FFFD for any other code."""

    def __missing__(self, code: int) -> str:
        return "\ufffd"


class CMap(Struct):
    """The encoding of a composite font (9.7.5).

    ``ranges``, sorted, are the first and last code, and the CID of the first.  ``spaces`` are the
    first and last code of each length.  ``mode`` is the ``WMode`` of its dictionary,
    ``stream_mode`` that of its content.
    """

    name: str
    embedded: bool = False
    mode: int = 0
    stream_mode: int = 0
    collection: tuple[str, str, int] | None = None
    uses: str = ""
    spaces: list[tuple[bytes, bytes]] = field(default_factory=list)
    ranges: list[tuple[int, int, int]] = field(default_factory=list)

    @property
    def is_identity(self) -> bool:
        return self.name in ("Identity-H", "Identity-V")

    def cid(self, code: int) -> int | None:
        """Return the CID of a code, or ``None`` if it isn't known."""
        if self.is_identity:
            return code
        place = bisect(self.ranges, code, key=itemgetter(0)) - 1
        first, last, cid = self.ranges[place] if place >= 0 else (0, -1, 0)
        return cid + code - first if code <= last else None

    def codes(self, text: bytes) -> list[int]:
        """Return the codes of a string, by the code spaces (9.7.6.2)."""
        found, position = [], 0
        while position < len(text):
            size = next(
                (len(low) for low, high in self.spaces if _within(text, position, low, high)), 1
            )
            found.append(int.from_bytes(text[position : position + size]))
            position += size
        return found


def _within(text: bytes, position: int, low: bytes, high: bytes) -> bool:
    code = text[position : position + len(low)]
    return len(code) == len(low) and all(
        a <= b <= c for a, b, c in zip(low, code, high, strict=True)
    )


class Encoding(Struct):
    """The encoding of a simple font (9.6.6): the name of its base, and the names that differ."""

    base: str = ""
    differences: dict[int, str] | None = None


class Font(Struct):
    """A font; ``page`` is the first page with it.

    ``used`` are the codes that the pages show, ``invisible`` those in text rendering mode 3
    (9.3.6).  ``composite`` says that codes are those of ``cmap`` (two bytes if there is none).
    ``gids`` are the glyphs by CID, or ``None`` if each CID is its glyph.  ``program`` is the
    embedded file, and ``program_type`` its key, or the ``Subtype`` of a ``FontFile3``.  ``widths``
    are by code, or by CID, ``drawn_widths`` those of the glyphs of a Type 3 font by name.
    """

    name: str
    page: int
    subtype: str = ""
    descendant: str = ""
    embedded: bool = False
    composite: bool = False
    to_unicode: CodeTable | None = None
    has_gids: bool = False
    gids: dict[int, int] | None = None
    used: set[int] = field(default_factory=set)
    invisible: set[int] = field(default_factory=set)
    cmap: CMap | None = None
    encoding: Encoding | None = None
    collection: tuple[str, str, int] | None = None
    flags: int = 0
    widths: dict[int, float] = field(default_factory=dict)
    default_width: float | None = None
    drawn_widths: dict[str, float] = field(default_factory=dict)
    glyph_names: str | None = None
    cid_set: bytes | None = None
    program: bytes = b""
    program_type: str = ""

    @property
    def symbolic(self) -> bool:
        """Whether its characters are outside the standard Latin set (table 123)."""
        return bool(self.flags & 0b100)

    def codes(self, text: bytes) -> Sequence[int]:
        """Return the codes of a string that is shown in this font."""
        if not self.composite:
            return text
        if self.cmap is not None and self.cmap.spaces:
            return self.cmap.codes(text)
        count = len(text) // 2
        return struct.unpack(f">{count}H", text[: 2 * count])


class Metadata(Struct):
    """The metadata stream of the catalog (XMP).

    ``is_typed`` says that its dictionary has the right ``Type`` and ``Subtype``.  ``part`` is the
    part of PDF/UA that it claims (0: none).  ``prefixes`` are those of the properties of the PDF/UA
    schema, by name.  ``only_default`` says that texts of it are in no language but ``x-default``.
    ``archival`` is the part of PDF/A that it claims, ``press`` the version of PDF/X (empty: none).
    """

    is_typed: bool = False
    title: str | None = None
    part: int = 0
    revision: str = ""
    prefixes: dict[str, str] = field(default_factory=dict)
    only_default: bool = False
    archival: str = ""
    press: str = ""


class OptionalContent(Struct, frozen=True):
    """An optional content configuration (8.11.4.3)."""

    name: str
    has_automatic_states: bool


class FileSpecification(Struct, frozen=True):
    """A file specification (7.11.3); ``in_tree`` says that the catalog names it as embedded."""

    name: str
    unicode_name: str
    embedded: bool
    description: str = ""
    relationship: str = ""
    in_tree: bool = False


class PdfFile(Struct):
    """The whole file.

    ``press`` says that it is PDF/X, with an output intent for a press (ISO 15930-7, 6.2),
    ``press_version`` is its version in the information dictionary (ISO 15930-6, 6.10), and
    ``has_inks`` says that an output intent has a profile of four inks.
    ``destinations`` are the names that links can refer to, ``page_targets`` the places that refer
    to a page instead of an element: the page (0: none) and what it is.  The content of the pages is
    read if there is a structure tree, and that of PDF/X.  ``fonts`` are complete only if no page
    cache was used.
    ``roles`` are the role maps: a namespace and a type, and those it is mapped to.
    """

    version: str = ""
    pages: list[Page] = field(default_factory=list)
    fonts: list[Font] = field(default_factory=list)
    roots: list[Element] = field(default_factory=list)
    has_tree: bool = False
    metadata: Metadata | None = None
    language: str = ""
    marked: bool = False
    suspects: bool = False
    display_title: bool | None = None
    roles: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    bookmarks: list[str] = field(default_factory=list)
    extractable: bool = True
    press: bool = False
    press_version: str = ""
    has_inks: bool = False
    configurations: list[OptionalContent] = field(default_factory=list)
    files: list[FileSpecification] = field(default_factory=list)
    has_xfa: bool = False
    xfa_is_dynamic: bool = False
    languages: set[str] = field(default_factory=set)
    destinations: frozenset[str] = frozenset()
    page_targets: list[tuple[int, str]] = field(default_factory=list)
    walked: list[Element] = field(default_factory=list)

    @property
    def part(self) -> int:
        """The part of PDF/UA that it claims (0: none)."""
        return self.metadata.part if self.metadata else 0

    def elements(self) -> list[Element]:
        """Return every structure element, in order; the tree must be complete."""
        if not self.walked:
            self.walked = [element for root in self.roots for element in root.walk()]
        return self.walked
