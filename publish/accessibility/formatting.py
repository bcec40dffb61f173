"""Format the reports for a terminal and for a script."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator
from typing import Any

from publish.accessibility.conformance import Conformance, Verdict
from publish.accessibility.onix import features
from publish.accessibility.schema import json_ld
from publish.accessibility.statement import statement
from publish.language.words import own_words

WIDTH = 80


def statement_text(report: Conformance) -> str:
    """Return the accessibility statement in the language of the publication."""
    title = own_words(report.facts.language, report.facts.words).accessibility
    parts = [title]
    for part in statement(report.facts, report.claim):
        lines = (
            textwrap.fill(one, WIDTH, initial_indent="  - ", subsequent_indent="    ")
            for one in part.sentences
        )
        parts.append("\n".join((part.title, *lines)))
    return "\n\n".join(parts)


def conformance_text(report: Conformance) -> str:
    """Return the conformance report: a paragraph for each criterion, and the evaluator."""
    lines = [f"Conformance report: {report.article.metadata.title}", ""]
    for standard, verdicts in report.verdicts:
        counted = Counter(verdict.status for verdict in verdicts)
        lines += [standard.title, ", ".join(f"{what}: {n}" for what, n in counted.items()), ""]
        for verdict in verdicts:
            lines += _criterion(verdict)
        lines.append("")
    lines += _alt_texts(report)
    lines += [*_evaluation(report)]
    return "\n".join(lines)


def _criterion(verdict: Verdict) -> Iterator[str]:
    one = verdict.criterion
    level = f" ({one.level})" if one.level else ""
    yield f"{one.number} {one.name}{level}: {verdict.status}"
    for line in details(verdict):
        yield textwrap.fill(line, WIDTH, initial_indent="    ", subsequent_indent="    ")


def details(verdict: Verdict) -> Iterator[str]:
    """Yield the details of a verdict, a sentence or two each."""
    one = verdict.criterion
    if not verdict.applies:
        yield one.otherwise
        return
    if one.construction:
        yield one.construction
    if verdict.judges:
        found = f"{len(verdict.findings)} findings" if verdict.findings else "no findings"
        yield f"By machine ({', '.join(verdict.judges)}): {found}."
    if verdict.missing:
        yield f"Not judged by {', '.join(verdict.missing)}: the edition is not there."
    yield from verdict.findings
    if one.human:
        yield f"{'A person has looked at it' if verdict.looked else 'By a person'}: {one.human}"


def _alt_texts(report: Conformance) -> Iterator[str]:
    if report.evidence.alt_texts:
        yield "Alt texts"
        for state, count in report.evidence.alt_texts.items():
            yield f"    {count:>4}  {state}"
        yield ""


def _evaluation(report: Conformance) -> Iterator[str]:
    evaluation = report.article.metadata.evaluation
    if evaluation is None:
        yield "Evaluated by: ______________________   Date: ______________"
        yield ""
        yield "When a person has looked at all of these, say so in the front matter:"
        yield ""
        yield "evaluation: {evaluator: NAME, date: 2026-03-01, level: AA, criteria: all}"
    else:
        who = ", ".join(one for one in (evaluation.evaluator, evaluation.organisation) if one)
        yield f"Evaluated by: {who}   Date: {evaluation.date.isoformat()}"
        if report.claim is None:
            yield "No edition claims to conform: some criteria still need a person."
    if report.claim is not None:
        yield f"The editions claim: {report.claim.standard}"


def as_data(report: Conformance) -> dict[str, Any]:
    """Return the reports as data for JSON."""
    claim = report.claim
    return {
        "statement": [
            {"title": part.title, "statements": list(part.sentences)}
            for part in statement(report.facts, claim)
        ],
        "json_ld": json_ld(report.facts, claim),
        "onix": [
            {"type": one.kind, "value": one.value, "description": one.description}
            for one in features(report.facts, claim)
        ],
        "alt_texts": dict(report.evidence.alt_texts),
        "claim": claim.standard if claim else "",
        "conformance": [
            {
                "standard": standard.name,
                "criteria": [
                    {
                        "number": verdict.criterion.number,
                        "name": verdict.criterion.name,
                        "level": verdict.criterion.level,
                        "status": verdict.status,
                        "judges": list(verdict.judges),
                        "not_judged_by": list(verdict.missing),
                        "findings": list(verdict.findings),
                        "look_at": verdict.criterion.human,
                        "looked_at": verdict.looked,
                        "reason": "" if verdict.applies else verdict.criterion.otherwise,
                    }
                    for verdict in verdicts
                ],
            }
            for standard, verdicts in report.verdicts
        ],
    }
