"""The rules for an EPUB, run over a whole book."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from publish.errors import Diagnostic
from publish.readers.epub import opened
from publish.verify.epub import claims, documents, languages, navigation, overlays, styles

#: For each document, and then for the whole book.
RULES = (*documents.RULES, *languages.RULES, *navigation.RULES, *overlays.RULES)
BOOK_RULES = (
    *(*documents.BOOK_RULES, *navigation.BOOK_RULES, *claims.BOOK_RULES),
    *(*overlays.BOOK_RULES, *styles.BOOK_RULES),
)


def verify_epub(path: Path) -> tuple[Diagnostic, ...]:
    """Return the faults of the EPUB ``path``, in the order of its files.

    Raises:
        SourceError: The file can't be read as an EPUB.
    """
    found: list[Diagnostic] = []
    seen: set[str] = set()
    with opened(path) as book:
        for document in book.read():
            claims.observe(document, seen)
            found += [fault for rule in RULES for fault in rule(document)]
        found += [fault for rule in BOOK_RULES for fault in rule(book)]
        found += [fault for rule in claims.CLAIM_RULES for fault in rule(book, seen)]
    found.sort(key=lambda fault: (fault.file.as_posix(), fault.line))
    return tuple(replace(fault, file=path / fault.file) for fault in dict.fromkeys(found))
