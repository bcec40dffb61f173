"""Which structure types may hold which: ISO 32005:2023, table 5, for PDF/UA-2.

The parts of lists, tables and contents are judged by :func:`publish.verify.pdf.structure.nesting`.
A type that isn't in the table, such as ``Div`` or those of MathML, holds anything.
"""

from __future__ import annotations

from collections.abc import Iterator

from publish.readers.pdf.records import Element, PdfFile
from publish.verify.pdf.clauses import Clause, PdfFault, PdfRule, part_of
from publish.verify.pdf.types import is_heading

_PHRASES = "BibEntry Em Quote Ruby Span Strong Sub Warichu"
_ROOTS = "Document DocumentFragment"
_GROUPS = f"BlockQuote Art Aside Caption Div Hn Index P Part Sect Table Title TOC {_ROOTS}"

#: What the types never hold; ``Hn`` is any heading with a level.
_NEVER = {
    "Art": f"Art Document Reference {_PHRASES}",
    "Aside BlockQuote": f"Aside Title {_PHRASES}",
    "Sect": f"Document Reference {_PHRASES}",
    _ROOTS: f"Caption Lbl Reference {_PHRASES}",
    "Caption": "Caption Document Title TOC",
    "FENote": "BibEntry Document Hn Index Title TOC",
    "Note": "Document Hn Title TOC",
    "LBody": f"Lbl Title TOC {_ROOTS}",
    "Figure": f"Title TOC {_ROOTS}",
    "Formula": f"Art Sect Title TOC {_ROOTS}",
    "TD TH": f"Aside BlockQuote Caption Part Sub Title TOC {_ROOTS}",
    "Link": "Document Index Link TOC",
    "Title": f"Art BlockQuote Hn Index Sect Sub Title TOC {_ROOTS}",
    "Em Quote Span Strong": f"L {_GROUPS}",
    "Sub": f"Sub {_GROUPS}",
    "P": _GROUPS.replace(" Table", ""),
    "Hn": f"Aside BlockQuote Caption Div Hn Index L P Part Table Title TOC {_ROOTS}",
    "Lbl": f"L Lbl {_GROUPS}",
    "Code": "Art Aside BlockQuote Caption Code Document Figure Formula Hn Index L Lbl P Quote Ruby"
    " Sect Table Title TOC Warichu",
    "Reference": f"Code Formula L Quote Reference Ruby Sub Warichu {_GROUPS}",
}

_TABLE = {
    type_: frozenset(held.split()) for types, held in _NEVER.items() for type_ in types.split()
}


def contained(file: PdfFile) -> Iterator[PdfFault]:
    """No element holds an element of a type that it can't hold."""
    if part_of(file) != 2:
        return
    for element in file.elements():
        never = _TABLE.get(_name(element), frozenset())
        for kid in element.elements:
            if _name(kid) in never:
                message = f"An element {element.role} holds {kid.role}, which it can't hold."
                fix = "Put it after the other, or into an element that may hold both."
                clause = Clause("ISO 32005 table 5")
                yield PdfFault("type-misplaced", clause, kid.page or element.page, message, fix)


def _name(element: Element) -> str:
    return "Hn" if is_heading(element) else element.role


RULES: tuple[PdfRule, ...] = (contained,)
