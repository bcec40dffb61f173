"""What each rule for EPUB rests on: the clause of a specification, and the word that it uses.

The severity of a fault follows that word.  A rule that no specification has, or that it only
permits, is information.  ``docs/verify.md`` quotes the clauses.
"""

from __future__ import annotations

import re
from enum import Enum
from pathlib import Path

from msgspec import Struct

from publish.errors import Diagnostic, Severity
from publish.readers.epub import OPF, Book


class Word(Enum):
    """The word that a specification uses.

    ``MUST``: an error in an EPUB 3.  ``CLAIM``: a MUST of EPUB Accessibility 1.1 for publications
    that conform to it: an error in a book that claims to conform, otherwise a warning.
    ``SHOULD``: a warning; so are faults that a program can only suspect.  ``MAY``: information.
    """

    MUST = "must"
    CLAIM = "must, to conform"
    SHOULD = "should"
    MAY = "may"


class Requirement(Struct, frozen=True):
    """The clause and word of a rule; ``level`` of WCAG is ``A`` or ``AA`` if it is a criterion."""

    word: Word
    clause: str
    level: str = "A"


_EPUB, _ACCESSIBLE, _WCAG, _HTML = "EPUB 3.3", "EPUB Accessibility 1.1", "WCAG 2.2", "HTML"

