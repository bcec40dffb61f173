"""One finding in a book."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from publish.errors import Severity

if TYPE_CHECKING:
    from publish.verify.book import Book, Document


class Fault(Struct, frozen=True):
    """``clause`` is the rule that is broken, ``document`` a path in the book.

    ``line`` counts from 1 (0: the whole document).
    """

    code: str
    clause: str
    document: str
    line: int
    message: str
    fix: str
    severity: Severity = Severity.ERROR


#: A rule for each document, and one for the whole book, when all of its documents are known.
Rule = Callable[["Document"], Iterator[Fault]]
BookRule = Callable[["Book"], Iterator[Fault]]
