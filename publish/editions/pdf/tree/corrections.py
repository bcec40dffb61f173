"""Spaces that the end of a line swallowed.

Words are parted by spaces in the text that a PDF holds, also where a line ends between them
(ISO 32000-1, 14.8.2.5); a layout engine draws none there.

Nothing is lost and nothing is said twice: what is drawn is what the document says.

Make the filled tree a lawful one: nothing empty, text only in elements that may hold it.

A drop cap is a letter of its word: whoever listens or searches gets the word whole.

Link annotations: said in words, and each only once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from publish.editions.pdf import elements
from publish.editions.pdf.tree.nodes import GROUPING, Annotation, Marked, Node, Slot
from publish.editions.pdf.tree.outline import Outline
from publish.errors import ToolError

#: Elements whose white space between children is only the source's layout.
_HOLDERS = GROUPING | {"L", "LI", "Table", "THead", "TBody", "TFoot", "TR"}


def restore_spaces(outline: Outline) -> None:
    """Set ``space`` on each sequence that the document has white space behind, but not the page."""
    before: Marked | None = None
    for element, text, slot in _runs(outline, outline.document.element):
        if text[:1].isspace() and outline.nodes[element].type not in _HOLDERS:
            first = next(iter(_drawn(slot)), None)
            if before is not None and not (first and first.said[:1].isspace()):
                before.space = True
        place = 0
        for marked in _drawn(slot):
            place = _behind(marked.said, text, place)
            marked.space = text[place : place + 1].isspace() and not marked.said[-1:].isspace()
            if before is not None and marked.said[:1].isspace():
                before.space = False
            before = marked


def _runs(outline: Outline, element: Any) -> Iterator[tuple[Any, str, Slot]]:
    """The pieces of text of ``element`` and all inside it, in document order, with their slots.

    A forced line break counts as white space.
    """
    slots = outline.slots.get(element)
    if slots is None:
        return
    children = list(element)
    texts = [element.text or "", *(child.tail or "" for child in children)]
    for place, (text, slot) in enumerate(zip(texts, slots, strict=True)):
        broken = place < len(children) and elements.name(children[place]) == "br"
        yield element, text + "\n" if broken else text, slot
        if place < len(children):
            yield from _runs(outline, children[place])


def _drawn(slot: Slot) -> list[Marked]:
    return [
        item
        for item in slot.items
        if isinstance(item, Marked) and item.said.strip() and not item.generated
    ]


def _behind(said: str, text: str, place: int) -> int:
    """Where in ``text`` the letters of ``said`` end, if they begin at ``place`` or behind it."""
    for letter in said:
        if not letter.isspace():
            found = text.find(letter, place)
            place = found + 1 if found >= 0 else place
    return place


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


def join_drop_caps(outline: Outline) -> None:
    """Let each drop cap say its whole word and the line beside it the rest (``ActualText``).

    ISO 32000-1, 14.9.4.  Called when all else is known of what is drawn: the letter then says more
    than its element holds.
    """
    for element, slots in outline.slots.items():
        if "drop-cap" not in elements.classes(element):
            continue
        parent, index = outline.parents[element]
        letters, rest = _drawn_initials(slots[0]), _drawn_initials(outline.slots[parent][index + 1])
        if letters and rest:
            word, space, others = rest[0].said.partition(" ")
            letters[0].actual = letters[0].said + word
            rest[0].actual = space + others


def _drawn_initials(slot: Any) -> list[Marked]:
    return [item for item in slot.items if isinstance(item, Marked) and not item.generated]


def describe_links(document: Node) -> None:
    """Give every link annotation its ``Contents``: what a person would call it.

    ISO 14289-1, 7.18.5; not the address, which context nothing when it is read aloud.
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
