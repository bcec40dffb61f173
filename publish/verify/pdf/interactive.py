"""Rules for annotations: links, form fields, media and the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from publish.errors import Severity
from publish.readers.pdf.records import Annotation, Element, ObjectReference, PdfFile
from publish.verify.pdf.clauses import Clause, PdfFault, PdfRule, part_of
from publish.verify.pdf.structure import significant

#: ISO 32000-1, table 165: the flags Invisible, NoView and ToggleNoView.
_INVISIBLE, _NO_VIEW, _TOGGLE_NO_VIEW = 1, 1 << 5, 1 << 8

#: Markup annotations (ISO 32000-2, 12.5.6.2).
_MARKUP = frozenset(
    {
        *("Text", "FreeText", "Line", "Square", "Circle", "Polygon", "PolyLine", "Highlight"),
        *("Underline", "Squiggly", "StrikeOut", "Caret", "Stamp", "Ink", "FileAttachment"),
        *("Redact", "Projection", "Sound"),
    }
)

#: What each type of annotation must be in, if it isn't an Annot.
_HOLDERS = {
    "Link": (("Link", "Reference"), Clause("7.18.5", "28-011", "8.2.5.20")),
    "Widget": (("Form",), Clause("7.18.4", "28-010", "8.10.1")),
    "Watermark": (("Annot",), Clause("7.18.1", "28-002", "8.9.2.4.16")),
}

#: Annotations that need ``Contents`` in PDF/UA-2, and the clause.
_DESCRIBED = {
    "Ink": "8.9.2.4.8",
    "Screen": "8.9.2.4.12",
    "3D": "8.9.2.4.19",
    "RichMedia": "8.9.2.4.19",
}

_Owners: TypeAlias = dict[int, Element]
_NoteRule: TypeAlias = Callable[[PdfFile, Annotation, Element | None], Iterator[PdfFault]]


def each_annotation(file: PdfFile) -> Iterator[PdfFault]:
    """Apply the rules for one annotation to each one that people can reach."""
    owners: _Owners = {
        kid.number: element
        for element in file.elements()
        for kid in element.kids
        if isinstance(kid, ObjectReference) and kid.number
    }
    by_number = {element.number: element for element in file.elements()}
    for page in file.pages:
        for note in page.annotations:
            if note.hidden or note.outside:
                continue
            owner = owners.get(note.number) or by_number.get(note.owner)
            for rule in _RULES_1 if part_of(file) == 1 else _RULES_2:
                yield from rule(file, note, owner)


def tabs(file: PdfFile) -> Iterator[PdfFault]:
    """The tab order of a page with annotations is that of its structure."""
    allowed = ("S",) if part_of(file) == 1 else ("S", "A", "W")
    for page in file.pages:
        if page.annotations and page.tabs not in allowed:
            message = "The tab order of the page is not the order of its structure."
            clause = Clause("7.18.3", "28-009" if page.tabs else "28-008", "8.9.3.3")
            yield PdfFault("tabs", clause, page.number, message, "Set Tabs to S.")


def form_elements(file: PdfFile) -> Iterator[PdfFault]:
    """A Form element holds one form field."""
    widgets = {a.number for page in file.pages for a in page.annotations if a.subtype == "Widget"}
    for element in file.elements():
        if element.role != "Form":
            continue
        held = [kid for kid in element.kids if isinstance(kid, ObjectReference)]
        count = sum(kid.number in widgets for kid in held)
        alone = count == 1 and len(element.kids) == 1
        if part_of(file) == 1 and held and not alone and "Role" not in element.attributes:
            message = "A Form element without Role holds more than one form field."
            fix = "Give each field its own Form element."
            clause = Clause("7.18.4", "", "8.10.1")
            yield PdfFault("form-crowded", clause, element.page, message, fix)
        if part_of(file) == 2 and count > 1:
            message = f"A Form element holds {count} form fields."
            fix = "Give each field its own Form element."
            yield PdfFault("form-crowded", Clause("8.10.1"), element.page, message, fix)


def link_targets(file: PdfFile) -> Iterator[PdfFault]:
    """Links to different places are in different elements (PDF/UA-2)."""
    links = {a.number: a for page in file.pages for a in page.annotations if a.subtype == "Link"}
    for element in file.elements() if part_of(file) == 2 else ():
        targets = {
            links[kid.number].target
            for kid in element.kids
            if isinstance(kid, ObjectReference) and kid.number in links
        }
        if len(targets) > 1:
            message = "An element holds links to different places."
            fix = "Give each its own Link element."
            yield PdfFault("link-crowded", Clause("8.2.5.20"), element.page, message, fix)


def destinations(file: PdfFile) -> Iterator[PdfFault]:
    """Links and bookmarks lead to elements, not to places on pages (PDF/UA-2)."""
    for page, what in file.page_targets if part_of(file) == 2 else ():
        message = f"The {what} leads to a page instead of an element."
        fix = "Make it a structure destination (ISO 32000-2, 12.3.2.3)."
        yield PdfFault("page-target", Clause("8.8"), page, message, fix)


def _in_tree(_: PdfFile, note: Annotation, owner: Element | None) -> Iterator[PdfFault]:
    """An annotation is in the right element, to which the parent tree leads."""
    wanted, clause = _HOLDERS.get(note.subtype, (("Annot",), Clause("7.18.1", "28-002", "8.9.2.3")))
    around = [] if owner is None else [owner.role, *(one.role for one in owner.ancestors())]
    if not set(wanted) & set(around):
        message = f"A {note.subtype} annotation is in no {wanted[0]} element."
        fix = "Add an object reference to one."
        yield PdfFault("annotation-loose", clause, note.page, message, fix)
    elif owner is not None and (not note.has_key or note.owner != owner.number):
        message = f"The parent tree does not lead from a {note.subtype} to its element."
        fix = "Give it the StructParent of its element."
        clause = Clause("ISO 32000-1 14.7.4.4", "", "ISO 32000-2 14.7.5.4")
        yield PdfFault("annotation-parent", clause, note.page, message, fix)


def _nested(file: PdfFile, note: Annotation, owner: Element | None) -> Iterator[PdfFault]:
    """Annotations of PDF/UA-1 are in the tree, except popups and printer's marks."""
    if note.subtype not in ("Popup", "PrinterMark", "TrapNet"):
        yield from _in_tree(file, note, owner)


