"""The claim to conform: only a person can make it, and only for what that person has looked at.

Sources: EPUB Accessibility 1.1, "Conformance reporting" (the words of the claim, and who certifies
it); WCAG 2.2, 5.3.1 (what a claim has to name).
"""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from publish.article import Article, InlineMath, Link, MathBlock, Phrase, Table
from publish.facts.criteria import EPUB, WCAG, Criterion, standards
from publish.facts.record import Facts
from publish.walk import all_blocks, all_inlines


class Claim(Struct, frozen=True):
    """``level`` is ``A`` or ``AA``; ``report`` an address, or empty."""

    evaluator: str
    day: date
    level: str
    organisation: str = ""
    credential: str = ""
    report: str = ""

    @property
    def standard(self) -> str:
        """What is conformed to, in the words of EPUB Accessibility 1.1."""
        return f"{EPUB} - {WCAG} Level {self.level}"

    @property
    def certifier(self) -> str:
        """Who answers for it."""
        return self.organisation or self.evaluator


def present(article: Article, facts: Facts) -> frozenset[str]:
    """The facts that criteria ask for, those that hold."""
    blocks = [type(block) for block in all_blocks(article)]
    inlines = [type(inline) for _, inline in all_inlines(article)]
    held = {
        "pictures": facts.pictures or article.metadata.cover is not None,
        "links": Link in inlines,
        "tables": Table in blocks,
        "formulas": MathBlock in blocks or InlineMath in inlines,
        "notes": bool(article.notes),
        "sections": facts.sections,
        "phrases": Phrase in inlines,
        "narrated": facts.narrated,
        "paged": facts.paged,
        "moving": facts.moving,
    }
    return frozenset(name for name, holds in held.items() if holds)


def wanting(article: Article, facts: Facts) -> tuple[Criterion, ...]:
    """The criteria that a person has to look at and that nobody has, for the level evaluated."""
    evaluation = article.metadata.evaluation
    level = evaluation.level if evaluation else "AA"
    here = present(article, facts)
    checked = evaluation.criteria if evaluation else ()
    return tuple(
        one
        for standard in standards()
        if standard.name in (WCAG, EPUB)
        for one in standard.criteria
        if one.human
        and one.applies(here)
        and (one.level in ("", "A") or level == "AA")
        and "all" not in checked
        and one.number not in checked
    )


def claim_of(article: Article, facts: Facts) -> Claim | None:
    """The claim that the editions bear: none before a person has looked at all that needs one."""
    evaluation = article.metadata.evaluation
    if evaluation is None or wanting(article, facts):
        return None
    return Claim(
        evaluation.evaluator,
        evaluation.date,
        evaluation.level,
        evaluation.organisation,
        evaluation.credential,
        evaluation.report,
    )
