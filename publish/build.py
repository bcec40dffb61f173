"""The pipeline: sources in, editions out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from publish.check import examine
from publish.check.environment import Environment, environment
from publish.editions.export import Edition, Report, export
from publish.editions.pdf.options import PdfOptions, resolve
from publish.editions.table import EXPORTERS, GROUPS
from publish.errors import Diagnostic, InaccessibleError, Severity, UsageError
from publish.model import MASTERING, Article
from publish.narration.profiles import profile_of
from publish.prepare import prepare
from publish.reading import read
from publish.runtime.atomic import writable
from publish.sheets import style_sheets
from publish.source.settings_file import settings_near

if TYPE_CHECKING:
    from publish.runtime.background import BackgroundProcess, BackgroundThread


class Source(Struct, frozen=True):
    """A source that was read and checked; ``diagnostics`` holds none of severity ``ERROR``."""

    article: Article
    diagnostics: tuple[Diagnostic, ...]


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


def read_all(paths: Iterable[Path], styles: Iterable[Path] = ()) -> tuple[Source, ...]:
    """Read and check every source before any edition is begun.

    ``styles`` are a publisher's style sheets, whose colours are checked with each source.
    Raises :class:`SourceError` for the first that cannot be read, :class:`UsageError` for what is
    no style sheet, else :class:`InaccessibleError` with the errors of all.
    """
    own = environment(style_sheets(styles))
    sources = tuple(_checked(path, own) for path in paths)
    errors = tuple(
        diagnostic
        for source in sources
        for diagnostic in source.diagnostics
        if diagnostic.severity is Severity.ERROR
    )
    if errors:
        raise InaccessibleError(errors)
    return sources


def _checked(path: Path, own: Environment) -> Source:
    article = read(path)
    return Source(article, examine(article, settings_near(path), own).diagnostics)


def build(
    sources: Iterable[Source],
    folder: Path,
    formats: tuple[str, ...],
    report: Report,
    *,
    narrated: bool = False,
    cache: Path | None = None,
    split: bool = False,
    mastering: str = "",
    profile: str = "",
    pdf: tuple[PdfOptions, ...] = (PdfOptions(),),
) -> Iterator[Edition]:
    """Make each of ``formats`` of each source in ``folder``; yield each when it is finished.

    ``formats`` are keys of :data:`EXPORTERS`.  A file is named after its source.  ``narrated`` puts
    the narration into the EPUB even where no audio edition is wanted; ``cache`` is a folder that
    keeps its sound, and the chapters of a book's PDF, for the next build.  ``split`` makes folders
    with one file a chapter of the editions that can be split.  ``mastering`` is one of
    :data:`publish.model.MASTERING`, and ``profile`` a listening profile; they overrule the front
    matter where they are not empty.
    ``pdf`` are the kinds of PDF that are wished for.
    Raises :class:`UsageError` where one is not known or where two sources would make the same
    file, :class:`OutputError` where ``folder`` cannot be written to, before anything is made.
    """
    if mastering and mastering not in MASTERING:
        raise UsageError(
            f"There is no mastering named {mastering!r}. Choose of {', '.join(MASTERING)}."
        )
    sources = tuple(
        replace(source, article=_wished(source.article, mastering, profile)) for source in sources
    )
    if "mp3" not in formats and any("narration" in options.attach for options in pdf):
        raise UsageError(
            "The narration is attached to the PDF as MP3, which this build does not make. "
            "Use publish build, with pdf and mp3 among the editions."
        )
    for source in sources:
        profile_of(source.article.metadata.narration)
        for options in pdf:
            resolve(options, source.article)
    stems = [source.article.name for source in sources]
    for stem in stems:
        if stems.count(stem) > 1:
            raise UsageError(
                f"Two sources are named {stem}, and their editions would overwrite each other. "
                "Build them into different folders with -o."
            )
    writable(folder)
    for source, stem in zip(sources, stems, strict=True):
        article = prepare(source.article)
        yield from build_one(
            article,
            folder / stem,
            formats,
            report,
            narrated=narrated,
            cache=cache,
            split=split,
            pdf=pdf,
        )


def _wished(article: Article, mastering: str, profile: str) -> Article:
    """``article`` with other options for its narration, where there are some."""
    about = article.metadata
    options = replace(
        about.narration,
        mastering=mastering or about.narration.mastering,
        profile=profile or about.narration.profile,
    )
    return replace(article, metadata=replace(about, narration=options))


def build_one(
    article: Article,
    target: Path,
    formats: tuple[str, ...],
    report: Report,
    *,
    narrated: bool = False,
    cache: Path | None = None,
    split: bool = False,
    pdf: tuple[PdfOptions, ...] = (PdfOptions(),),
) -> Iterator[Edition]:
    """The editions of one prepared article, as ``target`` with each format's suffix.

    Editions are made beside each other.  The PDF is begun first, since it needs
    nothing but the text; then the text is spoken, and the audio editions are begun; the EPUB, which
    takes the narration and the pages of the PDF where this build has them, comes last.  What is
    mastered for files of a limited length is split where it is longer.  A PDF that has the
    narration attached waits for the MP3.
    """
    spoken = [name for name in formats if EXPORTERS[name].spoken]
    paged = [name for name in formats if EXPORTERS[name].paged]
    if len(formats) == len(pdf) == 1 and not spoken and not narrated:
        report(EXPORTERS[formats[0]].title, 0, 0)  # a process of its own would only cost time
        title = EXPORTERS[formats[0]].title
        yield export(
            formats[0],
            article,
            None,
            target,
            pdf=pdf[0],
            cache=cache,
            report=lambda done, total: report(title, done, total),
        )
        return
    from publish.runtime.background import BackgroundProcess, BackgroundThread
    from publish.speech import encoded, levelled, speech

    pdfs = {f"pdf {options.variant}": options for options in pdf} if "pdf" in formats else {}
    with ExitStack() as stack:
        children: dict[str, BackgroundProcess[Edition] | BackgroundThread[Edition]] = {}

        def begin(key: str, *taken: object) -> None:
            name = key.partition(" ")[0]
            # ffmpeg does the work of the spoken ones: a thread is enough.
            if name in spoken:
                children[key] = stack.enter_context(BackgroundThread(export, name, article, *taken))
            else:
                children[key] = stack.enter_context(
                    BackgroundProcess(export, name, article, *taken)
                )

        def finish(key: str) -> Edition:
            while not children[key].ready(seconds=0.2):
                report(EXPORTERS[key.partition(" ")[0]].title, 0, 0)
            return children[key].result()

        done: dict[str, Edition] = {}
        for key, options in pdfs.items():
            if "narration" not in options.attach:
                begin(key, None, target, None, False, options, cache)
        narration = None
        if spoken or narrated:
            narration = stack.enter_context(speech(article, report, cache))
        if narration and spoken:
            narration, long = levelled(article, narration)
            split = split or long
            if not split:  # one file a chapter may have a level of its own
                encoded(article, narration, spoken, report)
        for name in spoken:
            begin(name, narration, target, None, split)
        for key, options in pdfs.items():
            if "narration" in options.attach:
                done["mp3"] = done.get("mp3") or finish("mp3")
                sound = _files(done["mp3"].path)
                begin(key, None, target, None, False, replace(options, sound=sound), cache)
        done |= {key: finish(key) for key in pdfs}
        for name in paged:
            begin(name, narration, target, _pages(done.values()))
        for name in formats:
            for key in pdfs if EXPORTERS[name].kinds else (name,):
                yield done[key] if key in done else finish(key)


def _files(path: Path) -> tuple[Path, ...]:
    """The file ``path``, or those of the folder that it is."""
    return tuple(sorted(path.iterdir())) if path.is_dir() else (path,)


def _pages(editions: Iterable[Edition]) -> Mapping[str, int]:
    """The pages of the edition that has some."""
    return next((edition.pages for edition in editions if edition.pages), {})
