"""The moment that an edition bears, never the clock: the same input gives the same bytes."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from publish.model import Article

#: The earliest moment that a ZIP archive can bear (APPNOTE 4.4.6).
EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)


def stamp(article: Article) -> datetime:
    """When ``article`` was last changed, in UTC.

    It is what the front matter says: ``modified``, else ``published``; else
    ``SOURCE_DATE_EPOCH``; else :data:`EARLIEST`.
    """
    said = article.metadata.modified or article.metadata.published
    if said is None:
        return source_date() or EARLIEST
    return said.replace(tzinfo=UTC) if said.tzinfo is None else said.astimezone(UTC)


def file_date(article: Article) -> datetime:
    """The date of what an edition is packed in: ``SOURCE_DATE_EPOCH`` where set, else the stamp.

    Source: https://reproducible-builds.org/specs/source-date-epoch/ - no date that a build writes
    of its own is later.
    """
    return source_date() or stamp(article)


def source_date() -> datetime | None:
    """``SOURCE_DATE_EPOCH``, a count of seconds since 1970; ``None`` where unset or no count."""
    try:
        return datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), UTC)
    except (KeyError, ValueError, OverflowError, OSError):
        return None
