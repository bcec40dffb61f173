"""The command that turns a document of another program, or a folder of posts, into sources."""

from __future__ import annotations

import shlex
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from msgspec.structs import asdict

from publish import ImportedSource, api, frontend
from publish.cli.formatting import bold, diagnostic_data, many, shown, todo_line
from publish.cli.options import Json, Quiet
from publish.cli.screen import Screen, json_text, progress
from publish.errors import LostError, PublishError, SourceError, UsageError


def import_(
    file: Annotated[
        Path,
        typer.Argument(
            help="A file (DOCX, ODT, EPUB, HTML, RTF, LaTeX, JATS, Jupyter notebook, Markdown, "
            "plain text), or a folder of Markdown posts.",
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
    comments: Annotated[
        str,
        typer.Option(
            metavar="WHAT",
            help="What becomes of editors' comments: keep (as asides), or drop (they are listed).",
        ),
    ] = "drop",
    report: Annotated[
        Path | None,
        typer.Option(
            "--report", metavar="FILE", help="Write all that is lost or still to do, as JSON."
        ),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 8 if anything of the document is lost.")
    ] = False,
    dialect: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="DIALECT",
            help="The dialect of Markdown: pandoc, quarto, myst, mdbook, post or text (plain "
            "text). By default it is detected.",
        ),
    ] = "",
    json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Turn a document of another program into a source.

    Its pictures go into the folder pictures, next to the source. The source is then compared with
    the document itself: what is lost, where it stood, and what is still to do is listed, with
    lines. A folder of posts (Jekyll, Hugo, 11ty) becomes a folder of sources.

    Examples:\n
      publish import report.docx -o article.md\n
      publish import report.docx -o article.md --strict --report losses.json\n
      publish import _posts -o sources
    """
    screen = Screen(json=json, quiet=quiet)
    if dialect not in ("", *frontend.list_dialects()):
        known = ", ".join(frontend.list_dialects())
        raise UsageError(f"There is no dialect “{dialect}”. Name one of these: {known}.")
    if file.parts[:1] in (("http:",), ("https:",)):
        raise UsageError(
            "publish fetches nothing from the web. Save the page in the browser, whole, with its "
            "pictures, and import that file."
        )
    convert = partial(api.import_document, comments=comments, force=force, dialect=dialect)
    if file.is_dir():
        results = _import_folder(screen, file, output, convert)
    else:
        results = [_import_one(screen, file, output, convert, force=force)]
    lost = strict and any(map(_has_losses, results))
    code = LostError.exit_code if lost else 0
    errors = [one[1] for one in results if isinstance(one, tuple)]
    if len(errors) == len(results):
        code = errors[0].exit_code
    if report is not None:
        data = _report_data(results, code)
        frontend.write_text(report, json_text(data) + "\n")
    if len(results) == 1 and errors:
        raise errors[0]
    if file.is_dir():
        _show_each(screen, results, code)
    elif isinstance(results[0], ImportedSource):
        _show(screen, results[0], code)
    if errors and code == errors[0].exit_code:
        raise errors[0]
    return code


#: A source, or the file that wasn't imported and why.
_Result = ImportedSource | tuple[Path, PublishError]

#: Imports a document to a source.
_Convert = Callable[[Path, Path], ImportedSource]


def _import_one(
    screen: Screen, file: Path, output: Path | None, convert: _Convert, *, force: bool
) -> _Result:
    if output is None and file.suffix.lower() in (".md", ".markdown"):
        raise UsageError(f"Name the source to write: publish import {file} -o article.md")
    target = output or file.with_suffix(".md")
    if target.suffix.lower() not in (".md", ".markdown", ".txt"):
        raise UsageError(f"A source is Markdown: name it {target.with_suffix('.md')}, with -o.")
    if force and target.exists() and target.samefile(file):
        raise UsageError(f"{target} is the file to import: name another with -o.")
    with progress(screen) as report, _ticking(report):
        return _imported(file, target, convert)


def _imported(file: Path, target: Path, convert: _Convert) -> _Result:
    try:
        return convert(file, target)
    except PublishError as error:
        return file, error


def _has_losses(one: _Result) -> bool:
    return isinstance(one, ImportedSource) and any(map(frontend.is_loss, one.diagnostics))


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


def _import_folder(
    screen: Screen, folder: Path, output: Path | None, convert: _Convert
) -> list[_Result]:
    if output is None:
        raise UsageError(f"Name the folder for the sources: publish import {folder} -o sources")
    posts = frontend.list_posts(folder)
    if not posts:
        raise UsageError(f"There are no Markdown posts in {folder}.")
    results: list[_Result] = []
    with progress(screen) as report:
        for number, (file, name) in enumerate(posts):
            report("Importing", number, len(posts))
            if file.is_symlink():  # it can lead out of the folder
                message = "It is a symbolic link, which isn't followed."
                fix = "Copy the file there, or import it by itself."
                error = SourceError.at(file, 0, "unreadable", message, fix)
                results.append((file, error))
            else:
                results.append(_imported(file, output / name, convert))
    return results


def _show(screen: Screen, imported: ImportedSource, code: int) -> None:
    lines = [bold(shown(imported.source)), *_listed(imported)]
    lines.append(f"Build it with: publish build {shlex.quote(shown(imported.source))}")
    data = {
        "path": str(imported.source),
        "diagnostics": [diagnostic_data(one) for one in imported.diagnostics],
        "losses": [asdict(one) for one in imported.losses],
    }
    screen.result("\n".join(lines), data, code)


def _listed(imported: ImportedSource) -> Iterator[str]:
    """Yield what is lost, then what an author must still supply."""
    lost = [one for one in imported.diagnostics if frontend.is_loss(one)]
    rest = [one for one in imported.diagnostics if not frontend.is_loss(one)]
    for title, group in (("Lost or left out:", lost), ("Still to supply:", rest)):
        if group:
            yield title
            yield from (f"  {todo_line(one)}" for one in group)


def _show_each(screen: Screen, results: list[_Result], code: int) -> None:
    """Print each source with its diagnostics, then the posts that can't be read."""
    lines, failed = [], []
    for one in results:
        if isinstance(one, ImportedSource):
            lines.append(bold(shown(one.source)))
            lines += [f"  {todo_line(diagnostic)}" for diagnostic in one.diagnostics]
        else:
            failed.append(f"{shown(one[0])} was not imported: {one[1]}")
    count = len(results) - len(failed)
    text = "\n".join([*lines, *failed, f"{many(count, 'source')} written."])
    screen.result(text, {"sources": list(map(_import_data, results))}, code)


def _report_data(results: list[_Result], code: int) -> dict[str, object]:
    return {"ok": code == 0, "exit_code": code, "sources": list(map(_import_data, results))}


def _import_data(one: _Result) -> dict[str, object]:
    if isinstance(one, ImportedSource):
        return {
            "file": str(one.document),
            "path": str(one.source),
            "error": None,
            "diagnostics": [diagnostic_data(diagnostic) for diagnostic in one.diagnostics],
            "losses": [asdict(loss) for loss in one.losses],
        }
    return {
        "file": str(one[0]),
        "path": None,
        "error": str(one[1]),
        "diagnostics": [diagnostic_data(diagnostic) for diagnostic in one[1].diagnostics],
        "losses": [],
    }
