"""The pipeline: sources in, editions out.

    read -> check -> prepare -> narrate -> build each edition -> audit and verify it -> put in place

The last three steps are those of :func:`publish.editions.build_edition.build_edition`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from threading import current_thread, main_thread

from msgspec import Struct
from msgspec.structs import replace

from publish.build_jobs import BuildJobs
from publish.check import CheckReport, examine
from publish.check.environment import environment
from publish.check.shops import SHOP_RULES
from publish.editions import table
from publish.editions.build_edition import Edition
from publish.editions.edition import BuildOptions, Report, SpokenEdition
from publish.editions.epub.options import check_epubs
from publish.editions.epub.options import resolve as resolve_epub
from publish.editions.epub.styles import theme_of
from publish.editions.option_files import look_at_options
from publish.editions.pdf.options import resolve
from publish.editions.wanted import each_epub, is_spoken, takes_sound, wanted, web_sounds
from publish.errors import Diagnostic, Diagnostics, InaccessibleError, Severity, UsageError
from publish.intake import read, style_sheets
from publish.model import MASTERING, Article, RoleVoice
from publish.narration.casting import SPEED, Direction, voices_for
from publish.narration.script import profile_of
from publish.narration.voices import ESPEAK
from publish.prepare import prepare
from publish.runtime.atomic import ensure_writable
from publish.runtime.cache import Cache, refusal, users_folder
from publish.runtime.deadline import deadline, source_size
from publish.runtime.file_states import FileState, looking
from publish.runtime.kept import answers_kept
from publish.runtime.temporary import remove_abandoned
from publish.shops import shops_named
from publish.source.fields import RATES
from publish.source.narration import RATE_FIX, words_a_minute
from publish.source.settings_file import settings_near


class CheckedSource(Struct, frozen=True):
    """A source that was checked; ``diagnostics`` holds none of severity ``ERROR``.

    ``seen`` are the files that were looked at when it was read, ``seen_checking`` when it was
    checked, by their paths; empty if that isn't known.
    """

    article: Article
    diagnostics: tuple[Diagnostic, ...]
    seen: Mapping[str, FileState] = {}
    seen_checking: Mapping[str, FileState] = {}


def check_article(
    article: Article,
    styles: Iterable[Path] = (),
    *,
    pdf: bool = True,
    epub: bool = True,
    shops: str | Iterable[str] = (),
) -> CheckReport:
    """Check the accessibility of ``article``, and return the report.

    ``styles`` are a publisher's style sheets, whose colours are checked too.  Without ``pdf``, what
    only a PDF can't show is no error; without ``epub``, colours aren't compared with the pages of
    reading systems.  ``shops`` are names of :data:`publish.shops.SHOPS`, whose rules are checked.

    Raises:
        UsageError: A style sheet can't be read, or there is no such shop.
    """
    here = environment(style_sheets(styles), pdf=pdf, epub=epub, shops=shops_named(shops))
    with deadline("Checking the source", article.file, source_size(article.file)):
        return examine(article, settings_near(article.file), here)


def read_checked(
    sources: Iterable[Path | Article], options: BuildOptions
) -> tuple[CheckedSource, ...]:
    """Read and check all ``sources``, with the style sheets of ``options``.

    Raises:
        SourceError: A source can't be read.
        UsageError, InaccessibleError: As :func:`check_all` does.
    """
    with looking() as named:
        look_at_options(options)
    articles: list[Article] = []
    seen: list[Mapping[str, FileState]] = []
    for source in sources:
        with _with_cache(options), looking() as files:
            articles.append(source if isinstance(source, Article) else read(source))
        seen.append(files)
    of_pdfs = (one for pdf in options.pdf for one in pdf.styles)
    styles = dict.fromkeys((*of_pdfs, *options.epub.styles, *options.web.styles))
    names = table.select(options.only)
    shops = options.shops if "epub" in names else ()
    with _with_cache(options):
        checked = check_all(articles, styles, pdf="pdf" in names, epub="epub" in names, shops=shops)
    return tuple(
        replace(one, seen=files, seen_checking={**one.seen_checking, **named})
        for one, files in zip(checked, seen, strict=True)
    )


def check_all(
    articles: Iterable[Article],
    styles: Iterable[Path],
    *,
    pdf: bool,
    epub: bool,
    shops: str | Iterable[str] = (),
) -> tuple[CheckedSource, ...]:
    """Check all ``articles``, before any edition is built; ``pdf`` and ``epub`` say what will be.

    What only ``shops`` refuse is a warning: a publisher may give them a cover or an ISBN apart.

    Raises:
        UsageError: A style sheet can't be read, or there is no such shop.
        InaccessibleError: There are errors; it carries those of all articles.
    """
    styles, shops = tuple(styles), shops_named(shops)
    sources: list[CheckedSource] = []
    for article in articles:
        with looking() as seen:
            found = check_article(article, styles, pdf=pdf, epub=epub, shops=shops)
        advice = tuple(map(_as_advice, found.diagnostics))
        sources.append(CheckedSource(article, advice, seen_checking=seen))
    errors = tuple(
        diagnostic
        for source in sources
        for diagnostic in source.diagnostics
        if diagnostic.severity is Severity.ERROR
    )
    if errors:
        raise InaccessibleError(errors)
    return tuple(sources)


def _as_advice(found: Diagnostic) -> Diagnostic:
    """Return an error that only a shop makes of it as a warning."""
    ours = found.code not in {rule.code for rule in SHOP_RULES.rules}
    error = found.severity is Severity.ERROR
    return found if ours or not error else replace(found, severity=Severity.WARNING)


def cache_folder(options: BuildOptions) -> Path | None:
    """Return the folder for intermediate results; ``None`` if they aren't kept."""
    if isinstance(options.cache, Path):
        return options.cache
    return users_folder() if options.cache else None


