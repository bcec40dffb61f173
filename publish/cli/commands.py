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
        "Start with: publish new my-article && publish build my-article/article.md"
    ),
)

Sources = Annotated[
    list[Path], typer.Argument(help="Markdown files with front matter.", metavar="SOURCE...")
]
Folder = Annotated[Path, typer.Option("-o", "--output", help="The folder for the editions.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object, for scripts.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]

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
        str, typer.Option(help="Which editions: epub, pdf, audio, m4b, mp3; with commas.")
    ] = "epub,pdf,audio",
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make every edition of each source.

    The sources are read and checked first; an error stops the build before any edition is begun,
    and editions made before stay as they are.

    Examples:\n
      publish build article.md\n
      publish build article.md -o out --only epub,pdf
    """
    _build(sources, output, only, json, quiet)


@app.command()
def epub(sources: Sources, output: Folder = DIST, json: Json = False, quiet: Quiet = False) -> None:
    """Make an EPUB 3 for reading systems."""
    _build(sources, output, "epub", json, quiet)


@app.command()
def pdf(sources: Sources, output: Folder = DIST, json: Json = False, quiet: Quiet = False) -> None:
    """Make a tagged PDF (PDF/UA-1)."""
    _build(sources, output, "pdf", json, quiet)


@app.command()
def audio(
    sources: Sources, output: Folder = DIST, json: Json = False, quiet: Quiet = False
) -> None:
    """Make an audiobook (M4B) and an MP3.

    Every section and every picture is a chapter; the chapter of a picture says its caption and its
    alt text.
    """
    _build(sources, output, "audio", json, quiet)


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
    from publish.errors import OutputError
    from publish.source.convert import import_text
    from publish.tools.write import atomic

    screen = Screen(json=json, quiet=quiet)
    target = output or file.with_suffix(".md")
    if target.resolve() == file.resolve() or (output is None and target.exists()):
        raise OutputError(target, "it exists already", "Name another file with -o.")
    markdown, problems = import_text(file)
    with atomic(target) as temporary:
        temporary.write_text(markdown, encoding="utf-8")
    from dataclasses import replace

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
def voices(json: Json = False, quiet: Quiet = False) -> None:
    """List the voices that can narrate."""
    from publish.narration.voices import voices as known

    screen = Screen(json=json, quiet=quiet)
    found = known()
    rows = [(v.id, v.language, v.name, v.engine, v.licence) for v in found]
    screen.result(
        _columns([("voice", "language", "name", "engine", "licence"), *rows]),
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
    missing = [part for part in parts if not part.found]
    lines = [
        f"{'found  ' if part.found else 'MISSING'}  {part.name:<14} {part.version:<10} {part.gives}"
        + ("" if part.found else f"\n         {part.mend}")
        for part in parts
    ]
    data: dict[str, Any] = {
        "ok": not missing,
        "parts": [
            {
                "name": part.name,
                "found": part.found,
                "version": part.version,
                "gives": part.gives,
                "mend": "" if part.found else part.mend,
            }
            for part in parts
        ],
    }
    screen.result("\n".join(lines), data)
    return MissingToolError.exit_code if missing else 0


def _build(paths: list[Path], output: Path, only: str, json: bool, quiet: bool) -> None:
    from publish.build import build as make
    from publish.build import formats, read_all
    from publish.errors import Severity

    screen = Screen(json=json, quiet=quiet)
    wanted = formats(only)
    sources = read_all(paths)
    problems = [problem for source in sources for problem in source.problems]
    screen.problems(problem for problem in problems if problem.severity is Severity.WARNING)
    with progress(screen) as report:
        editions = list(make(sources, output, wanted, report))
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
