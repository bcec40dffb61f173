"""Evaluate a publication by each criterion of the standards.

Automatic checks find faults, but can't prove conformance.  So the report also says which criteria a
person has to evaluate, what to look at, and whether somebody has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from publish.accessibility import Claim, Facts, claim_of
from publish.accessibility.criteria import PDF, Criterion, Standard, standards
from publish.accessibility.record import present
from publish.audit import Result, State
from publish.errors import Diagnostic, Severity
from publish.model import Article

#: The editions whose audit counts for a standard.
_EDITIONS = {PDF: ("PDF",)}
_OTHERS = ("EPUB", "EPUB sound")


class Evidence(Struct, frozen=True):
    """The results of automatic checks.

    ``check`` are the diagnostics of the source, ``verify`` those of the EPUB (``None``: there is no
    EPUB).  ``audited`` are the editions that the audit read.  ``alt_texts`` counts pictures by the
    state of their alt text.
    """

    check: tuple[Diagnostic, ...]
    verify: tuple[Diagnostic, ...] | None = None
    audit: tuple[Result, ...] = ()
    audited: frozenset[str] = frozenset()
    alt_texts: Mapping[str, int] = field(default_factory=dict)


class Verdict(Struct, frozen=True):
    """The verdict on one criterion.

    ``judges`` are the automatic checks that were run, ``findings`` the faults that they found.
    ``missing`` are the checks whose edition is missing.  ``looked`` says that a person has
    evaluated it.
    """

    criterion: Criterion
    applies: bool
    judges: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    looked: bool = False

    @property
    def status(self) -> str:
        """The verdict in a few words."""
        if not self.applies:
            return "not applicable"
        if self.findings:
            return "fails"
        if self.criterion.human and not self.looked:
            return "needs a person"
        if self.missing:
            return "not judged"
        if self.criterion.construction:
            return "met by construction"
        return "looked at" if self.criterion.human else "passed by machine"


class Conformance(Struct, frozen=True):
    """The report of one publication."""

    article: Article
    facts: Facts
    claim: Claim | None
    evidence: Evidence
    verdicts: tuple[tuple[Standard, tuple[Verdict, ...]], ...]


def conformance(article: Article, facts: Facts, evidence: Evidence) -> Conformance:
    """Evaluate ``article`` by every criterion of every standard."""
    here = present(article, facts)
    verdicts = tuple(
        (standard, tuple(_judged(one, article, here, evidence) for one in standard.criteria))
        for standard in standards()
    )
    return Conformance(article, facts, claim_of(article, facts), evidence, verdicts)


def _judged(one: Criterion, article: Article, here: frozenset[str], evidence: Evidence) -> Verdict:
    if not one.applies(here):
        return Verdict(one, applies=False)
    judges: list[str] = []
    missing: list[str] = []
    findings: list[str] = []
    for judge in one.machine:
        if judge == "audit":
            wanted = frozenset(_EDITIONS.get(one.standard, _OTHERS)) & evidence.audited
            there = bool(wanted)
            findings += [
                f"{loss.edition}: {loss.item.kind} {loss.item.id}: {loss.reason}"
                for loss in evidence.audit
                if loss.state is State.LOST and loss.edition in wanted
                if loss.item.kind in one.kinds
            ]
        else:
            diagnostics = evidence.check if judge == "check" else evidence.verify
            there = diagnostics is not None
            findings += [str(diagnostic) for diagnostic in _citing(one, diagnostics or ())]
        (judges if there else missing).append(judge)
    evaluation = article.metadata.evaluation
    checked: Sequence[str] = evaluation.criteria if evaluation else ()
    looked = bool(one.human) and ("all" in checked or one.number in checked)
    return Verdict(one, True, tuple(judges), tuple(missing), tuple(findings), looked)


def _citing(one: Criterion, diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Return the errors and warnings that cite the criterion ``one``."""
    return [
        diagnostic
        for diagnostic in diagnostics
        if diagnostic.severity is not Severity.INFO
        if any(
            clause == cited or clause.startswith((f"{cited}.", f"{cited} ", f"{cited},"))
            for clause in diagnostic.clause.split("; ")
            for cited in one.cited
        )
    ]
