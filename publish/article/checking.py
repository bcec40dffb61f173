"""What an author decides about the rules of the checker."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class RuleSetting:
    """The rule ``code`` is ``off``, or has another severity, for a ``reason`` that is never empty.

    ``severity`` is ``off``, ``information``, ``warning`` or ``error``; ``file`` and ``line`` say
    where that was decided.
    """

    code: str
    severity: str
    reason: str
    file: Path = Path()
    line: int = 0
