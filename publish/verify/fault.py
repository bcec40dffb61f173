"""One finding in a book."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from publish.errors import Severity

if TYPE_CHECKING:
    from publish.verify.book import Book


class Fault(Struct, frozen=True):
    """``clause`` is the rule that is broken, ``document`` a path in the book.

    ``line`` counts from 1 (0: the whole document).
    """

    code: str
    clause: str
    document: str
    line: int
    message: str
    mend: str
    severity: Severity = Severity.ERROR


Rule = Callable[["Book"], Iterator[Fault]]
