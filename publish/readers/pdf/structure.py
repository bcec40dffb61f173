"""Read the structure tree, the parent tree and the destinations (ISO 32000-1, 14.7 and 12.3.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pikepdf

from publish.readers import MalformedError
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
from publish.readers.pdf.records import ContentReference, Element, ObjectReference, PdfFile

#: The most nodes of a tree that are read.
_MOST_NODES = 2_000_000

#: The work of an element, with that of the rules for it, and the levels above it that are a unit.
_WORK, _LEVELS_UNIT = 26, 2

#: The work of a reference to content, and of a member of an attribute.
_REFERENCE, _ATTRIBUTE = 2, 4

#: The bytes of a formula that are a unit of work, with that of the rules for it.
_FORMULA_UNIT = 32

#: The most levels of arrays in an attribute.
_DEEPEST_ARRAY = 10

#: The most types that a role map may lead an element through.
_MOST_ROLES = 12

#: The deepest nesting that is read: a hundred lists in one another take three hundred levels.
_DEEPEST = 400

#: The media type of MathML, and the largest formula that is read, in bytes.
_MATHML_TYPE, _LARGEST_FORMULA = "application/mathml+xml", 1 << 20

_TEXTS = ("Alt", "ActualText", "E", "ID", "Lang")

#: The standard types of PDF 1.7 (ISO 32000-1, 14.8.4).
PDF_1_TYPES = frozenset(
    {
        *("Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI"),
        *("Index", "NonStruct", "Private", "P", "H", *(f"H{level}" for level in range(1, 7))),
        *("L", "LI", "Lbl", "LBody"),
        *("Table", "TR", "TH", "TD", "THead", "TBody", "TFoot", "Span", "Quote", "Note"),
        *("Reference", "BibEntry", "Code", "Link", "Annot", "Ruby", "RB", "RT", "RP"),
        *("Warichu", "WT", "WP", "Figure", "Formula", "Form"),
    }
)

#: The standard types of PDF 2.0 (ISO 32000-2, 14.8.4), without the headings, ``H`` and a number.
_PDF_2_TYPES = frozenset(
    {
        *("Document", "DocumentFragment", "Part", "Sect", "Div", "Aside", "NonStruct", "P", "H"),
        *("Title", "FENote", "Sub", "Lbl", "Span", "Em", "Strong", "Link", "Annot", "Form"),
        *("Ruby", "RB", "RT", "RP", "Warichu", "WT", "WP", "L", "LI", "LBody", "Table", "TR"),
        *("TH", "TD", "THead", "TBody", "TFoot", "Caption", "Figure", "Formula", "Artifact"),
    }
)

#: The namespaces of standard types (ISO 32000-2, 14.8.6).
PDF_1, PDF_2 = "http://iso.org/pdf/ssn", "http://iso.org/pdf2/ssn"
MATHML = "http://www.w3.org/1998/Math/MathML"

#: A type with its namespace; that of PDF 1.7, which is the default, is empty.
Name = tuple[str, str]


def is_standard(name: Name) -> bool:
    """Return whether ``name`` is a standard type of its namespace."""
    namespace, type_ = name
    if namespace == PDF_2:
        return type_ in _PDF_2_TYPES or re.fullmatch("H[1-9][0-9]{0,8}", type_) is not None
    return namespace == MATHML or (not namespace and type_ in PDF_1_TYPES)


def mapped_names(name: Name, roles: dict[Name, Name]) -> list[Name]:
    """Return ``name`` and what the role maps lead it to, up to a standard type or a repetition.

    A longer way than any program writes ends on the way.
    """
    names = [name]
    while not is_standard(names[-1]) and names[-1] in roles and len(names) < _MOST_ROLES:
        names.append(roles[names[-1]])
        if names[-1] in names[:-1]:
            break
    return names


def _read_roles(root: Any) -> dict[Name, Name]:
    """Return the role map, and those of the namespaces (ISO 32000-2, 14.7.4.3)."""
    roles: dict[Name, Name] = {}
    for key, value in entries(entry(root, "/RoleMap")):
        roles["", key[1:]] = ("", text(value))
    for space in members(entry(root, "/Namespaces")):
        for key, value in entries(entry(space, "/RoleMapNS")):
            if isinstance(value, pikepdf.Array):
                type_, target = (*value, None, None)[:2]
                roles[_namespace(space), key[1:]] = (_namespace(target), text(type_))
            else:
                roles[_namespace(space), key[1:]] = ("", text(value))
    return roles


def _namespace(space: Any) -> str:
    name = text(entry(space, "/NS"))
    return "" if name == PDF_1 else name


def read_tree(file: PdfFile, root: Any, pages: dict[int, int]) -> None:
    """Read the tree below ``root`` (the ``StructTreeRoot``) into ``file``.

    ``pages`` are the numbers of the pages by their objects.

    Raises:
        MalformedError: The tree is too large or too deep, or an element is in it twice.
    """
    file.roles = _read_roles(root)
    classes = dict(entries(entry(root, "/ClassMap")))
    top = Element("", "")
    seen: set[int] = set()
    count = 0
    waiting: list[tuple[Any, Element, int]] = [(root, top, 1)]
    while waiting:
        node, element, depth = waiting.pop()
        for kid in members(entry(node, "/K")):
            reference = _reference(kid, element, pages)
            if reference is not None:
                work(_REFERENCE)
                element.kids.append(reference)
            elif isinstance(kid, pikepdf.Dictionary):
                number = number_of(kid)
                count += 1
                if depth > _DEEPEST or count > _MOST_NODES or (number and number in seen):
                    raise MalformedError("its structure tree has no end")
                seen.add(number)
                work(_WORK + depth // _LEVELS_UNIT)
                inner = _element(kid, element, file.roles, pages, classes)
                element.kids.append(inner)
                waiting.append((kid, inner, depth + 1))
    file.roots = top.elements
    for one in file.roots:
        one.parent = None
    file.languages |= {one.entries["Lang"] for one in file.elements() if "Lang" in one.entries}


def _element(
    node: Any,
    parent: Element,
    roles: dict[Name, Name],
    pages: dict[int, int],
    classes: dict[str, Any],
) -> Element:
    name = _namespace(entry(node, "/NS")), text(entry(node, "/S"))
    role = mapped_names(name, roles)[-1]
    element = Element(name[1], role[1] if is_standard(role) else "", number_of(node), parent=parent)
    element.namespace, element.has_parent = name[0], entry(node, "/P") is not None
    page = entry(node, "/Pg")
    element.page = parent.page if page is None else pages.get(number_of(page), 0)
    for key in _TEXTS:
        if (value := entry(node, f"/{key}")) is not None:
            element.entries[key] = text(value)
    named = [classes.get(f"/{text(one)}") for one in members(entry(node, "/C"))]
    for attributes in [one for each in named for one in members(each)] + members(entry(node, "/A")):
        if isinstance(attributes, pikepdf.Dictionary):
            element.attributes |= {
                key[1:]: _plain(value) for key, value in entries(attributes) if key != "/O"
            }
    if element.role == "Formula":
        element.mathml = _mathml(node)
    element.refers = tuple(map(number_of, members(entry(node, "/Ref"))))
    return element


def _mathml(formula: Any) -> bytes | None:
    """Return the first associated file that is MathML and supplements the formula."""
    for file in members(entry(formula, "/AF")):
        stream = entry(entry(file, "/EF"), "/UF") or entry(entry(file, "/EF"), "/F")
        kind = text(entry(stream, "/Subtype")).lower()
        if text(entry(file, "/AFRelationship")) == "Supplement" and kind == _MATHML_TYPE:
            content = unpacked(stream, _LARGEST_FORMULA)
            work(len(content) // _FORMULA_UNIT)
            return content
    return None


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
        stream = number_of(entry(kid, "/Stm"))
        return ContentReference(number, integer(entry(kid, "/MCID"), -1), stream)
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
            owners = tuple(map(number_of, members(value))) if is_page else number_of(value)
            found[integer(key, -1)] = owners
    return found


def read_destinations(root: Any) -> frozenset[str]:
    """Return the names of all destinations of links (12.3.2.3); ``root`` is the catalog.

    Raises:
        MalformedError: The tree of names is too large.
    """
    return frozenset(text(name) for name, _ in named_objects(root, "/Dests"))


def named_objects(root: Any, tree: str) -> Iterator[tuple[Any, Any]]:
    """Yield the names and the objects of a tree of names of the catalog ``root`` (7.7.4).

    Raises:
        MalformedError: The tree is too large.
    """
    for node in _nodes(entry(entry(root, "/Names"), tree)):
        names = members(entry(node, "/Names"))
        yield from zip(names[::2], names[1::2], strict=False)


def _nodes(root: Any) -> Iterator[Any]:
    """Yield the nodes of a name tree or number tree (7.9.6, 7.9.7)."""
    waiting, count = [root], 0
    seen: set[int] = set()
    while waiting:
        node = waiting.pop()
        yield node
        waiting += members(entry(node, "/Kids"))
        count, number = count + 1, number_of(node)
        if count > _MOST_NODES or (number and number in seen):
            raise MalformedError("a tree of it has no end")
        seen.add(number)


def _plain(value: Any, depth: int = 0) -> Any:
    """Return the value of an attribute: a text, a number, or a list of them."""
    if isinstance(value, pikepdf.Array):
        if depth > _DEEPEST_ARRAY:
            raise MalformedError("an attribute of it has no end")
        work(_ATTRIBUTE * len(value))
        return [_plain(item, depth + 1) for item in members(value)]
    if isinstance(value, int | Decimal):
        return float(value)
    return text(value)
