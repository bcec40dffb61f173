"""What of a source reached each edition: read back from the finished files, by other means than
those that wrote them.

`item`, `inventory`   everything in an article that a reader must find
`epub`, `pdf`         where it is in the book and on the pages
`sound`, `captions`   where it is heard, and written as it is heard
`editions`            one function for each kind of edition, for the table of editions
`formatting`, `html`  the results for a person and for a script
"""

from __future__ import annotations

from publish.audit.editions import Audit
from publish.audit.items import Item, Kind, Result, State

__all__ = ["Audit", "Item", "Kind", "Result", "State"]
