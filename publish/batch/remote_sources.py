"""Sources at an address of fsspec: list their titles, and copy one with all that it may need.

Names of objects are strangers' data.  One that would lead out of the copy is refused, links aren't
followed, and a folder has no more files and bytes than a title may have.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath

from msgspec import DecodeError, json

from publish.batch.edition_files import kept_folder
from publish.errors import SourceError, StoreError
from publish.runtime.atomic import atomic
from publish.runtime.folder import SETTINGS
from publish.runtime.objects import Found, Objects, checked_name, objects_at
from publish.source.article import MARKDOWN

#: The most files, and bytes of all and of one of them, that are copied for a title.
MOST_FILES, MOST_BYTES, LARGEST = 10_000, 4_000_000_000, 1_000_000_000

BOOK = "publication.yaml"

#: The requests at the same time.
_REQUESTS = 8

#: The list of the copied objects and of their versions, next to the copy.
_VERSIONS = "versions.json"


def titles_at(address: str) -> Iterator[tuple[str, str, int]]:
    """Yield the address, the name and the size in bytes of each title at ``address`` and below.

    A folder with a ``publication.yaml`` is one title; elsewhere each Markdown file with front
    matter is.

    Raises:
        StoreError: The address can't be read.
    """
    above, _, last = address.rstrip("/").rpartition("/")
    if PurePosixPath(last).suffix.lower() in MARKDOWN or last == BOOK:
        found = objects_at(above).info(last)
        if found:
            yield f"{above}/{last}", PurePosixPath(last).stem, found.size
        return
    objects = objects_at(address)
    files = [one for one in objects.found() if "/." not in f"/{one.name}"]
    books = {_folder(one.name) for one in files if PurePosixPath(one.name).name == BOOK}
    texts = []
    for one in files:
        inside = _inside(one.name, books)
        if PurePosixPath(one.name).name == BOOK and not _inside(_folder(one.name), books):
            name = _folder(one.name) or PurePosixPath(objects.address).name
            yield f"{objects.address}/{one.name}", name, _size(files, _folder(one.name))
        elif not inside and PurePosixPath(one.name).suffix.lower() in MARKDOWN:
            texts.append(one)
    with ThreadPoolExecutor(_REQUESTS) as requests:
        for one, begin in zip(
            texts, requests.map(lambda one: objects.read(one.name, 5), texts), strict=True
        ):
            if (begin or b"").removeprefix(b"\xef\xbb\xbf").startswith(b"---"):
                name = PurePosixPath(one.name).with_suffix("").as_posix()
                yield f"{objects.address}/{one.name}", name, one.size


def _folder(name: str) -> str:
    return name.rpartition("/")[0]


def _inside(name: str, folders: set[str]) -> bool:
    """Return whether ``name`` lies in one of ``folders``, or below."""
    return any(above in folders for above in _above(name))


def _above(name: str) -> Iterator[str]:
    """Yield the folders that ``name`` lies in, the nearest one first, the last one being empty."""
    while name:
        name = _folder(name)
        yield name


def _size(files: Iterable[Found], folder: str) -> int:
    return sum(
        one.size
        for one in files
        if not folder or one.name.startswith(f"{folder}/")
        if PurePosixPath(one.name).suffix.lower() in MARKDOWN
    )


def copied_source(address: str) -> Path:
    """Copy the source at ``address`` with its folder; return its path, the same at each call.

    Only what has changed since the last copy is copied again.  Other Markdown files of the folder
    of an article, and folders with titles of their own, are left out.

    Raises:
        SourceError: The folder has too many files or bytes, or a name that can't be a file's.
        StoreError: It can't be read.
        OutputError: The copy can't be written.
    """
    above, _, last = address.rpartition("/")
    objects = objects_at(above)
    place = kept_folder("sources", above)
    folder = place / (PurePosixPath(above).name or "sources")
    wanted = _wanted(objects, last, folder / last)
    versions = _versions(place)
    changed = [
        one
        for one in wanted
        if versions.get(one.name) != one.changed or not (folder / one.name).is_file()
    ]
    with ThreadPoolExecutor(_REQUESTS) as requests:
        list(requests.map(lambda one: _copy(objects, one, folder), changed))
    _copy_settings(objects, place)
    now = {one.name: one.changed for one in wanted}
    if last == BOOK:
        for name in versions.keys() - now:
            (folder / name).unlink(missing_ok=True)
    else:
        now = versions | now
    with atomic(place / _VERSIONS) as new:
        new.write_bytes(json.encode(now))
    return folder / last


def _wanted(objects: Objects, source: str, file: Path) -> list[Found]:
    """Return the objects that the copy of ``source`` needs; ``file`` is named in errors."""
    found = list(objects.found())
    for one in found:
        try:
            checked_name(one.name, objects.address)
        except StoreError as error:
            fix = "Give the object another name."
            raise SourceError.at(file, 0, "path-outside", f"{error.reason}.", fix) from error
    if source != BOOK:
        titled = {_folder(one.name) for one in found if _is_title(one)} - {""}
        found = [
            one
            for one in found
            if one.name == source or not (_is_title(one) or _inside(one.name, titled))
        ]
    total = sum(one.size for one in found)
    if len(found) > MOST_FILES or total > MOST_BYTES or any(one.size > LARGEST for one in found):
        message = (
            f"The folder of the source has {len(found):,} files with {total / 1e6:,.0f} MB; "
            f"at most {MOST_FILES:,} with {MOST_BYTES / 1e6:,.0f} MB are copied, "
            f"and {LARGEST / 1e6:,.0f} MB of one."
        )
        fix = "Give each title a folder with its pictures and recordings alone."
        raise SourceError.at(file, 0, "source-too-large", message, fix)
    if source not in [one.name for one in found]:
        message, fix = "The source doesn't exist any more.", "Begin the batch again."
        raise SourceError.at(file, 0, "source-missing", message, fix)
    return found


def _is_title(one: Found) -> bool:
    path = PurePosixPath(one.name)
    return path.name == BOOK or path.suffix.lower() in MARKDOWN


def _copy(objects: Objects, one: Found, folder: Path) -> None:
    with atomic(folder / one.name) as new:
        if not objects.download(one.name, new, LARGEST):
            fix = "Begin the batch again."
            raise StoreError(f"{objects.address}/{one.name}", "it changed while it was read", fix)


def _copy_settings(objects: Objects, place: Path) -> None:
    """Copy the nearest settings above the folder of the source to where a build looks for them."""
    protocol, _, path = objects.address.partition("://")
    for above in _above(path):
        if above:
            settings = objects_at(f"{protocol}://{above}").read(SETTINGS, 1_000_000)
            if settings is not None:
                with atomic(place / SETTINGS) as new:
                    new.write_bytes(settings)
                return
    (place / SETTINGS).unlink(missing_ok=True)


def _versions(place: Path) -> dict[str, str]:
    try:
        return json.decode((place / _VERSIONS).read_bytes(), type=dict[str, str])
    except (OSError, DecodeError):
        return {}
