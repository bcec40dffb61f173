"""Find every item of a source in its finished editions, or report that it is lost.

The editions are read back by other means than those that wrote them.

`items`, `inventory`      everything in an article that a reader must find
`wording`, `grid`         the words of its blocks, the header cells of its tables
`epub`, `pdf`             where it is in a book, or on the pages
`sound`, `captions`       where it is spoken, or written as it is spoken
`text_editions`           what the audits of EPUB and PDF share
`editions`                one function for each kind of edition
`formatting`, `html`      the results for a person and for a script
"""

from __future__ import annotations

from publish.audit.editions import Audit
from publish.audit.items import Item, Kind, Result, State

__all__ = ["Audit", "Item", "Kind", "Result", "State"]
