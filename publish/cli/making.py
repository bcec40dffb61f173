"""The commands that make editions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from publish.cli.options import (
    DIST,
    Attach,
    Folder,
    Icc,
    Json,
    Kind,
    Listening,
    Mastering,
    NoCache,
    Quiet,
    Sources,
    Split,
    Style,
    Theme,
    Trim,
)
from publish.cli.progress import progress
from publish.cli.screen import Screen, as_data, bold, shown, size


def build(
    sources: Sources,
    output: Folder = DIST,
    only: Annotated[
        str,
        typer.Option(
            metavar="NAMES",
            help="Which editions, with commas: epub, pdf, audio (m4b, mp3), listen (m4b, mp3, "
            "opus, vtt, chapters, lpf), rss, or any one of these.",
        ),
    ] = "epub,pdf,audio",
    split: Split = False,
    mastering: Mastering = "",
    profile: Listening = "",
    kind: Kind = "",
    theme: Theme = "",
    style: Style = None,
    trim: Trim = "",
    icc: Icc = None,
    attach: Attach = "",
    no_cache: NoCache = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make every edition of each source.

    The sources are read and checked first; an error in one stops the build before any edition is
    begun. An edition is replaced only by a finished one.

    Examples:\n
      publish build article.md\n
      publish build article.md -o out --only epub,pdf
    """
    _build(
        sources,
        output,
        only,
        json,
        quiet,
        no_cache=no_cache,
        split=split,
        mastering=mastering,
        profile=profile,
        pdf=(kind, theme, trim, tuple(style or ()), icc, attach),
    )


def epub(
    sources: Sources,
    output: Folder = DIST,
    narrated: Annotated[
        bool, typer.Option("--narrated", help="With narration in step with the text.")
    ] = False,
    no_cache: NoCache = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make an EPUB 3 for reading systems.

    By default without sound, which is fast; publish build puts the narration into the EPUB where
    it makes audio editions, and the page numbers of the PDF where it makes one.
    """
    _build(sources, output, "epub", json, quiet, narrated=narrated, no_cache=no_cache)


def pdf(
    sources: Sources,
    output: Folder = DIST,
    kind: Kind = "",
    theme: Theme = "",
    style: Style = None,
    trim: Trim = "",
    icc: Icc = None,
    attach: Attach = "",
    no_cache: NoCache = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make a tagged PDF, or PDFs for other uses.

    Examples:\n
      publish pdf article.md\n
      publish pdf article.md --pdf screen,large-print\n
      publish pdf article.md --pdf print --trim A5 --theme report\n
      publish pdf article.md --style house.css --attach source
    """
    wished = (kind, theme, trim, tuple(style or ()), icc, attach)
    _build(sources, output, "pdf", json, quiet, no_cache=no_cache, pdf=wished)


def audio(
    sources: Sources,
    output: Folder = DIST,
    only: Annotated[
        str,
        typer.Option(
            metavar="NAMES",
            help="Which: m4b, mp3, opus, vtt (captions), chapters, lpf (W3C Audiobook), rss, "
            "listen (all but rss); with commas.",
        ),
    ] = "audio",
    split: Split = False,
    mastering: Mastering = "",
    profile: Listening = "",
    no_cache: NoCache = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make editions to listen to: M4B and MP3, or others.

    Every section and every picture is a chapter; the chapter of a picture says its caption and its
    alt text.

    Examples:\n
      publish audio article.md --mastering audiobook\n
      publish audio article.md --only mp3 --split\n
      publish audio article.md --only listen,rss
    """
    _build(
        sources,
        output,
        only,
        json,
        quiet,
        no_cache=no_cache,
        split=split,
        mastering=mastering,
        profile=profile,
    )


def _build(
    paths: list[Path],
    output: Path,
    only: str,
    json: bool,
    quiet: bool,
    *,
    narrated: bool = False,
    no_cache: bool = False,
    split: bool = False,
    mastering: str = "",
    profile: str = "",
    pdf: tuple[str, str, str, tuple[Path, ...], Path | None, str] = ("", "", "", (), None, ""),
) -> None:
    from msgspec.structs import asdict

    from publish.editions.build_edition import Edition
    from publish.editions.pdf.options import parse_options
    from publish.editions.table import select
    from publish.errors import PublishError, Severity
    from publish.pipeline import BuildOptions, build_all, read_all
    from publish.runtime.cache import users_folder

    screen = Screen(json=json, quiet=quiet)
    options = BuildOptions(
        only=select(only),
        narrated=narrated,
        split=split,
        mastering=mastering,
        profile=profile,
        pdf=parse_options(*pdf),
        cache=None if no_cache else users_folder(),
    )
    sources = read_all(paths, pdf[3])
    diagnostics = [diagnostic for source in sources for diagnostic in source.diagnostics]
    screen.diagnostics(
        diagnostic for diagnostic in diagnostics if diagnostic.severity is Severity.WARNING
    )
    with progress(screen) as report:
        editions: list[Edition] = []
        try:
            articles = [source.article for source in sources]
            for edition in build_all(articles, output, options, report):
                editions.append(edition)
        except PublishError:
            if editions:
                screen.say(f"Finished before: {', '.join(shown(one.path) for one in editions)}")
            raise
    found = (one for edition in editions for one in edition.diagnostics)
    for message in dict.fromkeys(one.message for one in found):
        screen.say(f"warning: {message}")
    screen.result(
        "\n".join(
            f"{bold(shown(edition.path))}  {size(edition.size)}"
            + (f", {edition.summary}" if edition.summary else "")
            for edition in editions
        ),
        {
            "editions": [
                {
                    "format": edition.format,
                    "path": str(edition.path),
                    "bytes": edition.size,
                    "summary": edition.summary,
                    "variant": edition.variant,
                    "diagnostics": [as_data(one) for one in edition.diagnostics],
                    "seconds": asdict(edition.timings),
                    "measured": dict(edition.measured),
                    "skipped": [asdict(skipped) for skipped in edition.skipped],
                }
                for edition in editions
            ],
            "diagnostics": [as_data(diagnostic) for diagnostic in diagnostics],
        },
    )
