"""Records: a rule, the passages that it checks, and the success criteria that it cites.

Source: Web Content Accessibility Guidelines 2.2, https://www.w3.org/TR/WCAG22/
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Generic, TypeVar

from msgspec import Struct

from publish.errors import Diagnostic, Severity
from publish.model import Block


class Passage(Struct, frozen=True, gc=False):
    """Words of ``block`` in one language; code and pictures in them are spaces.

    ``in_block_language``: they aren't a phrase that is marked with another language.  ``note``:
    they are in a note.
    """

    block: Block
    words: str
    in_block_language: bool
    note: bool = False


STANDARD = "WCAG 2.2"
_UNDERSTANDING = "https://www.w3.org/WAI/WCAG22/Understanding/"


class Criterion(Struct, frozen=True):
    """A success criterion.  ``number``: ``1.1.1``; ``level``: A, AA or AAA."""

    number: str
    name: str
    level: str
    slug: str

    @property
    def url(self) -> str:
        """The address of the page that explains it."""
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
"""The criteria that rules cite, by number."""


def criterion_of(cited: str) -> Criterion | None:
    """Return the criterion that a clause such as ``WCAG 2.2 1.1.1`` names, or ``None``."""
    standard, _, number = cited.rpartition(" ")
    return CRITERIA.get(number) if standard == STANDARD else None


T = TypeVar("T", covariant=True)


class At(Struct, Generic[T], frozen=True, gc=False):
    """Something in the source, with its place and its language (BCP 47).

    ``line`` counts from 1; 0 is the whole file.
    """

    file: Path
    line: int
    language: str
    it: T


class Rule(Struct, frozen=True):
    """One rule of ``publish check``.

    ``asks``: the requirement.  ``why``: the harm to readers if it isn't met.  ``fix``: what to do.
    ``number``: its success criterion of WCAG 2.2, if any; else ``source`` is the address of the
    specification.  ``fixed``: it can't be switched off, because an edition could not be built, or
    would fail its verification.
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
        """The success criterion of WCAG 2.2, or ``None``."""
        return CRITERIA[self.number] if self.number else None

    @property
    def url(self) -> str:
        """The address of the page that explains the rule."""
        return self.criterion.url if self.criterion else self.source

    def found(self, at: At[object], message: str, fix: str = "", *, line: int = -1) -> Diagnostic:
        """Return a diagnostic at the place ``at``, or on ``line`` of its file."""
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
    """Rules about one subject.

    ``find`` takes a `DocumentIndex`, and yields a diagnostic for each breach of a rule.
    """

    name: str
    rules: tuple[Rule, ...]
    find: Callable[..., Iterator[Diagnostic]]
