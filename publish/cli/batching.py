"""The command that builds many titles."""

from __future__ import annotations

import os
import shlex
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from glob import has_magic
from importlib.util import find_spec
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import to_builtins

from publish import BuildOptions, frontend
from publish.cli.formatting import many, shown
from publish.cli.making import plan_data, plan_line
from publish.cli.options import (
    Attach,
    Draft,
    DryRun,
    EpubBitRate,
    EpubCodec,
    EpubFonts,
    EpubVersion,
    Icc,
    Json,
    Kind,
    Listening,
    Mastering,
    Multiple,
    NoAudit,
    NoCache,
    Only,
    Overview,
    Quiet,
    Rate,
    Shops,
    Silent,
    Split,
    Style,
    Theme,
    Trim,
    TypeSize,
    Voice,
    Web,
    epub_options,
)
from publish.cli.screen import Screen, progress
from publish.errors import MissingToolError, OutputError, UsageError, escaped

if TYPE_CHECKING:
    from publish import Plan
    from publish.batch.exclusion import Check
    from publish.batch.results import TitleResult
    from publish.batch.session import Session
    from publish.batch.summary import Summary

#: The clock seconds after which the contact sheet of a batch that goes on is written again.
_SHOWN_EVERY = 300


#: What may be said of a batch that goes on.
_WITH_RESUME = frozenset(
    ("resume", "output", "scheduler", "workers", "retries", "seconds", "memory", "json", "quiet")
)


