"""The commands; each parses, calls one function of the house, and shows what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from publish import __version__
from publish.cli.progress import progress
from publish.cli.screen import Screen, as_data, bold, shown, size

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

Sources = Annotated[
    list[Path], typer.Argument(help="Markdown files with front matter.", metavar="SOURCE...")
]
Folder = Annotated[Path, typer.Option("-o", "--output", help="The folder for the editions.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object, for scripts.")]
NoCache = Annotated[
    bool, typer.Option("--no-cache", help="Speak everything anew, and keep nothing for next time.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]
Split = Annotated[bool, typer.Option("--split", help="One sound file a chapter, in a folder.")]
Mastering = Annotated[
    str,
    typer.Option(
        metavar="PROFILE", help="How loud: podcast or audiobook; the files are measured then."
    ),
]
Listening = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help="What is read: full, text-only, study, or a profile of the front matter.",
    ),
]
Kind = Annotated[
    str,
    typer.Option(
        "--pdf",
        metavar="NAME",
        help="Which PDF: screen (PDF/UA-1, PDF/A-2a), ua-2 (PDF/UA-2) or large-print.",
    ),
]

DIST = Path("dist")


@app.callback(invoke_without_command=True)
def top(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    if version:
        Screen().result(f"publish {__version__}", {})
        raise typer.Exit


@app.command()
def build(
    sources: Sources,
    output: Folder = DIST,
    only: Annotated[
        str,
        typer.Option(
            help="Which editions, with commas: epub, pdf, audio (m4b, mp3), listen (m4b, mp3, "
            "opus, vtt, chapters, lpf), rss, or any one of these."
        ),
    ] = "epub,pdf,audio",
    split: Split = False,
    mastering: Mastering = "",
    profile: Listening = "",
    kind: Kind = "",
    no_cache: NoCache = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make every edition of each source.

    The sources are read and checked first; an error in one stops the build before any edition is
    begun. An edition is replaced only by a finished one.

    Examples:\n
      publish build article.md\n
      publish build article.md -o out --only epub,pdf
    """
    _build(
        sources,
        output,
        only,
        json,
        quiet,
        no_cache=no_cache,
        split=split,
        mastering=mastering,
        profile=profile,
        pdf=kind,
    )


