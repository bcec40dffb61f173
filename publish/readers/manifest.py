"""The files that the manifest of an EPUB names (EPUB 3.3, 5.6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

#: The media type of XHTML.
XHTML_TYPE = "application/xhtml+xml"


class Item(Struct, frozen=True):
    """A file of the manifest; ``name`` is its path in the archive, or its address elsewhere."""

    id: str
    name: str
    media_type: str
    properties: tuple[str, ...]
    overlay: str
    fallback: str


def documents(items: Mapping[str, Item], spine: Iterable[str]) -> tuple[Item, ...]:
    """Return the XHTML documents that the ids in ``spine`` name; ``items`` is the manifest by id.

    A file in another format is replaced by its fallback (EPUB 3.3, 3.5.1), if that is XHTML.  One
    that several items name, against EPUB 3.3, 5.6.2, is there once.
    """
    known: dict[str, Item | None] = {}
    found: dict[str, Item] = {}
    for own in spine:
        if item := _readable(items, own, known):
            found.setdefault(item.name, item)
    return tuple(found.values())


def _readable(items: Mapping[str, Item], own: str, known: dict[str, Item | None]) -> Item | None:
    """Return the item ``own`` or its fallback in XHTML; ``known`` has those of other items."""
    passed: dict[str, None] = {}
    found = None
    while (item := items.get(own)) and own not in passed:
        passed[own] = None
        if own in known or item.media_type == XHTML_TYPE:
            found = known.get(own, item)
            break
        own = item.fallback
    known.update(dict.fromkeys(passed, found))
    return found
