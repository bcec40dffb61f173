"""The bookmarks of a book: those of its pieces, in one tree."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct, field

from publish.exporters.pdf.chapters.model import Bookmark
from publish.exporters.pdf.chapters.writing import Writer


class _Item(Struct):
    number: int
    entries: bytes
    level: int
    open: bool
    kids: list[_Item] = field(default_factory=list)

    @property
    def shown(self) -> int:
        """How many items are seen below it when it is open."""
        return sum(1 + (kid.shown if kid.open else 0) for kid in self.kids)


def write_bookmarks(writer: Writer, bookmarks: Iterable[tuple[Bookmark, bytes]]) -> int:
    """Write the bookmarks as a tree by their levels (ISO 32000-1, 12.3.3); its number."""
    root = _Item(writer.number(), b"/Type /Outlines", 0, True)
    path = [root]
    for mark, entries in bookmarks:
        while path[-1].level >= mark.level:
            path.pop()
        item = _Item(writer.number(), entries, mark.level, mark.open)
        path[-1].kids.append(item)
        path.append(item)
    _write_items(writer, root, None, None, None)
    return root.number


def _write_items(
    writer: Writer, item: _Item, parent: _Item | None, before: _Item | None, after: _Item | None
) -> None:
    kids = item.kids
    links = {
        b"Parent": parent,
        b"Prev": before,
        b"Next": after,
        b"First": kids[0] if kids else None,
        b"Last": kids[-1] if kids else None,
    }
    body = [item.entries, *(b"/%s %d 0 R" % (k, v.number) for k, v in links.items() if v)]
    body.append(b"/Count %d" % (item.shown if item.open else -item.shown))
    writer.add(item.number, b"<<%s>>" % b" ".join(body))
    for place, kid in enumerate(kids):
        following = kids[place + 1] if place + 1 < len(kids) else None
        _write_items(writer, kid, item, kids[place - 1] if place else None, following)
