"""The commands to start with: a source, a voice."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publish.cli.options import Json, Quiet
from publish.cli.screen import Screen, bold, columns, many, shown

if TYPE_CHECKING:
    from publish.narration.sample import Listing


def new(
    folder: Annotated[
        Path, typer.Argument(help="A folder that does not exist yet.", metavar="FOLDER")
    ],
    book: Annotated[
        bool, typer.Option("--book", help="Start a book: a publication.yaml and its chapters.")
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Start an article, or a book, that builds at once."""
    from publish.starter import start

    screen = Screen(json=json, quiet=quiet)
    source = start(folder, book=book)
    screen.result(
        f"{bold(shown(source))}\nBuild it with: publish build {shlex.quote(shown(source))}",
        {"path": str(source)},
    )


def voices(
    language: Annotated[
        str,
        typer.Option(
            metavar="LANGUAGE", help="Only the voices of this language, such as be or en-GB."
        ),
    ] = "",
    every: Annotated[
        bool, typer.Option("--all", help="All voices of all languages and engines.")
    ] = False,
    say: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Write these words, spoken, as a WAV file.")
    ] = None,
    voice: Annotated[
        str, typer.Option(metavar="ID", help="Who says them: an id, or a path (.onnx).")
    ] = "",
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="The WAV file.")
    ] = Path("sample.wav"),
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """List the voices that can narrate, or hear one.

    The id of a voice stands in the front matter, as narration.voice. Voices of Piper are found in
    the folders that the environment variable PUBLISH_VOICES names. Without a language the voices of
    the languages are listed that publish knows best.

    Examples:\n
      publish voices --language be\n
      publish voices --say "One valley said no." --voice en-us -o sample.wav
    """
    from publish.errors import UsageError
    from publish.narration.sample import listed, sample

    screen = Screen(json=json, quiet=quiet)
    if say is not None:
        if not say.strip():
            raise UsageError('There is nothing to say: publish voices --say "Some words."')
        spoken, seconds = sample(say, voice, language, output)
        screen.result(
            f"{bold(shown(output))}  {seconds:.1f} s by {spoken.id}",
            {"path": str(output), "voice": spoken.id, "seconds": round(seconds, 3)},
        )
        return
    if voice:
        raise UsageError("A voice is heard with --say: publish voices --say TEXT --voice ID")
    listing = listed(language, every=every)
    screen.result(
        _table(listing, language),
        {
            "voices": [
                {
                    "id": v.id,
                    "language": v.language,
                    "name": v.name,
                    "engine": v.engine,
                    "licence": v.licence,
                }
                for v in listing.voices
            ],
            "left_out": len(listing.left_out),
        },
    )


def _table(listing: Listing, language: str) -> str:
    """The voices, one a line, and how to see those that are not among them."""
    if not listing.voices:
        return f"No voice speaks {language}. All voices: publish voices --all"
    names = ("voice", "language", "name", "engine", "licence")
    rows = [(v.id, v.language, v.name, v.engine, v.licence) for v in listing.voices]
    told = columns([names, *rows])
    if language or not listing.left_out:
        return told
    rest = many(len(listing.left_out), "more voice")
    return f"{told}\n\n{rest}: publish voices --language LANGUAGE, or: publish voices --all"
