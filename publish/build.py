"""The pipeline: sources in, editions out."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from publish.article import Article
from publish.check import check
from publish.errors import InaccessibleError, Problem, Severity, UsageError
from publish.exporters import EXPORTERS, GROUPS
from publish.narration.timeline import Narration
from publish.prepare import prepare
from publish.source import read
from publish.tools.child import Child
from publish.tools.write import writable

#: Called with what is being done, and how much of it is done and to do (0 of 0: no count).
Report = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Edition:
    """A finished file; ``summary`` says what is in it ("24 pages").

    ``warnings`` say what could not be done as the source asks.
    """

    format: str
    path: Path
    size: int
    summary: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A source that was read and checked; ``problems`` holds none of severity ``ERROR``."""

    article: Article
    problems: tuple[Problem, ...]


def formats(only: str) -> tuple[str, ...]:
    """The formats that ``only`` names with commas (``epub,audio``), in the order of the table.

    Raises :class:`UsageError` for a name that is neither a format nor a group of formats.
    """
    wanted: set[str] = set()
    for name in filter(None, map(str.strip, only.lower().split(","))):
        if name not in EXPORTERS and name not in GROUPS:
            raise UsageError(
                f"There is no edition named {name!r}. Choose of "
                f"{', '.join([*EXPORTERS, *GROUPS])}, with commas."
            )
        wanted.update(GROUPS.get(name, (name,)))
    if not wanted:
        raise UsageError(f"No edition is named. Choose of {', '.join([*EXPORTERS, *GROUPS])}.")
    return tuple(name for name in EXPORTERS if name in wanted)


def read_all(paths: Iterable[Path]) -> tuple[Source, ...]:
    """Read and check every source before any edition is begun.

    Raises :class:`SourceError` for the first that cannot be read, else
    :class:`InaccessibleError` with the errors of all.
    """
    sources = tuple(Source(article, check(article)) for article in map(read, paths))
    errors = tuple(
        problem
        for source in sources
        for problem in source.problems
        if problem.severity is Severity.ERROR
    )
    if errors:
        raise InaccessibleError(errors)
    return sources


def build(
    sources: Iterable[Source], folder: Path, formats: tuple[str, ...], report: Report
) -> Iterator[Edition]:
    """Make each of ``formats`` of each source in ``folder``; yield each when it is finished.

    ``formats`` are keys of :data:`EXPORTERS`.  A file is named after its source.  Raises
    :class:`UsageError` where two sources would make the same file, :class:`OutputError` where
    ``folder`` cannot be written to, before anything is made.
    """
    sources = tuple(sources)
    stems = [source.article.file.stem for source in sources]
    for stem in stems:
        if stems.count(stem) > 1:
            raise UsageError(
                f"Two sources are named {stem}, and their editions would overwrite each other. "
                "Build them into different folders with -o."
            )
    writable(folder)
    for source, stem in zip(sources, stems, strict=True):
        yield from build_one(prepare(source.article), folder / stem, formats, report)


def build_one(
    article: Article, target: Path, formats: tuple[str, ...], report: Report
) -> Iterator[Edition]:
    """The editions of one prepared article, as ``target`` with each format's suffix.

    Editions are made in processes beside each other; one that needs no narration does not wait
    for it.
    """
    spoken = [name for name in formats if EXPORTERS[name].spoken]
    silent = [name for name in formats if not EXPORTERS[name].spoken]
    if len(formats) == 1 and silent:  # a process of its own would only cost time
        report(EXPORTERS[silent[0]].title, 0, 0)
        yield export(silent[0], article, None, target)
        return
    with ExitStack() as stack:

        def beside(name: str, narration: Narration | None) -> Child[Edition]:
            return stack.enter_context(Child(export, name, article, narration, target))

        children = {name: beside(name, None) for name in silent}
        if spoken:
            narration = stack.enter_context(narrated(article, report))
            children |= {name: beside(name, narration) for name in spoken}
        for name in formats:
            while not children[name].ready(seconds=0.2):
                report(EXPORTERS[name].title, 0, 0)
            yield children[name].result()


@contextmanager
def narrated(article: Article, report: Report) -> Iterator[Narration]:
    """The article, spoken; its sound is removed when the block ends."""
    from publish.narration.narrate import narrate
    from publish.narration.speak import speak

    with tempfile.TemporaryDirectory(prefix="publish-") as folder:
        yield speak(
            narrate(article),
            article.metadata.narration,
            Path(folder),
            progress=lambda done, total: report("Narration", done, total),
        )


def export(name: str, article: Article, narration: Narration | None, target: Path) -> Edition:
    """Make one edition."""
    exporter = EXPORTERS[name]
    path = target.with_name(target.name + exporter.suffix)
    summary = exporter.load()(article, narration, path)
    warnings = narration.warnings if narration else ()
    return Edition(name, path, path.stat().st_size, summary, warnings)
