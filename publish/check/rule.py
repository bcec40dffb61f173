"""What a rule is, and how it says what it found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Generic, TypeVar

from msgspec import Struct

from publish.check.wcag import CRITERIA, Criterion
from publish.errors import Problem, Severity

T = TypeVar("T", covariant=True)


class At(Struct, Generic[T], frozen=True):
    """Something of the source with its place; ``line`` counts from 1 (0: the whole file).

    ``language`` is the BCP 47 tag that holds for it.
    """

    file: Path
    line: int
    language: str
    it: T


class Rule(Struct, frozen=True):
    """One rule of ``publish check``.

    ``asks`` says in a sentence what is asked, ``why`` who is shut out where it is not so, and
    ``mend`` what to do.  ``number`` is the success criterion of WCAG 2.2, or empty; ``source`` is
    the address of the rule's source where that is another.  ``fixed``: it cannot be switched off,
    since no edition could be made, or none would pass its own verification.
    """

    code: str
    severity: Severity
    asks: str
    why: str
    mend: str
    number: str = ""
    source: str = ""
    fixed: bool = False

    @property
    def criterion(self) -> Criterion | None:
        """The success criterion of WCAG 2.2, if one applies."""
        return CRITERIA[self.number] if self.number else None

    @property
    def url(self) -> str:
        """Where the rule is explained by those who made it."""
        return self.criterion.url if self.criterion else self.source

    def found(self, at: At[object], message: str, mend: str = "", *, line: int = -1) -> Problem:
        """What breaks the rule, at its place, or on ``line`` of its file."""
        return Problem(
            code=self.code,
            message=message,
            mend=mend or self.mend,
            file=at.file,
            line=at.line if line < 0 else line,
            severity=self.severity,
            criterion=str(self.criterion or ""),
        )


class Family(Struct, frozen=True):
    """Rules about one thing, and the function that finds what breaks them.

    ``find`` takes a :class:`~publish.check.survey.Survey`.
    """

    name: str
    rules: tuple[Rule, ...]
    find: Callable[..., Iterator[Problem]]


def shortened(words: str, length: int = 50) -> str:
    """``words`` on one line, cut to ``length`` characters."""
    line = " ".join(words.split())
    return line if len(line) <= length else line[: length - 1] + "…"
