"""WeasyPrint logs what goes wrong and goes on; here it stops."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from publish.article import Article
from publish.errors import InaccessibleError, Problem, ToolError

#: WeasyPrint's words for a character that no font has (``weasyprint/draw/text.py``).
_NO_GLYPH = ".notdef glyph"


class _Records(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@contextmanager
def strict(article: Article) -> Iterator[None]:
    """Raise at the end of the block what the library only logged in it.

    :class:`InaccessibleError` names every character that no font can show (PDF/UA-1, 7.21.8),
    :class:`ToolError` says anything else.
    """
    logger = logging.getLogger("weasyprint")
    handler, passed_on = _Records(), logger.propagate
    logger.addHandler(handler)
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = passed_on
    messages = [record.getMessage() for record in handler.records]
    others = [message for message in messages if not message.startswith(_NO_GLYPH)]
    if others:
        raise ToolError("WeasyPrint", "; ".join(dict.fromkeys(others)))
    if messages:
        raise InaccessibleError((_no_font(article, handler.records),))


def _no_font(article: Article, records: list[logging.LogRecord]) -> Problem:
    """One problem for all characters: ``args`` of each record are the character and its number."""
    found = {record.args for record in records if isinstance(record.args, tuple)}
    named = ", ".join(f"{character} (U+{number:04X})" for character, number in sorted(found))
    return Problem(
        code="glyph-missing",
        message=f"No font has these characters: {named}.",
        mend="Install a font for their script, or write them otherwise.",
        file=article.file,
        criterion="ISO 14289-1 7.21.8",
    )
