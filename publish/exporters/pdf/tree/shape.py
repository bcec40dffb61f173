"""Make the filled tree a lawful one: nothing empty, text only in elements that may hold it."""

from __future__ import annotations

from publish.exporters.pdf.tree.nodes import GROUPING, Node, Slot

#: Cells and rows hold their place in the table even if they say nothing.
_KEPT_EMPTY = ("TD", "TH", "TR")


def shape(document: Node) -> None:
    """Drop what is empty and put loose text into paragraphs, in place."""
    _prune(document)
    for node in list(document.nodes()):
        if node.type in GROUPING:
            _wrap_lines(node)


def _prune(node: Node) -> bool:
    """Drop empty slots and nodes below ``node``; whether anything is left of it."""
    node.kids = [kid for kid in node.kids if (kid.items if isinstance(kid, Slot) else _prune(kid))]
    return bool(node.kids) or node.type in _KEPT_EMPTY


def _wrap_lines(group: Node) -> None:
    """Each run of loose text becomes a paragraph: grouping elements hold none (14.8.4.2)."""
    kids, group.kids = group.kids, []
    paragraph: Node | None = None
    for kid in kids:
        if isinstance(kid, Slot) or (kid.inline and kid.type != "Figure"):
            if paragraph is None:
                paragraph = group.add("P")
            if isinstance(kid, Node):
                kid.parent = paragraph
            paragraph.kids.append(kid)
        else:
            paragraph = None
            group.kids.append(kid)
