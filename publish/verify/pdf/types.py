"""Rules for structure types: role maps, namespaces, and the element at the root."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from publish.errors import Severity
from publish.readers.pdf.records import Element, PdfFile
from publish.readers.pdf.structure import PDF_2, Name, is_standard, mapped_names
from publish.verify.pdf.clauses import Clause, PdfFault, PdfRule, part_of

_FIX = "Map it to a standard type in the role map."


def roles(file: PdfFile) -> Iterator[PdfFault]:
    """Every type is a standard type, or maps to one (ISO 32000-1, 14.8.4), and not in a circle."""
    names = {(one.namespace, one.type): bool(one.role) for one in file.elements()}
    circular = _circular(file.roles)
    for name, has_role in sorted(names.items()):
        if name in circular:
            message = f"The role map leads from the type {name[1]!r} in a circle."
            clause = Clause("7.1", "02-003", "8.2.4")
            yield PdfFault("type-unknown", clause, 0, message, _FIX)
        elif not has_role:
            message = f"The type {name[1]!r} maps to no standard type."
            clause = Clause("7.1", "02-001", "8.2.4")
            yield PdfFault("type-unknown", clause, 0, message, _FIX)
        elif is_standard(name) and file.roles.get(name, name) != name:
            message = f"The standard type {name[1]!r} is mapped to {file.roles[name][1]!r}."
            clause, fix = Clause("7.1", "02-004", "8.2.4"), "Remove it from the role map."
            yield PdfFault("type-remapped", clause, 0, message, fix)
        if name[0] and any(mapped[0] == name[0] for mapped in mapped_names(name, file.roles)[1:]):
            message = f"The type {name[1]!r} is mapped to a type of its own namespace."
            clause, fix = Clause("ISO 32000-2 14.7.4.3", "", "8.2.4"), "Map it to another one."
            yield PdfFault("type-namespace", clause, 0, message, fix)


def _circular(roles: Mapping[Name, Name]) -> frozenset[Name]:
    """Return the types that the role map leads in a circle; each is looked at once."""
    circular: dict[Name, bool] = {}
    for name in roles:
        way: dict[Name, None] = {}
        while name in roles and name not in circular and name not in way:
            way[name] = None
            name = roles[name]
        circular |= dict.fromkeys(way, name in way or circular.get(name, False))
    return frozenset(name for name, leads in circular.items() if leads)


def parents(file: PdfFile) -> Iterator[PdfFault]:
    """Each element names its parent (14.7.2)."""
    for element in file.elements():
        if not element.has_parent:
            message, fix = f"A {element.type} does not name its parent.", "Set its entry P."
            clause = Clause("7.1", "", "8.2.1")
            yield PdfFault("parent-missing", clause, element.page, message, fix)


def root(file: PdfFile) -> Iterator[PdfFault]:
    """The only root of a PDF/UA-2 file is a Document of PDF 2.0."""
    if part_of(file) != 2:
        return
    clause, fix = Clause("8.2.5.2"), "Put all elements into one Document."
    if [one.role for one in file.roots] != ["Document"]:
        message = "The root of the structure tree isn't one Document."
        yield PdfFault("root-wrong", clause, 0, message, fix)
    elif file.roots[0].namespace != PDF_2:
        message, fix = "The Document at the root isn't that of PDF 2.0.", f"Set its NS to {PDF_2}."
        yield PdfFault("root-namespace", clause, 0, message, fix)


def banned(file: PdfFile) -> Iterator[PdfFault]:
    """PDF/UA-2 does without the types H and Note."""
    if part_of(file) != 2:
        return
    for element in file.elements():
        if element.role == "H":
            message, fix = "A heading has the type H.", "Use H1 to H6."
            yield PdfFault("heading-unnumbered", Clause("8.2.5.12"), element.page, message, fix)
        if element.role == "Note":
            message, fix = "A note has the type Note of PDF 1.7.", "Use FENote of PDF 2.0."
            yield PdfFault("note-type", Clause("8.2.5.14"), element.page, message, fix)


def empty(file: PdfFile) -> Iterator[PdfFault]:
    """Headings, paragraphs, links, notes and figures aren't empty."""
    types = {"P", "Link", "Note", "FENote", "Figure"}
    for element in file.elements():
        if not element.kids and (element.role in types or is_heading(element)):
            message, fix = f"A {element.type} is empty.", "Remove it, or add its content."
            clause = Clause("7.1", "", "8.2.1")
            yield PdfFault("empty", clause, element.page, message, fix, Severity.WARNING)


def is_heading(element: Element) -> bool:
    """Return whether an element is a heading with a level."""
    return element.role[:1] == "H" and element.role[1:].isdigit()


RULES: tuple[PdfRule, ...] = (roles, parents, root, banned, empty)
