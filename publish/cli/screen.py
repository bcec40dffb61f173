"""Print what a person sees, or what a script reads; no other module prints.

Results go to standard output; progress, warnings and errors to standard error.  With ``--json``
standard output is one JSON object and nothing else.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping

from publish.cli.formatting import diagnostic_data, diagnostic_line, error_line
from publish.errors import Diagnostic, PublishError, Severity


class Screen:
    """Prints for one command; ``quiet`` leaves only errors."""

    def __init__(self, *, json: bool = False, quiet: bool = False) -> None:
        self.json, self.quiet = json, quiet

    def say(self, text: str) -> None:
        """Print one line for a person, on standard error."""
        if not self.quiet and not self.json:
            print(text, file=sys.stderr)  # noqa: T201 - printing is this module's work

    def result(self, text: str, data: Mapping[str, object]) -> None:
        """Print what the command found or built: ``text`` for a person, ``data`` for a script."""
        if self.json:
            print(json.dumps({"ok": True, **data}, ensure_ascii=False, indent=2))  # noqa: T201
        elif not self.quiet and text:
            print(text)  # noqa: T201

    def diagnostics(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Print diagnostics on standard error, each on a line; a script gets them as JSON."""
        if not self.json:
            for diagnostic in diagnostics:
                if diagnostic.severity is Severity.ERROR or not self.quiet:
                    print(diagnostic_line(diagnostic), file=sys.stderr)  # noqa: T201

    def error(self, error: PublishError) -> None:
        """Print why the command ended, in full."""
        if self.json:
            data = {
                "ok": False,
                "exit_code": error.exit_code,
                "error": type(error).__name__,
                "message": str(error),
                "diagnostics": [diagnostic_data(one) for one in error.diagnostics],
            }
            print(json.dumps(data, ensure_ascii=False, indent=2))  # noqa: T201
            return
        for diagnostic in error.diagnostics:
            print(diagnostic_line(diagnostic), file=sys.stderr)  # noqa: T201
        if not error.diagnostics:
            print(error_line(error), file=sys.stderr)  # noqa: T201
