"""Read EPUB 2 and 3 for comparison with its source: all documents of the spine."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

from msgspec.structs import replace

from publish.importing.original.container import Parts, inside, name_of, value_of
from publish.importing.original.encoded import decoded
from publish.importing.original.html import Reader, tree_of
from publish.importing.original.record import Kind, Original, OriginalError, Passage

_OUTSIDE = re.compile(r"\s*(?:[a-z]+://|mailto:|tel:)", re.I)
"""The targets of links that lead out of the book."""
_FRONT = re.compile(
    r"<(?:body|section)\b[^<>]*\btype=[\"'][^\"']*\b"
    r"(?:cover|titlepage|halftitlepage|toc|loi|lot|landmarks|copyright-page)\b"
    r"|<h1\b[^<>]*\bid=[\"']accessibility[\"']"
)
"""A document that mostly repeats the metadata, or the statement on accessibility."""


def read(file: Path) -> Original:
    """Return the content of the book ``file``.  Raises :class:`OriginalError`."""
    parts = Parts(file)
    container = parts.tree("META-INF/container.xml")
    named = (
        [one for one in container.iter() if name_of(one) == "rootfile"]
        if (container is not None)
        else []
    )
    package = inside("", value_of(named[0], "full-path")) if named else ""
    root = parts.tree(package)
    if root is None:
        raise OriginalError("it has no package document")
    folder = posixpath.dirname(package)
    items = {value_of(one, "id"): one for one in root.iter() if name_of(one) == "item"}
    found = Original(unit="line")
    reader = Reader(found)
    done: set[str] = set()
    for one in root.iter():
        item = items.get(value_of(one, "idref")) if name_of(one) == "itemref" else None
        if item is None or "nav" in value_of(item, "properties").split():
            continue
        name = inside(folder, value_of(item, "href"))
        if name in done:
            continue
        done.add(name)
        if value_of(item, "media-type").startswith("image/"):
            found.part, found.number = name, 1
            found.add_picture(name, parts.digest(name))
        else:
            _document(parts, reader, name)
    return found


def _document(parts: Parts, reader: Reader, name: str) -> None:
    found, text = reader.found, decoded(parts.data(name))
    try:
        root = parts.tree(name)
    except OriginalError:
        root = tree_of(text)
    if root is None:
        return
    passages, pictures, links = len(found.passages), len(found.pictures), len(found.links)
    reader.read(name, root, whole=False)
    found.links[links:] = [one for one in found.links[links:] if _OUTSIDE.match(one.target)]
    folder = posixpath.dirname(name)
    for place, picture in enumerate(found.pictures[pictures:], start=pictures):
        address = inside(folder, picture.address)
        if address in parts.names:
            found.pictures[place] = replace(picture, digest=parts.digest(address))
    if _FRONT.search(text[:4000]):
        found.passages[passages:] = [
            Passage(Kind.PAGE, one.text, one.place) if one.kind is not Kind.ALT else one
            for one in found.passages[passages:]
        ]
