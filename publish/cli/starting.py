"""The commands to start with: a source, a voice."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from publish.cli.options import (
    Json,
    Quiet,
)
from publish.cli.screen import Screen, as_data, bold, shown
from publish.cli.wording import at, columns


def import_(
    file: Annotated[Path, typer.Argument(help="A plain text file.", metavar="FILE")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="The source to write.")
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write a source from a plain text file.

    The first line gives the title and the standfirst. What an editor should still supply is
    listed, with lines.

    Example:\n
      publish import article.txt -o article.md
    """
    from dataclasses import replace

    from publish.source.convert import import_text
    from publish.tools.write import write_new

    screen = Screen(json=json, quiet=quiet)
    target = output or file.with_suffix(".md")
    markdown, problems = import_text(file)
    write_new(target, markdown)
    problems = tuple(replace(problem, file=target) for problem in problems)
    screen.result(
        "\n".join(
            [
                f"{bold(shown(target))}",
                *(["Still to supply:"] if problems else []),
                *(f"  {at(p.line)}{p.message} {p.mend}".rstrip() for p in problems),
                f"Build it with: publish build {shown(target)}",
            ]
        ),
        {"path": str(target), "problems": [as_data(problem) for problem in problems]},
    )


def new(
    folder: Annotated[Path, typer.Argument(help="A folder that does not exist yet.")],
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Start an article that builds at once."""
    from publish.starter import start

    screen = Screen(json=json, quiet=quiet)
    source = start(folder)
    screen.result(
        f"{bold(shown(source))}\nBuild it with: publish build {shown(source)}",
        {"path": str(source)},
    )


def voices(
    language: Annotated[
        str, typer.Option(help="Only the voices of this language, such as be or en-GB.")
    ] = "",
    say: Annotated[str, typer.Option(help="Write these words, spoken, as a WAV file.")] = "",
    voice: Annotated[str, typer.Option(help="Who says them: an id, or a path (.onnx).")] = "",
    output: Annotated[Path, typer.Option("-o", "--output", help="The WAV file.")] = Path(
        "sample.wav"
    ),
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """List the voices that can narrate, or hear one.

    The id of a voice stands in the front matter, as narration.voice. Voices of Piper are found in
    the folders that the environment variable PUBLISH_VOICES names.

    Examples:\n
      publish voices --language be\n
      publish voices --say "One valley said no." --voice en-us -o sample.wav
    """
    from publish.errors import UsageError
    from publish.narration.sample import listed, sample

    screen = Screen(json=json, quiet=quiet)
    if say:
        spoken, seconds = sample(say, voice, language, output)
        screen.result(
            f"{bold(shown(output))}  {seconds:.1f} s by {spoken.id}",
            {"path": str(output), "voice": spoken.id, "seconds": round(seconds, 3)},
        )
        return
    if voice:
        raise UsageError("A voice is heard with --say: publish voices --say TEXT --voice ID")
    found = listed(language)
    rows = [(v.id, v.language, v.name, v.engine, v.licence) for v in found]
    names = ("voice", "language", "name", "engine", "licence")
    screen.result(
        columns([names, *rows]) if rows else f"No voice speaks {language}.",
        {
            "voices": [
                {
                    "id": v.id,
                    "language": v.language,
                    "name": v.name,
                    "engine": v.engine,
                    "licence": v.licence,
                }
                for v in found
            ]
        },
    )
