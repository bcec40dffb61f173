"""The front matter's field ``evaluation``: who has looked at the publication, when, at what."""

from __future__ import annotations

from publish.article import Evaluation
from publish.facts.criteria import standards
from publish.source.fields import Field
from publish.source.mistakes import one_of
from publish.source.moments import day

_NAMES = frozenset(
    {"evaluator", "date", "level", "criteria", "organisation", "credential", "report"}
)
_NEEDED = {"evaluator": "Ada Kowalska", "date": "2026-03-01", "criteria": "all"}
LEVELS = frozenset({"A", "AA"})


def evaluation(field: Field) -> Evaluation:
    """Raises :class:`SourceError`, also for a number that is of no criterion."""
    if field.kind != "mapping":
        mend = "Write evaluation: {evaluator: ..., date: ..., criteria: all}."
        raise field.error("does not say who evaluated it, when, and what.", mend)
    fields = field.mapping(_NAMES)
    for name, example in _NEEDED.items():
        if name not in fields or fields[name].empty:
            raise field.error(f"has no {name}.", f"Add “{name}: {example}”.", "field-missing")
    level = fields["level"].text() if "level" in fields else "AA"
    if level not in LEVELS:
        raise fields["level"].error(f"“{level}” is no level.", one_of(level, LEVELS))

    def words(name: str) -> str:
        return fields[name].text() if name in fields else ""

    report = words("report")
    if report and not report.startswith(("https://", "http://")):
        raise fields["report"].error("is no web address.", "Write https://...")
    return Evaluation(
        evaluator=words("evaluator"),
        date=day(fields["date"]),
        level=level,
        criteria=tuple(map(_number, fields["criteria"].items())),
        organisation=words("organisation"),
        credential=words("credential"),
        report=report,
    )


def _number(field: Field) -> str:
    number = field.text()
    known = {one.number for standard in standards() for one in standard.criteria if one.human}
    if number not in known | {"all"}:
        message = f"“{number}” is no criterion that a person looks at."
        mend = f"Write all, or what publish report --conformance lists. {one_of(number, known)}"
        raise field.error(message, mend)
    return number
