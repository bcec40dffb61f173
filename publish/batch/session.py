"""Begin a batch, or go on with one: what is built, how, and what of it is finished already."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import MsgspecError, Struct
from msgspec.structs import replace

from publish.batch.placing import Place, local_source
from publish.batch.results import (
    BatchRequest,
    Records,
    Title,
    TitleResult,
    options_data,
    save_request,
    saved_request,
    saved_results,
    saved_titles,
)
from publish.batch.store import store_at
from publish.batch.titles import find_titles
from publish.editions.edition import BuildOptions
from publish.errors import UsageError
from publish.planning import Plan, plan
from publish.runtime.objects import is_address
from publish.runtime.temporary import remove_abandoned

#: The part of the memory of a machine that all workers may take together.
_SHARE = 0.8

#: The least memory for a title, in bytes: the libraries of some editions need so much.
_LEAST = 500_000_000

_UNITS = {"": 1, "kb": 1000, "mb": 1000**2, "gb": 1000**3, "kib": 1024, "mib": 1024**2}
_UNITS["gib"] = 1024**3


class Session(Struct, frozen=True, kw_only=True):
    """A batch that has begun: ``titles`` are all, ``left`` those that aren't finished.

    ``output`` is an absolute path, or an address; ``others`` are Markdown files that aren't titles.
    """

    output: str
    records: Records
    request: BatchRequest
    titles: tuple[Title, ...]
    left: tuple[Title, ...]
    finished: tuple[TitleResult, ...] = ()
    others: tuple[Path, ...] = ()

    @property
    def folder(self) -> Path | None:
        """The output, where it isn't an address."""
        return None if is_address(self.output) else Path(self.output)

    def note(self) -> None:
        """Note what is built, for workers and :func:`resume`, in place of the last batch.

        Raises:
            OutputError: The output can't be written.
        """
        save_request(self.records, self.request, self.titles)

    def tidy(self) -> None:
        """Remove what killed builds have left in the output."""
        folders = {Path(self.output, title.name).parent for title in self.titles}
        for folder in () if is_address(self.output) else folders:
            remove_abandoned(folder)


def begin(
    sources: Sequence[str], output: str, options: BuildOptions, memory: int, seconds: int
) -> Session:
    """Begin a batch of ``sources``, which :meth:`Session.note` notes.

    A title may take ``memory`` bytes, and ``seconds`` of processors (0: by its length).

    Raises:
        UsageError: There is no title, or two would write the same file.
        OutputError: ``output`` can't be written.
    """
    output = _absolute(output)
    records = store_at(output)
    found = find_titles(sources, _folder(output), options)
    records.ensure_writable()
    request = BatchRequest(
        sources=tuple(sources), options=options_data(options), memory=memory, seconds=seconds
    )
    return Session(
        output=output,
        records=records,
        request=request,
        titles=found.titles,
        left=found.titles,
        others=found.others,
    )


def plans(sources: Sequence[str], output: str, options: BuildOptions) -> Iterator[Plan]:
    """Yield what a batch would do for each of its titles; nothing is written.

    Raises:
        UsageError: As :func:`begin` does.
    """
    output = _absolute(output)
    with Place(output) as place:
        for title in find_titles(sources, _folder(output), options).titles:
            folder = (place.folder / title.name).parent
            yield plan(local_source(title.source), folder, options, place.placed(folder))


def resume(output: str, memory: int = 0, seconds: int = 0) -> Session:
    """Go on with the last batch in ``output``; titles that were refused or failed are left, too.

    They may take ``memory`` and ``seconds`` as in :func:`begin`, where these aren't 0.

    Raises:
        UsageError: There is none.
    """
    output = _absolute(output)
    records = store_at(output)
    request = saved_request(records)
    try:
        titles = saved_titles(records) if request else ()
    except (FileNotFoundError, MsgspecError):
        titles = ()
    if request is None or not titles:
        raise UsageError(
            f"There is no batch in {output} to go on with. Name the output of one with -o, or "
            "begin one without --resume."
        )
    memory, seconds = memory or request.memory, seconds or request.seconds
    request = replace(request, memory=memory, seconds=seconds)
    results = saved_results(records, request.run, [title.name for title in titles])
    finished = {result.title: result for result in results if result.finished}
    return Session(
        output=output,
        records=records,
        request=request,
        titles=titles,
        left=tuple(title for title in titles if title.name not in finished),
        finished=tuple(finished.values()),
    )


def _absolute(output: str) -> str:
    """Return the address ``output``, or the absolute path of the folder of this name."""
    if is_address(output) and not output.startswith("file://"):
        return output.rstrip("/")
    return str(Path(output.removeprefix("file://")).absolute())


def _folder(output: str) -> Path | None:
    """Return the folder ``output``, in which there are no sources; ``None`` for an address."""
    return None if is_address(output) else Path(output).resolve()


def memory_of(written: str, workers: int) -> int:
    """Return the bytes that ``written`` names (``2GB``); if empty, the share of one worker.

    Raises:
        UsageError: It isn't a size.
    """
    if not written:
        pages = os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else 0
        size = pages * os.sysconf("SC_PAGE_SIZE") if pages > 0 else 4 * 10**9
        return max(_LEAST, int(size * _SHARE / workers))
    found = re.fullmatch(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)\s*([a-z]*)", written.strip().lower())
    if not found or found[2] not in _UNITS or float(found[1]) * _UNITS[found[2]] < 10**8:
        raise UsageError(f"{written!r} isn't a size of memory. Write one such as 2GB or 800MB.")
    return int(float(found[1]) * _UNITS[found[2]])
