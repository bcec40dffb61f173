"""The front matter's field ``check``: rules that are off or weigh otherwise."""

from __future__ import annotations

from publish.article import RuleSetting
from publish.source.fields import Field
from publish.source.mistakes import one_of

SEVERITIES = frozenset({"off", "information", "warning", "error"})
_FIELDS = frozenset({"severity", "reason"})


def rule_settings(field: Field) -> tuple[RuleSetting, ...]:
    """What the field says of each rule; raises :class:`SourceError`, for want of a reason too."""
    return tuple(_setting(name, inner) for name, inner in field.pairs())


def _setting(name: str, field: Field) -> RuleSetting:
    if field.kind != "mapping":
        mend = f"Write {name}: {{severity: off, reason: ...}}."
        raise field.error("says neither severity nor reason.", mend)
    fields = field.mapping(_FIELDS)
    for part in sorted(_FIELDS):
        if part not in fields:
            example = "off" if part == "severity" else "why that is so here"
            raise field.error(f"has no {part}.", f"Add “{part}: {example}”.", "field-missing")
    severity = fields["severity"].text().lower()
    if severity not in SEVERITIES:
        message = f"“{severity}” is no severity."
        raise fields["severity"].error(message, one_of(severity, SEVERITIES))
    return RuleSetting(name, severity, fields["reason"].text(), field.file, field.line)
