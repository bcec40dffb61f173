"""What a person sees, or a script reads.

Results go to standard output; progress, warnings and errors to standard error.  With ``--json``
standard output is one JSON object and nothing else.

Small pieces of what the commands say.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO

from publish.errors import (
    Diagnostic,
    InaccessibleError,
    MissingVoiceError,
    PublishError,
    Severity,
    SourceError,
)

STYLES = {Severity.ERROR: "\x1b[1;31m", Severity.WARNING: "\x1b[33m", Severity.INFO: "\x1b[36m"}
_BOLD, _RESET = "\x1b[1m", "\x1b[0m"


def coloured(stream: TextIO) -> bool:
    """Whether ``stream`` takes colours: a terminal, unless ``NO_COLOR`` is set (no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


class Screen:
    """Prints for one command; ``quiet`` leaves only errors."""

    def __init__(self, *, json: bool = False, quiet: bool = False) -> None:
        self.json, self.quiet = json, quiet

    def say(self, text: str) -> None:
        """One line for a person, on standard error."""
        if not self.quiet and not self.json:
            print(text, file=sys.stderr)  # noqa: T201 - printing is this module's work

    def result(self, text: str, data: dict[str, Any]) -> None:
        """What the command found or made: ``text`` for a person, ``data`` for a script."""
        if self.json:
            print(json.dumps({"ok": True, **data}, ensure_ascii=False, indent=2))  # noqa: T201
        elif not self.quiet and text:
            print(text)  # noqa: T201

    def diagnostics(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Findings, one a line, on standard error (a script gets them with the result)."""
        if not self.json:
            for diagnostic in diagnostics:
                if diagnostic.severity is Severity.ERROR or not self.quiet:
                    print(self.line(diagnostic), file=sys.stderr)  # noqa: T201

    def line(self, diagnostic: Diagnostic) -> str:
        """``file:line: severity: message fix [clause]``."""
        colour, reset = (STYLES[diagnostic.severity], _RESET) if coloured(sys.stderr) else ("", "")
        place = str(diagnostic.file) + (f":{diagnostic.line}" if diagnostic.line else "")
        clause = f" [{diagnostic.clause}]" if diagnostic.clause else ""
        return (
            f"{place}: {colour}{diagnostic.severity}{reset}: "
            f"{diagnostic.message} {diagnostic.fix}{clause}"
        )

    def error(self, error: PublishError) -> None:
        """Why the command ended, in full."""
        found: tuple[Diagnostic, ...] = ()
        match error:
            case SourceError() | InaccessibleError() | MissingVoiceError():
                found = error.diagnostics
        if self.json:
            data = {
                "ok": False,
                "exit_code": error.exit_code,
                "error": type(error).__name__,
                "message": str(error),
                "diagnostics": [as_data(diagnostic) for diagnostic in found],
            }
            print(json.dumps(data, ensure_ascii=False, indent=2))  # noqa: T201
            return
        for diagnostic in found:
            print(self.line(diagnostic), file=sys.stderr)  # noqa: T201
        if not found:
            red, reset = (STYLES[Severity.ERROR], _RESET) if coloured(sys.stderr) else ("", "")
            print(f"{red}error{reset}: {error}", file=sys.stderr)  # noqa: T201


def as_data(diagnostic: Diagnostic) -> dict[str, Any]:
    """``diagnostic`` for JSON; ``line`` is 0 where the whole file is meant."""
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "file": str(diagnostic.file),
        "line": diagnostic.line,
        "message": diagnostic.message,
        "fix": diagnostic.fix,
        "clause": diagnostic.clause,
    }


def bold(text: str) -> str:
    """``text`` in bold on a terminal."""
    return f"{_BOLD}{text}{_RESET}" if coloured(sys.stdout) else text


def size(count: int) -> str:
    """``count`` bytes for a person: ``1.4 MB``."""
    if count < 1000:
        return f"{count} bytes"
    value, unit = count / 1000, "kB"
    if value >= 1000:
        value, unit = value / 1000, "MB"
    return f"{value:.1f} {unit}" if value < 100 else f"{value:.0f} {unit}"


def shown(path: Path) -> str:
    """``path`` as short as it can be said from here."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def at(line: int) -> str:
    """``line 3: ``, or nothing where the whole file is meant (0)."""
    return f"line {line}: " if line else ""


def many(count: int, noun: str) -> str:
    """``1 error``, ``2 errors``."""
    return f"{count} {noun}" + ("" if count == 1 else "s")


def columns(rows: list[tuple[str, ...]]) -> str:
    """``rows`` as aligned text."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
