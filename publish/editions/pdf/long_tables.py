"""Take the ids that nothing refers to out of the rows of long tables, which take less memory then.

A row of three cells has ten elements with ids, each a named destination.  Most of them only mark
paragraphs and sentences, and have boxes on each line; those are taken out as well.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from publish.editions.pdf import elements

#: The most rows of a table that isn't long.
_MANY_ROWS = 500

#: Elements whose ids are only for narration and the audit; others are looked up by theirs.
_TAKEN = frozenset({"tr", "td", "th", "p", "span"})


class LongTables(Struct, frozen=True):
    """The ids that were taken out, by the row or cell that has them in the source."""

    ids: dict[Any, list[str]]

    @classmethod
    def of(cls, root: Any) -> LongTables:
        """Take ids out of the long tables below the ``html`` element ``root``, in place.

        Those that a link leads to stay, and so do those in rows with notes.
        """
        bodies = [one for one in root.iter("tbody") if len(one) > _MANY_ROWS]
        targets = {(link.get("href") or "")[1:] for link in root.iter("a")} if bodies else set()
        ids: dict[Any, list[str]] = {}
        for row in (row for body in bodies for row in body):
            name = row.get("id")
            if name and not any(map(elements.is_footnote, row.iter())):
                _take(row, row, name, targets, ids)
        return cls(ids)

    def page_of(self, pages: list[Any]) -> dict[str, int]:
        """Return the page, from 0, of each id; one that was taken out has that of its cell."""
        left = dict(self.ids)
        found: dict[str, int] = {}
        for number, page in enumerate(pages if left else ()):
            for box in page._page_box.descendants():
                found.update(dict.fromkeys(left.pop(box.element, ()), number))
        for number, page in enumerate(pages):
            for anchor in page.anchors:
                found.setdefault(anchor, number)
        return found


def _take(
    element: Any, holder: Any, row: str, targets: set[str], ids: dict[Any, list[str]]
) -> None:
    """Take the ids that begin with that of the ``row`` out of ``element``, which is in ``holder``.

    Links from other chapters can lead to any other id.
    """
    tag, name = elements.name(element), element.get("id") or ""
    if tag in ("td", "th"):
        holder = element
    if tag in _TAKEN and f"{name}-".startswith(f"{row}-") and name not in targets:
        ids.setdefault(holder, []).append(element.attrib.pop("id"))
    for child in element:
        _take(child, holder, row, targets, ids)
    if any(map(_is_plain, element)):
        elements.unwrap(element, _is_plain)


def _is_plain(element: Any) -> bool:
    """Return whether ``element`` only marks a paragraph or a sentence."""
    return elements.name(element) == "span" and dict(element.attrib) in ({}, {"class": "s"})
