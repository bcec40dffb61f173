"""Say when a file of a source was saved."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

#: Milliseconds in which further changes are awaited after one, and in which they are gathered.
_QUIET, _TOGETHER = 20, 100

#: Folders that are watched for one source, and how deep they may be.
_MOST_FOLDERS, _DEEPEST = 200, 3


def watch(folder: Path, changed: Callable[[], None], stop: threading.Event) -> None:
    """Call ``changed`` in a thread when something below ``folder`` changes, until ``stop``.

    A folder that is made later is watched when something else has changed.
    """
    threading.Thread(target=_watch, args=(folder, changed, stop), daemon=True).start()


def _watch(folder: Path, changed: Callable[[], None], stop: threading.Event) -> None:
    import watchfiles

    while not stop.is_set() and folder.is_dir():
        folders = set(islice(_folders(folder, _DEEPEST), _MOST_FOLDERS))
        for _changes in watchfiles.watch(
            *folders,
            watch_filter=None,
            debounce=_TOGETHER,
            step=_QUIET,
            stop_event=stop,
            recursive=False,
            raise_interrupt=False,
        ):
            changed()
            if set(islice(_folders(folder, _DEEPEST), _MOST_FOLDERS)) != folders:
                break


def _folders(folder: Path, depth: int) -> Iterator[Path]:
    """Yield ``folder`` and those below it that aren't hidden, without following links."""
    yield folder
    try:
        inside = sorted(
            one
            for one in folder.iterdir()
            if one.is_dir() and not one.is_symlink() and one.name[0] != "."
        )
    except OSError:  # it can't be read, or was removed
        return
    for one in inside if depth else ():
        if one.name != "node_modules":
            yield from _folders(one, depth - 1)