def _with_cache(options: BuildOptions) -> AbstractContextManager[None]:
    """Return the context in which pictures that earlier builds have read aren't decoded again."""
    folder = cache_folder(options)
    return answers_kept(None if folder is None or refusal(folder) else folder)


def _refused_cache(options: BuildOptions) -> tuple[Diagnostic, ...]:
    """Return the warning about a cache that can't be trusted, which the build doesn't use."""
    folder = cache_folder(options)
    reason = refusal(folder) if folder else None
    if folder is None or reason is None:
        return ()
    message = f"{reason[0]}, so this build doesn't use it and takes longer."
    return (
        Diagnostic(
            code="cache-refused",
            severity=Severity.WARNING,
            message=message[0].upper() + message[1:],
            fix=reason[1],
            file=folder,
        ),
    )


def build_all(
    articles: Iterable[Article], folder: Path, options: BuildOptions, report: Report
) -> Iterator[Edition]:
    """Build the editions of each article in ``folder``; yield each when it is finished.

    An edition is named after its source.

    Raises:
        UsageError: An option has an unknown value, or two sources would have the same editions.
        SourceError: A source lacks what one of its editions needs.
        OutputError: ``folder`` can't be written to.  All of them before anything is built.
        PublishError: What :func:`build_edition` raises.
    """
    names = table.select(options.only)
    if options.mastering and options.mastering not in MASTERING:
        raise UsageError(
            f"There is no mastering named {options.mastering!r}. "
            f"Choose from {', '.join(MASTERING)}."
        )
    if options.rate and not words_a_minute(options.rate):
        raise UsageError(f"{options.rate!r} isn't a rate. {RATE_FIX}")
    if "mp3" not in names and any("narration" in pdf.attach for pdf in options.pdf):
        raise UsageError(
            "The narration is attached to the PDF as MP3, which this build does not make. "
            "Use publish build, with pdf and mp3 among the editions."
        )
    articles = tuple(with_options(article, options) for article in articles)
    lacking = Diagnostics()
    needs = [row.require for name in names if (row := table.find(name)).require]
    for article in articles:
        for need in needs:
            with lacking.collect():
                need.load()(article)
        profile_of(article.metadata.narration)
        theme_of(article, options.epub)
        for epub in each_epub(options):
            resolve_epub(epub, article)
        for pdf in options.pdf:
            resolve(pdf, article)
    lacking.raise_all()
    stems = [article.name for article in articles]
    for stem in stems:
        if stems.count(stem) > 1:
            raise UsageError(
                f"Two sources are named {stem}, and their editions would overwrite each other. "
                "Build them into different folders with -o."
            )
    check_epubs(options, [folder / stem for stem in stems], names=names, spoken=is_spoken(options))
    ensure_writable(folder)
    remove_abandoned(folder)
    refused = _refused_cache(options)
    if refused:
        options = replace(options, cache=False)
    for article in articles:
        for edition in build_article(prepare(article), folder / article.name, options, report):
            yield replace(edition, diagnostics=(*edition.diagnostics, *refused))


def with_options(article: Article, options: BuildOptions) -> Article:
    """Return ``article`` with the options of the narration in place of the front matter's.

    A voice reads all roles and speakers.  With another rate, their rates change as much as that of
    the narrator.  A draft has one voice and one rate.
    """
    metadata = article.metadata
    written = metadata.narration
    rate = words_a_minute(options.rate) or written.rate
    change = (rate or SPEED) / (written.rate or SPEED)

    def own(role: RoleVoice) -> RoleVoice:
        scaled = min(max(round(role.rate * change), RATES[0]), RATES[-1]) if role.rate else 0
        return replace(role, voice="" if options.voice else role.voice, rate=scaled)

    narration = replace(
        written,
        voice=ESPEAK if options.draft else options.voice or written.voice,
        rate=rate,
        roles=() if options.draft else tuple(map(own, written.roles)),
        speakers=() if options.draft else tuple(map(own, written.speakers)),
        languages=() if options.draft else written.languages,
        mastering=options.mastering or written.mastering,
        profile=options.profile or written.profile,
        overview=options.overview or written.overview,
    )
    return replace(article, metadata=replace(metadata, narration=narration))


