"""Dates and times: ISO 8601, as Python's ``fromisoformat`` reads it."""

from __future__ import annotations

from datetime import UTC, date, datetime

from publish.source.fields import Field

_MEND = "Write it as 2026-03-01, or 2026-03-01T09:30:00+01:00 with a time."


def moment(field: Field) -> datetime:
    """A date (midnight UTC) or a date with time; a time without offset is UTC.

    Raises :class:`SourceError`.
    """
    written = field.text()
    try:
        read = datetime.fromisoformat(written)
        read = read if read.tzinfo else read.replace(tzinfo=UTC)
        read.astimezone(UTC)  # at either end of the calendar this overflows
    except (ValueError, OverflowError) as error:
        raise field.error(f"“{written}” is not a date.", _MEND, "date") from error
    if read.year < 1000:
        raise field.error(f"“{written}” has a year without four digits.", _MEND, "date")
    return read


def day(field: Field) -> date:
    """A date; the time of day, if one is given, is dropped.  Raises :class:`SourceError`."""
    return moment(field).date()
