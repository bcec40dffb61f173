"""The rules for a PDF (PDF/UA), fast enough for every build.

Each diagnostic names the clause of ISO 14289-1 (or of a standard that it refers to) and, if there
is one, the checkpoint of the Matterhorn Protocol 1.1.  If veraPDF is installed, its failures are
added.  The rules here explain how to fix a fault, and check what veraPDF doesn't: whether the
headers of a cell are those of its row and column.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from msgspec.structs import replace

from publish.errors import Diagnostic
from publish.readers.pdf import read_pdf
from publish.verify.diagnostics import PdfRule
from publish.verify.pdf import document, structure, tables
from publish.verify.pdf.verapdf import verdict

RULES: tuple[PdfRule, ...] = (
    *(*document.FILE_RULES, *structure.RULES, *tables.RULES),
    *(*document.PAGE_RULES, *document.FONT_RULES),
)

#: How many diagnostics with the same code are reported.
_MOST_OF_A_CODE = 20


def verify_pdf(path: Path, *, ask_verapdf: bool = True) -> tuple[Diagnostic, ...]:
    """Return the faults of the PDF ``path``, in the order of its pages.

    Raises:
        SourceError: The file can't be read as a PDF.
        ToolError: veraPDF is installed and can't check it.
    """
    file = read_pdf(path)
    rules = RULES
    if not file.has_tree:  # other faults would be consequences of this one
        rules = (document.press,) if file.press else document.FILE_RULES
    faults = dict.fromkeys(fault for rule in rules for fault in rule(file))
    counts: Counter[str] = Counter()
    found = []
    for _, fault in sorted(faults, key=lambda fault: fault[0]):
        counts[fault.code] += 1
        if counts[fault.code] <= _MOST_OF_A_CODE:
            found.append(replace(fault, file=path))
    if ask_verapdf and (file.has_tree or not file.press):
        found += verdict(path, file.part or 1)
    return tuple(found)


def verify_own_rules(path: Path) -> tuple[Diagnostic, ...]:
    """Return the faults of the PDF ``path`` by the rules here only, without veraPDF."""
    return verify_pdf(path, ask_verapdf=False)
