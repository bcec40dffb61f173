"""The dates in an edition: never the current time, so that builds are reproducible."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from publish.model import Article

#: The earliest date that a ZIP archive can hold (APPNOTE 4.4.6).
EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)


def stamp(article: Article) -> datetime:
    """Return the date of the last change of ``article``, in UTC.

    It is ``modified`` of the front matter, else ``published``, else ``SOURCE_DATE_EPOCH``, else
    :data:`EARLIEST`.
    """
    date = article.metadata.modified or article.metadata.published
    if date is None:
        return source_date() or EARLIEST
    return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)


def file_date(article: Article) -> datetime:
    """Return the date of the files in an archive: ``SOURCE_DATE_EPOCH`` if set, else the stamp.

    Source: https://reproducible-builds.org/specs/source-date-epoch/ (a build writes no later date).
    """
    return source_date() or stamp(article)


def source_date() -> datetime | None:
    """Return ``SOURCE_DATE_EPOCH`` (seconds since 1970), or ``None`` if unset or not a number."""
    try:
        return datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), UTC)
    except (KeyError, ValueError, OverflowError, OSError):
        return None
