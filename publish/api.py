"""The functions of ``publish`` for Python programs; the command line is built on them.

Each takes and returns frozen records, prints nothing, and raises a
:class:`~publish.errors.PublishError` whose message says where, what and how to fix it.  They can be
called from several threads at once.  Each imports what it needs when it is called.
:mod:`publish.frontend` has what only a command line or another front end needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from publish.editions import table
from publish.editions.edition import BuildOptions, Report, no_report
from publish.errors import Diagnostic, UsageError
from publish.model import Article

if TYPE_CHECKING:
    from publish.accessibility.conformance import Conformance
    from publish.audit.editions import Audit
    from publish.check import CheckReport
    from publish.editions.build_edition import Edition
    from publish.importing.losses import ImportLoss
    from publish.pipeline import CheckedSource
    from publish.planning import Plan
    from publish.podcast.feed import FeedReport

#: The path of a source, or what :func:`read` returned.
Source = Path | str | Article


class ImportedSource(Struct, frozen=True):
    """A source written from ``document``; ``diagnostics`` list what its author must still do.

    ``losses`` is all of the document that the source lacks, whichever diagnostic says it.
    """

    document: Path
    source: Path
    diagnostics: tuple[Diagnostic, ...]
    losses: tuple[ImportLoss, ...] = ()


# -------------------------------------------------------------------- sources


def read(source: Path | str) -> Article:
    """Return the article of a Markdown file, or the book of a ``publication.yaml``.

    Raises:
        SourceError: The source has errors; it carries all of them, each with its line.
    """
    from publish.intake import read as read_source

    return read_source(Path(source))


def check(
    source: Source, styles: Iterable[Path] = (), *, shops: str | Iterable[str] = ()
) -> CheckReport:
    """Check the accessibility of ``source``, and return the report.

    ``styles`` are style sheets whose colours are checked too.  ``shops`` (``kindle``, ``apple``,
    ``kobo``, ``google``) are shops for e-books whose rules are checked too.

    Raises:
        SourceError: The source can't be read.
        UsageError: A style sheet can't be read, or there is no such shop.
    """
    from publish.pipeline import check_article

    return check_article(_article(source), styles, shops=shops)


#: What can be done with the comments of editors in a document.
COMMENTS = ("drop", "keep")


def import_document(
    document: Path | str,
    source: Path | str,
    *,
    force: bool = False,
    comments: str = "drop",
    dialect: str = "",
) -> ImportedSource:
    """Convert a document of another program to ``source``, with its pictures in ``pictures``.

    With ``force``, an existing source is overwritten.  Editors' ``comments`` become asides
    (``keep``), or are left out and listed (``drop``).  ``dialect`` says in which Markdown the
    document is written: ``pandoc``, ``quarto``, ``myst``, ``mdbook``, ``post`` or ``text`` (none);
    by default it is detected.

    Raises:
        SourceError: The document can't be read, or is a source already.
        UsageError: ``comments`` has another value.
        MissingToolError: pandoc is missing.
        OutputError: ``source`` exists with other content, or can't be written.
    """
    from publish.intake import import_deadline, read_back
    from publish.intake import import_document as import_file
    from publish.runtime.atomic import atomic, check_overwrite, write_new

    if comments not in COMMENTS:
        raise UsageError(f"Comments can't be “{comments}”: use {' or '.join(COMMENTS)}.")
    document, source = Path(document), Path(source)
    keep = comments == "keep"
    with import_deadline(document):
        imported = import_file(document, source.parent, dialect, keep_comments=keep)
        check_overwrite(source, imported.markdown, force=force)
        # The pictures come first, so that a source is never without one.
        for name, data in imported.pictures.items():
            picture = source.parent / name
            if not picture.exists():  # no other picture has its name
                with atomic(picture) as temporary:
                    temporary.write_bytes(data)
        if force:
            with atomic(source) as temporary:
                temporary.write_text(imported.markdown, encoding="utf-8", newline="\n")
        else:
            write_new(source, imported.markdown)
        compared, errors = read_back(document, source, imported, dialect)
    listed = sorted((*imported.diagnostics, *compared.diagnostics), key=lambda one: one.line)
    diagnostics = tuple(replace(one, file=source) for one in listed)
    return ImportedSource(document, source, (*diagnostics, *errors), compared.losses)


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

    An edition is put in place only if its audit finds that nothing of the source is lost.
    ``progress`` is called with the name of a step, the amount done and the total (0, 0 if unknown).

    Raises:
        SourceError: The source can't be read.
        UsageError: An option has an unknown value.
        InaccessibleError: The source, or an edition of it, isn't accessible.
        MissingToolError, ToolError: A program or a voice is missing, or fails.
        LostError: Content of the source is missing from an edition.
        OutputError: An edition can't be written.
    """
    return tuple(build_each(read_checked([source], options), folder, options, progress=progress))


