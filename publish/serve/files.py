"""The files of the served folder: no path leaves it, and hidden files aren't there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from publish.errors import PublishError
from publish.runtime.folder import FileRefusedError, file_inside

#: Names of books, and suffixes of articles.
_BOOK = "publication.yaml"
_ARTICLE = frozenset({".md", ".markdown"})

#: Files that are looked at for the list of sources, and folders below each other.
_MOST_FILES, _DEEPEST = 20_000, 6


class RefusedPathError(PublishError):
    """A request names a file that isn't in the served folder."""

    exit_code = 2


class ChangedError(PublishError):
    """A file has changed since the request's page was made; nothing was written."""

    exit_code = 7


def path_inside(root: Path, written: str) -> Path:
    """Return the real path of the regular file ``written``, a path relative to ``root``.

    ``root`` has no symbolic links.  A link that leads out of it, a hidden file, and a file in a
    hidden folder are refused, as if they weren't there.

    Raises:
        RefusedPathError: There is no such file for a request.
    """
    parts = written.split("/")
    if any(part in ("", ".", "..") or part.startswith(".") for part in parts):
        raise RefusedPathError(f"There is no file {written!r} here.")
    try:
        file = file_inside(root, written)
    except (FileRefusedError, ValueError) as error:
        raise RefusedPathError(f"There is no file {written!r} here.") from error
    if any(part.startswith(".") for part in file.relative_to(root).parts):
        raise RefusedPathError(f"There is no file {written!r} here.")
    return file


def list_sources(root: Path) -> list[str]:
    """Return the paths of the sources below ``root``, relative to it, in order.

    An article is a Markdown file that begins with front matter.  The chapters of a book aren't
    listed, but its ``publication.yaml`` is.
    """
    found = list(islice(_files(root, root, _DEEPEST), _MOST_FILES))
    books = {file.parent for file in found if file.name == _BOOK}
    return sorted(
        str(file.relative_to(root))
        for file in found
        if file.name == _BOOK
        or (file.suffix.lower() in _ARTICLE and books.isdisjoint(file.parents) and _begins(file))
    )


def _files(root: Path, folder: Path, depth: int) -> Iterator[Path]:
    """Yield the files below ``folder`` that :func:`path_inside` allows, without following links."""
    folders: list[Path] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith(".") or entry.name == "node_modules":
                    continue
                if entry.is_dir(follow_symlinks=False):
                    folders.append(Path(entry.path))
                elif entry.is_file(follow_symlinks=False):
                    yield Path(entry.path)
    except OSError:  # a folder that can't be read has no sources for us
        return
    for one in sorted(folders) if depth else ():
        yield from _files(root, one, depth - 1)


def _begins(file: Path) -> bool:
    """Return whether a Markdown file begins with front matter, which makes it an article."""
    try:
        with file.open("rb") as opened:
            return opened.read(6).removeprefix(b"\xef\xbb\xbf").startswith(b"---")
    except OSError:
        return False
