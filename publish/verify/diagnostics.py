"""The types of rules for books, and how many diagnostics of a kind are reported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from publish.errors import Diagnostic, Severity

if TYPE_CHECKING:
    from publish.readers.epub import Book, Document

#: A rule for each document of a book, and one for the whole book when all of its documents are
#: read.
Rule = Callable[["Document"], Iterator[Diagnostic]]
BookRule = Callable[["Book"], Iterator[Diagnostic]]

#: How many diagnostics with the same code are reported, and how many of those that only inform.
_MOST_OF_A_CODE, _MOST_NOTES = 20, 5


def not_too_many(faults: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Yield the first faults of each code, and say with the last how many more there are."""
    faults = tuple(dict.fromkeys(faults))
    totals, counts = Counter(fault.code for fault in faults), Counter[str]()
    for fault in faults:
        counts[fault.code] += 1
        most = _MOST_NOTES if fault.severity is Severity.INFO else _MOST_OF_A_CODE
        more = totals[fault.code] - most
        if counts[fault.code] < most or (counts[fault.code] == most and more < 1):
            yield fault
        elif counts[fault.code] == most:
            yield replace(
                fault, message=f"{fault.message} There are {more} more faults of this kind."
            )