#: By the code of the rule.
REQUIREMENTS = {
    # the container and the package
    "file-missing": Requirement(Word.MUST, f"{_EPUB} 3.6"),
    "resource-missing": Requirement(Word.MUST, f"{_EPUB} 3.6"),
    "remote-resource": Requirement(Word.MUST, f"{_EPUB} 3.6"),
    "remote-undeclared": Requirement(Word.MUST, f"{_EPUB} 5.6.1"),
    "remote-insecure": Requirement(Word.SHOULD, f"{_EPUB} 3.6"),
    "property-missing": Requirement(Word.MUST, f"{_EPUB} 5.6.2.1"),
    "document-malformed": Requirement(Word.MUST, f"{_EPUB} 3.9"),
    "document-encrypted": Requirement(Word.MAY, f"{_EPUB} 4.2.6.3"),
    "renditions": Requirement(Word.MAY, f"{_EPUB} 4.2.6.3"),
    "epub-2": Requirement(Word.MAY, f"{_ACCESSIBLE} 1.3"),
    "metadata-element-missing": Requirement(Word.MUST, f"{_EPUB} 5.5.3.1"),
    "metadata-language-wrong": Requirement(Word.MUST, f"{_EPUB} 5.5.3.1"),
    "modified-wrong": Requirement(Word.MUST, f"{_EPUB} 5.5.5"),
    # text alternatives
    "alt-missing": Requirement(Word.MUST, f"{_HTML} 4.8.4.4; {_WCAG} 1.1.1"),
    "alt-missing-captioned": Requirement(Word.CLAIM, f"{_WCAG} 1.1.1"),
    "alt-empty": Requirement(Word.MAY, f"{_WCAG} 1.1.1"),
    "alt-meaningless": Requirement(Word.CLAIM, f"{_WCAG} 1.1.1"),
    "svg-unnamed": Requirement(Word.SHOULD, f"{_WCAG} 1.1.1"),
    "formula-unnamed": Requirement(Word.MAY, f"{_WCAG} 1.1.1"),
    # documents
    "id-duplicate": Requirement(Word.MUST, f"{_HTML} 3.2.6"),
    "type-misplaced": Requirement(Word.MUST, f"{_EPUB} 6.1.3.1"),
    "title-missing": Requirement(Word.MUST, f"{_HTML} 4.2.2; {_WCAG} 2.4.2"),
    "title-missing-element": Requirement(Word.CLAIM, f"{_HTML} 4.2.1; {_WCAG} 2.4.2"),
    "heading-jump": Requirement(Word.SHOULD, f"{_WCAG} 1.3.1"),
    "heading-empty": Requirement(Word.SHOULD, f"{_WCAG} 2.4.6", "AA"),
    "reference-lost": Requirement(Word.SHOULD, f"{_WCAG} 1.3.1"),
    "link-unnamed": Requirement(Word.CLAIM, f"{_WCAG} 2.4.4"),
    "link-lost": Requirement(Word.SHOULD, f"{_EPUB} 5.7.1"),
    "link-lost-file": Requirement(Word.MUST, f"{_EPUB} 5.7.1"),
    "control-unnamed": Requirement(Word.CLAIM, f"{_WCAG} 4.1.2"),
    "table-headless": Requirement(Word.SHOULD, f"{_WCAG} 1.3.1"),
    "header-cell-lost": Requirement(Word.SHOULD, f"{_WCAG} 1.3.1"),
    "scope-missing": Requirement(Word.MAY, f"{_WCAG} 1.3.1"),
    "scope-wrong": Requirement(Word.MUST, f"{_HTML} 4.9.10; {_WCAG} 1.3.1"),
    "note-lost": Requirement(Word.SHOULD, f"DPUB-ARIA 1.1 doc-noteref; {_WCAG} 1.3.1"),
    "back-link-missing": Requirement(Word.MAY, "DPUB-ARIA 1.1 doc-backlink"),
    # languages
    "language-missing": Requirement(Word.CLAIM, f"{_WCAG} 3.1.1"),
    "language-contradiction-package": Requirement(Word.MAY, f"{_WCAG} 3.1.1"),
    "language-contradiction": Requirement(
        Word.MUST, f"{_HTML} 3.2.6.2; {_WCAG} 3.1.1; {_WCAG} 3.1.2"
    ),
    "language-wrong": Requirement(Word.MUST, f"{_HTML} 3.2.6.2; {_WCAG} 3.1.1; {_WCAG} 3.1.2"),
    "phrase-language-wrong": Requirement(Word.SHOULD, f"{_WCAG} 3.1.2", "AA"),
    "phrase-language-missing": Requirement(Word.SHOULD, f"{_WCAG} 3.1.2", "AA"),
    # navigation
    "contents-missing": Requirement(Word.MUST, f"{_EPUB} 7.2, 7.4.2"),
    "contents-link-lost": Requirement(Word.MUST, f"{_EPUB} 7.3"),
    "contents-order": Requirement(Word.SHOULD, f"{_EPUB} 7.4.2; {_WCAG} 1.3.2"),
    "contents-incomplete": Requirement(Word.MAY, f"{_WCAG} 2.4.5", "AA"),
    "landmarks-missing": Requirement(Word.MAY, f"{_EPUB} 7.4.4"),
    "page-unnamed": Requirement(Word.SHOULD, "DPUB-ARIA 1.1 doc-pagebreak"),
    "page-list-incomplete": Requirement(Word.CLAIM, f"{_ACCESSIBLE} 3.4.1.3.2"),
    "page-lost": Requirement(Word.MAY, f"{_EPUB} 7.4.3"),
    "page-source-missing": Requirement(Word.SHOULD, f"{_ACCESSIBLE} 3.4.1.3.1"),
    # accessibility metadata
    "metadata-missing": Requirement(Word.CLAIM, f"{_ACCESSIBLE} 2.2"),
    "metadata-recommended": Requirement(Word.SHOULD, f"{_ACCESSIBLE} 2.2"),
    "feature-false": Requirement(Word.SHOULD, f"{_ACCESSIBLE} 2.2"),
    "mode-false": Requirement(Word.SHOULD, f"{_ACCESSIBLE} 2.2"),
    "hazard-wrong": Requirement(Word.SHOULD, f"{_ACCESSIBLE} 2.2"),
    "conformance-unproven": Requirement(Word.CLAIM, f"{_ACCESSIBLE} 3.5.3.1"),
    # media overlays
    "overlay-missing": Requirement(Word.MUST, f"{_EPUB} 9.3.5.1"),
    "overlay-unused": Requirement(Word.MUST, f"{_EPUB} 9.3.5.1"),
    "overlay-document-lost": Requirement(Word.MUST, f"{_EPUB} 9.3.5.1"),
    "overlay-target-lost": Requirement(Word.SHOULD, f"{_EPUB} 9.2.2.7, 9.3.2.2"),
    "overlay-order": Requirement(Word.MAY, f"{_ACCESSIBLE} 3.4.2.3.2; {_WCAG} 1.3.2"),
    "overlay-hidden": Requirement(Word.SHOULD, f"{_EPUB} 9.3.4; {_HTML} 4.11.1, 6.1"),
    "overlay-pop-up": Requirement(Word.MAY, f"{_EPUB} 9.3.4"),
    "unspoken": Requirement(Word.MAY, f"{_ACCESSIBLE} 3.4.2.3.1"),
    "sound-missing": Requirement(Word.MUST, f"{_EPUB} 9.2.2.8, 5.6.1"),
    "clip-time-wrong": Requirement(Word.MUST, f"{_EPUB} 9.2.2.8"),
    "clip-empty": Requirement(Word.MUST, f"{_EPUB} 9.2.2.8"),
    "clip-beyond-sound": Requirement(Word.SHOULD, f"{_EPUB} 9.2.2.8"),
    "duration-missing": Requirement(Word.MUST, f"{_EPUB} 9.3.5.2"),
    "duration-wrong": Requirement(Word.SHOULD, f"{_EPUB} 9.3.5.2"),
    "narrator-missing": Requirement(Word.MAY, f"{_EPUB} 9.3.5.2"),
    "highlight-missing": Requirement(Word.MAY, f"{_EPUB} 9.3.4"),
    # style sheets
    "size-fixed": Requirement(Word.MAY, f"{_WCAG} 1.4.4", "AA"),
    "focus-hidden": Requirement(Word.SHOULD, f"{_WCAG} 2.4.7", "AA"),
    "highlight-faint": Requirement(Word.CLAIM, f"{_WCAG} 1.4.3", "AA"),
}


