"""What a rule is, and how it says what it found.

A piece of text that a rule looks at.

The success criteria of WCAG 2.2 that rules cite: number, name, level, where they are explained.

Source: Web Content Accessibility Guidelines 2.2, https://www.w3.org/TR/WCAG22/
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Generic, TypeVar

from msgspec import Struct

from publish.errors import Diagnostic, Severity
from publish.model import Block


class Passage(Struct, frozen=True):
    """Words in one language that stand together in ``block``; code and pictures are spaces.

    ``around``: the block's own language, so that the passage is no marked phrase.  ``note``: it
    stands in a note.
    """

    block: Block
    words: str
    around: bool
    note: bool = False


STANDARD = "WCAG 2.2"
_UNDERSTANDING = "https://www.w3.org/WAI/WCAG22/Understanding/"


class Criterion(Struct, frozen=True):
    """``number`` is such as ``1.1.1``, ``level`` one of A, AA and AAA."""

    number: str
    name: str
    level: str
    slug: str

    @property
    def url(self) -> str:
        """The page of W3C that explains it."""
        return _UNDERSTANDING + self.slug

    def __str__(self) -> str:
        return f"{STANDARD} {self.number}"


CRITERIA = {
    number: Criterion(number, name, level, slug)
    for number, name, level, slug in (
        ("1.1.1", "Non-text Content", "A", "non-text-content"),
        ("1.3.1", "Info and Relationships", "A", "info-and-relationships"),
        ("1.4.1", "Use of Color", "A", "use-of-color"),
        ("1.4.3", "Contrast (Minimum)", "AA", "contrast-minimum"),
        ("1.4.5", "Images of Text", "AA", "images-of-text"),
        ("2.4.2", "Page Titled", "A", "page-titled"),
        ("2.4.4", "Link Purpose (In Context)", "A", "link-purpose-in-context"),
        ("2.4.6", "Headings and Labels", "AA", "headings-and-labels"),
        ("3.1.1", "Language of Page", "A", "language-of-page"),
        ("3.1.2", "Language of Parts", "AA", "language-of-parts"),
        ("3.1.4", "Abbreviations", "AAA", "abbreviations"),
        ("3.1.5", "Reading Level", "AAA", "reading-level"),
        ("3.1.6", "Pronunciation", "AAA", "pronunciation"),
    )
}
"""By number."""


def criterion_of(cited: str) -> Criterion | None:
    """The criterion that a diagnostic cites as ``WCAG 2.2 1.1.1``; ``None`` where it cites none."""
    standard, _, number = cited.rpartition(" ")
    return CRITERIA.get(number) if standard == STANDARD else None


T = TypeVar("T", covariant=True)


class At(Struct, Generic[T], frozen=True):
    """Something of the source with its place; ``line`` counts from 1 (0: the whole file).

    ``language`` is the BCP 47 tag that holds for it.
    """

    file: Path
    line: int
    language: str
    it: T


class Rule(Struct, frozen=True):
    """One rule of ``publish check``.

    ``asks`` says in a sentence what is asked, ``why`` who is shut out where it is not so, and
    ``fix`` what to do.  ``number`` is the success criterion of WCAG 2.2, or empty; ``source`` is
    the address of the rule's source where that is another.  ``fixed``: it cannot be switched off,
    since no edition could be made, or none would pass its own verification.
    """

    code: str
    severity: Severity
    asks: str
    why: str
    fix: str
    number: str = ""
    source: str = ""
    fixed: bool = False

    @property
    def criterion(self) -> Criterion | None:
        """The success criterion of WCAG 2.2, if one applies."""
        return CRITERIA[self.number] if self.number else None

    @property
    def url(self) -> str:
        """Where the rule is explained by those who made it."""
        return self.criterion.url if self.criterion else self.source

    def found(self, at: At[object], message: str, fix: str = "", *, line: int = -1) -> Diagnostic:
        """What breaks the rule, at its place, or on ``line`` of its file."""
        return Diagnostic(
            code=self.code,
            message=message,
            fix=fix or self.fix,
            file=at.file,
            line=at.line if line < 0 else line,
            severity=self.severity,
            clause=str(self.criterion or ""),
        )


class Family(Struct, frozen=True):
    """Rules about one thing, and the function that finds what breaks them.

    ``find`` takes a :class:`~publish.check.document_index.DocumentIndex`.
    """

    name: str
    rules: tuple[Rule, ...]
    find: Callable[..., Iterator[Diagnostic]]


def shortened(words: str, length: int = 50) -> str:
    """``words`` on one line, cut to ``length`` characters."""
    line = " ".join(words.split())
    return line if len(line) <= length else line[: length - 1] + "…"
