"""Build one title: the process that a worker starts for it, and keeps for the next ones.

It is a process of its own, so that a title that crashes a library, or takes more time or memory
than it may, ends it and not the worker.  Its main thread builds, as that of ``publish build`` does.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from publish.batch.card import messages, with_card
from publish.batch.placing import Place, local_source
from publish.batch.results import (
    Answer,
    EditionResult,
    Parts,
    State,
    Step,
    Title,
    TitleRecord,
    TitleResult,
    save_record,
)
from publish.batch.store import store_at
from publish.editions.build_edition import Edition, states_of
from publish.editions.edition import BuildOptions, no_report
from publish.errors import (
    AuditError,
    InaccessibleError,
    LostError,
    MissingVoiceError,
    PublishError,
    SourceError,
    UsageError,
    shortened,
)
from publish.runtime.background import interrupt_on_terminate
from publish.runtime.cache import digest
from publish.runtime.worker_pool import serve

if TYPE_CHECKING:
    from publish.model import Article
    from publish.planning import Plan


class Assignment(Struct, frozen=True):
    """A title to build with ``options`` for ``output``, a folder or an address.

    It may be a step or a part of that: ``step`` and ``part`` are those of
    :class:`publish.batch.results.BatchTask`.  ``record`` is what is known of the title, with this
    attempt; it is noted when there is something to do.
    """

    title: Title
    options: BuildOptions
    output: str
    record: TitleRecord = TitleRecord()
    step: Step = "begin"
    part: tuple[int, int] = (0, 1)


class _Clock:
    """The seconds of processors by step, of this process and of those that it has waited for."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextlib.contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Count the time of the block for the step ``name``."""
        begin = sum(os.times()[:4])
        try:
            yield
        finally:
            self.seconds[name] = round(sum(os.times()[:4]) - begin, 2)


def work(assignment: Assignment) -> Answer:
    """Build a title, or do a step or a part of that.  Raises as :func:`build_title` does."""
    if assignment.step in ("begin", "finish"):
        found = build_title(assignment)
        return Answer(parts=found) if isinstance(found, Parts) else Answer(result=found)
    from publish.batch.parts import make_part, read_once

    number, count = assignment.part
    with contextlib.suppress(SourceError):  # it was changed: the last step says so
        article = read_once(local_source(assignment.title.source))
        make_part(article, assignment.options, assignment.step, slice(number, None, count))
    return Answer()


def build_title(assignment: Assignment) -> TitleResult | Parts:
    """Build the editions of a title, and return what became of it.

    A large title that only begins is checked, and divided.

    Raises:
        PublishError: What isn't the fault of its source, such as a program that fails: the title
            may be built at another time, or elsewhere.
    """
    with Place(assignment.output) as place:
        return _build(assignment, place)


def _build(assignment: Assignment, place: Place) -> TitleResult | Parts:
    from publish import intake, pipeline
    from publish.batch.parts import parts_of
    from publish.planning import plan
    from publish.planning.recording import remembered

    title, options, output = assignment.title, assignment.options, place.folder
    clock, store = _Clock(), store_at(assignment.output)
    folder = (output / title.name).parent
    result = TitleResult(title=title.name, source=title.source, state="failed")
    try:
        with clock.step("plan"):
            source = local_source(title.source)
            planned = plan(source, folder, options, place.placed(folder))
        previous = assignment.record.result
        if planned.unchanged and previous and previous.finished:
            return replace(_unchanged(previous, planned, output), seconds=clock.seconds)
        save_record(store, title.name, assignment.record)
        with clock.step("read and check"):
            try:
                (checked,) = pipeline.read_checked([source], options)
            except InaccessibleError:  # its card shows what it is about
                article = intake.read(source)
                described = _described(result, article)
                result = with_card(described, article, None, store.write)
                raise
        result = replace(
            _described(result, checked.article), diagnostics=messages(checked.diagnostics)
        )
        if assignment.step == "begin":
            parts = parts_of(checked.article, options, title.size)
            if parts != Parts():
                return parts
        with clock.step("build"):
            made = pipeline.build_all([checked.article], folder, options, no_report)
            editions = []
            for edition in remembered([checked], made, folder, options):
                place.put(edition)
                editions.append(edition)
    except (SourceError, InaccessibleError, MissingVoiceError, UsageError) as error:
        if isinstance(error, MissingVoiceError) and not error.diagnostics:
            raise  # another worker may have the voice
        return replace(_ended(result, "refused", error), seconds=clock.seconds)
    except (LostError, AuditError) as error:
        return replace(_ended(result, "failed", error), seconds=clock.seconds)
    with clock.step("card"):
        epub = next((one.path for one in editions if one.format == "epub"), None)
        result = with_card(result, checked.article, epub, store.write)
    unchanged = all(edition.unchanged for edition in editions)
    found = (one for edition in editions for one in edition.diagnostics)
    return replace(
        result,
        state="unchanged" if unchanged else "built",
        editions=tuple(_edition_result(edition, output) for edition in editions),
        diagnostics=messages(dict.fromkeys((*checked.diagnostics, *found))),
        seconds=clock.seconds,
    )


def _unchanged(previous: TitleResult, planned: Plan, output: Path) -> TitleResult:
    """Return the result of a title whose editions are all up to date."""
    editions = tuple(one.edition for one in planned.editions if one.edition)
    found = (one for edition in editions for one in edition.diagnostics)
    return replace(
        previous,
        state="unchanged",
        heading=planned.title,
        language=planned.language,
        editions=tuple(_edition_result(edition, output) for edition in editions),
        diagnostics=messages(dict.fromkeys((*planned.diagnostics, *found))),
        attempts=1,
    )


def _described(result: TitleResult, article: Article) -> TitleResult:
    """Return ``result`` with what the source of a title says of it."""
    return replace(result, heading=article.metadata.title, language=article.metadata.language)


def _ended(result: TitleResult, state: State, error: PublishError) -> TitleResult:
    """Return ``result`` for a title that ``error`` has ended."""
    first = error.diagnostics[0].message if error.diagnostics else str(error)
    more = f" ({len(error.diagnostics) - 1} more)" if len(error.diagnostics) > 1 else ""
    return replace(
        result,
        state=state,
        reason=shortened(first, 300) + more,
        exit_code=error.exit_code,
        diagnostics=messages(error.diagnostics),
    )


def _edition_result(edition: Edition, output: Path) -> EditionResult:
    timings = edition.timings
    return EditionResult(
        name=edition.format,
        variant=edition.variant,
        file=edition.path.relative_to(output).as_posix(),
        size=edition.size,
        summary=edition.summary,
        unchanged=edition.unchanged,
        seconds=round(timings.build + timings.audit + timings.verify, 2),
        digest=_digest(edition),
    )


def _digest(edition: Edition) -> str:
    """Return the digest of a file, or of the names and the content of the files of a folder."""
    files = dict(edition.written or states_of(edition.path))
    if "" in files:
        return files[""].digest
    return digest(*(f"{name} {files[name].digest}\n".encode() for name in sorted(files))).hex()


def _start(memory: int) -> Callable[[Assignment], Answer]:
    """Limit the memory of this process and of each that it starts, in bytes (RLIMIT_DATA)."""
    with contextlib.suppress(ImportError, OSError, ValueError):  # Windows; a lower limit
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    return work


def _load() -> None:
    from publish import pipeline  # noqa: F401 - slow to import
    from publish.editions import epub  # noqa: F401 - likewise


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        interrupt_on_terminate(silently=True)
        serve(_start, _load)
    os._exit(0)  # skips freeing the memory, which is slow
