"""One finding in a PDF, and what the families of rules are."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from publish.errors import Severity
from publish.verify.pdf.model import Edition


class Finding(Struct, frozen=True):
    """``page`` counts from 1 (0: the whole file).

    ``clause`` is of ISO 14289-1 unless it names another document; ``checkpoint`` is that of the
    Matterhorn Protocol 1.1, or empty where it has none.
    """

    code: str
    clause: str
    checkpoint: str
    page: int
    message: str
    fix: str
    severity: Severity = Severity.ERROR

    @property
    def criterion(self) -> str:
        """The rule in the words of its documents."""
        clause = self.clause if self.clause.startswith("ISO") else f"ISO 14289-1 {self.clause}"
        return f"{clause}, Matterhorn {self.checkpoint}" if self.checkpoint else clause


Rule = Callable[[Edition], Iterator[Finding]]
