"""The command that compares finished editions with their source."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from publish import api, frontend
from publish.cli.formatting import shown
from publish.cli.options import DIST, Json, Listening, Quiet
from publish.cli.progress import progress
from publish.cli.screen import Screen
from publish.errors import LostError


def audit(
    source: Annotated[Path, typer.Argument(help="The source of the editions.", metavar="SOURCE")],
    folder: Annotated[
        Path, typer.Argument(help="The folder with its editions.", metavar="FOLDER")
    ] = DIST,
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="FILE", help="Write a page with all results and pictures."),
    ] = None,
    profile: Listening = "",
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

    Says where each heading, text, figure, alt text, caption, credit, description, note, table,
    quotation, link and change of language is in each edition, read back from its file. The exit
    code is 8 if something is lost. Each build does this before it puts an edition in place; use
    this command for the details, or after a source has changed.

    Examples:\n
      publish audit article.md\n
      publish audit article.md out --html audit.html
    """
    screen = Screen(json=json, quiet=quiet)
    with progress(screen) as report:
        found = api.audit(source, folder, profile=profile, listen=not quick, progress=report)
    if html is not None:
        frontend.write_text(html, frontend.audit_page(found))
        screen.say(f"The page is in {shown(html)}")
    screen.result(frontend.audit_text(found), frontend.audit_data(found))
    return LostError.exit_code if found.losses else 0
