"""A progress bar with the time left, for work of more than a second."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from publish.cli.screen import Screen

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from publish.frontend import Report

#: Shorter work shows nothing, in seconds.
DELAY = 1.0


@contextmanager
def progress(screen: Screen) -> Iterator[Report]:
    """Yield a function to report to; it draws on standard error if that is a terminal."""
    if screen.quiet or screen.json or not sys.stderr.isatty():
        yield lambda _stage, _done, _total: None
        return
    bar = _Bar()
    try:
        yield bar.report
    finally:
        bar.close()


class _Bar:
    """Waits for :data:`DELAY`, then loads rich and draws."""

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
