"""Print results, messages and errors; no other module prints.

Results go to standard output; progress, warnings and errors to standard error.  With ``--json``
standard output is one JSON object and nothing else.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from publish.cli.formatting import diagnostic_data, diagnostic_line, error_line
from publish.errors import Diagnostic, PublishError, Severity

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from publish.frontend import Report


class Screen:
    """Prints for one command; ``quiet`` leaves only errors."""

    def __init__(self, *, json: bool = False, quiet: bool = False) -> None:
        self.json, self.quiet = json, quiet

    def say(self, text: str) -> None:
        """Print one line for a person, on standard error."""
        if not self.quiet and not self.json:
            print(text, file=sys.stderr)  # noqa: T201 - only this module prints

    def result(self, text: str, data: Mapping[str, object], code: int = 0) -> None:
        """Print the result of a command: ``text`` for a person, or ``data`` for a script.

        ``code`` is the exit code of the command.
        """
        if self.json:
            self._answer({"ok": code == 0, "exit_code": code, **data})
        elif not self.quiet and text:
            print(text)  # noqa: T201

    def diagnostics(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Print diagnostics on standard error, one a line; with JSON they are in the result."""
        if not self.json:
            for diagnostic in diagnostics:
                if diagnostic.severity is Severity.ERROR or not self.quiet:
                    print(diagnostic_line(diagnostic), file=sys.stderr)  # noqa: T201

    def error(self, error: PublishError) -> None:
        """Print the error that ended the command, with all its diagnostics."""
        if self.json:
            found = [diagnostic_data(one) for one in error.diagnostics]
            self._failure(error.exit_code, type(error).__name__, str(error), found)
            return
        for diagnostic in error.diagnostics:
            print(diagnostic_line(diagnostic), file=sys.stderr)  # noqa: T201
        if not error.diagnostics:
            print(error_line(error), file=sys.stderr)  # noqa: T201

    def ended(self, code: int, name: str, message: str) -> None:
        """Print that a command was stopped, or ended by a fault of ours, on standard error."""
        print(message, file=sys.stderr)  # noqa: T201
        if self.json:
            self._failure(code, name, message.strip(), [])

    def _failure(
        self, code: int, name: str, message: str, diagnostics: list[dict[str, object]]
    ) -> None:
        self._answer(
            {
                "ok": False,
                "exit_code": code,
                "error": name,
                "message": message,
                "diagnostics": diagnostics,
            }
        )

    def _answer(self, data: Mapping[str, object]) -> None:
        print(json.dumps(data, ensure_ascii=False, indent=2))  # noqa: T201


#: The bar appears after so many seconds.
DELAY = 1.0


@contextmanager
def progress(screen: Screen) -> Iterator[Report]:
    """Yield a function that reports progress, on standard error if that is a terminal."""
    if screen.quiet or screen.json or not sys.stderr.isatty():
        yield lambda _stage, _done, _total: None
        return
    bar = _Bar()
    try:
        yield bar.report
    finally:
        bar.close()


class _Bar:
    """A progress bar that loads rich and draws after :data:`DELAY`."""

    def __init__(self) -> None:
        self.begin = time.monotonic()
        self.drawing: Progress | None = None
        self.stage = ""
        self.task: TaskID | None = None

    def report(self, stage: str, done: int, total: int) -> None:
        if self.drawing is None:
            if time.monotonic() - self.begin < DELAY:
                return
            self.drawing = _drawing()
            self.drawing.start()
        if self.task is None or stage != self.stage:
            if self.task is not None:
                self.drawing.remove_task(self.task)
            self.stage, self.task = stage, self.drawing.add_task(stage, total=None)
        self.drawing.update(self.task, completed=done, total=total or None)

    def close(self) -> None:
        if self.drawing is not None:
            self.drawing.stop()


def _drawing() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
    from rich.progress import TimeRemainingColumn as TimeLeftColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeLeftColumn(),
        console=Console(stderr=True),
        transient=True,
    )
