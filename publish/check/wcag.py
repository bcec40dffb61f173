"""The success criteria of WCAG 2.2 that rules cite: number, name, level, where they are explained.

Source: Web Content Accessibility Guidelines 2.2, https://www.w3.org/TR/WCAG22/
"""

from __future__ import annotations

from msgspec import Struct

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
    """The criterion that a problem cites as ``WCAG 2.2 1.1.1``; ``None`` where it cites none."""
    standard, _, number = cited.rpartition(" ")
    return CRITERIA.get(number) if standard == STANDARD else None
