"""The structure tree: types, headings, lists, figures, notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from publish.verify.pdf.finding import Finding, Rule
from publish.verify.pdf.model import Content, Edition, Element, Object
from publish.verify.pdf.standard import HEADINGS, HOLDS, INSIDE, TYPES, role_of

_GROUPS = {"Table": "09-004", "THead": "09-004", "TBody": "09-004", "TFoot": "09-004"} | {
    **{"TR": "09-004", "TH": "09-004", "TD": "09-004"},
    **{"L": "09-005", "LI": "09-005", "LBody": "09-005", "TOC": "09-006", "TOCI": "09-006"},
}


def roles(edition: Edition) -> Iterator[Finding]:
    """Every type is a standard one, or stands for one (ISO 32000-1, 14.8.4)."""
    for type_ in sorted({element.type for element in edition.elements() if not element.role}):
        circular = type_ in edition.roles and not role_of(type_, edition.roles)
        message = f"The type {type_!r} stands for no standard type."
        fix = "Map it to one in the role map."
        yield Finding("type-unknown", "7.1", "02-003" if circular else "02-001", 0, message, fix)
    for type_ in sorted(TYPES & edition.roles.keys()):
        if edition.roles[type_] != type_ and edition.part != 2:
            message = f"The standard type {type_!r} is made to mean {edition.roles[type_]!r}."
            fix = "Take it out of the role map."
            if type_ not in ("Em", "Strong", "Sub", "Aside", "Title", "FENote", "DocumentFragment"):
                yield Finding("type-remapped", "7.1", "02-004", 0, message, fix)


def headings(edition: Edition) -> Iterator[Finding]:
    """The first is of level 1, and none is more than one below the one before it."""
    before = 0
    for element in edition.elements():
        level = HEADINGS.get(element.role)
        if level is None:
            continue
        if level > before + 1:
            message = (
                f"After a heading of level {before} comes one of level {level}."
                if before
                else f"The first heading is of level {level}."
            )
            checkpoint = "14-003" if before else "14-002"
            fix = f"Make it level {before + 1}."
            yield Finding("heading-jump", "7.4.2", checkpoint, element.page, message, fix)
        before = level


def nesting(edition: Edition) -> Iterator[Finding]:
    """Parts of tables, lists and contents stand where they belong."""
    for element in edition.elements():
        around = element.parent.role if element.parent else ""
        wanted = INSIDE.get(element.role)
        if wanted and around not in wanted:
            message = f"{element.role} stands in {around or 'the root'}."
            fix = f"It belongs in {' or '.join(sorted(wanted))}."
            yield Finding("misplaced", "7.2", _GROUPS[element.role], element.page, message, fix)
        held = HOLDS.get(element.role)
        for kid in element.kids if held else ():
            if isinstance(kid, Object) or (isinstance(kid, Element) and kid.role in held):  # type: ignore[operator]  # held is a set here
                continue
            what = kid.role or kid.type if isinstance(kid, Element) else "text"
            if isinstance(kid, Element) and kid.role in INSIDE:
                continue  # told above
            message = f"{element.role} holds {what}."
            fix = f"It may hold {', '.join(sorted(held or ()))}."
            yield Finding("misplaced", "7.2", _GROUPS[element.role], element.page, message, fix)


def empty(edition: Edition) -> Iterator[Finding]:
    """Headings, paragraphs and links say something."""
    for element in edition.elements():
        if element.role in (*HEADINGS, "P", "Link", "Note", "Figure") and not element.kids:
            message = f"A {element.role} holds nothing."
            yield Finding(
                "empty", "7.1", "", element.page, message, "Take it away, or give it its content."
            )


def alternatives(edition: Edition) -> Iterator[Finding]:
    """Pictures and formulas are told in words, and where they are is known."""
    for element in edition.elements():
        words = element.entries.get("Alt", "") or element.entries.get("ActualText", "")
        if element.role == "Figure" and not words.strip():
            message = "A picture has no alternative text."
            fix = "Describe it in Alt, or make it an artifact if it only decorates."
            yield Finding("alt-missing", "7.3", "13-004", element.page, message, fix)
        if element.role == "Formula" and not words.strip():
            message = "A formula has no alternative text."
            yield Finding("formula-alt", "7.7", "17-002", element.page, message, "Say it in Alt.")
        if element.role == "Figure" and len(element.attributes.get("BBox", ())) != 4:
            message = "A picture does not say where on its page it is."
            clause, fix = "ISO 32000-1 14.8.5.4.3", "Give it a BBox."
            yield Finding("box-missing", clause, "", element.page, message, fix)


def notes(edition: Edition) -> Iterator[Finding]:
    """Notes can be found by their ids, and no two elements have the same."""
    ids = Counter(e.entries["ID"] for e in edition.elements() if e.entries.get("ID"))
    for element in edition.elements():
        own = element.entries.get("ID", "")
        if element.role == "Note" and not own:
            message, fix = "A note has no ID.", "Give it one."
            yield Finding("note-id", "7.9", "19-003", element.page, message, fix)
        if own and ids[own] > 1:
            ids[own] = 1
            message, fix = f"Several elements have the ID {own!r}.", "Give each its own."
            yield Finding("id-twice", "7.9", "19-004", element.page, message, fix)


def lists(edition: Edition) -> Iterator[Finding]:
    """A list with labels says how it is numbered (ISO 32000-1, 14.8.5.5)."""
    for element in edition.elements():
        labelled = any(part.role == "Lbl" for item in element.elements for part in item.elements)
        if element.role == "L" and labelled and "ListNumbering" not in element.attributes:
            message, fix = "A list does not say how it is numbered.", "Add ListNumbering."
            yield Finding("list-numbering", "7.6", "", element.page, message, fix)


def shared(edition: Edition) -> Iterator[Finding]:
    """No two elements hold the same content."""
    held = Counter(
        kid for element in edition.elements() for kid in element.kids if isinstance(kid, Content)
    )
    for kid, count in held.items():
        if count > 1:
            message = f"{count} elements hold the same content, which is read {count} times."
            fix = "Leave it in one of them."
            yield Finding("content-shared", "ISO 32000-1 14.7.4.4", "", kid.page, message, fix)


RULES: tuple[Rule, ...] = (*(roles, headings, nesting, empty, alternatives, notes, lists, shared),)
