"""What a rule is, and how it says what it found."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from publish.article import Article
from publish.errors import Problem, Severity

Rule = Callable[[Article], Iterator[Problem]]
"""A rule reads an article and yields a problem for each place that breaks it."""


def finding(
    article: Article,
    line: int,
    code: str,
    message: str,
    mend: str,
    *,
    severity: Severity = Severity.ERROR,
    criterion: str = "",
) -> Problem:
    """A problem on ``line`` of the article's source; ``criterion`` is the rule that it breaks."""
    return Problem(
        code=code,
        message=message,
        mend=mend,
        file=article.file,
        line=line,
        severity=severity,
        criterion=criterion,
    )


def line_of(article: Article, field: str) -> int:
    """The line of a front matter field, or of the front matter where it is not given."""
    return dict(article.lines).get(field, 1)


def shortened(words: str, length: int = 50) -> str:
    """``words`` on one line, cut to ``length`` characters."""
    line = " ".join(words.split())
    return line if len(line) <= length else line[: length - 1] + "…"
