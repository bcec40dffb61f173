"""The records of a finished PDF, which :func:`publish.readers.pdf.read_pdf` returns.

Pages count from 1.  Objects are identified by object numbers (0: a direct object, or none).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct, field


class MarkedContent(Struct):
    """A marked-content sequence (ISO 32000-1, 14.6).

    ``text`` is the text for screen readers: the ``ActualText`` if there is one, else the text by
    the ``ToUnicode`` tables of its fonts.  ``painted`` says that something is drawn in it.
    """

    text: str = ""
    painted: bool = False


class PageContent(Struct):
    """The content of a page: its marked-content sequences by number, and counts of errors.

    ``unmarked`` counts operators that paint neither content nor an artifact; the last two count
    artifacts inside content and content inside artifacts.
    """

    sequences: dict[int, MarkedContent] = field(default_factory=dict)
    unmarked: int = 0
    artifact_in_content: int = 0
    content_in_artifact: int = 0


class ContentReference(Struct, frozen=True):
    """A marked-content sequence that an element holds."""

    page: int
    number: int


class ObjectReference(Struct, frozen=True):
    """An annotation, or another object, that an element holds."""

    number: int


class Element(Struct, eq=False):
    """A structure element (ISO 32000-1, 14.7.2).

    ``type`` is as written; ``role`` is the standard type that the role map gives it (14.7.3), or
    empty.  ``entries`` are its texts by key (``Alt``, ``ActualText``, ``E``, ``ID``, ``Lang``),
    ``attributes`` those of all its attribute objects; names have no solidus, arrays are lists.
    """

    type: str
    role: str
    number: int = 0
    page: int = 0
    parent: Element | None = None
    entries: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, Any] = field(default_factory=dict)
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


class Annotation(Struct, frozen=True):
    """An annotation (ISO 32000-1, 12.5).

    ``owner`` is its element in the parent tree.  The target of a link is ``address`` (a URI) or
    ``destination`` (a name).
    """

    page: int
    number: int
    subtype: str
    contents: str
    hidden: bool
    has_key: bool
    owner: int
    address: str = ""
    destination: str = ""


class Page(Struct):
    """A page; ``owners`` are the elements of its sequences in the parent tree, by MCID."""

    number: int
    tabs: str = ""
    owners: tuple[int, ...] | None = None
    annotations: list[Annotation] = field(default_factory=list)
    content: PageContent = field(default_factory=PageContent)


class CodeTable(dict[int, str]):
    """The text of each code of a font; U+FFFD for any other code."""

    def __missing__(self, code: int) -> str:
        return "\ufffd"


class Font(Struct):
    """A font; ``used`` are the codes that the pages show, ``page`` is the first page with it.

    ``composite`` says that codes have two bytes.  ``gids`` are the glyphs by code, or ``None`` if
    each code is its glyph.
    """

    name: str
    page: int
    embedded: bool = False
    composite: bool = False
    to_unicode: CodeTable | None = None
    gids: dict[int, int] | None = None
    used: set[int] = field(default_factory=set)


class PdfFile(Struct):
    """The whole file.

    ``part`` is the part of PDF/UA that it claims (0: none).  ``press`` says that it is PDF/X, with
    an output intent for a press (ISO 15930-7, 6.2).  ``destinations`` are the names that links can
    refer to.  Without a structure tree the content of the pages isn't read.  ``fonts`` are complete
    only if no page cache was used.
    """

    pages: list[Page] = field(default_factory=list)
    fonts: list[Font] = field(default_factory=list)
    roots: list[Element] = field(default_factory=list)
    has_tree: bool = False
    part: int = 0
    has_metadata: bool = False
    title: str = ""
    language: str = ""
    marked: bool = False
    suspects: bool = False
    display_title: bool | None = None
    roles: dict[str, str] = field(default_factory=dict)
    bookmarks: bool = False
    extractable: bool = True
    press: bool = False
    languages: set[str] = field(default_factory=set)
    destinations: frozenset[str] = frozenset()

    def elements(self) -> Iterator[Element]:
        """Yield every structure element, in order."""
        for root in self.roots:
            yield from root.walk()
