"""Link annotations: said in words, and each only once."""

from __future__ import annotations

from typing import Any

from publish.exporters.pdf.tree import elements
from publish.exporters.pdf.tree.nodes import Annotation, Node, Slot


def describe_links(document: Node) -> None:
    """Give every link annotation its ``Contents``: what a person would call it.

    ISO 14289-1, 7.18.5; not the address, which means nothing when it is read aloud.
    """
    import pydyf

    for node in document.nodes():
        if node.type != "Link":
            continue
        for slot in node.kids:
            for item in slot.items if isinstance(slot, Slot) else ():
                if isinstance(item, Annotation):
                    item.dictionary["Contents"] = pydyf.String(_name(node.element))


def drop(dropped: list[Annotation], pages: list[Any]) -> None:
    """Take ``dropped`` from ``pages`` (their dictionaries), with the list if none is left."""
    for annotation in dropped:
        page = pages[annotation.page]
        page["Annots"].remove(annotation.dictionary.reference)
        if not page["Annots"]:
            del page["Annots"]
        annotation.dictionary.clear()  # an object that nothing refers to


def _name(anchor: Any) -> str:
    """The accessible name of a link (Accessible Name and Description Computation 1.2, 4.3)."""
    pictures = " ".join(image.get("alt") or "" for image in anchor.iter("img"))
    return str(
        anchor.get("aria-label")
        or " ".join(f"{elements.words(anchor)} {pictures}".split())
        or anchor.get("title")
        or anchor.get("href")
    )
