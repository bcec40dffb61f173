"""Nothing is lost and nothing is said twice: what is drawn is what the document says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from publish.errors import ToolError
from publish.exporters.pdf.tree import elements
from publish.exporters.pdf.tree.nodes import Marked, Slot
from publish.exporters.pdf.tree.outline import Outline


def check_complete(outline: Outline) -> None:
    """Compare each element's own text with what the pages show of it, white space aside.

    Layout can lose a note or draw a paragraph twice without a word.  Raises :class:`ToolError`
    with the first words that differ.
    """
    for element, slots in outline.slots.items():
        if elements.name(element) in ("html", "svg") or "}" in str(element.tag):
            continue
        said, drawn = _letters(_own_text(element)), _letters(_drawn_text(slots))
        if said != drawn:
            raise ToolError(
                "WeasyPrint",
                f"the layout shows {drawn[:80]!r} where the article says {said[:80]!r}",
            )


def _own_text(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        yield child.tail or ""


def _drawn_text(slots: list[Slot]) -> Iterator[str]:
    for slot in slots:
        for item in slot.items:
            if isinstance(item, Marked) and not item.generated:
                yield item.said


def _letters(texts: Iterator[str]) -> str:
    """Without white space, which lines and columns change, and without soft hyphens."""
    return "".join("".join(texts).split()).replace("\u00ad", "")
