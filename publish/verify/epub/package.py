"""Rules for the package of a book: its files, the last change, and what isn't judged here."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publish.errors import Diagnostic
from publish.language.tags import is_well_formed
from publish.readers import MalformedError
from publish.readers.document import line_of
from publish.readers.epub import DC, SCHEME, Book, Item, parsed
from publish.verify.epub.requirements import fault

#: A tag whose primary subtag is reserved or registered by itself (RFC 5646, 2.1): well formed.
_LONG_TAG = re.compile(r"[a-z]{4,8}(?:-[a-z\d]{1,8})*", re.IGNORECASE)

_UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def files(book: Book) -> Iterator[Diagnostic]:
    """The files of the manifest are in the book, unless they are on the web."""
    for item in book.named.values():
        if item.name and not SCHEME.match(item.name) and item.name not in book.container:
            message = f"The manifest names {item.name}, which is not in the book."
            fix = "Add the file, or remove its item."
            yield fault(book, "file-missing", book.package_name, 0, message, fix)


def overlay_files(book: Book) -> Iterator[Diagnostic]:
    """Media overlays are well-formed XML."""
    for item in book.named.values():
        if item.media_type == "application/smil+xml" and item.name in book.container:
            try:
                parsed(book.bytes(item.name))
            except MalformedError as error:
                yield unreadable(book, item, error)


def unreadable(book: Book, item: Item, error: MalformedError) -> Diagnostic:
    """Return the fault of a document that can't be read."""
    if item.name in book.container.encrypted:
        message = "The document is encrypted, and isn't judged."
        return fault(book, "document-encrypted", item.name, 0, message, "Verify the plain book.")
    message = f"The document cannot be read, and isn't judged further: {error}."
    fix = "Correct it: it must be XML."
    return fault(book, "document-malformed", item.name, 0, message, fix)


def required(book: Book) -> Iterator[Diagnostic]:
    """The metadata has an identifier, a title and a language, and languages are well formed."""
    for name in ("identifier", "title", "language"):
        if not any((one.text or "").strip() for one in book.package.iter(f"{DC}{name}")):
            message, fix = f"The metadata has no dc:{name}.", "Add it."
            yield fault(book, "metadata-element-missing", book.package_name, 0, message, fix)
    for one in book.package.iter(f"{DC}language"):
        tag = (one.text or "").strip()
        if tag and not is_well_formed(tag) and not _LONG_TAG.fullmatch(tag):
            message = f"The dc:language {tag!r} is not a language tag."
            fix = "Use a BCP 47 tag such as be or en-GB."
            line = line_of(one)
            yield fault(book, "metadata-language-wrong", book.package_name, line, message, fix)


def modified(book: Book) -> Iterator[Diagnostic]:
    """The package says when the book was changed last."""
    values = [
        (one.text or "").strip() for one in book.metas("dcterms:modified") if not one.get("refines")
    ]
    if len(values) != 1 or not _UTC.fullmatch(values[0]):
        message = "dcterms:modified is not a single time in UTC."
        fix = "Write CCYY-MM-DDThh:mm:ssZ."
        yield fault(book, "modified-wrong", book.package_name, 0, message, fix)


def scope(book: Book) -> Iterator[Diagnostic]:
    """Say which parts of the book no rule here judges."""
    if book.is_epub2:
        message = (
            "This is an EPUB 2: its documents, languages and accessibility metadata are judged by "
            "the rules here, its package and contents by EPUBCheck only."
        )
        fix = "Install EPUBCheck, if it did not run."
        yield fault(book, "epub-2", book.package_name, 0, message, fix)
    if len(book.container.packages) > 1:
        message = f"The book has {len(book.container.packages)} renditions: the first is judged."
        fix = "Run EPUBCheck for the others."
        yield fault(book, "renditions", "META-INF/container.xml", 0, message, fix)
