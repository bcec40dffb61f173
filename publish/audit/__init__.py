"""Find every item of a source in its finished editions, or report that it is lost.

The editions are read back by other code than that which wrote them.

`items`, `inventory`      everything in an article that a reader must find
`wording`, `grid`         the words of its blocks, the header cells of its tables
`epub`, `pdf`             find items in an EPUB or a PDF
`sound`, `captions`       find items in sound files, overlays and captions
`text_editions`           shared by the audits of EPUB and PDF
`editions`                one function for each kind of edition
`formatting`, `html`      the results as text, data and a web page
"""

from __future__ import annotations

from publish.audit.editions import Audit
from publish.audit.items import Item, Kind, Result, State

__all__ = ["Audit", "Item", "Kind", "Result", "State"]
