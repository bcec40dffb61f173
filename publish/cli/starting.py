"""The commands that create a source, describe its fields, and list and try voices."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from publish import frontend
from publish.cli.completing import languages
from publish.cli.completing import voices as complete_voice
from publish.cli.formatting import bold, columns, many, shown
from publish.cli.options import Json, Quiet
from publish.cli.screen import Screen, json_text
from publish.errors import UsageError


def new(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.", metavar="FOLDER")],
    book: Annotated[
        bool, typer.Option("--book", help="Start a book: a publication.yaml and its chapters.")
    ] = False,
    template: Annotated[
        frontend.TemplateKind | None,
        typer.Option(
            metavar="KIND",
            help="Start a feature, book, report, interview or recipe: a short one that shows what "
            "such a text is made of.",
        ),
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Create an article, or a book, that builds at once.

    The texts and drawings of templates are there to be written over, and free to use (CC0-1.0).

    Examples:\n
      publish new my-article\n
      publish new my-report --template report
    """
    if book and template is not None:
        raise UsageError("--book and --template each choose a template: leave out one of them.")
    screen = Screen(json=json, quiet=quiet)
    source = frontend.start(folder, book=book, template=template)
    screen.result(
        f"{bold(shown(source))}\nBuild it with: publish build {shlex.quote(shown(source))}",
        {"path": str(source)},
    )


def schema(
    kind: Annotated[
        frontend.SchemaKind | None,
        typer.Argument(
            help="article or chapter (their front matter), or book (its publication.yaml). "
            "Without it, one schema fits all of them.",
            metavar="KIND",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Write it here; don't print it."),
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Print a JSON Schema of the front matter, or of publication.yaml.

    With it an editor completes the names of fields, explains them, and marks mistakes. In VS Code,
    with the extension YAML of Red Hat, this goes into settings.json:

      "yaml.schemas": {"./publication.schema.json": "publication.yaml"}

    Examples:\n
      publish schema book -o publication.schema.json\n
      publish schema article
    """
    screen = Screen(json=json, quiet=quiet)
    data = frontend.schema(kind)
    if output is None:
        screen.document(data)
        return
    frontend.write_text(output, json_text(data) + "\n")
    screen.result(bold(shown(output)), {"path": str(output)})


def voices(
    language: Annotated[
        str,
        typer.Option(
            metavar="LANGUAGE",
            help="List only the voices of this language, such as be or en-GB.",
            autocompletion=languages,
        ),
    ] = "",
    every: Annotated[
        bool, typer.Option("--all", help="List all voices of all languages and engines.")
    ] = False,
    say: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Speak these words into a WAV file.")
    ] = None,
    samples: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Write a sample of each voice in the list here."),
    ] = None,
    voice: Annotated[
        str,
        typer.Option(
            metavar="ID",
            help="The voice that says them: an id, or a path (.onnx).",
            autocompletion=complete_voice,
        ),
    ] = "",
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="The WAV file.")
    ] = Path("sample.wav"),
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """List the voices that can narrate, or try one, or all in the list.

    The list says how they sound, how many times faster than speech a core makes them, and under
    which licence they are. To choose a voice, write its id in the front matter, as narration.voice,
    or give it to a build as --voice. Voices of Piper are looked up in the folders of the
    environment variable PUBLISH_VOICES; PUBLISH_VOICE is the id of the voice where a source names
    none. Without --language the list has the voices of the languages that publish supports best.

    Examples:\n
      publish voices --language be\n
      publish voices --say "One valley said no." --voice en-us -o sample.wav\n
      publish voices --language en --samples samples
    """
    screen = Screen(json=json, quiet=quiet)
    if voice and samples:
        raise UsageError(
            "--samples writes a sample of each voice in the list, and --voice chooses one: leave "
            "out one of them. A sample of one voice: publish voices --say TEXT --voice ID -o FILE"
        )
    if say is not None and samples is None:
        if not say.strip():
            raise UsageError('There is nothing to say: publish voices --say "Some words."')
        spoken_by, seconds = frontend.say(say, voice, language, output)
        screen.result(
            f"{bold(shown(output))}  {seconds:.1f} s by {spoken_by}",
            {"path": str(output), "voice": spoken_by, "seconds": round(seconds, 3)},
        )
        return
    if voice:
        raise UsageError("To try a voice, add --say: publish voices --say TEXT --voice ID")
    listing = frontend.list_voices(language, every=every)
    files = frontend.write_samples(listing, say or "", samples) if samples else {}
    screen.result(
        _table(listing, language),
        {
            "voices": [
                {
                    "id": v.id,
                    "language": v.language,
                    "name": v.name,
                    "engine": v.engine,
                    "sound": frontend.engine_of(v).sound,
                    "speed": frontend.engine_of(v).speed,
                    "licence": v.licence,
                    **({"sample": files[v.id]} if files else {}),
                }
                for v in listing.voices
            ],
            "left_out": len(listing.left_out),
        },
    )


def _table(listing: frontend.Listing, language: str) -> str:
    """Return a table of the voices, and how to list the others."""
    if not listing.voices:
        return f"No voice speaks {language}. All voices: publish voices --all"
    names = ("voice", "language", "name", "sound", "speed", "engine", "licence")
    rows = [
        (v.id, v.language, v.name, engine.sound, f"{engine.speed or '?'}x", v.engine, v.licence)
        for v in listing.voices
        for engine in [frontend.engine_of(v)]
    ]
    table = columns([names, *rows])
    if language or not listing.left_out:
        return table
    rest = many(len(listing.left_out), "more voice")
    return f"{table}\n\n{rest}: publish voices --language LANGUAGE, or: publish voices --all"
