"""Find the titles of a batch: sources in folders, by patterns and in lists.

A folder that holds a ``publication.yaml`` is one book; the files in it and below are its chapters
and pictures.  In other folders each Markdown file with front matter is a title.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from glob import glob, has_magic
from pathlib import Path

from msgspec import Struct

from publish.batch.remote_sources import titles_at
from publish.batch.results import Title
from publish.editions import table
from publish.editions.edition import BuildOptions, EditionType
from publish.editions.wanted import each_epub
from publish.errors import UsageError, shortened
from publish.model import decodable
from publish.runtime.deadline import source_size
from publish.runtime.objects import is_address
from publish.source.article import MARKDOWN

_BOOK = "publication.yaml"

#: How deep folders with titles may lie in each other.
_DEEPEST = 100


class FoundTitles(Struct, frozen=True):
    """The ``titles`` of a batch, and Markdown files that are none: they have no front matter."""

    titles: tuple[Title, ...]
    others: tuple[Path, ...]


def find_titles(sources: Sequence[str], output: Path | None, options: BuildOptions) -> FoundTitles:
    """Return the titles of ``sources``: folders, patterns, lists of them (``.txt``), or files.

    What is in the folder ``output`` is no source; ``options`` say which editions are built.

    Raises:
        UsageError: There is no title, or two of them would write the same file.
    """
    found: dict[Path, str] = {}
    others: list[Path] = []
    files: list[Path] = []
    remote = [
        Title(name=name, source=source, size=size)
        for address in sources
        if is_address(address)
        for source, name, size in titles_at(address)
    ]
    for path, begin in _expanded(one for one in sources if not is_address(one)):
        if path.is_dir():
            for source in _in_folder(path, output):
                if source.name == _BOOK or _is_titled(source):
                    found.setdefault(source.resolve(), _name(source, begin or path))
                else:
                    others.append(source)
        elif begin is not None and _is_source(path):
            found.setdefault(path.resolve(), _name(path, begin))
        elif begin is None and path.is_file():
            files.append(path)
        elif begin is None or not path.exists():
            raise UsageError(f"There is no {path}. Name a folder, a pattern or a list of sources.")
    if files:
        base = Path(os.path.commonpath([one.absolute().parent for one in files]))
        for file in files:
            found.setdefault(file.resolve(), _name(file.absolute(), base))
    if not found and not remote:
        raise UsageError(
            f"There is no title in {', '.join(sources)}. A title is a Markdown file with front "
            f"matter, or a folder with a {_BOOK}."
        )
    for source in found:
        if str(source) != decodable(str(source)):
            raise UsageError(f"The name of {source} isn't in UTF-8. Rename it.")
    titles = (
        *(
            Title(name=name, source=str(source), size=source_size(source))
            for source, name in found.items()
        ),
        *remote,
    )
    _refuse_clashes(titles, options)
    return FoundTitles(titles, tuple(others))


def _expanded(
    sources: Iterable[str], read: set[Path] | None = None
) -> Iterator[tuple[Path, Path | None]]:
    """Yield each path, with the folder that its name begins at if it is listed or matches.

    Each list is read once: ``read`` are those that were, since lists may name each other.
    """
    read = set() if read is None else read
    for source in sources:
        path = Path(source)
        try:
            exists = path.exists()
        except OSError as error:  # its name is too long, or its folder can't be read
            raise UsageError(f"{shortened(source)} can't be read: {error.strerror}.") from error
        if path.suffix.lower() == ".txt" and path.is_file():
            if path.resolve() in read:
                continue
            read.add(path.resolve())
            try:
                lines = path.read_text(encoding="utf-8-sig").splitlines()
            except UnicodeDecodeError as error:
                raise UsageError(f"{path} isn't a list in UTF-8. Save it as UTF-8.") from error
            listed = [line.strip() for line in lines]
            named = dict.fromkeys(line for line in listed if line and not line.startswith("#"))
            inside = [str(path.parent / one) for one in named]
            yield from ((one, path.parent) for one, _ in _expanded(inside, read))
        elif exists or not has_magic(source):
            yield path, None
        else:
            begin = Path(*_before_magic(path.parts))
            yield from ((Path(one), begin) for one in _matching(source))


def _matching(pattern: str) -> list[str]:
    return sorted(glob(pattern, recursive=True))  # noqa: PTH207 - it takes any path


def _before_magic(parts: Sequence[str]) -> Iterator[str]:
    for part in parts:
        if has_magic(part):
            return
        yield part


def _in_folder(folder: Path, output: Path | None) -> Iterator[Path]:
    """Yield the sources in ``folder`` and below, in the order of their paths."""
    deepest = str(folder).count(os.sep) + _DEEPEST
    for here, names, files in os.walk(folder):
        if here.count(os.sep) > deepest:
            raise UsageError(f"More than {_DEEPEST} folders lie in each other in {folder}.")
        if _BOOK in files:
            names.clear()
            yield Path(here, _BOOK)
            continue
        names[:] = sorted(
            one
            for one in names
            if not one.startswith(".") and not (output and Path(here, one).resolve() == output)
        )
        sources = (Path(here, one) for one in sorted(files) if not one.startswith("."))
        yield from (one for one in sources if one.suffix.lower() in MARKDOWN)


def _is_source(path: Path) -> bool:
    return path.is_file() and (path.name == _BOOK or path.suffix.lower() in MARKDOWN)


def _is_titled(source: Path) -> bool:
    """Return whether a Markdown file begins with front matter, as far as can be read."""
    if source.exists() and not source.is_file():
        return False  # a folder, or a pipe, which would be waited for
    try:
        with source.open("rb") as file:
            return file.read(6).removeprefix(b"\xef\xbb\xbf").startswith(b"---")
    except OSError:
        return True  # its build says why it can't be read


def _name(source: Path, begin: Path) -> str:
    """Return the path of the editions of ``source``, as it lies below the folder ``begin``."""
    whole = source.parent if source.name == _BOOK else source.with_suffix("")
    if source.name == _BOOK and whole.resolve() == begin.resolve():
        return whole.resolve().name or "publication"
    try:
        return whole.relative_to(begin).as_posix()
    except ValueError:
        return whole.name


def _refuse_clashes(titles: Iterable[Title], options: BuildOptions) -> None:
    """Raise a `UsageError` where two titles would write the same file, whatever the file system."""
    suffixes = sorted({row.suffix for row in _rows(options)})
    written: dict[str, Title] = {}
    for title in titles:
        for suffix in suffixes:
            file = f"{title.name}{suffix}"
            other = written.setdefault(unicodedata.normalize("NFC", file).casefold(), title)
            if other is not title:
                raise UsageError(
                    f"{other.source} and {title.source} would both be built as {file}. Rename one, "
                    "or build them in two batches, with outputs of their own."
                )


def _rows(options: BuildOptions) -> Iterator[EditionType]:
    """Yield the rows of the table that ``options`` may build."""
    for name in table.select(options.only):
        if name == "pdf":
            yield from (table.find(name, one.variant) for one in options.pdf)
        elif name == "epub":
            yield from (table.find(name, one.shop) for one in each_epub(options))
        elif name == "web":
            yield table.find(name, options.web.variant)
        else:  # a narration that is too long for one file is split
            yield from (row for row in table.EDITIONS if row.name == name)