def _described(_: PdfFile, note: Annotation, owner: Element | None) -> Iterator[PdfFault]:
    """Links have Contents, fields a TU, and the others either Contents or an Alt."""
    alternative = owner.entries.get("Alt", "") if owner else ""
    if note.subtype == "Link" and not note.contents:
        message, fix = "A Link annotation has no description.", "Say where it leads in Contents."
        clause = Clause("7.18.5", "28-012")
    elif note.subtype == "Widget" and not (note.label or alternative):
        message, fix = "A form field has no name.", "Name it in TU."
        clause = Clause("7.18.1", "28-005")
    elif note.subtype not in ("Link", "Widget", "Popup") and not (note.contents or alternative):
        message, fix = (
            f"A {note.subtype} annotation has no description.",
            "Describe it in Contents.",
        )
        clause = Clause("7.18.1", "28-004")
    else:
        return
    yield PdfFault("annotation-unnamed", clause, note.page, message, fix)


def _printing(_: PdfFile, note: Annotation, owner: Element | None) -> Iterator[PdfFault]:
    """There are no trap networks, and printer's marks aren't in the tree."""
    if note.subtype == "TrapNet":
        message = "The page has a trap network."
        clause = Clause("7.18.2", "28-006", "8.9.2.4.15")
        yield PdfFault("trap-network", clause, note.page, message, "Remove it.")
    if note.subtype == "PrinterMark" and owner is not None and not _is_artifact(owner):
        message, fix = "A printer's mark is in the structure tree.", "Remove it from the tree."
        clause = Clause("7.18.8", "28-017", "8.9.2.4.14")
        yield PdfFault("printer-mark", clause, note.page, message, fix)


def _media(file: PdfFile, note: Annotation, _: Element | None) -> Iterator[PdfFault]:
    """Media clips say their type and have text alternatives; attached files have names."""
    clip = note.clip
    if clip is not None and part_of(file) == 1:
        if not clip.is_typed:
            message, fix = "A media clip does not say its type.", "Set CT."
            yield PdfFault("clip-type", Clause("7.18.6.2", "28-014"), note.page, message, fix)
        texts = clip.alternatives or ()
        # Pairs of a language, which may be empty, and a text (14.9.2.4).
        if not texts or len(texts) % 2 or not all(text.strip() for text in texts[1::2]):
            message, fix = "A media clip has no text alternative.", "Describe it in Alt."
            yield PdfFault("clip-alt", Clause("7.18.6.2", "28-015"), note.page, message, fix)