def batch(
    context: typer.Context,
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            help="Folders, patterns such as 'texts/**/*.md', lists of them (LIST.txt), or s3://...",
            metavar="FOLDER|PATTERN|LIST.txt...",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        str,
        typer.Option(
            "-o",
            "--output",
            metavar="FOLDER|ADDRESS",
            help="The folder for the editions, or an address such as s3://bucket/books.",
        ),
    ] = "dist",
    only: Only = "epub",
    scheduler: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS",
            help="Where it is built: local, or the address of a Dask scheduler (tcp://host:8786).",
        ),
    ] = "local",
    workers: Annotated[
        int,
        typer.Option(
            min=0,
            max=1000,
            metavar="N",
            help="Workers on this machine, by default one for each processor.",
            show_default=False,
        ),
    ] = 0,
    retries: Annotated[
        int,
        typer.Option(
            min=0, max=100, metavar="N", help="How often a title is tried again after a crash."
        ),
    ] = 2,
    seconds: Annotated[
        int,
        typer.Option(
            min=0,
            metavar="N",
            help="Processor time that a title may take (by default by its length).",
            show_default=False,
        ),
    ] = 0,
    memory: Annotated[
        str,
        typer.Option(
            metavar="SIZE",
            help="Memory that a title may take, such as 2GB (by default its worker's share).",
        ),
    ] = "",
    resume: Annotated[
        bool,
        typer.Option("--resume", help="Go on with the last batch of the output, with its options."),
    ] = False,
    split: Split = False,
    mastering: Mastering = "",
    profile: Listening = "",
    voice: Voice = "",
    rate: Rate = "",
    draft: Draft = False,
    overview: Overview = False,
    kind: Kind = "",
    theme: Theme = "",
    style: Style = None,
    trim: Trim = "",
    icc: Icc = None,
    attach: Attach = "",
    type_size: TypeSize = "",
    multiple: Multiple = 0,
    shops: Shops = "",
    epub_fonts: EpubFonts = False,
    epub_version: EpubVersion = "3.3",
    epub_codec: EpubCodec = "",
    epub_bit_rate: EpubBitRate = 0,
    web: Web = "site",
    silent: Silent = False,
    no_cache: NoCache = False,
    no_audit: NoAudit = False,
    dry_run: DryRun = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Build the editions of many titles, on this machine or on a Dask cluster.

    A title is a Markdown file with front matter, or a folder with a publication.yaml. A title that
    can't be built is set aside with its messages, and doesn't stop the others; the exit code is
    then the lowest of those that publish build would end with.

    Examples:\n
      publish batch texts -o out\n
      publish batch 'texts/2026/*.md' -o out --only epub,pdf --workers 4\n
      publish batch -o out --resume\n
      publish batch backlist.txt -o out --scheduler tcp://head:8786
    """
    if not find_spec("distributed"):
        fix = 'Install it with: pip install "publish-editions[batch]"'
        raise MissingToolError("Dask (distributed)", "publish batch", fix)
    from publish.batch import session as sessions
    from publish.batch.exclusion import alone_in

    styles = tuple(one.absolute() for one in style or ())
    options = BuildOptions(
        only=only,
        split=split,
        mastering=mastering,
        profile=profile,
        voice=str(Path(voice).absolute()) if voice.endswith(".onnx") else voice,
        rate=rate,
        draft=draft,
        overview=overview,
        pdf=frontend.pdf_options(
            kind, theme, trim, styles, icc and icc.absolute(), attach, type_size, multiple
        ),
        epub=epub_options(theme, list(styles), epub_version, epub_codec, epub_bit_rate, epub_fonts),
        web=frontend.web_options(web, theme, styles),
        shops=shops,
        silent=silent,
        cache=not no_cache,
        audit=not no_audit,
    )
    screen = Screen(json=json, quiet=quiet)
    if resume and (others := [one for one in _given(context) if one not in _WITH_RESUME]):
        said = ", ".join(
            sorted(one if one == "sources" else f"--{one.replace('_', '-')}" for one in others)
        )
        raise UsageError(
            f"--resume has the sources and options of the last batch: leave out {said}."
        )
    if not resume and not sources:
        raise UsageError("No source is named. Name a folder, a pattern or a list of sources.")
    if dry_run:
        _show(list(sessions.plans(tuple(sources or ()), output, options)), screen)
        return
    count = workers or os.cpu_count() or 1
    if resume:
        limit = sessions.memory_of(memory, count) if memory else 0
        session = sessions.resume(output, limit, seconds)
    else:
        limit = sessions.memory_of(memory, count)
        session = sessions.begin(tuple(sources or ()), output, options, limit, seconds)
    if session.others:
        names = escaped(", ".join(path.name for path in session.others[:3]))
        files = "Markdown file has" if len(session.others) == 1 else "Markdown files have"
        screen.say(f"{len(session.others)} {files} no front matter, so aren't titles: {names}")
    with alone_in(session.output) as check:
        _run(session, scheduler, count, retries, screen, check)


def _given(context: typer.Context) -> Iterator[str]:
    """Yield the names of what the command line has."""
    for name in context.params:
        source = context.get_parameter_source(name)
        if source and source.name == "COMMANDLINE":
            yield name


def _run(
    session: Session, scheduler: str, workers: int, retries: int, screen: Screen, check: Check
) -> None:
    """Build what is left of ``session``; end the command with the exit code of its titles."""
    results = list(session.finished)
    if session.left:
        from publish.batch.cluster import cluster_at

        cluster = cluster_at(scheduler, min(workers, len(session.left)), session.request.memory)
        total, noted = len(session.titles), False
        try:
            with progress(screen) as report, cluster:
                from publish.batch.running import run

                report("Titles", len(results), total)
                shown_at = time.monotonic()
                found = run(session, cluster, retries=retries, say=screen.say, check=check)
                noted = True
                for result in found:
                    results.append(result)
                    if time.monotonic() - shown_at > _SHOWN_EVERY:
                        with suppress(OutputError):  # that at the end says so
                            _contact_sheet(session, results)
                        shown_at = time.monotonic()
                    report("Titles", len(results), total)
                    if not result.finished:
                        screen.say(escaped(f"{result.title}: {result.state}: {result.reason}"))
        except KeyboardInterrupt:
            if noted:
                again = f"publish batch -o {shlex.quote(_where(session))} --resume"
                done = f"{len(results)} of {many(total, 'title')} are done."
                screen.say(f"\n{done} Go on with: {again}")
            raise
        finally:
            session.tidy()
    from publish.batch.summary import summary_data, summary_text

    code = min((one.exit_code for one in results if one.exit_code), default=0)
    summary = _contact_sheet(session, results)
    data = {"titles": [to_builtins(one) for one in results], "summary": summary_data(summary)}
    screen.result(summary_text(summary, _where(session)), data, code)
    if code:
        raise typer.Exit(code)


def _show(plans: Sequence[Plan], screen: Screen) -> None:
    """Print which editions would be made, and why; those that are up to date are counted."""
    editions = [edition for plan in plans for edition in plan.editions]
    made = [edition for edition in editions if edition.reason]
    counts = f"{many(len(made), 'edition')} of {many(len(plans), 'title')} would be made"
    rest = f"{len(editions) - len(made)} are up to date"
    lines = [*map(plan_line, made), f"{counts}, {rest}."]
    screen.result("\n".join(lines), {"sources": list(map(plan_data, plans))})


def _where(session: Session) -> str:
    """Return the output as the user may write it."""
    return shown(session.folder) if session.folder else session.output


def _contact_sheet(session: Session, results: Sequence[TitleResult]) -> Summary:
    """Write the contact sheet of ``session``; return what it counts."""
    from publish.batch.contact_sheet import write_contact_sheet
    from publish.batch.store import store_at

    order = {title.name: number for number, title in enumerate(session.titles)}
    return write_contact_sheet(
        sorted(results, key=lambda one: order[one.title]),
        store_at(session.output),
        name=", ".join(dict.fromkeys(map(_called, session.request.sources))),
        finished=datetime.now().astimezone(),
        waiting=len(order) - len(results),
    )


def _called(source: str) -> str:
    """Return what a folder, a pattern or a list of sources is called."""
    parts = list(takewhile(lambda part: not has_magic(part), Path(source).absolute().parts))
    return Path(parts[-1]).stem if parts[-1].endswith(".txt") else parts[-1]
