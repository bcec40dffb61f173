"""The opening and the colophon of a page that we made: they say what the front matter said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from publish.importing.preparing.notes import classes
from publish.importing.preparing.trees import remove
from publish.importing.preparing.xml import local, words
from publish.importing.writing.source import Front

if TYPE_CHECKING:
    from lxml import etree

_PARTS = ("title", "subtitle", "standfirst", "dateline")


def opened(body: etree._Element, front: Front) -> Front:
    """Take header and colophon out of ``body`` (docs/design.md, The XHTML of an article)."""
    for element in list(body.iter()):
        name = local(element)
        if name == "header" and "opening" in classes(element):
            found = {
                part: words(inner)
                for inner in element.iter()
                for part in _PARTS
                if part in classes(inner)
            }
            for inner in element.iter():
                if local(inner) == "time" and "dateline" in found:
                    found["dateline"] = found["dateline"].removesuffix(words(inner)).rstrip(", ")
                    front = replace(front, published=front.published or inner.get("datetime", ""))
            front = front.with_texts({part: text for part, text in found.items() if text})
            remove(element)
        elif name == "footer" and "colophon" in classes(element):
            front = replace(front, corrections=tuple(_corrections(element)))
            remove(element)
        elif "titlepage" in classes(element) or element.get("id") == "title-block-header":
            remove(element)  # of pandoc, which repeats the metadata there
    return front


def _corrections(colophon: etree._Element) -> list[tuple[str, str]]:
    found = []
    for item in colophon.iter():
        parent = item.getparent()
        if local(item) == "li" and parent is not None and "corrections" in classes(parent):
            for time in item.iter():
                if local(time) == "time":
                    text = " ".join((time.tail or "").split()).lstrip(": ")
                    found.append((time.get("datetime", ""), text))
    return found
