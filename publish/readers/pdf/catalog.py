"""Read what belongs to the whole file: files, optional content, bookmarks, forms, destinations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pikepdf

from publish.readers.pdf.objects import entries, entry, members, number_of, text, unpacked, work
from publish.readers.pdf.records import FileSpecification, OptionalContent, PdfFile
from publish.readers.pdf.structure import named_objects

#: The largest XFA form that is read, in bytes.
_LARGEST_FORM = 16 << 20

#: The work of a bookmark or a file specification.
_WORK = 5

#: The most characters of the title of a bookmark in a message.
_SHOWN = 80

#: What the configuration of a dynamic XFA form says (ISO 14289-1, 7.15).
_DYNAMIC = re.compile(rb"dynamicRender\s*>\s*required")


def read_catalog(file: PdfFile, root: Any, pages: list[Any], annotations: list[list[Any]]) -> None:
    """Read the catalog ``root`` into ``file``; the ``annotations`` are those of each page."""
    properties = entry(root, "/OCProperties")
    configurations = [entry(properties, "/D"), *members(entry(properties, "/Configs"))]
    file.configurations = [
        OptionalContent(text(entry(one, "/Name")), entry(one, "/AS") is not None)
        for one in configurations
        if isinstance(one, pikepdf.Dictionary)
    ]
    named = [one for _, one in named_objects(root, "/EmbeddedFiles")]
    file.files = [read_file(one, in_tree=True) for one in named]
    associated = (one for owner in (root, *pages) for one in members(entry(owner, "/AF")))
    file.files += [read_file(one) for one in associated if isinstance(one, pikepdf.Dictionary)]
    form = entry(root, "/AcroForm")
    packets = members(entry(form, "/XFA"))
    file.has_xfa = bool(packets)
    file.xfa_is_dynamic = any(
        _DYNAMIC.search(unpacked(one, _LARGEST_FORM)) is not None for one in packets
    )
    file.page_targets = list(_page_targets(root, annotations))
    file.bookmarks = [text(entry(one, "/Title")) for one in _bookmarks(root)]


def read_file(specification: Any, *, in_tree: bool = False) -> FileSpecification:
    """Return a file specification, which may be a mere name."""
    work(_WORK)
    return FileSpecification(
        name=text(entry(specification, "/F")),
        unicode_name=text(entry(specification, "/UF")),
        embedded=entry(specification, "/EF") is not None,
        description=text(entry(specification, "/Desc")),
        relationship=text(entry(specification, "/AFRelationship")),
        in_tree=in_tree,
    )


def _bookmarks(root: Any) -> Iterator[Any]:
    """Yield the items of the outline (12.3.3), each once."""
    seen: set[int] = set()
    waiting = [entry(entry(root, "/Outlines"), "/First")]
    while waiting:
        item = waiting.pop()
        if item is None or number_of(item) in seen:
            continue
        work(_WORK)
        if number_of(item):
            seen.add(number_of(item))
        yield item
        waiting += [entry(item, "/Next"), entry(item, "/First")]


def _page_targets(root: Any, annotations: list[list[Any]]) -> Iterator[tuple[int, str]]:
    """Yield what leads to a page of the file instead of an element: its page, or 0, and what it is.

    Source: ISO 32000-2, 12.3.2.
    """
    named = {text(name): value for name, value in named_objects(root, "/Dests")}
    named |= {key[1:]: value for key, value in entries(entry(root, "/Dests"))}
    for item in _bookmarks(root):
        if _leads_to_a_page(item, named):
            yield 0, f"bookmark {text(entry(item, '/Title'))[:_SHOWN]!r}"
    for number, own in enumerate(annotations, 1):
        for annotation in own:
            if _leads_to_a_page(annotation, named):
                yield number, "link"
    opened = entry(root, "/OpenAction")
    if _is_page(opened, named) or _goes_to_a_page(opened, named):
        yield 0, "opening action"


def _leads_to_a_page(item: Any, named: dict[str, Any]) -> bool:
    """Return whether the ``Dest`` or the action of a bookmark or an annotation is a page."""
    return _goes_to_a_page(entry(item, "/A"), named) or _is_page(entry(item, "/Dest"), named)


def _goes_to_a_page(action: Any, named: dict[str, Any]) -> bool:
    is_goto = text(entry(action, "/S")) == "GoTo" and entry(action, "/SD") is None
    return is_goto and _is_page(entry(action, "/D"), named)


def _is_page(destination: Any, named: dict[str, Any]) -> bool:
    """Return whether a destination, an array or a name of one, begins with a page (12.3.2.2)."""
    destination = named.get(text(destination), destination)
    if isinstance(destination, pikepdf.Dictionary):
        destination = None if "/SD" in destination else entry(destination, "/D")
    target = next(iter(destination), None) if isinstance(destination, pikepdf.Array) else None
    return isinstance(target, pikepdf.Dictionary) and "/S" not in target
