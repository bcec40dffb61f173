"""The functions of ``publish`` for Python programs; the command line is built on them.

Each takes and returns frozen records, prints nothing, and raises a
:class:`~publish.errors.PublishError` whose message says where, what and how to fix it.  They can be
called from several threads at once.  Each imports what it needs when it is called.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, assert_never

from msgspec import Struct
from msgspec.structs import replace

from publish.editions import table
from publish.editions.edition import Report as Report
from publish.editions.edition import SpokenEdition
from publish.editions.options import BuildOptions, PdfOptions
from publish.errors import Diagnostic, UsageError
from publish.model import Article

if TYPE_CHECKING:
    from publish.accessibility.conformance import Conformance
    from publish.audit.editions import Audit
    from publish.check import CheckReport as CheckReport
    from publish.check.rule import Criterion
    from publish.check.rule import Rule as Rule
    from publish.doctor import Part
    from publish.editions.build_edition import Edition
    from publish.narration.sample import Listing as Listing
    from publish.pipeline import CheckedSource

#: The path of a source, or what :func:`read` returned.
Source = Path | str | Article


ReportForm = Literal["statement", "conformance", "html", "onix", "json-ld"]


class ImportedSource(Struct, frozen=True):
    """A source that was written from ``document``; ``diagnostics`` say what is still to do."""

    document: Path
    source: Path
    diagnostics: tuple[Diagnostic, ...]


def no_report(_step: str, _done: int, _total: int) -> None:
    """Ignore the progress."""


# -------------------------------------------------------------------- sources


def read(source: Path | str) -> Article:
    """Return the article of a Markdown file, or the book of a ``publication.yaml``.

    Raises:
        SourceError: The source can't be read; it carries all errors, each with its line.
    """
    from publish.intake import read as read_source

    return read_source(Path(source))


def check(source: Source, styles: Iterable[Path] = ()) -> CheckReport:
    """Return what would shut readers out of the editions of ``source``.

    ``styles`` are style sheets whose colours are checked too.

    Raises:
        SourceError: The source can't be read.
        UsageError: A style sheet can't be read.
    """
    from publish.pipeline import check_article

    return check_article(_article(source), styles)


def import_document(
    document: Path | str, source: Path | str, *, force: bool = False
) -> ImportedSource:
    """Write a document of another program as ``source``, with its pictures in ``pictures``.

    With ``force`` an existing source is overwritten.

    Raises:
        SourceError: The document can't be read, or is a source already.
        MissingToolError: pandoc is missing.
        OutputError: ``source`` exists with other content, or can't be written.
    """
    from publish.intake import import_document as import_file
    from publish.intake import unreadable
    from publish.runtime.atomic import atomic, may_write, write_new

    document, source = Path(document), Path(source)
    imported = import_file(document, source.parent)
    may_write(source, imported.markdown, force=force)
    # The pictures come first: a source that exists has all that it needs.
    for name, data in imported.pictures.items():
        picture = source.parent / name
        if not picture.exists():  # no other picture has its name
            with atomic(picture) as temporary:
                temporary.write_bytes(data)
    if force:
        write_text(source, imported.markdown)
    else:
        write_new(source, imported.markdown)
    diagnostics = tuple(replace(one, file=source) for one in imported.diagnostics)
    return ImportedSource(document, source, (*diagnostics, *unreadable(source)))


def list_posts(folder: Path) -> list[tuple[Path, Path]]:
    """Return the Markdown posts in ``folder``, each with the relative path of its source."""
    from publish.importing.posts import posts_in

    return list(posts_in(folder))


def start(folder: Path, *, book: bool = False) -> Path:
    """Copy the template of an article, or of a book, to ``folder``; return its source.

    Raises:
        OutputError: ``folder`` isn't empty, or can't be written.
    """
    from publish.starter import start as copy_template

    return copy_template(folder, book=book)


def _article(source: Source) -> Article:
    return source if isinstance(source, Article) else read(source)


# -------------------------------------------------------------------- editions


def build(
    source: Source,
    folder: Path | str,
    options: BuildOptions = BuildOptions(),  # noqa: B008 - frozen
    *,
    progress: Report = no_report,
) -> tuple[Edition, ...]:
    """Check ``source``, and build its editions in ``folder``.

    An edition is put in place only when its audit has found that nothing of the source is lost.
    ``progress`` is called with the name of a step, and how much of it is done and to do (0 of 0
    where that isn't known).

    Raises:
        SourceError: The source can't be read.
        UsageError: An option has an unknown value.
        InaccessibleError: The source, or an edition of it, would shut readers out.
        MissingToolError, ToolError: A program or a voice is missing, or fails.
        LostError: Something of the source isn't in an edition.
        OutputError: An edition can't be written.
    """
    return tuple(build_each(read_checked([source], options), folder, options, progress=progress))


def read_checked(
    sources: Iterable[Source],
    options: BuildOptions = BuildOptions(),  # noqa: B008 - frozen
) -> tuple[CheckedSource, ...]:
    """Read and check all ``sources``, with the style sheets of ``options``.

    Raises:
        SourceError: A source can't be read.
        InaccessibleError: There are errors; it carries those of all sources.
    """
    from publish.pipeline import check_all

    articles = [_article(source) for source in sources]
    return check_all(articles, dict.fromkeys(one for pdf in options.pdf for one in pdf.styles))


def build_each(
    sources: Iterable[CheckedSource],
    folder: Path | str,
    options: BuildOptions = BuildOptions(),  # noqa: B008 - frozen
    *,
    progress: Report = no_report,
) -> Iterator[Edition]:
    """Yield each edition of each source when it is finished.  Raises as :func:`build` does."""
    from publish.pipeline import build_all

    articles = [source.article for source in sources]
    return build_all(articles, Path(folder), options, progress)


def pdf_options(
    variants: str = "",
    theme: str = "",
    trim: str = "",
    styles: tuple[Path, ...] = (),
    profile: Path | None = None,
    attach: str = "",
) -> tuple[PdfOptions, ...]:
    """Return the options of each PDF, for :class:`BuildOptions`, as the command line takes them.

    Raises:
        UsageError: A name is unknown, or no chosen variant can have an option.
    """
    from publish.editions.pdf.options import parse_options

    return parse_options(variants, theme, trim, styles, profile, attach)


def audit(
    source: Source,
    folder: Path | str,
    *,
    profile: str = "",
    listen: bool = True,
    progress: Report = no_report,
) -> Audit:
    """Return what of ``source`` is in its editions in ``folder``, read back from the files.

    ``profile`` is the listening profile that they were built with.  Without ``listen`` sound isn't
    decoded: only chapters and lengths of sound files are read.

    Raises:
        UsageError: There is no edition of the source in ``folder``.
        SourceError: The source or an edition can't be read.
        MissingToolError, ToolError: A program or a voice is missing, or fails.
    """
    from publish.editions.auditing import audit as audit_editions
    from publish.editions.auditing import needs_narration
    from publish.pipeline import with_options
    from publish.prepare import prepare

    article = prepare(with_options(_article(source), BuildOptions(profile=profile)))
    paths = table.finished(Path(folder) / article.name)
    if not paths:
        raise UsageError(
            f"There is no edition of {article.file} in {folder}. "
            "Build it first, or name the folder that has its editions."
        )
    if not any(needs_narration(path, article.name) for path in paths):
        return audit_editions(article, paths, None)
    from publish.pipeline import cache_folder
    from publish.speech import spoken

    with spoken(article, progress, cache_folder(BuildOptions())) as narration:
        progress("Audit", 0, 0)
        return audit_editions(article, paths, narration, listen=listen)


def verify(edition: Path | str) -> tuple[Diagnostic, ...]:
    """Return the faults of an EPUB or a PDF, whoever made it.

    Raises:
        SourceError: The file can't be read as what its name says.
        ToolError: veraPDF is installed, and fails.
    """
    from publish.verify import verify as verify_file

    return verify_file(Path(edition))


def accessibility_report(source: Source, folder: Path | str | None = None) -> Conformance:
    """Return what is true of the accessibility of ``source`` and of its editions in ``folder``.

    Raises:
        SourceError: The source or an edition can't be read.
    """
    from publish.accessibility import facts_of
    from publish.accessibility.conformance import Evidence, conformance
    from publish.check.alt_texts import alt_counts
    from publish.editions.auditing import audit as audit_editions
    from publish.prepare import prepare
    from publish.readers.epub import opened

    article = _article(source)
    counts = alt_counts(article)
    prepared = prepare(article)
    paths = (
        [Path(folder) / f"{article.name}{suffix}" for suffix in (".epub", ".pdf")] if folder else []
    )
    found = tuple(path for path in paths if path.is_file())
    epub = next((path for path in found if path.suffix == ".epub"), None)
    narrated = paged = False
    if epub:
        with opened(epub) as book:
            narrated = bool(book.metas("media:duration"))
            paged = bool(book.metas("pageBreakSource"))
    audited = audit_editions(prepared, found, None) if found else None
    evidence = Evidence(
        check=check(article).diagnostics,
        verify=verify(epub) if epub else None,
        audit=audited.results if audited else (),
        audited=frozenset(audited.editions if audited else ()),
        alt_texts={
            "described": counts.described,
            "of these with an extended description": counts.extended,
            "decorative": counts.decorative,
            "in need of an extended description": counts.wanting,
            "drafted by a machine and not reviewed": counts.drafted,
            "without alt text": counts.missing,
        },
    )
    return conformance(prepared, facts_of(prepared, narrated=narrated, paged=paged), evidence)


# -------------------------------------------------------------------- choices


def edition_choices(*, spoken: bool = False) -> str:
    """Return the editions and groups that ``BuildOptions.only`` takes, as a help text."""
    names = [
        name for name in table.names() if not spoken or isinstance(table.find(name), SpokenEdition)
    ]
    groups = [f"{name} ({', '.join(members)})" for name, members in table.groups().items()]
    return f"Editions, separated by commas: {', '.join(names)}; or groups: {', '.join(groups)}."


def pdf_choices() -> str:
    """Return the variants of the PDF, as a help text."""
    variants = [f"{one.variant} ({one.purpose})" for one in table.EDITIONS if one.name == "pdf"]
    return f"PDFs, separated by commas: {'; '.join(variants)}."


# -------------------------------------------------------------------- voices, tools and rules


def list_voices(language: str = "", *, every: bool = False) -> Listing:
    """Return the voices that can narrate ``language``, or every one.

    Raises:
        MissingToolError: The engine of the voices is missing.
    """
    from publish.narration.sample import listed

    return listed(language, every=every)


def say(text: str, voice: str, language: str, output: Path) -> tuple[str, float]:
    """Write ``text``, spoken, as a WAV file; return the voice's id and the length in seconds.

    Raises:
        MissingToolError, ToolError, OutputError: The voice is missing or fails.
    """
    from publish.narration.sample import sample

    spoken_by, seconds = sample(text, voice, language, output)
    return spoken_by.id, seconds


def doctor() -> tuple[Part, ...]:
    """Try every program and library that editions need; takes a second or two."""
    from publish.doctor import examine

    return examine()


def rules() -> Mapping[str, Rule]:
    """Return the rules of :func:`check` by their codes."""
    from publish.check import RULES

    return RULES


def criterion_of(diagnostic: Diagnostic) -> Criterion | None:
    """Return the success criterion of WCAG that ``diagnostic`` cites, if it cites one."""
    from publish.check.rule import criterion_of as find_criterion

    return find_criterion(diagnostic.clause)


def source_lines(file: Path) -> tuple[str, ...]:
    """Return the lines of a source, to quote them; none where it can't be read."""
    from publish.errors import SourceError
    from publish.runtime.text import read_text

    try:
        return tuple(read_text(file).split("\n"))
    except SourceError:  # a diagnostic says so already
        return ()


# -------------------------------------------------------------------- results as text


def audit_text(found: Audit) -> str:
    """Return an audit for a terminal."""
    from publish.audit.formatting import as_text

    return as_text(found)


def audit_page(found: Audit) -> str:
    """Return an audit as an HTML page, with its pictures."""
    from publish.audit.html import as_html

    return as_html(found)


def audit_data(found: Audit) -> dict[str, object]:
    """Return an audit for JSON."""
    from publish.audit.formatting import as_data

    return as_data(found)


def report_text(found: Conformance, form: ReportForm = "statement") -> str:
    """Return an accessibility report in one of its forms."""
    from publish.accessibility import formatting

    match form:
        case "statement":
            return formatting.statement_text(found)
        case "conformance":
            return formatting.conformance_text(found)
        case "html":
            from publish.accessibility.html import as_html

            return as_html(found)
        case "onix":
            from publish.accessibility.onix import fragment

            return fragment(found.facts, found.claim).rstrip()
        case "json-ld":
            from publish.accessibility.schema import json_ld

            data = {"@context": "https://schema.org", **json_ld(found.facts, found.claim)}
            return json.dumps(data, ensure_ascii=False, indent=2)
        case _:
            assert_never(form)


def report_data(found: Conformance) -> dict[str, object]:
    """Return an accessibility report for JSON."""
    from publish.accessibility.formatting import as_data

    return as_data(found)


def sarif(diagnostics: Sequence[Diagnostic], reports: Iterable[CheckReport]) -> str:
    """Return the diagnostics of a check as a SARIF log; paths are relative to this folder."""
    from publish import __version__
    from publish.check import RULES
    from publish.check.sarif import sarif as sarif_log

    silenced = {one.setting.code: one for report in reports for one in report.silenced}
    log = sarif_log(diagnostics, silenced.values(), RULES, __version__, Path.cwd())
    return json.dumps(log, ensure_ascii=False, indent=2)


def write_text(file: Path, text: str) -> None:
    """Write ``text`` as ``file``; the last good one stays until all of it is written.

    Raises:
        OutputError: It can't be written.
    """
    from publish.runtime.atomic import atomic

    with atomic(file) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def stop_on_terminate() -> None:
    """Let SIGTERM end this program as Ctrl-C does, so that temporary files are removed."""
    from publish.runtime.background import interrupt_on_terminate

    interrupt_on_terminate()
