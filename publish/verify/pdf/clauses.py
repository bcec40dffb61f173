"""The diagnostics of PDF rules, and the clauses that they cite.

A requirement is in both parts of PDF/UA under different numbers.  A diagnostic cites the part that
the file claims: ISO 14289-1 with the checkpoint of the Matterhorn Protocol 1.1, or ISO 14289-2 (its
clauses have the same numbers in WTPDF 1.0).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeAlias

from publish.errors import Diagnostic, Severity
from publish.readers.pdf.records import PdfFile


class Clause(NamedTuple):
    """The clause of a requirement in ISO 14289-1, its checkpoint, and the clause in ISO 14289-2.

    A clause that begins with ``ISO`` names another standard.
    """

    part_1: str
    checkpoint: str = ""
    part_2: str = ""

    def cited(self, part: int) -> str:
        """Return the citation for a file of this part of PDF/UA."""
        if part == 2:
            return _named(self.part_2 or self.part_1, 2)
        name = _named(self.part_1, 1)
        return f"{name}, Matterhorn {self.checkpoint}" if self.checkpoint else name


def _named(clause: str, part: int) -> str:
    return clause if clause.startswith("ISO") else f"ISO 14289-{part} {clause}"


class PdfFault(NamedTuple):
    """What a rule found; ``page`` counts from 1 (0: the whole file)."""

    code: str
    clause: Clause
    page: int
    message: str
    fix: str
    severity: Severity = Severity.ERROR

    def diagnostic(self, path: Path, part: int) -> Diagnostic:
        """Return the diagnostic for the file ``path`` that is judged by this part of PDF/UA."""
        place = f"Page {self.page}: " if self.page else ""
        return Diagnostic(
            code=self.code,
            message=place + self.message,
            fix=self.fix,
            file=path,
            severity=self.severity,
            clause=self.clause.cited(part),
        )


#: A rule yields what it finds in a file.
PdfRule: TypeAlias = Callable[[PdfFile], Iterator[PdfFault]]


def part_of(file: PdfFile) -> int:
    """Return the part of PDF/UA that a file is judged by: the one that it claims, if there is one.

    PDF/UA-1 is for PDF 1.7 and earlier, PDF/UA-2 for PDF 2.0.
    """
    if file.part in (1, 2):
        return file.part
    return 2 if file.version.startswith("2") else 1
