"""Is a PDF accessible?  Our own reading of PDF/UA, fast enough for every build.

Each finding names the clause of ISO 14289-1 (or of the PDF standard behind it) and, where there is
one, the checkpoint of the Matterhorn Protocol 1.1.  Where veraPDF is installed its verdict is added
(``publish.verify.pdf.outside``); ours says in words what to fix, and looks at what veraPDF leaves
to people: whether the headers of a cell are those of its row and column.
"""

from __future__ import annotations

from pathlib import Path

from publish.errors import Diagnostic
from publish.verify.pdf import document, lettering, pages, structure, tables
from publish.verify.pdf.finding import Rule
from publish.verify.pdf.outside import verdict
from publish.verify.pdf.reading import read

RULES: tuple[Rule, ...] = (
    *(*document.RULES, *structure.RULES, *tables.RULES),
    *(*pages.RULES, *lettering.RULES),
)

#: How many findings of one kind are told in full.
_MOST = 20


def verify_pdf(path: Path, *, ask_verapdf: bool = True) -> tuple[Diagnostic, ...]:
    """The faults of the PDF ``path``, in the order of its pages.

    Raises :class:`~publish.errors.SourceError` where the file cannot be read as a PDF.
    """
    edition = read(path)
    without = (document.press,) if edition.press else document.RULES
    rules = RULES if edition.has_tree else without  # without tags, all else follows from that
    findings = [finding for rule in rules for finding in rule(edition)]
    findings.sort(key=lambda finding: finding.page)
    told: dict[str, int] = {}
    diagnostics = []
    for finding in dict.fromkeys(findings):
        told[finding.code] = told.get(finding.code, 0) + 1
        if told[finding.code] <= _MOST:
            place = f"Page {finding.page}: " if finding.page else ""
            diagnostics.append(
                Diagnostic(
                    code=finding.code,
                    message=place + finding.message,
                    fix=finding.fix,
                    file=path,
                    severity=finding.severity,
                    clause=finding.criterion,
                )
            )
    if ask_verapdf and (edition.has_tree or not edition.press):
        diagnostics += verdict(path, edition.part or 1)
    return tuple(diagnostics)
