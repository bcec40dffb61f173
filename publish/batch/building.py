"""Build one title: the process that a worker starts for it, and keeps for the next ones.

It is a process of its own, so that a title that crashes a library, or takes more time or memory
than it may, ends it and not the worker.  Its main thread builds, as that of ``publish build`` does.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import asdict, replace

from publish.batch.results import EditionResult, State, Title, TitleResult
from publish.editions.build_edition import Edition
from publish.editions.edition import BuildOptions
from publish.errors import (
    AuditError,
    Diagnostic,
    InaccessibleError,
    LostError,
    MissingVoiceError,
    PublishError,
    SourceError,
    UsageError,
    shortened,
)
from publish.model import Article
from publish.runtime.background import interrupt_on_terminate
from publish.runtime.cache import blake2b
from publish.runtime.worker_pool import serve


class Assignment(Struct, frozen=True):
    """A title to build with ``options`` in the folder ``output``."""

    title: Title
    options: BuildOptions
    output: Path


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


def build_title(assignment: Assignment) -> TitleResult:
    """Build the editions of a title, and return what became of it.

    Raises:
        PublishError: What isn't the fault of its source, such as a program that fails: the title
            may be built at another time, or elsewhere.
    """
    from publish import intake, pipeline

    title, options, output = assignment.title, assignment.options, assignment.output
    source, clock = Path(title.source), _Clock()
    result = TitleResult(title=title.name, source=title.source, state="failed")
    try:
        with clock.step("read"):
            article = intake.read(source)
        result = _described(result, article)
        with clock.step("check"):
            (checked,) = pipeline.read_checked([article], options)
        result = replace(result, diagnostics=_data(checked.diagnostics))
        folder = (output / title.name).parent
        with clock.step("build"):
            editions = tuple(
                pipeline.build_all([article], folder, options, lambda _step, _done, _total: None)
            )
    except (SourceError, InaccessibleError, MissingVoiceError, UsageError) as error:
        if isinstance(error, MissingVoiceError) and not error.diagnostics:
            raise  # another worker may have the voice
        return replace(_ended(result, "refused", error), seconds=clock.seconds)
    except (LostError, AuditError) as error:
        return replace(_ended(result, "failed", error), seconds=clock.seconds)
    unchanged = all(edition.unchanged for edition in editions)
    found = (one for edition in editions for one in edition.diagnostics)
    return replace(
        result,
        state="unchanged" if unchanged else "built",
        editions=tuple(_edition_result(edition, output) for edition in editions),
        diagnostics=_data(dict.fromkeys((*checked.diagnostics, *found))),
        seconds=clock.seconds,
    )


def _described(result: TitleResult, article: Article) -> TitleResult:
    about = article.metadata
    return replace(result, heading=about.title, language=about.language)


def _ended(result: TitleResult, state: State, error: PublishError) -> TitleResult:
    """Return ``result`` for a title that ``error`` has ended."""
    first = error.diagnostics[0].message if error.diagnostics else str(error)
    more = f" ({len(error.diagnostics) - 1} more)" if len(error.diagnostics) > 1 else ""
    return replace(
        result,
        state=state,
        reason=shortened(first, 300) + more,
        exit_code=error.exit_code,
        diagnostics=_data(error.diagnostics),
    )


def _data(diagnostics: Iterable[Diagnostic]) -> tuple[dict[str, object], ...]:
    return tuple(
        {**asdict(one), "severity": one.severity.value, "file": str(one.file)}
        for one in diagnostics
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
        digest=_digest(edition.path),
    )


def _digest(path: Path) -> str:
    """Return a digest of a file, or of the names and the content of the files of a folder."""
    state = blake2b()
    files = sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]
    for file in files:
        if file != path:
            state.update(
                os.fsencode(f"{file.relative_to(path).as_posix()}\0{file.stat().st_size}\0")
            )
        with file.open("rb") as opened:
            while piece := opened.read(1 << 20):
                state.update(piece)
    return state.hexdigest()


def _start(memory: int) -> Callable[[Assignment], TitleResult]:
    """Limit the memory of this process and of each that it starts, in bytes (RLIMIT_DATA)."""
    with contextlib.suppress(ImportError, OSError, ValueError):  # Windows; a lower limit
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    return build_title


def _load() -> None:
    from publish import pipeline  # noqa: F401 - slow to import
    from publish.editions import epub  # noqa: F401


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        interrupt_on_terminate(silently=True)
        serve(_start, _load)
    os._exit(0)  # skips freeing the memory, which is slow
