"""Read dates, and what the front matter says of evaluation and accessibility.

Dates and times are ISO 8601, as Python's ``fromisoformat`` reads it.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from publish.accessibility.criteria import standards
from publish.errors import suggestion
from publish.model import EXEMPTIONS, Accessibility, Evaluation
from publish.runtime.yaml_fields import Field
from publish.source.fields import ACCESSIBILITY, EMAIL, EVALUATION, LEVELS

_FIX = "Write it as 2026-03-01, or 2026-03-01T09:30:00+01:00 with a time."


def date_and_time(field: Field) -> datetime:
    """Return a date (midnight UTC) or a date with time; a time without offset is UTC.

    Raises :class:`SourceError`.
    """
    written = field.text()
    try:
        read = datetime.fromisoformat(written)
        read = read if read.tzinfo else read.replace(tzinfo=UTC)
        read.astimezone(UTC)  # overflows at the limits of the calendar
    except (ValueError, OverflowError) as error:
        raise field.error(f"“{written}” isn't a date.", _FIX, "date") from error
    if read.year < 1000:
        raise field.error(f"“{written}” has a year without four digits.", _FIX, "date")
    return read


def day(field: Field) -> date:
    """Return a date without its time of day.  Raises :class:`SourceError`."""
    return date_and_time(field).date()


_REQUIRED = {"evaluator": "Ada Kowalska", "date": "2026-03-01", "criteria": "all"}


def evaluation(field: Field) -> Evaluation:
    """Return who evaluated the publication, when, and against which criteria.

    Raises :class:`SourceError`.
    """
    if field.kind != "mapping":
        fix = "Write evaluation: {evaluator: ..., date: ..., criteria: all}."
        raise field.error(
            "The field must say who evaluated the text, when, and against which criteria.", fix
        )
    fields = field.mapping(EVALUATION.keys())
    for name, example in _REQUIRED.items():
        if name not in fields or fields[name].empty:
            raise field.error(
                f"The field “{name}” is missing.", f"Add “{name}: {example}”.", "field-missing"
            )
    level = fields["level"].text() if "level" in fields else "AA"
    if level not in LEVELS:
        raise fields["level"].error(f"“{level}” isn't a level of WCAG.", suggestion(level, LEVELS))

    def words(name: str) -> str:
        return fields[name].text() if name in fields else ""

    report = words("report")
    if report and not report.startswith(("https://", "http://")):
        raise fields["report"].error("The field isn't a web address.", "Write https://...")
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
    """Return the number of a criterion that people evaluate, or ``all``."""
    number = field.text()
    known = {one.number for standard in standards() for one in standard.criteria if one.human}
    if number not in known | {"all"}:
        message = f"“{number}” isn't a criterion that people evaluate."
        fix = f"Write all, or what publish report --conformance lists. {suggestion(number, known)}"
        raise field.error(message, fix)
    return number


def accessibility(field: Field) -> Accessibility:
    """Return what the publisher says of the accessibility.  Raises :class:`SourceError`."""
    if field.kind != "mapping":
        raise field.error("The field must be a mapping.", "Write accessibility: {contact: ...}.")
    fields = field.mapping(ACCESSIBILITY.keys())
    exemptions = fields["exemption"].items() if "exemption" in fields else ()
    return Accessibility(
        contact=email(fields["contact"]) if "contact" in fields else "",
        summary=fields["summary"].text() if "summary" in fields else "",
        exemptions=tuple(map(_exemption, exemptions)),
    )


def email(field: Field) -> str:
    """Return an e-mail address.  Raises :class:`SourceError`."""
    written = field.text()
    if not re.fullmatch(EMAIL, written):
        raise field.error(
            f"“{written}” isn't an e-mail address.", "Write it as access@example.org."
        )
    return written


def _exemption(field: Field) -> str:
    """Return an exemption of the European Accessibility Act, with or without ``eaa-``."""
    written = field.text().lower()
    name = written if written.startswith("eaa-") else f"eaa-{written}"
    if name not in EXEMPTIONS:
        fix = suggestion(name, frozenset(EXEMPTIONS))
        raise field.error(f"“{written}” isn't an exemption of the Accessibility Act.", fix)
    return name