@app.command()
def epub(
    sources: Sources,
    output: Folder = DIST,
    narrated: Annotated[
        bool, typer.Option("--narrated", help="With narration in step with the text.")
    ] = False,
    no_cache: NoCache = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make an EPUB 3 for reading systems.

    By default without sound, which is fast; publish build puts the narration into the EPUB where
    it makes audio editions, and the page numbers of the PDF where it makes one.
    """
    _build(sources, output, "epub", json, quiet, narrated=narrated, no_cache=no_cache)


@app.command()
def pdf(
    sources: Sources,
    output: Folder = DIST,
    kind: Kind = "",
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make a tagged PDF.

    Examples:\n
      publish pdf article.md\n
      publish pdf article.md --pdf large-print
    """
    _build(sources, output, "pdf", json, quiet, pdf=kind)


@app.command()
def audio(
    sources: Sources,
    output: Folder = DIST,
    only: Annotated[
        str,
        typer.Option(
            help="Which: m4b, mp3, opus, vtt (captions), chapters, lpf (W3C Audiobook), rss, "
            "listen (all but rss); with commas."
        ),
    ] = "audio",
    split: Split = False,
    mastering: Mastering = "",
    profile: Listening = "",
    no_cache: NoCache = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make an audiobook (M4B) and an MP3, or other editions to listen to.

    Every section and every picture is a chapter; the chapter of a picture says its caption and its
    alt text.

    Examples:\n
      publish audio article.md --mastering audiobook\n
      publish audio article.md --only mp3 --split\n
      publish audio article.md --only listen,rss
    """
    _build(
        sources,
        output,
        only,
        json,
        quiet,
        no_cache=no_cache,
        split=split,
        mastering=mastering,
        profile=profile,
    )


@app.command()
def check(sources: Sources, json: Json = False, quiet: Quiet = False) -> int:
    """List what would shut readers out.

    Each finding has its line and how to mend it. The exit code is 4 where there are errors, so
    that a script can stop there.
    """
    from publish.check import check as findings
    from publish.errors import InaccessibleError, Severity
    from publish.source import read

    screen = Screen(json=json, quiet=quiet)
    problems = tuple(problem for path in sources for problem in findings(read(path)))
    count = {s: sum(p.severity is s for p in problems) for s in Severity}
    errors = count[Severity.ERROR]
    screen.problems(problems)
    text = (
        "No findings."
        if not problems
        else f"{_many(errors, 'error')}, {_many(count[Severity.WARNING], 'warning')}, "
        f"{count[Severity.INFO]} for information."
    )
    screen.result(text, {"ok": not errors, "problems": [as_data(problem) for problem in problems]})
    return InaccessibleError.exit_code if errors else 0


@app.command()
def verify(
    book: Annotated[Path, typer.Argument(help="An EPUB file.", metavar="BOOK")],
    json: Json = False,
    quiet: Quiet = False,
) -> int:
    """List the faults of an EPUB that its field's checkers let pass.

    Alt texts, languages, headings, tables, notes, contents, pages, narration, and what the metadata
    claims. Each fault has its place and the clause that it breaks. The exit code is 4 where there
    are errors.

    Example:\n
      publish verify dist/article.epub
    """
    from publish.errors import InaccessibleError, Severity
    from publish.verify import verify as faults_of

    screen = Screen(json=json, quiet=quiet)
    faults = faults_of(book)
    errors = sum(fault.severity is Severity.ERROR for fault in faults)
    screen.problems(faults)
    screen.result(
        f"{_many(errors, 'error')}, {_many(len(faults) - errors, 'warning')}."
        if faults
        else "No faults.",
        {"ok": not errors, "problems": [as_data(fault) for fault in faults]},
    )
    return InaccessibleError.exit_code if errors else 0


@app.command("import")
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
                *(f"  {_at(p.line)}{p.message} {p.mend}".rstrip() for p in problems),
                f"Build it with: publish build {shown(target)}",
            ]
        ),
        {"path": str(target), "problems": [as_data(problem) for problem in problems]},
    )


@app.command()
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


@app.command()
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
        _columns([names, *rows]) if rows else f"No voice speaks {language}.",
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


@app.command()
def doctor(json: Json = False, quiet: Quiet = False) -> int:
    """Say what is installed and what is missing.

    For each missing part: what it would give, and how to get it.
    """
    from publish.doctor import examine
    from publish.errors import MissingToolError

    screen = Screen(json=json, quiet=quiet)
    parts = examine()
    missing = [part for part in parts if not part.found and not part.optional]
    lines = [
        f"{part.state:<7}  {part.name:<14} {part.version:<10} {part.gives}"
        + ("" if part.found else f"\n         {part.mend}")
        for part in parts
    ]
    data: dict[str, Any] = {
        "ok": not missing,
        "parts": [
            {
                "name": part.name,
                "found": part.found,
                "optional": part.optional,
                "version": part.version,
                "gives": part.gives,
                "mend": "" if part.found else part.mend,
            }
            for part in parts
        ],
    }
    screen.result("\n".join(lines), data)
    return MissingToolError.exit_code if missing else 0


def _build(
    paths: list[Path],
    output: Path,
    only: str,
    json: bool,
    quiet: bool,
    *,
    narrated: bool = False,
    no_cache: bool = False,
    split: bool = False,
    mastering: str = "",
    profile: str = "",
    pdf: str = "",
) -> None:
    from dataclasses import asdict

    from publish.build import Edition, formats, read_all
    from publish.build import build as make
    from publish.errors import PublishError, Severity
    from publish.narration.cache import users_folder

    screen = Screen(json=json, quiet=quiet)
    wanted = formats(only)
    sources = read_all(paths)
    problems = [problem for source in sources for problem in source.problems]
    screen.problems(problem for problem in problems if problem.severity is Severity.WARNING)
    cache = None if no_cache else users_folder()
    with progress(screen) as report:
        editions: list[Edition] = []
        try:
            for edition in make(
                sources,
                output,
                wanted,
                report,
                narrated=narrated,
                cache=cache,
                split=split,
                mastering=mastering,
                profile=profile,
                pdf=pdf,
            ):
                editions.append(edition)
        except PublishError:
            if editions:
                screen.say(f"Finished before: {', '.join(shown(one.path) for one in editions)}")
            raise
    for warning in dict.fromkeys(warning for edition in editions for warning in edition.warnings):
        screen.say(f"warning: {warning}")
    screen.result(
        "\n".join(
            f"{bold(shown(edition.path))}  {size(edition.size)}"
            + (f", {edition.summary}" if edition.summary else "")
            for edition in editions
        ),
        {
            "editions": [
                {
                    "format": edition.format,
                    "path": str(edition.path),
                    "bytes": edition.size,
                    "summary": edition.summary,
                    "warnings": list(edition.warnings),
                    "measured": dict(edition.measured),
                    "skipped": [asdict(skipped) for skipped in edition.skipped],
                }
                for edition in editions
            ],
            "problems": [as_data(problem) for problem in problems],
        },
    )


def _at(line: int) -> str:
    return f"line {line}: " if line else ""


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" + ("" if count == 1 else "s")


def _columns(rows: list[tuple[str, ...]]) -> str:
    """``rows`` as aligned text."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