def narrator_of(article: Article, options: BuildOptions) -> str:
    """Return who will narrate ``article``, in a sentence; empty if the build has no narration.

    Raises:
        UsageError: An edition of the options is unknown.
        MissingToolError: A voice or its engine isn't installed.
    """
    if not is_spoken(options):
        return ""
    settings = with_options(article, options).metadata.narration
    language = article.metadata.language
    return Direction.of(voices_for(settings, language), settings, language).choice()


def build_article(
    article: Article, target: Path, options: BuildOptions, report: Report
) -> Iterator[Edition]:
    """Build the editions of one prepared article; ``target`` is their path without a suffix.

    Editions are built at the same time.  The PDFs are begun first, since they need nothing but the
    text, and the pictures of web pages, which take longest of what those need; then the text is
    spoken, and the audio editions are begun.  Those that take the page map, where this build has
    one, and the EPUB come last.  A PDF that has the narration attached waits for the MP3.  A
    narration that is mastered for files of a limited length is split where needed.
    """
    names = table.select(options.only)
    pdfs = options.pdf if "pdf" in names else ()
    epubs = each_epub(options) if "epub" in names else ()
    rows = [table.find(name) for name in names]
    paged = {one.name for one in rows if isinstance(one, SpokenEdition) and one.paged}
    spoken_names = [one.name for one in rows if isinstance(one, SpokenEdition)]
    web = "web" in names
    sounding = web and web_sounds(options)
    narrated = options.narrated and any(map(takes_sound, epubs))
    alone = len(names) == 1 and len((*pdfs, *epubs)) <= 1 and not (spoken_names or narrated)
    alone = alone and not sounding
    cache = cache_folder(options)
    with ExitStack() as stack:
        if cache:
            stack.callback(Cache(cache).trim_again)
        jobs = BuildJobs(stack, article, target, cache, report, options)
        for one in wanted(options):
            jobs.want(one)
        if alone and current_thread() is main_thread():  # WeasyPrint is not safe in several threads
            yield jobs.build_here(names[0])
            return
        for pdf in pdfs:
            if "narration" not in pdf.attach and jobs.lacks("pdf", pdf.variant):
                jobs.begin(table.find("pdf", pdf.variant), replace(jobs.context, pdf_options=pdf))
        if cache and web and jobs.lacks("web", options.web.variant):
            from publish.editions.web.pictures import make_ahead
            from publish.runtime.background import BackgroundThread

            stack.enter_context(BackgroundThread(make_ahead, article, cache))
        narration, variant = None, "split" if options.split else ""
        if jobs.speaks:
            from publish.speech import encode_together, levelled, spoken

            narration = stack.enter_context(spoken(article, report, cache))
        if narration and (spoken_names or sounding):
            narration, too_long = levelled(article, narration)
            variant = "split" if too_long else variant
        speech = [table.find(name, variant) for name in spoken_names if jobs.lacks(name)]
        if narration and not variant:  # the files of a split edition may differ in level
            encode_together(article, narration, speech, report)
        if web and jobs.lacks("web", options.web.variant):
            files = [*(table.find("pdf", one.variant) for one in pdfs)]
            files += [table.find("epub", one.shop) for one in epubs]
            files += [table.find(name, variant) for name in spoken_names]
            jobs.begin(
                table.find("web", options.web.variant),
                replace(
                    jobs.context,
                    narration=narration if sounding else None,
                    web_options=options.web,
                    downloads=table.downloads(target.name, files),
                ),
            )
        for edition in speech:
            if edition.name not in paged:
                jobs.begin(edition, replace(jobs.context, narration=narration))
        for pdf in pdfs:
            if "narration" in pdf.attach and jobs.lacks("pdf", pdf.variant):
                sound = _files(jobs.finish("mp3").path)
                attaching = replace(jobs.context, pdf_options=replace(pdf, sound=sound))
                jobs.begin(table.find("pdf", pdf.variant), attaching)
        built = {"pdf": [jobs.finish("pdf", pdf.variant) for pdf in pdfs]}
        page_map = next((one.page_map for one in built["pdf"] if one.page_map), {})
        for edition in speech:
            if edition.name in paged:
                jobs.begin(edition, replace(jobs.context, narration=narration, page_map=page_map))
        for epub in epubs:
            if jobs.lacks("epub", epub.shop):
                combined = replace(
                    jobs.context,
                    narration=narration if takes_sound(epub) else None,
                    page_map=page_map,
                    epub_options=epub,
                )
                jobs.begin(table.find("epub", epub.shop), combined)
        for name in names:
            if name == "pdf":
                yield from built["pdf"]
            elif name == "epub":
                for epub in epubs:
                    yield jobs.finish("epub", epub.shop)
            elif name == "web":
                yield jobs.finish("web", options.web.variant)
            else:
                yield jobs.finish(name)


def _files(path: Path) -> tuple[Path, ...]:
    """Return the file ``path``, or the files of the folder that it is."""
    return tuple(sorted(path.iterdir())) if path.is_dir() else (path,)
