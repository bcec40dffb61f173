"""Rules for the structure tree: types, nesting, headings, lists, figures, notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from publish.readers.pdf.records import ContentReference, Element, ObjectReference, PdfFile
from publish.readers.pdf.structure import STANDARD_TYPES, role_of
from publish.verify.diagnostics import PageDiagnostic, PdfRule, on_page

_HEADINGS = {f"H{level}": level for level in range(1, 7)}

#: The types that each type may hold; other types may hold anything (tables 333 to 337).
_HOLDS = {
    "Table": {"TR", "THead", "TBody", "TFoot", "Caption"},
    "THead": {"TR"},
    "TBody": {"TR"},
    "TFoot": {"TR"},
    "TR": {"TH", "TD"},
    "L": {"L", "LI", "Caption"},
    "LI": {"Lbl", "LBody"},
    "TOC": {"TOC", "TOCI", "Caption"},
    "TOCI": {"Lbl", "Reference", "NonStruct", "P", "TOC", "Link", "Span"},
}

#: The types that each type must be in.
_INSIDE = {
    "THead": {"Table"},
    "TBody": {"Table"},
    "TFoot": {"Table"},
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "TH": {"TR"},
    "TD": {"TR"},
    "LI": {"L"},
    "LBody": {"LI"},
    "TOCI": {"TOC"},
}

_GROUPS = {"Table": "09-004", "THead": "09-004", "TBody": "09-004", "TFoot": "09-004"} | {
    **{"TR": "09-004", "TH": "09-004", "TD": "09-004"},
    **{"L": "09-005", "LI": "09-005", "LBody": "09-005", "TOC": "09-006", "TOCI": "09-006"},
}


def roles(file: PdfFile) -> Iterator[PageDiagnostic]:
    """Every type is a standard type, or maps to one (ISO 32000-1, 14.8.4)."""
    for type_ in sorted({element.type for element in file.elements() if not element.role}):
        circular = type_ in file.roles and not role_of(type_, file.roles)
        message = f"The type {type_!r} maps to no standard type."
        fix = "Map it to one in the role map."
        yield on_page("type-unknown", "7.1", "02-003" if circular else "02-001", 0, message, fix)
    for type_ in sorted(STANDARD_TYPES & file.roles.keys()):
        if file.roles[type_] != type_ and file.part != 2:
            message = f"The standard type {type_!r} is mapped to {file.roles[type_]!r}."
            fix = "Remove it from the role map."
            if type_ not in ("Em", "Strong", "Sub", "Aside", "Title", "FENote", "DocumentFragment"):
                yield on_page("type-remapped", "7.1", "02-004", 0, message, fix)


def headings(file: PdfFile) -> Iterator[PageDiagnostic]:
    """The first heading is of level 1, and none skips a level."""
    before = 0
    for element in file.elements():
        level = _HEADINGS.get(element.role)
        if level is None:
            continue
        if level > before + 1:
            message = (
                f"A heading of level {level} follows one of level {before}."
                if before
                else f"The first heading is of level {level}."
            )
            checkpoint = "14-003" if before else "14-002"
            fix = f"Make it level {before + 1}."
            yield on_page("heading-jump", "7.4.2", checkpoint, element.page, message, fix)
        before = level


def nesting(file: PdfFile) -> Iterator[PageDiagnostic]:
    """Parts of tables, lists and tables of contents are inside the right elements."""
    for element in file.elements():
        around = element.parent.role if element.parent else ""
        wanted = _INSIDE.get(element.role)
        if wanted and around not in wanted:
            message = f"{element.role} is in {around or 'the root'}."
            fix = f"It belongs in {' or '.join(sorted(wanted))}."
            yield on_page("misplaced", "7.2", _GROUPS[element.role], element.page, message, fix)
        held = _HOLDS.get(element.role)
        for kid in element.kids if held else ():
            if isinstance(kid, ObjectReference) or (isinstance(kid, Element) and kid.role in held):  # type: ignore[operator]  # held is a set here
                continue
            what = kid.role or kid.type if isinstance(kid, Element) else "text"
            if isinstance(kid, Element) and kid.role in _INSIDE:
                continue  # reported above
            message = f"{element.role} holds {what}."
            fix = f"It may hold {', '.join(sorted(held or ()))}."
            yield on_page("misplaced", "7.2", _GROUPS[element.role], element.page, message, fix)


def empty(file: PdfFile) -> Iterator[PageDiagnostic]:
    """Headings, paragraphs, links, notes and figures aren't empty."""
    for element in file.elements():
        if element.role in (*_HEADINGS, "P", "Link", "Note", "Figure") and not element.kids:
            message = f"A {element.role} is empty."
            yield on_page(
                "empty", "7.1", "", element.page, message, "Remove it, or add its content."
            )


def alternatives(file: PdfFile) -> Iterator[PageDiagnostic]:
    """Pictures and formulas have text alternatives, and pictures a bounding box."""
    for element in file.elements():
        words = element.entries.get("Alt", "") or element.entries.get("ActualText", "")
        if element.role == "Figure" and not words.strip():
            message = "A picture has no alternative text."
            fix = "Describe it in Alt, or make it an artifact if it is decorative."
            yield on_page("alt-missing", "7.3", "13-004", element.page, message, fix)
        if element.role == "Formula" and not words.strip():
            message = "A formula has no alternative text."
            yield on_page(
                "formula-alt", "7.7", "17-002", element.page, message, "Describe it in Alt."
            )
        if element.role == "Figure" and len(element.attributes.get("BBox", ())) != 4:
            message = "A picture has no bounding box."
            clause, fix = "ISO 32000-1 14.8.5.4.3", "Add BBox."
            yield on_page("box-missing", clause, "", element.page, message, fix)


def notes(file: PdfFile) -> Iterator[PageDiagnostic]:
    """Notes have ids, and no two elements have the same id."""
    ids = Counter(e.entries["ID"] for e in file.elements() if e.entries.get("ID"))
    for element in file.elements():
        own = element.entries.get("ID", "")
        if element.role == "Note" and not own:
            message, fix = "A note has no ID.", "Give it one."
            yield on_page("note-id", "7.9", "19-003", element.page, message, fix)
        if own and ids[own] > 1:
            ids[own] = 1
            message, fix = f"Several elements have the ID {own!r}.", "Give each its own."
            yield on_page("id-twice", "7.9", "19-004", element.page, message, fix)


def lists(file: PdfFile) -> Iterator[PageDiagnostic]:
    """A list with labels has ListNumbering (ISO 32000-1, 14.8.5.5)."""
    for element in file.elements():
        labelled = any(part.role == "Lbl" for item in element.elements for part in item.elements)
        if element.role == "L" and labelled and "ListNumbering" not in element.attributes:
            message, fix = (
                "A list with labels does not say how it is numbered.",
                "Add ListNumbering.",
            )
            yield on_page("list-numbering", "7.6", "", element.page, message, fix)


def shared(file: PdfFile) -> Iterator[PageDiagnostic]:
    """No two elements hold the same content."""
    held = Counter(
        kid
        for element in file.elements()
        for kid in element.kids
        if isinstance(kid, ContentReference)
    )
    for kid, count in held.items():
        if count > 1:
            message = f"{count} elements hold the same content, which is read {count} times."
            fix = "Keep it in one of them."
            yield on_page("content-shared", "ISO 32000-1 14.7.4.4", "", kid.page, message, fix)


RULES: tuple[PdfRule, ...] = (
    *(roles, headings, nesting, empty, alternatives, notes, lists, shared),
)
