"""Check the filled tree against the document, and correct what a layout can't know.

In the order in which the steps run: nothing is lost or drawn twice; spaces at line ends are
restored (ISO 32000-1, 14.8.2.5); drop caps are joined to their words; annotations that repeat
another are dropped; empty nodes go and loose text gets paragraphs; links get descriptions.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from publish.editions.pdf import elements
from publish.editions.pdf.tree.nodes import GROUPING, Annotation, Marked, Node, Slot
from publish.editions.pdf.tree.outline import Outline
from publish.errors import ToolError


def check_complete(outline: Outline) -> None:
    """Compare each element's own text with what the pages show of it, white space aside.

    A layout can lose a note or draw a paragraph twice without any message.

    Raises:
        ToolError: with the first words that differ.
    """
    for element, slots in outline.slots.items():
        if elements.name(element) in ("html", "svg") or "}" in str(element.tag):
            continue
        expected, drawn = (
            _letters(_own_text(element)),
            _letters(item.extracted for slot in slots for item in _content(slot)),
        )
        if expected != drawn:
            raise ToolError(
                "WeasyPrint",
                f"the layout shows {drawn[:80]!r} where the article says {expected[:80]!r}",
            )


def _own_text(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        yield child.tail or ""


def _letters(texts: Iterator[str]) -> str:
    """Return the text without white space, which lines and columns change, and soft hyphens."""
    return "".join("".join(texts).split()).replace("\u00ad", "")


#: Elements in which white space between children is only the source's layout.
_HOLDERS = GROUPING | {"L", "LI", "Table", "THead", "TBody", "TFoot", "TR"}


def restore_spaces(outline: Outline) -> None:
    """Set ``space`` on each sequence after which the document has white space that isn't drawn."""
    before: Marked | None = None
    for element, text, slot in _runs(outline, outline.document.element):
        if text[:1].isspace() and outline.nodes[element].type not in _HOLDERS:
            first = next(iter(_drawn(slot)), None)
            if before is not None and not (first and first.extracted[:1].isspace()):
                before.space = True
        place = 0
        for marked in _drawn(slot):
            place = _end_of(marked.extracted, text, place)
            marked.space = text[place : place + 1].isspace() and not marked.extracted[-1:].isspace()
            if before is not None and marked.extracted[:1].isspace():
                before.space = False
            before = marked


def _runs(outline: Outline, element: Any) -> Iterator[tuple[Any, str, Slot]]:
    """Yield the runs of text of ``element`` and all inside it, in document order, with slots.

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


def _content(slot: Slot) -> list[Marked]:
    """Return what ``slot`` shows of the document itself."""
    return [item for item in slot.items if isinstance(item, Marked) and not item.generated]


def _drawn(slot: Slot) -> list[Marked]:
    return [item for item in _content(slot) if item.extracted.strip()]


def _end_of(drawn: str, text: str, place: int) -> int:
    """Return where the letters of ``drawn``, from ``place`` on in ``text``, end."""
    for letter in drawn:
        if not letter.isspace():
            found = text.find(letter, place)
            place = found + 1 if found >= 0 else place
    return place


def join_drop_caps(outline: Outline) -> None:
    """Make each drop cap extract as its whole word and the line next to it as the rest.

    ISO 32000-1, 14.9.4 (``ActualText``). This is the last step that looks at extracted text, since
    the letter then stands for more than its element holds.
    """
    for element, slots in outline.slots.items():
        if "drop-cap" not in elements.classes(element):
            continue
        parent, index = outline.parents[element]
        letters, rest = _content(slots[0]), _content(outline.slots[parent][index + 1])
        if letters and rest:
            word, space, others = rest[0].extracted.partition(" ")
            letters[0].actual = letters[0].extracted + word
            rest[0].actual = space + others


def drop_annotations(dropped: list[Annotation], pages: list[Any]) -> None:
    """Remove ``dropped`` from ``pages`` (dictionaries), and the list of annotations if empty."""
    for annotation in dropped:
        page = pages[annotation.page]
        page["Annots"].remove(annotation.dictionary.reference)
        if not page["Annots"]:
            del page["Annots"]
        annotation.dictionary.clear()  # an object that nothing refers to


#: Cells and rows keep their place in the table even if they are empty.
_KEPT_EMPTY = ("TD", "TH", "TR")


def shape(document: Node) -> None:
    """Drop empty nodes and put loose text into paragraphs, in place."""
    _prune(document)
    for node in list(document.nodes()):
        if node.type in GROUPING:
            _wrap_lines(node)


def _prune(node: Node) -> bool:
    """Drop empty slots and nodes below ``node``; return whether anything is left of it."""
    node.kids = [kid for kid in node.kids if (kid.items if isinstance(kid, Slot) else _prune(kid))]
    return bool(node.kids) or node.type in _KEPT_EMPTY


def _wrap_lines(group: Node) -> None:
    """Put each run of loose text into a paragraph: grouping elements hold none (14.8.4.2)."""
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


def describe_links(document: Node) -> None:
    """Give every link annotation its ``Contents``: what a person would call it.

    ISO 14289-1, 7.18.5. The address wouldn't do: it means nothing when it is read aloud.
    """
    import pydyf

    for node in document.nodes():
        if node.type != "Link":
            continue
        for slot in node.kids:
            for item in slot.items if isinstance(slot, Slot) else ():
                if isinstance(item, Annotation):
                    item.dictionary["Contents"] = pydyf.String(_name(node.element))


def _name(anchor: Any) -> str:
    """Return the accessible name of a link (Accessible Name and Description Computation, 4.3)."""
    pictures = " ".join(image.get("alt") or "" for image in anchor.iter("img"))
    return str(
        anchor.get("aria-label")
        or " ".join(f"{elements.text_of(anchor)} {pictures}".split())
        or anchor.get("title")
        or anchor.get("href")
    )
