"""All commands, in the order of the help.

Each parses its arguments, calls ``publish.api`` or ``publish.frontend``, and shows the result.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated

import typer

from publish import __version__
from publish.cli.completing import VARIABLE
from publish.cli.screen import Screen

#: The module of this package and the function in it for each command.
COMMANDS = {
    "build": ("building", "build"),
    "epub": ("building", "epub"),
    "pdf": ("building", "pdf"),
    "audio": ("building", "audio"),
    "batch": ("batching", "batch"),
    "check": ("checking", "check"),
    "verify": ("checking", "verify"),
    "audit": ("auditing", "audit"),
    "report": ("auditing", "report"),
    "feed": ("feeding", "feed"),
    "serve": ("serving", "serve"),
    "import": ("importing", "import_"),
    "new": ("starting", "new"),
    "schema": ("starting", "schema"),
    "voices": ("starting", "voices"),
    "doctor": ("checking", "doctor"),
}


def app_for(words: Sequence[str]) -> typer.Typer:
    """Return the command line for ``words``: the command that they begin with, or all commands.

    Setting up all of them would take a tenth of the time of a short run.
    """
    first = words[0] if words else ""
    app = typer.Typer(
        add_completion=VARIABLE in os.environ or first not in COMMANDS,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
        help=(
            "Build accessible editions of an article or a book from one Markdown source: EPUB 3, "
            "tagged PDF, narrated audio.\n\n"
            "Start with: publish new my-article && publish build my-article/my-article.md\n\n"
            "Exit codes: 0 done, 1 a fault of publish, 2 wrong usage, 3 the source can't be read, "
            "4 it would shut readers out, 5 a program or voice is missing, 6 a program failed, 7 "
            "the output can't be written, 8 something is lost, 130 stopped by Ctrl-C."
        ),
    )
    app.callback(invoke_without_command=True)(top)
    for name in (first,) if first in COMMANDS else COMMANDS:
        module, function = COMMANDS[name]
        app.command(name)(getattr(import_module(f"publish.cli.{module}"), function))
    return app


def top(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    if version:
        Screen().result(f"publish {__version__}", {})
        raise typer.Exit
