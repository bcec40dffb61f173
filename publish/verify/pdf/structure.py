"""Rules for the structure tree: nesting, headings, alternatives, notes, lists, captions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from publish.errors import Severity
from publish.readers.pdf.records import ContentReference, Element, PdfFile
from publish.readers.pdf.structure import MATHML
from publish.verify.pdf.clauses import Clause, PdfFault, PdfRule, part_of
from publish.verify.pdf.types import is_heading

#: The types that only group what they hold: it counts as held by what is around them.
_TRANSPARENT = frozenset({"NonStruct", "Div", "Part"})

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

_CHECKPOINTS = {"L": "09-005", "LI": "09-005", "LBody": "09-005", "TOC": "09-006", "TOCI": "09-006"}


def significant(element: Element) -> list[Element]:
    """Return the elements that ``element`` holds, without those that only group others."""
    found: list[Element] = []
    waiting = element.elements[::-1]
    while waiting:
        kid = waiting.pop()
        if kid.role in _TRANSPARENT:
            waiting += reversed(kid.elements)
        else:
            found.append(kid)
    return found


def _container(element: Element) -> str:
    """Return the type of what holds ``element``, without what only groups others."""
    around = (one.role for one in element.ancestors() if one.role not in _TRANSPARENT)
    return next(around, "")


def _misplaced(element: Element, message: str, fix: str) -> PdfFault:
    checkpoint = _CHECKPOINTS.get(element.role, "09-004")
    clause = Clause("7.2", checkpoint, "ISO 32000-2 Annex L")
    return PdfFault("misplaced", clause, element.page, message, fix)


def nesting(file: PdfFile) -> Iterator[PdfFault]:
    """Parts of tables, lists and tables of contents are inside the right elements."""
    for element in file.elements():
        if wanted := _INSIDE.get(element.role):
            around = _container(element)
            if around not in wanted:
                fix = f"It belongs in {' or '.join(sorted(wanted))}."
                yield _misplaced(element, f"{element.role} is in {around or 'the root'}.", fix)
        if held := _HOLDS.get(element.role):
            yield from _holding(element, significant(element), held)


def _holding(element: Element, kids: list[Element], held: set[str]) -> Iterator[PdfFault]:
    for kid in kids:
        if kid.role not in held and kid.role not in _INSIDE:  # those are told where they are
            fix = f"It may hold {', '.join(sorted(held))}."
            yield _misplaced(element, f"{element.role} holds {kid.role or kid.type}.", fix)
    roles = [kid.role for kid in kids]
    if element.role in ("L", "TOC") and "Caption" in roles[1:]:
        message, fix = f"The caption of a {element.role} is not its first part.", "Put it first."
        yield _misplaced(element, message, fix)
    if element.role == "Table" and ("Caption" in roles[1:-1] or roles.count("Caption") > 1):
        message = "The caption of a table is neither its first nor its last part."
        yield _misplaced(element, message, "Put it first or last, and only once.")


def groups(file: PdfFile) -> Iterator[PdfFault]:
    """A table has at most one head and one foot, and a body if it has one of them."""
    for element in file.elements():
        if element.role != "Table":
            continue
        kids = Counter(kid.role for kid in significant(element))
        for role in ("THead", "TFoot"):
            if kids[role] > 1:
                message, fix = f"A table has {kids[role]} {role}.", "Keep one."
                yield _misplaced(element, message, fix)
            if kids[role] and not kids["TBody"]:
                message, fix = f"A table has a {role} but no TBody.", "Put its rows into a TBody."
                yield _misplaced(element, message, fix)


def headings(file: PdfFile) -> Iterator[PdfFault]:
    """The first heading is of level 1, and none skips a level."""
    before = 0
    severity = Severity.ERROR if part_of(file) == 1 else Severity.WARNING
    for element in file.elements():
        if not is_heading(element):
            continue
        level = int(element.role[1:])
        if level > before + 1:
            message = f"A heading of level {level} follows one of level {before}."
            if not before:
                message = f"The first heading is of level {level}."
            clause = Clause("7.4.2", "14-003" if before else "14-002", "8.2.5.12")
            fix = f"Make it level {before + 1}."
            yield PdfFault("heading-jump", clause, element.page, message, fix, severity)
        before = level


def unnumbered_headings(file: PdfFile) -> Iterator[PdfFault]:
    """A PDF/UA-1 file has headings H or H1 to H6, and an element has at most one H."""
    if part_of(file) != 1:
        return
    numbered = any(is_heading(element) for element in file.elements())
    if not any(element.role == "H" for element in file.elements()):
        return
    for element in file.elements():
        if element.role == "H" and numbered:
            message, fix = "The file has headings H and headings with levels.", "Use H1 to H6."
            yield PdfFault("heading-mixed", Clause("7.4.4", "14-007"), element.page, message, fix)
        if sum(kid.role == "H" for kid in significant(element)) > 1:
            message, fix = f"A {element.type} has several headings H.", "Put each into a Sect."
            yield PdfFault("heading-twice", Clause("7.4.4", "14-006"), element.page, message, fix)


def alternatives(file: PdfFile) -> Iterator[PdfFault]:
    """Pictures and formulas have text alternatives, and pictures a bounding box."""
    for element in file.elements():
        if element.role not in ("Figure", "Formula"):
            continue
        has_text = bool(element.entries.get("Alt", "").strip()) or "ActualText" in element.entries
        if element.role == "Figure" and not has_text:
            message = "A picture has no alternative text."
            fix = "Describe it in Alt, or make it an artifact if it is decorative."
            clause = Clause("7.3", "13-004", "8.2.5.28.2")
            yield PdfFault("alt-missing", clause, element.page, message, fix)
        has_math = part_of(file) == 2 and _has_math(element)
        if element.role == "Formula" and not has_text and not has_math:
            message, fix = "A formula has no alternative text.", "Describe it in Alt."
            clause = Clause("7.7", "17-002", "8.2.5.29")
            severity = Severity.ERROR if part_of(file) == 1 else Severity.WARNING
            yield PdfFault("formula-alt", clause, element.page, message, fix, severity)
        box = element.attributes.get("BBox")
        has_box = isinstance(box, list) and len(box) == 4
        if element.role == "Figure" and not has_box and _drawn_pages(element) == 1:
            message, fix = "A picture has no bounding box.", "Add BBox."
            clause = Clause("ISO 32000-1 14.8.5.4.3", "", "ISO 32000-2 14.8.5.4.3")
            yield PdfFault("box-missing", clause, element.page, message, fix)


def _drawn_pages(element: Element) -> int:
    return len(
        {
            kid.page
            for one in element.walk()
            for kid in one.kids
            if isinstance(kid, ContentReference)
        }
    )


def _is_math(element: Element) -> bool:
    return element.namespace == MATHML or element.role == "math"


def _has_math(formula: Element) -> bool:
    """Return whether a formula has MathML: in elements, or in an associated file."""
    return formula.mathml is not None or any(_is_math(one) for one in formula.walk())


def _is_readable(mathml: bytes) -> bool:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(mathml, parser)
    except etree.XMLSyntaxError:
        return False
    return etree.QName(root) == etree.QName(MATHML, "math")


def formulas(file: PdfFile) -> Iterator[PdfFault]:
    """MathML is in a Formula, and each formula has some (PDF/UA-2)."""
    clause = Clause("8.2.5.29")
    for element in file.elements() if part_of(file) == 2 else ():
        if element.role == "Formula" and not _has_math(element):
            message = "A formula has no MathML, so its parts can't be explored."
            fix = "Add it as an associated file, unless the formula isn't a mathematical one."
            severity = Severity.INFO
            yield PdfFault("formula-mathml", clause, element.page, message, fix, severity)
        elif element.mathml is not None and not _is_readable(element.mathml):
            message = "The file of a formula isn't MathML."
            fix = "Make it one math element in the namespace of MathML."
            severity = Severity.WARNING
            yield PdfFault("mathml-wrong", clause, element.page, message, fix, severity)
        if element.role == "math" and _container(element) != "Formula":
            message, fix = "A math element is in no Formula.", "Put it into one."
            yield PdfFault("math-loose", clause, element.page, message, fix)


def notes(file: PdfFile) -> Iterator[PdfFault]:
    """Notes have IDs, and no two elements have the same ID (PDF/UA-1)."""
    ids = Counter(e.entries["ID"] for e in file.elements() if e.entries.get("ID"))
    for element in file.elements():
        own = element.entries.get("ID", "")
        if element.role == "Note" and not own and part_of(file) == 1:
            message, fix = "A note has no ID.", "Give it one."
            yield PdfFault("note-id", Clause("7.9", "19-003"), element.page, message, fix)
        if own and ids[own] > 1:
            ids[own] = 1
            message, fix = f"Several elements have the ID {own!r}.", "Give each its own."
            clause = Clause("7.9", "19-004", "ISO 32000-2 14.7.2")
            yield PdfFault("id-twice", clause, element.page, message, fix)


def note_references(file: PdfFile) -> Iterator[PdfFault]:
    """A note and what refers to it name each other, and the note says its kind (PDF/UA-2)."""
    if part_of(file) != 2:
        return
    clause = Clause("8.2.5.14")
    referring: dict[int, set[int]] = {}
    for element in file.elements():
        for target in element.refers:
            referring.setdefault(target, set()).add(element.number)
    for element in file.elements():
        if element.role != "FENote":
            continue
        if referring.get(element.number, set()) != set(element.refers):
            message = "A note and its references do not refer to each other."
            fix = "Set Ref in the note and in each reference."
            yield PdfFault("note-reference", clause, element.page, message, fix)
        if element.attributes.get("NoteType", "None") not in ("Footnote", "Endnote", "None"):
            message = "The kind of a note is not known."
            fix = "Set NoteType to Footnote, Endnote or None."
            yield PdfFault("note-kind", clause, element.page, message, fix)


def lists(file: PdfFile) -> Iterator[PdfFault]:
    """A list with labels has ListNumbering (ISO 32000-1, 14.8.5.5); its items have bodies."""
    severity = Severity.ERROR if part_of(file) == 2 else Severity.WARNING
    for element in file.elements():
        numbering = element.attributes.get("ListNumbering", "")
        has_none = not numbering or (numbering == "None" and part_of(file) == 2)
        if element.role == "L" and has_none and _is_labelled(element):
            message = "A list with labels does not say how it is numbered."
            clause = Clause("7.6", "", "8.2.5.25")
            fix = "Add ListNumbering."
            yield PdfFault("list-numbering", clause, element.page, message, fix, severity)
        is_item = element.role == "LI" and part_of(file) == 2
        if is_item and any(isinstance(kid, ContentReference) for kid in element.kids):
            message, fix = "LI holds text.", "Put it into LBody or Lbl."
            yield PdfFault("list-text", Clause("8.2.5.25"), element.page, message, fix)


def _is_labelled(element: Element) -> bool:
    return any(part.role == "Lbl" for item in significant(element) for part in significant(item))


def captions(file: PdfFile) -> Iterator[PdfFault]:
    """A caption is the first or last part of its element (PDF/UA-2)."""
    for element in file.elements() if part_of(file) == 2 else ():
        kids = [kid.role for kid in significant(element)]
        if "Caption" in kids[1:-1] and element.role not in ("Table", "L"):
            message = f"The caption of a {element.type} is neither its first nor its last part."
            clause, fix = Clause("8.2.5.27"), "Put it first or last."
            yield PdfFault("caption-place", clause, element.page, message, fix)


def annotated_text(file: PdfFile) -> Iterator[PdfFault]:
    """Ruby and warichu have all of their parts, in order (PDF/UA-2)."""
    orders = {"Ruby": (["RB", "RT"], ["RB", "RP", "RT", "RP"]), "Warichu": (["WP", "WT", "WP"],)}
    clauses = {"Ruby": Clause("8.2.5.23"), "Warichu": Clause("8.2.5.24")}
    for element in file.elements() if part_of(file) == 2 else ():
        allowed = orders.get(element.role)
        if allowed and [kid.role for kid in significant(element)] not in allowed:
            message = f"The parts of a {element.role} are incomplete or in another order."
            fix = f"Use {' or '.join(', '.join(order) for order in allowed)}."
            clause = clauses[element.role]
            yield PdfFault("annotated-parts", clause, element.page, message, fix)


def contents_items(file: PdfFile) -> Iterator[PdfFault]:
    """An item of a table of contents refers to what it leads to (PDF/UA-2)."""
    for element in file.elements() if part_of(file) == 2 else ():
        if element.role == "TOCI" and not any(one.refers for one in element.walk()):
            message = "An item of the table of contents does not refer to its section."
            fix = "Set Ref to the element that it leads to."
            yield PdfFault("contents-reference", Clause("8.2.5.8"), element.page, message, fix)


RULES: tuple[PdfRule, ...] = (
    *(nesting, groups, headings, unnumbered_headings, alternatives, formulas, notes),
    *(note_references, lists, captions, annotated_text, contents_items),
)
