"""The command that proves that nothing was lost."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from publish.cli.options import DIST, Json, Listening, Quiet
from publish.cli.progress import progress
from publish.cli.screen import Screen, shown


def audit(
    source: Annotated[Path, typer.Argument(help="The source of the editions.", metavar="SOURCE")],
    folder: Annotated[
        Path, typer.Argument(help="The folder with its editions.", metavar="FOLDER")
    ] = DIST,
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="FILE", help="Write a page with all findings and pictures."),
    ] = None,
    profile: Listening = "",
    quick: Annotated[
        bool,
        typer.Option("--quick", help="Read chapters and lengths of sound files, and no sound."),
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Find what of the source is lost in its finished editions.

    For each heading, text, figure, alt text, caption, credit, description, note, table, quotation,
    link and change of language: where it is in each edition, read back from the files. The exit
    code is 8 where something is lost.

    Examples:\n
      publish audit article.md\n
      publish audit article.md out --html audit.html
    """
    from msgspec.structs import replace

    from publish.audit.formatting import as_data, as_text
    from publish.audit.html import as_html
    from publish.editions.auditing import audit as look
    from publish.editions.auditing import needs_narration
    from publish.editions.table import finished
    from publish.errors import LostError, UsageError
    from publish.intake import read
    from publish.prepare import prepare
    from publish.runtime.atomic import atomic
    from publish.runtime.cache import users_folder
    from publish.speech import spoken

    screen = Screen(json=json, quiet=quiet)
    article = read(source)
    about = article.metadata
    options = replace(about.narration, profile=profile or about.narration.profile)
    article = prepare(replace(article, metadata=replace(about, narration=options)))
    paths = finished(folder / article.name)
    if not paths:
        raise UsageError(
            f"There is no edition of {shown(source)} in {shown(folder)}. "
            "Build it first, or name the folder that has them."
        )
    with progress(screen) as report:
        if any(needs_narration(path, article.name) for path in paths):
            with spoken(article, report, users_folder()) as narration:
                report("Audit", 0, 0)
                found = look(article, paths, narration, listen=not quick)
        else:
            found = look(article, paths, None)
    if html is not None:
        with atomic(html) as file:
            file.write_text(as_html(found), encoding="utf-8")
        screen.say(f"The page is in {shown(html)}")
    screen.result(as_text(found), as_data(found))
    return LostError.exit_code if found.losses else 0
