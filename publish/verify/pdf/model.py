"""A PDF as the rules see it: plain data, read once.

Pages count from 1.  Types of structure elements are as written; ``role`` is the standard type that
the role map makes of them (ISO 32000-1, 14.7.3), or empty where it makes none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct, field


class Content(Struct, frozen=True):
    """A marked-content sequence that an element holds."""

    page: int
    number: int


class Object(Struct, frozen=True):
    """An annotation, or another object, that an element holds: the number of its PDF object."""

    number: int


class Element(Struct, eq=False):
    """A structure element (ISO 32000-1, 14.7.2).

    ``entries`` are its texts by key (``Alt``, ``ActualText``, ``E``, ``ID``, ``Lang``),
    ``attributes`` those of all its attribute objects; names have no slash, arrays are lists.
    """

    type: str
    role: str
    number: int = 0
    page: int = 0
    parent: Element | None = None
    entries: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, Any] = field(default_factory=dict)
    kids: list[Element | Content | Object] = field(default_factory=list)

    @property
    def elements(self) -> list[Element]:
        return [kid for kid in self.kids if isinstance(kid, Element)]

    def walk(self) -> Iterator[Element]:
        """This element and all below it, in order."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting += reversed(element.elements)

    def around(self) -> Iterator[Element]:
        """The elements around it, the nearest first."""
        element = self.parent
        while element is not None:
            yield element
            element = element.parent


class Page(Struct):
    """What a page draws: the numbers of its sequences, and what is in none.

    ``unmarked`` counts what is painted neither as content nor as an artifact, ``nested`` says where
    one stands in the other.  ``owners`` are the elements that the parent tree has for the sequences
    (their object numbers, 0 for none).
    """

    number: int
    tabs: str = ""
    owners: tuple[int, ...] | None = None
    sequences: set[int] = field(default_factory=set)
    unmarked: int = 0
    artifact_in_content: int = 0
    content_in_artifact: int = 0
    annotations: list[Annotation] = field(default_factory=list)


class Annotation(Struct, frozen=True):
    """``owner`` is the element that the parent tree has for it (0: none), ``number`` its object."""

    page: int
    number: int
    subtype: str
    contents: str
    hidden: bool
    has_key: bool
    owner: int


class Font(Struct):
    """A font with the codes that the pages show; ``gids`` are glyphs of codes, where known."""

    name: str
    page: int
    embedded: bool = False
    composite: bool = False
    to_unicode: dict[int, str] | None = None
    gids: dict[int, int] | None = None
    used: set[int] = field(default_factory=set)


class Edition(Struct):
    """The whole PDF.  ``part`` is the part of PDF/UA that it says it meets (0: none).

    ``press`` says that it is PDF/X: it has an output intent for one (ISO 15930-7, 6.2).
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
    bookmarks: int = 0
    extractable: bool = True
    press: bool = False
    languages: set[str] = field(default_factory=set)

    def elements(self) -> Iterator[Element]:
        """Every structure element, in order."""
        for root in self.roots:
            yield from root.walk()
