"""The rules for a PDF (PDF/UA), fast enough for every build.

Each diagnostic names the clause of the part of PDF/UA that the file claims, or of a standard that
it refers to.  If veraPDF is installed, its failures are added.  The rules here explain how to fix a
fault, and check what veraPDF doesn't: whether the headers of a cell are those of its row and
column.

`document`, `languages`         the file as a whole
`content`                       what the pages draw
`types`, `structure`, `tables`  the structure tree
`containment`                   which structure types hold which
`interactive`                   links, form fields and media
`fonts`, `glyphs`               font dictionaries, and the programs in them
`press`                         a file for a press, which has no tags
"""

from __future__ import annotations

from pathlib import Path

from publish.errors import Diagnostic
from publish.readers.pdf import read_pdf
from publish.verify.diagnostics import not_too_many
from publish.verify.pdf import (
    containment,
    content,
    document,
    fonts,
    glyphs,
    interactive,
    languages,
    press,
    structure,
    tables,
    types,
)
from publish.verify.pdf.clauses import PdfRule, part_of
from publish.verify.pdf.verapdf import verdict

RULES: tuple[PdfRule, ...] = (
    *(*document.RULES, *languages.RULES, *content.RULES),
    *(*types.RULES, *structure.RULES, *tables.RULES, *containment.RULES),
    *(*interactive.RULES, *fonts.RULES, *glyphs.RULES),
)


def verify_pdf(path: Path, *, ask_verapdf: bool = True) -> tuple[Diagnostic, ...]:
    """Return the faults of the PDF ``path``, in the order of its pages.

    Raises:
        SourceError: The file can't be read as a PDF.
        ToolError: veraPDF is installed and can't check it.
    """
    file = read_pdf(path)
    rules = RULES
    if not file.has_tree:  # other faults would be consequences of this one
        rules = press.RULES if file.press else (*document.RULES, *languages.RULES)
    faults = sorted((fault for rule in rules for fault in rule(file)), key=lambda one: one.page)
    found = list(not_too_many(fault.diagnostic(path, part_of(file)) for fault in faults))
    if ask_verapdf and (file.has_tree or not file.press):
        found += verdict(path, part_of(file))
    return tuple(found)


def verify_own_rules(path: Path) -> tuple[Diagnostic, ...]:
    """Return the faults of the PDF ``path`` by the rules here only, without veraPDF."""
    return verify_pdf(path, ask_verapdf=False)
