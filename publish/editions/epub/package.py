"""Write the EPUB container and the package document with EbookLib 0.20.

Only this module uses the library.  These are its faults, with our workarounds; each has a test in
``tests/editions/epub/test_package.py``:

- A new book has a random identifier and a generator: its metadata is emptied.
- ``EpubHtml`` parses and rewrites documents, ``EpubNav`` and ``EpubNcx`` write their own: every
  file is a plain ``EpubItem`` with our bytes.
- ``EpubCoverHtml`` isn't in the reading order: the cover is an item like the others.
- The page list is guessed from ``epub:type``: switched off (``epub3_pages``).
- The package has no ``xml:lang``, and no ``dir`` unless asked for: ``Writer`` and
  ``package_direction`` set them.
- ``add_author`` gives all people the same id: entries are added with ``add_metadata``.
- The spine refers to an NCX even where there is none: ``Writer`` removes that.
- Characters that XML forbids make it drop an entry, with a line in a log: they are removed.
- Dates and permissions in the archive depend on the clock and the system: ``_Archive`` fixes them.
- ``write_epub`` returns ``False`` where the file can't be written: ``Writer.write`` raises.

The library writes the container and the package document, and orders the archive.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from publish.xhtml.escape import clean

#: The folder inside the archive that holds everything but ``mimetype`` and ``META-INF``.
FOLDER = "EPUB"

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class Item(Struct, frozen=True, kw_only=True):
    """A file of the publication.

    ``name`` is its path below :data:`FOLDER`, ``properties`` are those of the manifest (EPUB 3.3,
    5.6.2.1), ``overlay`` is the id of its media overlay.  Files ``in_spine`` are in the reading
    order.
    """

    id: str
    name: str
    media_type: str
    content: bytes
    properties: tuple[str, ...] = ()
    overlay: str = ""
    in_spine: bool = False


class Entry(Struct, frozen=True):
    """An element of the metadata: ``dc:title``, ``meta`` or ``link``.

    ``attributes`` may hold ``id``, ``refines``, ``property`` and so on; ``lang`` becomes
    ``xml:lang``.
    """

    name: str
    text: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


class Package(Struct, frozen=True, kw_only=True):
    """An EPUB; the entry of the unique identifier in ``metadata`` has the id ``identifier``."""

    language: str
    direction: str
    modified: datetime
    metadata: tuple[Entry, ...]
    items: tuple[Item, ...]


def write(package: Package, path: Path, dated: datetime) -> None:
    """Write ``package`` to ``path``; every file in it has the date ``dated`` (UTC).

    Raises ``OSError`` where the file can't be written.
    """
    from ebooklib import epub

    book = epub.EpubBook()
    # Without the random identifier and the generator of a new book.
    book.metadata = {}
    book.FOLDER_NAME = FOLDER
    book.IDENTIFIER_ID = "identifier"
    book.direction = package.direction
    for entry in package.metadata:
        _add_entry(book, entry)
    for item in package.items:
        file = _plain_item(item)
        book.add_item(file)
        if item.in_spine:
            book.spine.append((file, "yes"))
    options = {"mtime": package.modified, "package_direction": True, "epub3_pages": False}
    writer_for(package.language, dated)(str(path), book, options).write()


def _add_entry(book: Any, entry: Entry) -> None:
    """Add ``entry``, without the characters that XML forbids."""
    prefix, _, name = entry.name.rpartition(":")
    namespace = "DC" if prefix else "OPF" if name == "meta" else None
    attributes = {
        (_XML_LANG if key == "lang" else key): clean(value)
        for key, value in entry.attributes.items()
    }
    book.add_metadata(namespace, name, clean(entry.text) or None, attributes)


def _plain_item(item: Item) -> Any:
    """Return ``item`` as an EbookLib item whose bytes are written unchanged."""
    from ebooklib import epub

    file = epub.EpubItem(
        uid=item.id, file_name=item.name, media_type=item.media_type, content=item.content
    )
    file.properties = list(item.properties)
    file.media_overlay = item.overlay or None
    return file


def writer_for(language: str, dated: datetime) -> Any:
    """Return a subclass of the library's writer.

    It sets ``xml:lang`` of the package document to ``language``, uses fixed dates and permissions
    in the archive, and raises errors of the file system.
    """
    from ebooklib import epub

    class Writer(epub.EpubWriter):  # type: ignore[misc]  # the library has no types
        def _write_opf_file(self, root: Any) -> None:
            root.set(_XML_LANG, language)
            super()._write_opf_file(root)

        def _write_opf_spine(self, root: Any, ncx_id: str | None) -> None:
            super()._write_opf_spine(root, ncx_id)
            if all(item.get_id() != "ncx" for item in self.book.get_items()):
                del root.find("spine").attrib["toc"]

        def write(self) -> None:
            with _archive(Path(self.file_name), dated) as self.out:
                self.out.writestr("mimetype", b"application/epub+zip", zipfile.ZIP_STORED)
                self._write_container()
                self._write_opf()
                self._write_items()

    return Writer


#: The level of compression (zlib): 9 makes long tables 2 % smaller, and takes five times as long.
_LEVEL = 6


class _Archive:
    """The part of ``zipfile.ZipFile`` that the library uses, independent of the clock."""

    def __init__(self, archive: zipfile.ZipFile, dated: datetime) -> None:
        self._archive = archive
        # MS-DOS dates begin with 1980, end with 2107 and count two seconds (APPNOTE 4.4.6).
        year = min(max(dated.year, 1980), 2107)
        self._date = (year, dated.month, dated.day, dated.hour, dated.minute, dated.second // 2 * 2)

    def writestr(
        self, name: str, content: bytes | str, compress_type: int = zipfile.ZIP_DEFLATED
    ) -> None:
        info = zipfile.ZipInfo(name, self._date)
        info.create_system = 3  # Unix, on every system
        info.external_attr = 0o100644 << 16
        if name.endswith((".png", ".jpg", ".webp", ".gif", ".mp3", ".m4a", ".opus")):
            compress_type = zipfile.ZIP_STORED  # they are compressed already
        self._archive.writestr(info, content, compress_type, _LEVEL)


@contextmanager
def _archive(path: Path, dated: datetime) -> Iterator[_Archive]:
    with zipfile.ZipFile(path, "w") as archive:
        yield _Archive(archive, dated)
