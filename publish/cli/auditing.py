"""The commands that report on finished editions: what is lost, and how accessible they are."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from publish import BuildOptions, api, frontend
from publish.cli.formatting import shown
from publish.cli.options import DIST, Draft, Json, Listening, Overview, Quiet, Rate, Voice
from publish.cli.screen import Screen, progress
from publish.errors import LostError, UsageError


def audit(
    source: Annotated[Path, typer.Argument(help="The source of the editions.", metavar="SOURCE")],
    folder: Annotated[
        Path, typer.Argument(help="The folder with its editions.", metavar="FOLDER")
    ] = DIST,
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="FILE", help="Write a page with all results and pictures."),
    ] = None,
    voice: Voice = "",
    rate: Rate = "",
    draft: Draft = False,
    profile: Listening = "",
    overview: Overview = False,
    quick: Annotated[
        bool,
        typer.Option(
            "--quick", help="Read the chapters and lengths of sound files, but don't decode them."
        ),
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Compare finished editions with their source.

    Lists where each heading, text, figure, alt text, caption, credit, description, note, table,
    quotation, link and change of language is in each edition, read back from its file. The exit
    code is 8 if something is lost. Each build does this before it puts an edition in place; use
    this command for the details, or after a source has changed. Sound is compared with what the
    same voice says: name the options of the narration that the editions were built with.

    Examples:\n
      publish audit article.md\n
      publish audit article.md out --html audit.html\n
      publish audit article.md --draft
    """
    screen = Screen(json=json, quiet=quiet)
    options = BuildOptions(voice=voice, rate=rate, draft=draft, profile=profile, overview=overview)
    with progress(screen) as report:
        found = api.audit(source, folder, options, listen=not quick, progress=report)
    if html is not None:
        frontend.write_text(html, frontend.audit_page(found))
        screen.say(f"The page is in {shown(html)}")
    code = LostError.exit_code if found.losses else 0
    screen.result(frontend.audit_text(found), frontend.audit_data(found), code)
    return code


def report(
    source: Annotated[Path, typer.Argument(help="The source.", metavar="SOURCE")],
    folder: Annotated[
        Path,
        typer.Argument(
            help="The folder with its editions, if it has been built.", metavar="FOLDER"
        ),
    ] = DIST,
    onix: Annotated[
        bool, typer.Option("--onix", help="Print the facts for booksellers: ONIX 3, code list 196.")
    ] = False,
    linked: Annotated[
        bool, typer.Option("--json-ld", help="Print the facts for search engines: schema.org.")
    ] = False,
    conformance: Annotated[
        bool,
        typer.Option(
            "--conformance",
            help="Print EPUB Accessibility, WCAG 2.2 and PDF/UA, criterion by criterion.",
        ),
    ] = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write all of it as an HTML page.")
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Report on the accessibility of a publication: a statement for readers, or another form.

    An EPUB and a PDF in FOLDER are read, and are part of the report. A report claims conformance
    only when a person has checked what machines can't; the front matter says who (evaluation).

    Examples:\n
      publish report article.md\n
      publish report article.md --onix\n
      publish report article.md dist --conformance --html report.html
    """
    screen = Screen(json=json, quiet=quiet)
    if onix + linked + conformance > 1:
        raise UsageError("Choose one of --onix, --json-ld and --conformance.")
    if folder != DIST and not folder.is_dir():
        raise UsageError(f"There is no folder {folder}. Name the one with the editions.")
    found = api.accessibility_report(source, folder)
    if html is not None:
        frontend.write_text(html, frontend.report_text(found, "html"))
        screen.say(f"The page is in {shown(html)}")
    form: frontend.ReportForm = "statement"
    if onix:
        form = "onix"
    elif linked:
        form = "json-ld"
    elif conformance:
        form = "conformance"
    screen.result(frontend.report_text(found, form), frontend.report_data(found))
