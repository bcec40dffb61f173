"""All commands, in the order of the help.

Each parses, calls one function of the house, and shows what came of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Annotated

import typer

from publish import __version__
from publish.cli.screen import Screen

#: Name of each command: the module in this package that has its function, and the function's name.
COMMANDS = {
    "build": ("making", "build"),
    "epub": ("making", "epub"),
    "pdf": ("making", "pdf"),
    "audio": ("making", "audio"),
    "check": ("checking", "check"),
    "verify": ("checking", "verify"),
    "audit": ("auditing", "audit"),
    "report": ("reporting", "report"),
    "import": ("importing", "import_"),
    "new": ("starting", "new"),
    "voices": ("starting", "voices"),
    "doctor": ("checking", "doctor"),
}


def app_for(words: Sequence[str]) -> typer.Typer:
    """The command line for ``words``: the command that they begin with, or else all commands.

    To take in the options of all twelve takes a tenth of the time of a short run.
    """
    app = typer.Typer(
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
        help=(
            "Make accessible editions of an article from one Markdown source: EPUB 3, tagged PDF, "
            "narrated audio.\n\n"
            "Start with: publish new my-article && publish build my-article/my-article.md"
        ),
    )
    app.callback(invoke_without_command=True)(top)
    first = words[0] if words else ""
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
