"""Print results, messages and errors; no other module prints.

Results go to standard output; progress, warnings and errors to standard error.  With ``--json``
standard output is one JSON object and nothing else.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from publish.cli.formatting import STYLE, diagnostic_data, diagnostic_line, error_line
from publish.errors import DECEPTIVE, Diagnostic, OutputError, PublishError, Severity, escaped

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
            _tell(text)

    def result(self, text: str, data: Mapping[str, object], code: int = 0) -> None:
        """Print the result of a command: ``text`` for a person, or ``data`` for a script.

        ``code`` is the exit code of the command.
        """
        if self.json:
            self.document({"ok": code == 0, "exit_code": code, **data})
        elif not self.quiet and text:
            _write(_plain(text))

    def result_now(self, text: str, data: Mapping[str, object]) -> None:
        """Print the result of a command that goes on, even if standard output isn't a terminal.

        Also when ``quiet``: without its address, nobody can use a server.
        """
        if self.json:
            self.document({"ok": True, **data})
        else:
            _write(_plain(text))
        finish_output()

    def diagnostics(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Print diagnostics on standard error, one a line; with JSON they are in the result."""
        if not self.json:
            for diagnostic in diagnostics:
                if diagnostic.severity is Severity.ERROR or not self.quiet:
                    _tell(diagnostic_line(diagnostic))

    def error(self, error: PublishError) -> None:
        """Print the error that ended the command, with all its diagnostics."""
        if self.json:
            found = [diagnostic_data(one) for one in error.diagnostics]
            self._failure(error.exit_code, type(error).__name__, str(error), found)
            return
        for diagnostic in error.diagnostics:
            _tell(diagnostic_line(diagnostic))
        if not error.diagnostics:
            _tell(error_line(error))

    def ended(self, code: int, name: str, message: str) -> None:
        """Print that a command was stopped, or ended by a fault of ours, on standard error."""
        _tell(message)
        if self.json:
            self._failure(code, name, message.strip(), [])

    def _failure(
        self, code: int, name: str, message: str, diagnostics: list[dict[str, object]]
    ) -> None:
        self.document(
            {
                "ok": False,
                "exit_code": code,
                "error": name,
                "message": message,
                "diagnostics": diagnostics,
            }
        )

    def document(self, data: Mapping[str, object]) -> None:
        """Print ``data`` as JSON."""
        _write(json_text(data, ascii_only=not _is_unicode(sys.stdout)))


class StandardOutputError(OutputError):
    """Standard output can't be written to."""


def json_text(data: Mapping[str, object], *, ascii_only: bool = False) -> str:
    """Return ``data`` as JSON, in which what could deceive a reader is escaped."""
    text = json.dumps(data, ensure_ascii=ascii_only, indent=2)
    return DECEPTIVE.sub(
        lambda found: found[0] if found[0] == "\n" else f"\\u{ord(found[0]):04x}", text
    )


def prepare_streams() -> None:
    """Let every text be printed, whatever the encoding of the streams.

    A standard stream that is closed is opened again, on nothing: otherwise the next file that is
    opened takes its place, and receives what a library prints.  :func:`finish_output` tells.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # it takes the lowest number, which is this one
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def finish_output() -> None:
    """Write out what standard output still holds.

    Raises:
        BrokenPipeError: Its reader has ended.
        StandardOutputError: It can't be written to.
    """
    with output_errors():
        if sys.stdout is not None:
            sys.stdout.flush()


def drop_output() -> None:
    """Let Python, as it ends, not try again to write what standard output can't take."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.close(nothing)


def _write(text: str) -> None:
    with output_errors():
        if sys.stdout is None:
            raise OSError(errno.EBADF, "it is closed")
        print(text)  # noqa: T201 - only this module prints


def _tell(text: str) -> None:
    """Print ``text`` on standard error, if it can be written to."""
    if sys.stderr is not None:
        with contextlib.suppress(OSError):
            print(_plain(text), file=sys.stderr)  # noqa: T201


@contextmanager
def output_errors() -> Iterator[None]:
    """Turn an :class:`OSError` of the block, in which only output is written, into ours.

    Raises :class:`StandardOutputError`.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        fix = "Redirect it to a file that can be written, or to /dev/null."
        reason = error.strerror or str(error)
        raise StandardOutputError(Path("standard output"), reason, fix) from error


def _plain(text: str) -> str:
    """Return ``text`` with only the control characters of lines, tabs and our own styles."""
    pieces = STYLE.split(text)
    styles = STYLE.findall(text)
    return "".join(
        escaped(piece, "\n\t") + style for piece, style in zip(pieces, [*styles, ""], strict=True)
    )


def _is_unicode(stream: TextIO | None) -> bool:
    return stream is not None and (stream.encoding or "").lower().startswith("utf")


#: The bar appears after so many seconds.
DELAY = 1.0


@contextmanager
def progress(screen: Screen) -> Iterator[Report]:
    """Yield a function that reports progress, on standard error if that is a terminal."""
    if screen.quiet or screen.json or sys.stderr is None or not sys.stderr.isatty():
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