def _held(file: PdfFile, note: Annotation, owner: Element | None) -> Iterator[PdfFault]:
    """In PDF/UA-2 what people can't see is an artifact, the rest is in the right element."""
    is_real = owner is not None and not _is_artifact(owner)
    unseen = note.flags & _INVISIBLE or (note.flags & (_NO_VIEW | _TOGGLE_NO_VIEW)) == _NO_VIEW
    if is_real and unseen:
        message = f"A {note.subtype} annotation that is not shown is in the structure tree."
        fix = "Make it an artifact, or show it."
        yield PdfFault("annotation-unseen", Clause("8.9.2.2"), note.page, message, fix)
    if note.subtype == "Popup" and owner is not None:
        message, fix = "A popup is in the structure tree.", "Remove it from the tree."
        yield PdfFault("popup-tagged", Clause("8.9.2.4.9"), note.page, message, fix)
    if note.subtype == "Widget" and note.is_empty and is_real:
        message, fix = (
            "A form field without a size is in the structure tree.",
            "Make it an artifact.",
        )
        yield PdfFault("widget-empty", Clause("8.10.1", "", "8.9.2.4.13"), note.page, message, fix)
    if note.subtype == "Watermark" and is_real:
        yield from _in_tree(file, note, owner)
    if owner is None or is_real:
        is_markup = note.subtype in _MARKUP and note.subtype != "Sound"
        if note.subtype == "Link" or is_markup or (note.subtype == "Widget" and owner is not None):
            yield from _in_tree(file, note, owner)


def _worded(_: PdfFile, note: Annotation, owner: Element | None) -> Iterator[PdfFault]:
    """Annotations of PDF/UA-2 have Contents where their clauses want them."""
    clause = _DESCRIBED.get(note.subtype)
    if clause and not note.has_contents:
        message, fix = (
            f"A {note.subtype} annotation has no description.",
            "Describe it in Contents.",
        )
        yield PdfFault("annotation-unnamed", Clause(clause), note.page, message, fix)
    if note.subtype == "Link" and not note.has_contents:
        message, fix = "A Link annotation has no description.", "Say where it leads in Contents."
        severity, clauses = Severity.INFO, Clause("8.9.4.2")
        yield PdfFault("annotation-unnamed", clauses, note.page, message, fix, severity)
    if note.subtype == "Stamp" and not (note.name or note.has_contents):
        message, fix = "A Stamp annotation has no description.", "Describe it in Contents."
        yield PdfFault("annotation-unnamed", Clause("8.9.2.4.7"), note.page, message, fix)
    if note.rich is not None and note.contents and " ".join(note.contents.split()) != note.rich:
        message = f"Contents and RC of a {note.subtype} annotation differ."
        yield PdfFault("annotation-texts", Clause("8.9.2.3"), note.page, message, "Keep one text.")
    if note.subtype in ("Sound", "Movie"):
        message, fix = f"A {note.subtype} annotation can't be used.", "Use a RichMedia annotation."
        yield PdfFault("media-old", Clause("8.9.2.4.11"), note.page, message, fix)
    alternative = owner.entries.get("Alt") if owner else None
    if note.has_contents and alternative is not None and alternative.strip() != note.contents:
        message = f"Contents of a {note.subtype} and Alt of its element differ."
        yield PdfFault("annotation-texts", Clause("8.9.4.2"), note.page, message, "Keep one text.")
    if note.subtype == "Widget" and not note.has_contents:
        labelled = owner is not None and any(
            one.role == "Lbl" and one.kids for one in significant(owner)
        )
        if note.has_actions or not labelled:
            message, fix = "A form field has neither a label nor Contents.", "Say what it is for."
            yield PdfFault("annotation-unnamed", Clause("8.10.2.3"), note.page, message, fix)
    if note.attached is not None and note.attached.embedded and not note.attached.relationship:
        message = "An attached file does not say what it is to the document."
        yield PdfFault(
            "file-relationship", Clause("8.9.2.4.10"), note.page, message, "Set AFRelationship."
        )


def _is_artifact(element: Element) -> bool:
    return any(one.role == "Artifact" for one in (element, *element.ancestors()))


_RULES_1: tuple[_NoteRule, ...] = (_nested, _described, _printing, _media)
_RULES_2: tuple[_NoteRule, ...] = (_held, _worded, _printing)

RULES: tuple[PdfRule, ...] = (each_annotation, tabs, form_elements, link_targets, destinations)
