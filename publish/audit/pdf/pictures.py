"""The pictures of a PDF, and the calls of its notes."""

from __future__ import annotations

from collections.abc import Sequence

from publish.audit.items import Item, Kind, letters
from publish.audit.pdf.tree import Node
from publish.model.ids import image_id


class Pictures:
    """The pictures of the tree, tied to those of the article by their alt texts, in order."""

    def __init__(self, document: Node, items: Sequence[Item]) -> None:
        self.calls: dict[str, int] = {}
        waiting: list[Node] = []
        for node in document.nodes():
            if node.type == "Figure":
                waiting.append(node)
            elif node.type == "Reference":
                for link in node.nodes():
                    for lead in link.links[:1]:
                        self.calls[lead.place] = self.calls.get(lead.place, 0) + 1
        self._tied: dict[str, Node] = {}
        wanted = [item for item in items if item.kind is Kind.ALT and item.owner != "cover"]
        for item in wanted:
            said = letters(item.text)
            same = next((one for one in waiting if letters(one.alt or "") == said), None)
            if same is not None:
                waiting.remove(same)
                self._tied[_key(item)] = same
        blocks = [node for node in waiting if node.parent is None or node.parent.type != "P"]
        for item in items:  # those whose alt text is lost stand in the order of the article
            if item.kind is Kind.FIGURE and item.id not in self._tied and blocks:
                self._tied[item.id] = blocks.pop(0)

    def node(self, item: Item) -> Node | None:
        return self._tied.get(_key(item))


def _key(item: Item) -> str:
    """The figure; of a picture in a line of text, its sentence and its words."""
    if item.kind is Kind.FIGURE:
        return item.id
    return item.owner if item.id == image_id(item.owner) else f"{item.owner} {item.text}"
