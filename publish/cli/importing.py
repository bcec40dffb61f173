"""The command that turns a document of another program, or a folder of posts, into sources."""

from __future__ import annotations

import shlex
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from publish import ImportedSource, api, frontend
from publish.cli.formatting import bold, diagnostic_data, many, shown, todo_line
from publish.cli.options import Json, Quiet
from publish.cli.screen import Screen, progress
from publish.errors import PublishError, UsageError


def import_(
    file: Annotated[
        Path,
        typer.Argument(
            help="A file (DOCX, ODT, EPUB, HTML, RTF, LaTeX, Markdown, plain text), or a folder of "
            "Markdown posts.",
            metavar="FILE",
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="PATH", help="The source to write; for posts, the folder."
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite a source of that name.")
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Turn a document of another program into a source.

    Its pictures go into the folder pictures, next to the source. What is still to do is listed,
    with lines. A folder of posts (Jekyll, Hugo, 11ty) becomes a folder of sources.

    Examples:\n
      publish import report.docx -o article.md\n
      publish import _posts -o sources
    """
    screen = Screen(json=json, quiet=quiet)
    if file.parts[:1] in (("http:",), ("https:",)):
        raise UsageError(
            "publish fetches nothing from the web. Save the page in the browser, whole, with its "
            "pictures, and import that file."
        )
    if file.is_dir():
        _import_folder(screen, file, output, force=force)
        return
    if output is None and file.suffix.lower() in (".md", ".markdown"):
        raise UsageError(f"Name the source to write: publish import {file} -o article.md")
    target = output or file.with_suffix(".md")
    if force and target.exists() and target.samefile(file):
        raise UsageError(f"{target} is the file to import: name another with -o.")
    with progress(screen) as report, _ticking(report):
        imported = api.import_document(file, target, force=force)
    _show(screen, imported)


@contextmanager
def _ticking(report: frontend.Report) -> Iterator[None]:
    """Report twice a second without a count: pandoc doesn't report its progress."""
    done = threading.Event()

    def tick() -> None:
        while not done.wait(0.5):
            report("Importing", 0, 0)

    thread = threading.Thread(target=tick, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _import_folder(screen: Screen, folder: Path, output: Path | None, *, force: bool) -> None:
    if output is None:
        raise UsageError(f"Name the folder for the sources: publish import {folder} -o sources")
    posts = frontend.list_posts(folder)
    if not posts:
        raise UsageError(f"There are no Markdown posts in {folder}.")
    results: list[ImportedSource | tuple[Path, PublishError]] = []
    with progress(screen) as report:
        for number, (file, name) in enumerate(posts):
            report("Importing", number, len(posts))
            try:
                results.append(api.import_document(file, output / name, force=force))
            except PublishError as error:
                results.append((file, error))
    errors = [one for one in results if isinstance(one, tuple)]
    if len(posts) == 1 and errors:
        raise errors[0][1]
    _show_each(screen, results)
    if len(errors) == len(posts):
        raise errors[0][1]


def _show(screen: Screen, imported: ImportedSource) -> None:
    screen.result(
        "\n".join(
            [
                bold(shown(imported.source)),
                *(["Still to supply:"] if imported.diagnostics else []),
                *(f"  {todo_line(one)}" for one in imported.diagnostics),
                f"Build it with: publish build {shlex.quote(shown(imported.source))}",
            ]
        ),
        {
            "path": str(imported.source),
            "diagnostics": [diagnostic_data(one) for one in imported.diagnostics],
        },
    )


def _show_each(screen: Screen, results: list[ImportedSource | tuple[Path, PublishError]]) -> None:
    """Print each source with its diagnostics, then the posts that can't be read."""
    lines, failed, data = [], [], []
    for one in results:
        if isinstance(one, ImportedSource):
            lines.append(bold(shown(one.source)))
            lines += [f"  {todo_line(diagnostic)}" for diagnostic in one.diagnostics]
        else:
            failed.append(f"{shown(one[0])} was not imported: {one[1]}")
        data.append(_import_data(one))
    count = len(results) - len(failed)
    text = "\n".join([*lines, *failed, f"{many(count, 'source')} written."])
    screen.result(text, {"sources": data})


def _import_data(one: ImportedSource | tuple[Path, PublishError]) -> dict[str, object]:
    if isinstance(one, ImportedSource):
        return {
            "file": str(one.document),
            "path": str(one.source),
            "error": None,
            "diagnostics": [diagnostic_data(diagnostic) for diagnostic in one.diagnostics],
        }
    return {"file": str(one[0]), "path": None, "error": str(one[1]), "diagnostics": []}
