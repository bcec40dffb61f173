"""The types of rules for books."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from publish.errors import Diagnostic

if TYPE_CHECKING:
    from publish.readers.epub import Book, Document

#: A rule for each document of a book, and one for the whole book when all of its documents are
#: read.
Rule = Callable[["Document"], Iterator[Diagnostic]]
BookRule = Callable[["Book"], Iterator[Diagnostic]]
