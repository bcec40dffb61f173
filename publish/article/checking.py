"""What an author decides about the rules of the checker."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct


class RuleSetting(Struct, frozen=True):
    """The rule ``code`` is ``off``, or has another severity, for a ``reason`` that is never empty.

    ``severity`` is ``off``, ``information``, ``warning`` or ``error``; ``file`` and ``line`` say
    where that was decided.
    """

    code: str
    severity: str
    reason: str
    file: Path = Path()
    line: int = 0
