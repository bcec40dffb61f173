"""``publish import``: a source from a file of another program, sources from a folder of posts."""

from __future__ import annotations

import shlex
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import Struct
from msgspec.structs import replace

from publish.cli.options import Json, Quiet
from publish.cli.progress import progress
from publish.cli.screen import Screen, as_data, at, bold, many, shown
from publish.errors import Diagnostic, PublishError, UsageError

if TYPE_CHECKING:
    from publish.editions.edition import Report
    from publish.importing import Imported


class _Made(Struct, frozen=True):
    """A source that was written, or the error that kept it from being."""

    file: Path
    target: Path
    diagnostics: tuple[Diagnostic, ...] = ()
    error: PublishError | None = None


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
    """Write a source from a file of another program.

    Pictures are put beside the source, in the folder pictures. What an editor should still supply
    is listed, with lines. A folder of posts (Jekyll, Hugo, 11ty) becomes a folder of sources.

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
        made = _folder(screen, file, output, force=force)
        _tell_many(screen, made)
        return
    if output is None and file.suffix.lower() in (".md", ".markdown"):
        raise UsageError(f"Name the source to write: publish import {file} -o article.md")
    target = output or file.with_suffix(".md")
    if force and target.exists() and target.samefile(file):
        raise UsageError(f"{target} is the file to import: name another with -o.")
    with progress(screen) as report, _ticking(report):
        made_one = _one(file, target, force=force)
    _tell(screen, made_one)


@contextmanager
def _ticking(report: Report) -> Iterator[None]:
    """Report now and then: nobody knows how far pandoc is in a document."""
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


def _one(file: Path, target: Path, *, force: bool) -> _Made:
    from publish.intake import import_document, unreadable

    imported = import_document(file, target.parent)
    _write(imported, target, force=force)
    diagnostics = tuple(replace(diagnostic, file=target) for diagnostic in imported.diagnostics)
    return _Made(file, target, (*diagnostics, *unreadable(target)))


def _write(imported: Imported, target: Path, *, force: bool) -> None:
    """The pictures first: a source that is there has all that it needs."""
    from publish.runtime.atomic import atomic, may_write, write_new

    may_write(target, imported.markdown, force=force)
    for name, data in imported.pictures.items():
        place = target.parent / name
        if not place.exists():  # its name was chosen so that no other picture has it
            with atomic(place) as temporary:
                temporary.write_bytes(data)
    if force:
        with atomic(target) as temporary:
            temporary.write_text(imported.markdown, encoding="utf-8", newline="\n")
    else:
        write_new(target, imported.markdown)


def _folder(screen: Screen, folder: Path, output: Path | None, *, force: bool) -> list[_Made]:
    from publish.importing.posts import posts_in

    if output is None:
        raise UsageError(f"Name the folder for the sources: publish import {folder} -o sources")
    found = posts_in(folder)
    if not found:
        raise UsageError(f"There are no Markdown posts in {folder}.")
    made = []
    with progress(screen) as report:
        for number, (file, name) in enumerate(found):
            report("Importing", number, len(found))
            try:
                made.append(_one(file, output / name, force=force))
            except PublishError as error:
                made.append(_Made(file, output / name, error=error))
    if len(found) == 1 and made[0].error:
        raise made[0].error
    return made


def _tell(screen: Screen, made: _Made) -> None:
    target, diagnostics = made.target, made.diagnostics
    screen.result(
        "\n".join(
            [
                f"{bold(shown(target))}",
                *(["Still to supply:"] if diagnostics else []),
                *(f"  {at(p.line)}{p.message} {p.fix}".rstrip() for p in diagnostics),
                f"Build it with: publish build {shlex.quote(shown(target))}",
            ]
        ),
        {"path": str(target), "diagnostics": [as_data(diagnostic) for diagnostic in diagnostics]},
    )


def _tell_many(screen: Screen, made: list[_Made]) -> None:
    """Each source, what is left to do in it, and which posts could not be read."""
    lines = []
    for one in made:
        if one.error is None:
            lines.append(f"{bold(shown(one.target))}")
            lines += [f"  {at(p.line)}{p.message} {p.fix}".rstrip() for p in one.diagnostics]
    failed = [one for one in made if one.error]
    lines += [f"{shown(one.file)} was not imported: {one.error}" for one in failed]
    lines.append(f"{many(len(made) - len(failed), 'source')} written.")
    screen.result(
        "\n".join(lines),
        {
            "sources": [
                {
                    "file": str(one.file),
                    "path": str(one.target) if one.error is None else None,
                    "error": str(one.error) if one.error else None,
                    "diagnostics": [as_data(diagnostic) for diagnostic in one.diagnostics],
                }
                for one in made
            ]
        },
    )
    if failed and len(failed) == len(made):
        error = failed[0].error
        assert error is not None  # noqa: S101 - narrows the type
        raise error
