"""The command that serves pages on this computer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from publish.cli.options import Json, Quiet
from publish.cli.screen import Screen


def serve(
    source: Annotated[
        Path,
        typer.Argument(help="A Markdown file, a publication.yaml, or a folder.", metavar="SOURCE"),
    ] = Path(),
    port: Annotated[
        int,
        typer.Option(
            metavar="N",
            min=0,
            max=65535,
            help="The port (8765, or a free one).",
            show_default=False,
        ),
    ] = 0,
    browser: Annotated[
        bool, typer.Option("--open", help="Open the address in a browser, also without a terminal.")
    ] = False,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Open no browser, also where there is a screen.")
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Show a source in the browser while you write, or work on a folder without a terminal.

    The page of a source shows what it becomes, and what the check says; a save appears at once.
    Only this computer can reach the server, and only with the printed address, which has a token.
    Files outside the folder of the source can't be reached. Ctrl-C ends the server.

    Examples:\n
      publish serve article.md\n
      publish serve articles\n
      publish serve article.md --port 9000 --no-browser
    """
    from publish.serve.server import serve as run_server

    screen = Screen(json=json, quiet=quiet)
    run_server(
        source,
        port=port,
        browser=browser or (False if no_browser else None),
        started=lambda address: screen.result_now(address, {"address": address}),
    )