def fault(book: Book, code: str, name: str, line: int, message: str, fix: str) -> Diagnostic:
    """Return a fault in the file ``name`` of ``book``; ``line`` counts from 1 (0: all of it)."""
    requirement = REQUIREMENTS[code]
    return Diagnostic(
        code=code,
        severity=_severity(requirement, book),
        message=message,
        fix=fix,
        file=Path(name),
        line=line,
        clause=requirement.clause,
    )


def _severity(requirement: Requirement, book: Book) -> Severity:
    match requirement.word:
        case Word.MAY:
            return Severity.INFO
        case Word.MUST if not book.is_epub2:  # the MUSTs here are of EPUB 3 and HTML
            return Severity.ERROR
        case Word.CLAIM if len(claimed(book)) >= len(requirement.level):
            return Severity.ERROR
    return Severity.WARNING


#: A claim of EPUB Accessibility 1.1 (3.5.2), or of 1.0 (4.3): its edition and the level of WCAG.
_CLAIM = re.compile(
    r"EPUB Accessibility \d[\d.]* - WCAG 2\.\d Level (A{1,3})"
    r"|https?://www\.idpf\.org/epub/a11y/accessibility-\d+\.html#wcag-(a{1,3})"
)


def claimed(book: Book) -> str:
    """Return the level of WCAG (``AA``) that ``book`` claims to meet; empty if it claims none.

    The claim is one to conform to EPUB Accessibility.
    """
    values = book.values("dcterms:conformsTo")
    values += [
        one.get("href") or ""
        for one in book.package.iter(f"{OPF}link")
        if "dcterms:conformsTo" in (one.get("rel") or "").split()
    ]
    found = (_CLAIM.fullmatch(" ".join(one.split())) for one in values)
    return max(((one[1] or one[2]).upper() for one in found if one), key=len, default="")
