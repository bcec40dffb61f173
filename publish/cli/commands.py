"""All commands, in the order of the help.

Each parses, calls one function of the house, and shows what came of it.
"""

from __future__ import annotations

from typing import Annotated

import typer

from publish import __version__
from publish.cli import auditing, finding, importing, making, reporting, starting
from publish.cli.screen import Screen

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


@app.callback(invoke_without_command=True)
def top(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    if version:
        Screen().result(f"publish {__version__}", {})
        raise typer.Exit


app.command()(making.build)
app.command()(making.epub)
app.command()(making.pdf)
app.command()(making.audio)
app.command()(finding.check)
app.command()(finding.verify)
app.command()(auditing.audit)
app.command()(reporting.report)
app.command("import")(importing.import_)
app.command()(starting.new)
app.command()(starting.voices)
app.command()(finding.doctor)
