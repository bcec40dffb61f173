"""The command that makes the podcast feed of a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from publish import api
from publish.cli.formatting import bold, diagnostic_data, many, shown
from publish.cli.options import Json, Quiet
from publish.cli.screen import Screen


def feed(
    folder: Annotated[
        Path, typer.Argument(help="The folder with the built articles.", metavar="FOLDER")
    ],
    settings: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="The file that says what the podcast is (FOLDER/feed.yaml)."
        ),
    ] = None,
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="NAME", help="The feed's name in FOLDER.")
    ] = "feed.xml",
    address: Annotated[
        str,
        typer.Option(
            metavar="URL", help="Where FOLDER will be on the web, instead of what feed.yaml says."
        ),
    ] = "",
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make one podcast feed of all articles in a folder, or update it.

    The articles are built with --only podcast, which makes the MP3, captions, chapters, and an
    episode folder with the facts that the feed needs. Folders in FOLDER are searched too. An
    article that is built again keeps its place and identity in the feed, and one whose files are
    removed from FOLDER leaves it. The feed is replaced only if all of it is valid.

    FOLDER has a file feed.yaml, which says what the podcast is:

    \b
      title: The valley, read aloud
      description: Long reads of Example Press, narrated.
      language: en-GB
      address: https://example.org/listen/  # where FOLDER will be on the web
      link: https://example.org/            # the page of the podcast
      author: Example Press
      categories: [News > Daily News]       # of Apple Podcasts
      explicit: false
      cover: {src: cover.png, alt: What it shows.}

    Examples:\n
      publish audio articles/*.md --only podcast -o public/listen\n
      publish feed public/listen\n
      publish feed public/listen --settings feed.yaml --address https://example.org/listen/
    """
    screen = Screen(json=json, quiet=quiet)
    report = api.feed(folder, settings=settings or "", output=output, address=address)
    screen.diagnostics(report.diagnostics)
    counts = {"new": report.new, "changed": report.changed, "removed": report.removed}
    changes = [f"{len(titles)} {what}" for what, titles in counts.items() if titles]
    summary = ", ".join(changes) or "facts of the podcast changed"
    screen.result(
        f"{bold(shown(report.path))}  {many(len(report.episodes), 'episode')}: "
        + ("unchanged" if report.unchanged else summary),
        {
            "path": str(report.path),
            "address": report.address,
            "episodes": list(report.episodes),
            **{what: list(titles) for what, titles in counts.items()},
            "unchanged": report.unchanged,
            "diagnostics": [diagnostic_data(one) for one in report.diagnostics],
        },
    )
