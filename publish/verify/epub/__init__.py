"""The rules for an EPUB, run over a whole book.

A book of EPUB 2 is judged by the rules for documents, languages and accessibility metadata, none
of which makes an error of EPUB 3 there.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from publish.errors import Diagnostic, Severity, ToolError
from publish.readers import MalformedError
from publish.readers.epub import Book, opened
from publish.verify.diagnostics import not_too_many
from publish.verify.epub import (
    ace,
    claims,
    documents,
    epubcheck,
    languages,
    links,
    navigation,
    overlays,
    package,
    remote,
    scripts,
    styles,
    tables,
    visibility,
)
from publish.verify.epub.requirements import claimed

#: For each document, and then for the whole book; those of EPUB 3 only stand apart.
RULES = (*documents.RULES, *tables.RULES, *links.RULES, *languages.RULES, *remote.RULES)
EPUB3_RULES = (*navigation.RULES, *overlays.RULES, *visibility.RULES, *scripts.RULES)
BOOK_RULES = (
    package.scope,
    package.files,
    *links.BOOK_RULES,
    *remote.BOOK_RULES,
    *claims.BOOK_RULES,
)
EPUB3_BOOK_RULES = (
    *(package.overlay_files, package.required, package.modified),
    *(*navigation.BOOK_RULES, *overlays.BOOK_RULES, *styles.BOOK_RULES, *scripts.BOOK_RULES),
)


def verify_epub(path: Path) -> tuple[Diagnostic, ...]:
    """Return the faults of the EPUB ``path``; EPUBCheck and Ace add theirs where installed.

    A tool that fails is a warning, since the others' verdicts stand.

    Raises:
        SourceError: The file can't be read as an EPUB.
    """
    found = list(verify_own_rules(path))
    with opened(path) as book:
        package_name, level = book.package_name, claimed(book)
    for tool, verdict in (
        ("EPUBCheck", partial(epubcheck.verdict, path)),
        ("Ace", partial(ace.verdict, path, package_name, level)),
    ):
        try:
            found += verdict()
        except ToolError as error:
            fix = f"Run {tool} by itself."
            failed = f"{tool.lower()}-failed"
            found.append(
                Diagnostic(
                    code=failed, severity=Severity.WARNING, message=str(error), fix=fix, file=path
                )
            )
    return tuple(found)


def verify_own_rules(path: Path) -> tuple[Diagnostic, ...]:
    """Return the faults of the EPUB ``path`` by the rules here only, in the order of its files.

    Raises:
        SourceError: The file can't be read as an EPUB.
    """
    with opened(path) as book:
        found = sorted(_faults(book), key=lambda fault: (fault.file.as_posix(), fault.line))
    return tuple(replace(fault, file=path / fault.file) for fault in not_too_many(found))


def _faults(book: Book) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    rules = RULES if book.is_epub2 else RULES + EPUB3_RULES
    for item in book.spine:
        try:
            document = book.document(item)
        except MalformedError as error:
            if item.name in book.container:
                yield package.unreadable(book, item, error)
            continue
        book.summaries[item.name] = document.summary
        claims.observe(document, seen)
        yield from (fault for rule in rules for fault in rule(document))
    yield from (fault for book_rule in BOOK_RULES for fault in book_rule(book))
    if not book.is_epub2:
        yield from (fault for book_rule in EPUB3_BOOK_RULES for fault in book_rule(book))
        yield from (fault for claim in claims.CLAIM_RULES for fault in claim(book, seen))