def plan(
    source: Path | str,
    folder: Path | str,
    options: BuildOptions = BuildOptions(),  # noqa: B008 - frozen
) -> Plan:
    """Return which editions :func:`build` would make in ``folder``, and why; nothing is read of
    ``source``, and nothing written.

    Raises:
        UsageError: An edition or a shop of the options is unknown.
    """
    from publish.planning import plan as plan_build

    return plan_build(source, folder, options)


def read_checked(
    sources: Iterable[Source],
    options: BuildOptions = BuildOptions(),  # noqa: B008 - frozen
) -> tuple[CheckedSource, ...]:
    """Read and check all ``sources``, with the style sheets of ``options``.

    Raises:
        SourceError: A source can't be read.
        InaccessibleError: There are errors; it carries those of all sources.
    """
    from publish import pipeline

    paths = (one if isinstance(one, Article) else Path(one) for one in sources)
    return pipeline.read_checked(paths, options)


def build_each(
    sources: Iterable[CheckedSource],
    folder: Path | str,
    options: BuildOptions = BuildOptions(),  # noqa: B008 - frozen
    *,
    progress: Report = no_report,
) -> Iterator[Edition]:
    """Yield each edition of each source when it is finished.  Raises as :func:`build` does."""
    from publish.pipeline import build_all
    from publish.planning.recording import remembered

    sources, folder = tuple(sources), Path(folder)
    editions = build_all([source.article for source in sources], folder, options, progress)
    return remembered(sources, editions, folder, options)


def audit(
    source: Source,
    folder: Path | str,
    options: BuildOptions = BuildOptions(),  # noqa: B008 - frozen
    *,
    listen: bool = True,
    progress: Report = no_report,
) -> Audit:
    """Compare ``source`` with the content of its editions in ``folder``.

    Of the ``options`` that they were built with, those of the narration count: voice, rate, draft,
    profile and overview.  Without ``listen``, sound isn't decoded: only the chapters and lengths of
    sound files are read.

    Raises:
        UsageError: There is no edition of the source in ``folder``.
        SourceError: The source or an edition can't be read.
        MissingToolError, ToolError: A program or a voice is missing, or fails.
    """
    from publish.editions.auditing import audit as audit_editions
    from publish.editions.auditing import needs_narration
    from publish.pipeline import with_options
    from publish.prepare import prepare

    article = prepare(with_options(_article(source), options))
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

    with spoken(article, progress, cache_folder(options)) as narration:
        progress("Audit", 0, 0)
        return audit_editions(article, paths, narration, listen=listen)


def verify(edition: Path | str, *, quick: bool = False) -> tuple[Diagnostic, ...]:
    """Verify an EPUB, a PDF or web pages of any program; return the diagnostics.

    EPUBCheck, Ace and veraPDF add theirs where they are installed, unless ``quick``.

    Raises:
        SourceError: The file can't be read as what its suffix says.
        ToolError: veraPDF is installed, and fails.
    """
    from publish.verify import verify as verify_file

    return verify_file(Path(edition), quick=quick)


def accessibility_report(source: Source, folder: Path | str | None = None) -> Conformance:
    """Return the accessibility report on ``source`` and on its editions in ``folder``, if given.

    Raises:
        SourceError: The source or an edition can't be read.
    """
    from publish.accessibility import facts_of
    from publish.accessibility.conformance import Evidence, conformance
    from publish.check import check as check_rules
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
    narrated = heard = paged = False
    narrators: tuple[str, ...] = ()
    if epub:
        with opened(epub) as book:
            narrated = bool(book.metas("media:duration"))
            narrators = tuple(book.values("media:narrator"))
            heard = "auditory" in book.values("schema:accessModeSufficient")
            paged = bool(book.metas("pageBreakSource"))
    audited = audit_editions(prepared, found, None) if found else None
    evidence = Evidence(
        check=check_rules(article),
        verify=verify(epub, quick=True) if epub else None,
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
    facts = facts_of(prepared, narrated=narrated, narrators=narrators, heard=heard, paged=paged)
    return conformance(prepared, facts, evidence)


def feed(
    folder: Path | str, *, settings: Path | str = "", output: str = "feed.xml", address: str = ""
) -> FeedReport:
    """Write the podcast feed of all episodes in ``folder`` and below to ``output`` in it.

    ``settings`` is the file that describes the podcast, by default ``feed.yaml`` in ``folder``;
    ``address`` overrules the address of the folder that it gives.

    Raises:
        UsageError: There is no folder, no episode in it, or an argument can't be used.
        SourceError: The settings, an episode, the cover or the existing feed can't be used.
        OutputError: The feed can't be written, or the file is one of another program.
    """
    from publish.podcast.feed import update_feed
    from publish.source.feed import NAME, read_channel

    folder = Path(folder)
    if not folder.is_dir():
        raise UsageError(f"There is no folder {folder}. Name the one with the built articles.")
    if Path(output).name != output or not output.endswith((".xml", ".rss")):
        raise UsageError(f"The feed can't be named {output!r}: write a name such as feed.xml.")
    channel = read_channel(Path(settings) if settings else folder / NAME, address)
    return update_feed(folder, channel, folder / output)
