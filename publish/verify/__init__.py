"""What the field's checkers let pass in an EPUB: our own rules, fast enough for every build.

Those for a PDF are in ``publish.verify.pdf``.

EPUBCheck judges conformance and Ace what axe knows.  Neither sees an emptied alt text on a figure,
a lost language, a heading that jumps, a header cell made plain, a clip beyond its sound, or a claim
in the metadata that the book does not keep.

One module a family of rules; each rule is a function from a document, or the book, to its faults.
"""

from __future__ import annotations

from pathlib import Path

from publish.errors import Diagnostic
from publish.verify import (
    claims,
    languages,
    navigation,
    notes,
    overlays,
    pictures,
    sound,
    structure,
    styles,
    tables,
)
from publish.verify.book import opened

#: For each document, and then for the whole book.
RULES = (
    *pictures.RULES,
    *languages.RULES,
    *structure.RULES,
    *tables.RULES,
    *notes.RULES,
    *navigation.RULES,
    *claims.RULES,
    *overlays.RULES,
)
BOOK_RULES = (
    *structure.BOOK_RULES,
    *notes.BOOK_RULES,
    *navigation.BOOK_RULES,
    *claims.BOOK_RULES,
    *overlays.BOOK_RULES,
    *sound.BOOK_RULES,
    *styles.BOOK_RULES,
)


def verify(path: Path) -> tuple[Diagnostic, ...]:
    """The faults of the EPUB or PDF ``path``, in the order of its files or pages.

    ``file`` of each is the place inside the book.  Raises :class:`~publish.errors.SourceError`
    where the file cannot be read as what its name says.
    """
    if path.suffix.lower() == ".pdf" or _begins_as_pdf(path):
        from publish.verify.pdf import verify_pdf

        return verify_pdf(path)
    with opened(path) as book:
        faults = [fault for document in book.read() for rule in RULES for fault in rule(document)]
        faults += [fault for rule in BOOK_RULES for fault in rule(book)]
    faults.sort(key=lambda fault: (fault.document, fault.line))
    return tuple(
        Diagnostic(
            code=fault.code,
            message=fault.message,
            fix=fault.fix,
            file=path / fault.document,
            line=fault.line,
            severity=fault.severity,
            clause=fault.clause,
        )
        for fault in dict.fromkeys(faults)
    )


def _begins_as_pdf(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(5) == b"%PDF-"
