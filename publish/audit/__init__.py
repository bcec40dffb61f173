"""What of a source reached each edition: read back from the finished files, by other means than
those that wrote them.

`item`, `inventory`   everything in an article that a reader must find
`epub`, `pdf`         where it is in the book and on the pages
`sound`, `captions`   where it is heard, and written as it is heard
`editions`            which editions there are of an article
`telling`, `html`     the findings for a person and for a script
"""

from __future__ import annotations

from publish.audit.editions import Audit, audit, finished
from publish.audit.items import Item, Kind, Result, State

__all__ = ["Audit", "Item", "Kind", "Result", "State", "audit", "finished"]
