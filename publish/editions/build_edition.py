"""Build one edition: write it next to its target, audit it, verify it, then put it in place.

It is separate from the pipeline so that a process that builds one edition loads nothing else.
"""

from __future__ import annotations

import shutil
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from publish.editions.edition import BuildContext, SpokenEdition, TextEdition
from publish.errors import (
    AuditError,
    Diagnostic,
    InaccessibleError,
    LostError,
    Severity,
    shortened,
)
from publish.runtime.atomic import atomic, atomic_folder
from publish.runtime.file_states import FileState, state_of
from publish.runtime.kept import answers_kept

if TYPE_CHECKING:
    from publish.narration.script import Skipped


_WARNING = Severity.WARNING


class Timings(Struct, frozen=True):
    """How long the steps of an edition took, in seconds."""

    build: float
    audit: float
    verify: float


class Edition(Struct, frozen=True, kw_only=True):
    """A finished edition.

    ``format`` and ``variant`` are the names of its row in the table; ``path`` is a file, or a
    folder of files; ``size`` is in bytes.  ``summary`` says what is in it ("24 pages").
    ``diagnostics`` are warnings.  ``page_map`` is the page, from 1, on which each id begins; empty
    where there are no pages.  ``measured`` are measurements of mastered sound, by name.
    ``skipped`` are the words that the narration leaves out, and why.  ``unchanged``: an earlier
    build made it.  ``written`` are the states of its files before it was put in place, each with
    its name in the folder (empty for an edition that is one file).
    """

    format: str
    variant: str
    path: Path
    size: int
    summary: str
    timings: Timings
    diagnostics: tuple[Diagnostic, ...] = ()
    page_map: Mapping[str, int] = field(default_factory=dict)
    measured: Mapping[str, float] = field(default_factory=dict)
    skipped: tuple[Skipped, ...] = ()
    unchanged: bool = False
    written: tuple[tuple[str, FileState], ...] = ()


def build_edition(edition: TextEdition | SpokenEdition, context: BuildContext) -> Edition:
    """Build ``edition`` at ``context.target``, replacing an earlier one only on success.

    It has the ISBN of its product as identifier, if the article gives one.

    Raises:
        LostError: Something of the article isn't in the edition.
        AuditError: The audit failed; the edition is kept beside ``context.target``.
        InaccessibleError: The edition breaks its accessibility standard.
        OutputError: It can't be written.
        PublishError: Any other error of the exporter.
    """
    about = context.article.metadata
    about = replace(about, identifier=about.identifier_of(edition.product))
    context = replace(context, article=replace(context.article, metadata=about))
    narration, target = context.narration, context.target
    begin = perf_counter()
    with answers_kept(context.cache), in_place(edition, target) as output:
        built = edition.run(replace(context, output=output))
        written = perf_counter()
        not_audited = _refuse_losses(edition, context, output)
        audited = perf_counter()
        found = verified(edition, output, target, refuse=context.audit)
        ended = perf_counter()
        written_files = states_of(output)
    warnings = (
        Diagnostic(
            code="narration",
            severity=Severity.WARNING,
            message=warning,
            fix="",
            file=context.article.file,
        )
        for warning in (narration.warnings if narration else ())
    )
    files = target.rglob("*") if target.is_dir() else (target,)
    return Edition(
        format=edition.name,
        variant=edition.variant,
        path=target,
        size=sum(file.stat().st_size for file in files if file.is_file()),
        summary=built.summary,
        timings=Timings(written - begin, audited - written, ended - audited),
        diagnostics=(*warnings, *built.diagnostics, *not_audited, *found),
        page_map=built.page_map,
        measured=built.measured,
        skipped=narration.skipped if narration else (),
        written=written_files,
    )


def states_of(edition: Path) -> tuple[tuple[str, FileState], ...]:
    """Return the states of a file, or of all files of a folder, each with its name in it."""
    if not edition.is_dir():
        return (("", state_of(edition)),) if edition.is_file() else ()
    files = sorted(one for one in edition.rglob("*") if one.is_file())
    return tuple((one.relative_to(edition).as_posix(), state_of(one)) for one in files)


@contextmanager
def in_place(edition: TextEdition | SpokenEdition, target: Path) -> Iterator[Path]:
    """Yield a file or folder next to ``target``; move it there if the block doesn't raise."""
    if edition.folder:
        with atomic_folder(target, edition.folder) as output:
            yield output
    else:
        with atomic(target) as output:
            yield output


def _refuse_losses(
    edition: TextEdition | SpokenEdition, context: BuildContext, output: Path
) -> tuple[Diagnostic, ...]:
    """Raise the losses of ``output``; return a warning if it isn't audited."""
    if edition.audit is None:
        return ()
    if not context.audit:
        message = f"{edition.label}: nobody has checked that nothing of the source is lost."
        fix = "Read it yourself, or build without --no-audit."
        file = context.article.file
        return (
            Diagnostic(code="not-audited", severity=_WARNING, message=message, fix=fix, file=file),
        )
    from publish.editions.auditing import losses_in

    try:
        losses = losses_in(context.article, edition, output, context.narration, context.cache)
    except Exception as error:  # whatever it is: the edition was written by this program
        kept = _kept(output, context.target, edition.suffix)
        raise AuditError(context.target, kept, _detail(error)) from error
    if losses and (styles := _styles(context, edition)):
        fix = f"See whether {styles[0].name} hides or moves it; --no-audit builds all the same."
        losses = tuple(replace(one, fix=fix) for one in losses)
    if losses:
        raise LostError(losses)
    return ()


def _styles(context: BuildContext, edition: TextEdition | SpokenEdition) -> tuple[Path, ...]:
    """Return the publisher's style sheets for ``edition``."""
    styles = {
        "pdf": context.pdf_options.styles,
        "epub": context.epub_options.styles,
        "web": context.web_options.styles,
    }
    return styles.get(edition.name, ())


def _kept(output: Path, target: Path, suffix: str) -> Path:
    """Move the unaudited ``output`` beside ``target``; return its path."""
    kept = target.with_name(f"{target.name.removesuffix(suffix)}.unaudited{suffix}")
    if kept.is_dir():
        shutil.rmtree(kept)
    return output.replace(kept)


def _detail(error: Exception) -> str:
    """Return the type, the message and the place of ``error``."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(last.filename).name}:{last.lineno}"
    return f"{type(error).__name__} in {place}: {shortened(str(error), 200)}"


def verified(
    edition: TextEdition | SpokenEdition, output: Path, target: Path, *, refuse: bool = True
) -> tuple[Diagnostic, ...]:
    """Return the warnings from verifying ``output``, with paths in ``target``.

    Raises:
        InaccessibleError: The verification found errors, and they are to ``refuse`` it.
    """
    if edition.verify is None:
        return ()
    found = tuple(
        replace(one, file=target / one.file.relative_to(output))
        for one in edition.verify.load()(output)
    )
    errors = tuple(one for one in found if one.severity is Severity.ERROR)
    if errors and refuse:
        raise InaccessibleError(errors)
    found = tuple(replace(one, severity=_WARNING) if one in errors else one for one in found)
    return tuple(one for one in found if one.severity is Severity.WARNING)
