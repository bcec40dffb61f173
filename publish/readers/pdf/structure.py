"""Read the structure tree, the parent tree and the destinations (ISO 32000-1, 14.7 and 12.3.2)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pikepdf

from publish.readers import MalformedError
from publish.readers.pdf.objects import entries, entry, integer, members, number_of, text
from publish.readers.pdf.records import ContentReference, Element, ObjectReference, PdfFile

#: The most nodes of a tree that are read.
_MOST_NODES = 2_000_000

#: The deepest nesting that is read: a hundred lists in one another take three hundred levels.
_DEEPEST = 400

_TEXTS = ("Alt", "ActualText", "E", "ID", "Lang")

#: The standard types of PDF 1.7 and PDF 2.0 (ISO 32000-1 and ISO 32000-2, 14.8.4).
STANDARD_TYPES = frozenset(
    {
        *("Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI"),
        *("Index", "NonStruct", "Private", "P", "H", *(f"H{level}" for level in range(1, 7))),
        *("L", "LI", "Lbl", "LBody"),
        *("Table", "TR", "TH", "TD", "THead", "TBody", "TFoot", "Span", "Quote", "Note"),
        *("Reference", "BibEntry", "Code", "Link", "Annot", "Ruby", "RB", "RT", "RP"),
        *("Warichu", "WT", "WP", "Figure", "Formula", "Form"),
        *("DocumentFragment", "Aside", "Title", "FENote", "Sub", "Em", "Strong", "Artifact"),
    }
)


def role_of(type_: str, roles: dict[str, str]) -> str:
    """Return the standard type that the role map gives ``type_``; empty if there is none."""
    seen: set[str] = set()
    while type_ not in STANDARD_TYPES:
        if type_ in seen or type_ not in roles:
            return ""
        seen.add(type_)
        type_ = roles[type_]
    return type_


def read_tree(file: PdfFile, root: Any, pages: dict[int, int]) -> None:
    """Read the tree below ``root`` (the ``StructTreeRoot``) into ``file``.

    ``pages`` are the numbers of the pages by their objects.

    Raises:
        MalformedError: The tree is too large or too deep, or an element is in it twice.
    """
    file.roles = {
        key.removeprefix("/"): text(value) for key, value in entries(entry(root, "/RoleMap"))
    }
    top = Element("", "")
    seen: set[int] = set()
    count = 0
    waiting: list[tuple[Any, Element, int]] = [(root, top, 1)]
    while waiting:
        node, element, depth = waiting.pop()
        for kid in members(entry(node, "/K")):
            reference = _reference(kid, element, pages)
            if reference is not None:
                element.kids.append(reference)
            elif isinstance(kid, pikepdf.Dictionary):
                number = number_of(kid)
                count += 1
                if depth > _DEEPEST or count > _MOST_NODES or (number and number in seen):
                    raise MalformedError("its structure tree has no end")
                seen.add(number)
                inner = _element(kid, element, file.roles, pages)
                element.kids.append(inner)
                waiting.append((kid, inner, depth + 1))
    file.roots = top.elements
    for one in file.roots:
        one.parent = None
    file.languages = {one.entries["Lang"] for one in file.elements() if "Lang" in one.entries}


def _element(node: Any, parent: Element, roles: dict[str, str], pages: dict[int, int]) -> Element:
    type_ = text(entry(node, "/S"))
    element = Element(type_, role_of(type_, roles), number_of(node), parent=parent)
    page = entry(node, "/Pg")
    element.page = parent.page if page is None else pages.get(number_of(page), 0)
    for key in _TEXTS:
        if (value := entry(node, f"/{key}")) is not None:
            element.entries[key] = text(value)
    for attributes in members(entry(node, "/A")):
        if isinstance(attributes, pikepdf.Dictionary):
            element.attributes |= {
                key[1:]: _plain(value) for key, value in entries(attributes) if key != "/O"
            }
    return element


def _reference(
    kid: Any, element: Element, pages: dict[int, int]
) -> ContentReference | ObjectReference | None:
    """Return the content or object that ``kid`` refers to, or ``None`` if it is an element."""
    if isinstance(kid, int):
        return ContentReference(element.page, kid)
    kind = text(entry(kid, "/Type"))
    if kind == "MCR":
        page = entry(kid, "/Pg")
        number = element.page if page is None else pages.get(number_of(page), 0)
        return ContentReference(number, integer(entry(kid, "/MCID"), -1))
    if kind == "OBJR":
        return ObjectReference(number_of(entry(kid, "/Obj")))
    return None


def read_parents(root: Any) -> dict[int, int | tuple[int, ...]]:
    """Return the parent tree: the element of an annotation, or those of a page's sequences, by key.

    Raises:
        MalformedError: The tree is too large.
    """
    found: dict[int, int | tuple[int, ...]] = {}
    for node in _nodes(entry(root, "/ParentTree")):
        numbers = members(entry(node, "/Nums"))
        for key, value in zip(numbers[::2], numbers[1::2], strict=False):
            is_page = isinstance(value, pikepdf.Array)
            found[integer(key, -1)] = tuple(map(number_of, value)) if is_page else number_of(value)
    return found


def read_destinations(root: Any) -> frozenset[str]:
    """Return the names of all destinations of links (12.3.2.3); ``root`` is the catalog.

    Raises:
        MalformedError: The tree of names is too large.
    """
    return frozenset(
        text(name)
        for node in _nodes(entry(entry(root, "/Names"), "/Dests"))
        for name in members(entry(node, "/Names"))[::2]
    )


def _nodes(root: Any) -> Iterator[Any]:
    """Yield the nodes of a name tree or number tree (7.9.6, 7.9.7)."""
    waiting, count = [root], 0
    while waiting:
        node = waiting.pop()
        yield node
        waiting += members(entry(node, "/Kids"))
        count += 1
        if count > _MOST_NODES:
            raise MalformedError("a tree of it has no end")


def _plain(value: Any) -> Any:
    """Return the value of an attribute: a text, a number, or a list of them."""
    if isinstance(value, pikepdf.Array):
        return [_plain(item) for item in value]
    if isinstance(value, int | Decimal):
        return float(value)
    return text(value)
