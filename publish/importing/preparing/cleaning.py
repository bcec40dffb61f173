"""What is no text on a page goes; what is drawn on it becomes a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from publish.importing.preparing.trees import remove, replaced, text_before
from publish.importing.preparing.xml import local
from publish.importing.reading.context import Doubt
from publish.importing.writing.source import Front

if TYPE_CHECKING:
    from lxml import etree

_DROPPED = frozenset(
    [
        "script",
        "style",
        "template",
        "noscript",
        "nav",
        "form",
        "button",
        "select",
        "textarea",
        "dialog",
        "link",
        "meta",
        "title",
        "base",
        "canvas",
        "map",
    ]
)
_MEDIA = frozenset(["video", "audio", "iframe", "embed", "object"])


class Page(Struct):
    """One page as a tree; ``pictures`` are those that were drawn in it (``<svg>``)."""

    body: etree._Element
    front: Front = field(default_factory=Front)
    pictures: dict[str, bytes] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)


def cleaned(page: Page) -> None:
    """Take programs, navigation, forms and comments out of ``page``; name the media left out."""
    for element in list(page.body.iter()):
        _drop(page, element)


def _drop(page: Page, element: etree._Element) -> None:
    name = local(element)
    if not name:  # a comment
        remove(element)
    elif name in _DROPPED and element is not page.body:
        picture = next((one for one in element.iter() if local(one) == "img"), None)
        if name == "noscript" and picture is not None and not _pictured_before(element):
            replaced(element, picture)
        else:
            remove(element)
    elif name in _MEDIA:
        address = element.get("src") or element.get("data") or ""
        if name != "object" or not any(local(one) == "img" for one in element.iter()):
            message = f"a <{name}> was left out{f': {address[:80]}' if address else ''}."
            mend = "Say in the text what it holds, and link to it."
            page.doubts.append(Doubt("", "import-media", message, mend))
            remove(element)
    elif name == "svg":
        _draw(page, element)
    elif name == "input" and element.get("type") == "checkbox":
        checked = element.get("checked") is not None
        _replace_by_text(element, "☒ " if checked else "☐ ")
    elif (
        (name == "hr" and "footnotes-sep" in (element.get("class") or ""))
        or name == "input"
        or (element.get("hidden") is not None and element is not page.body)
    ):
        remove(element)


def _pictured_before(element: etree._Element) -> bool:
    """Whether a picture stands just before ``<noscript>``, which then repeats it."""
    before = element.getprevious()
    return before is not None and any(local(one) == "img" for one in before.iter())


def _draw(page: Page, element: etree._Element) -> None:
    """An ``<svg>`` in the page becomes a picture; one that is hidden from readers goes."""
    from lxml import etree

    if element.get("aria-hidden") == "true":
        remove(element)
        return
    titles = [one for one in element.iter() if local(one) == "title"]
    alt = element.get("aria-label") or (titles[0].text if titles else "") or ""
    element.set("xmlns", "http://www.w3.org/2000/svg")
    tail, element.tail = element.tail, None
    data = etree.tostring(element)
    name = f"drawing-{len(page.pictures) + 1}.svg"
    page.pictures[name] = data
    image = element.makeelement("img", {"src": name, "alt": alt})
    element.tail = tail
    replaced(element, image)


def _replace_by_text(element: etree._Element, text: str) -> None:
    tail = (element.tail or "").lstrip()
    text_before(element, text + tail)
    element.tail = None
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
