"""The long work of the desk, each a function that runs in the process of a job.

They return data that :mod:`publish.serve.desk.routes` shows: text, numbers and records.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from publish import api, frontend
from publish.editions import table
from publish.editions.edition import BuildOptions, Report, SpokenEdition, TextEdition
from publish.errors import Diagnostic, MissingToolError, SourceError, UsageError
from publish.runtime.text import read_text
from publish.serve.desk.thumbnails import thumbnail

#: The suffixes of documents that the desk takes, which its pages name.
DOCUMENTS = (
    *(".docx", ".odt", ".epub", ".html", ".htm", ".xhtml", ".md", ".markdown", ".txt"),
    *(".rtf", ".tex", ".ipynb"),
)


#: The suffixes of pictures that a document may come with.
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg")


class Note(Struct, frozen=True):
    """A diagnostic as the desk shows it; ``kind`` is ``lost``, ``todo`` or a severity."""

    kind: str
    message: str
    fix: str
    line: int = 0
    code: str = ""


class ImportReport(Struct, frozen=True):
    """The result of an import: ``source`` is the path of the new source, relative to the root."""

    document: str
    source: str
    notes: tuple[Note, ...] = ()


class Finished(Struct, frozen=True):
    """An edition that a build has put in place, with the warnings of the build."""

    path: str
    notes: tuple[Note, ...] = ()


def import_upload(document: str, root: str, *, progress: Report) -> ImportReport:
    """Import ``document`` into a new folder of ``root``, named after it; remove its folder.

    That folder has the pictures that were sent with it.

    Raises what :func:`publish.api.import_document` does.
    """
    file, top = Path(document), Path(root)
    progress("Importing", 0, 0)
    try:
        if file.suffix.lower() not in DOCUMENTS:
            raise UsageError(
                f"{file.name} can't be imported. Send a file of Word (.docx), OpenDocument (.odt), "
                "EPUB, HTML, Markdown or plain text; save older Word files (.doc) as .docx first."
            )
        if not file.stat().st_size:
            raise UsageError(f"{file.name} is empty. Check the file, and send it again.")
        folder = _new_folder(top, file.stem)
        source = folder / f"{folder.name}.md"
        try:
            notes = _imported(file, source)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return ImportReport(file.name, str(source.relative_to(top)), notes)
    finally:
        shutil.rmtree(file.parent, ignore_errors=True)


def _new_folder(top: Path, name: str) -> Path:
    """Return a new folder of ``top`` whose name is ``name``, or has a number after it."""
    plain = re.sub(r"[^\w.-]+", "-", name).strip("-._")[:80] or "document"
    for number in range(1, _MOST_FOLDERS):
        folder = top / (plain if number == 1 else f"{plain}-{number}")
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        except OSError as error:
            raise UsageError(f"{folder} can't be made: {error.strerror}.") from error
        return folder
    raise UsageError(f"There are too many folders {plain}. Remove some of them.")


_MOST_FOLDERS = 1000


def _imported(document: Path, source: Path) -> tuple[Note, ...]:
    """Write ``source`` from ``document``; return what is lost, then what is still to do."""
    try:
        imported = api.import_document(document, source)
    except SourceError as error:
        if error.diagnostic.code != "source":
            raise _without_path(error, document) from error
        shutil.copytree(document.parent, source.parent, dirs_exist_ok=True)
        (source.parent / document.name).unlink()
        source.write_text(read_text(document), encoding="utf-8", newline="\n")
        return _lacking(source)
    lost = [one for one in imported.diagnostics if frontend.is_loss(one)]
    rest = [one for one in imported.diagnostics if one not in lost]
    return (*(_note(one, "lost") for one in lost), *(_note(one, "todo") for one in rest))


def _lacking(source: Path) -> tuple[Note, ...]:
    """Return what a copied source lacks, such as its pictures."""
    try:
        api.read(source)
    except SourceError as error:
        return tuple(_note(one, "lost") for one in error.diagnostics)
    return ()


def _without_path(error: SourceError, document: Path) -> SourceError:
    """Return ``error`` about the name of the document, not its temporary path."""
    named = [
        replace(
            one,
            file=Path(document.name),
            message=one.message.replace(str(document), document.name),
            fix=re.sub(r"(?:publish import|Convert it with:|Build it with:).*", "", one.fix),
        )
        for one in error.diagnostics
    ]
    return SourceError(*named)


def _note(one: Diagnostic, kind: str = "") -> Note:
    return Note(kind or str(one.severity), one.message, one.fix, one.line, one.code)


def say(words: str, how: str, language: str, voice: str, file: str, *, progress: Report) -> str:
    """Speak ``words`` into the WAV ``file``, with the pronunciation ``how`` unless it is empty.

    ``voice`` is an id, or empty: that which narrates the language.  Returns the voice's id.

    Raises as :func:`publish.frontend.say` does.
    """
    progress("Speaking", 0, 0)
    return frontend.say(words, voice, language, Path(file), how)[0]


def build(
    source: str,
    folder: str,
    only: tuple[str, ...],
    pdfs: tuple[str, ...],
    voice: str,
    thumbnails: str,
    *,
    progress: Report,
) -> list[Finished]:
    """Build the editions ``only`` of ``source`` in ``folder``; ``pdfs`` are variants of the PDF.

    ``voice`` is ``natural``, ``draft`` (espeak-ng, in seconds) or ``none`` (the EPUB is silent).
    Pictures of the editions are written into the folder ``thumbnails``.

    Raises what :func:`publish.api.build` does.
    """
    spoken = voice != "none" and bool({"epub", "web"} & set(only))
    options = BuildOptions(
        only=only,
        narrated=spoken,
        draft=voice == "draft",
        silent=True,
        pdf=frontend.pdf_options(",".join(pdfs)) if pdfs else BuildOptions().pdf,
    )
    progress("Reading", 0, 0)
    checked = api.read_checked([source], options)
    found = []
    for edition in api.build_each(checked, folder, options, progress=progress):
        notes = tuple(_note(one) for one in edition.diagnostics)
        found.append(Finished(edition.path.name, notes))
    for one in found:
        thumbnail(checked[0].article, Path(folder) / one.path, Path(thumbnails))
    return found


def report(source: str, folder: str, file: str, *, progress: Report) -> str:
    """Write the accessibility report on ``source`` and its editions to ``file``, as HTML.

    Raises as :func:`publish.api.accessibility_report` does.
    """
    progress("Reading", 0, 0)
    found = api.accessibility_report(source, folder)
    frontend.write_text(Path(file), frontend.report_text(found, "html"))
    return file


def audit(source: str, folder: str, file: str, *, progress: Report) -> str:
    """Write the audit of the editions in ``folder`` to ``file``, as HTML.

    Raises as :func:`publish.api.audit` does.
    """
    found = api.audit(source, folder, listen=False, progress=progress)
    frontend.write_text(Path(file), frontend.audit_page(found))
    return file


def voices(language: str) -> dict[str, str]:
    """Return the id of the draft voice, and of the natural voice of a language if there is one."""
    found = {"draft": "espeak"}
    try:
        listed = frontend.list_voices(language.split("-")[0]).voices
    except MissingToolError:
        return found
    natural = [one for one in listed if frontend.engine_of(one).sound == "natural"]
    if natural:
        found["natural"] = natural[0].id
    return found


def finished(target: Path) -> list[tuple[TextEdition | SpokenEdition, Path]]:
    """Return the finished editions with the path ``target``, each with its row of the table.

    A symbolic link isn't one: it may lead out of the served folder.
    """
    named = [(one, target.with_name(target.name + one.suffix)) for one in table.EDITIONS]
    return [(one, path) for one, path in named if path.exists() and not path.is_symlink()]
