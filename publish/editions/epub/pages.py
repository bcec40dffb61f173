"""The content documents of an EPUB as files."""

from __future__ import annotations

from msgspec import Struct

from publish.editions.epub.package import Item
from publish.language.scripts import direction
from publish.model import Image
from publish.model.ids import COVER_IMAGE
from publish.xhtml.context import RenderContext
from publish.xhtml.inlines import picture
from publish.xhtml.tree import Content, Element, element, multiline, serialise
from publish.xhtml.widths import fit_headings

#: The address of the style sheet, relative to a content document.
STYLE = "style.css"


class Page(Struct, frozen=True, kw_only=True):
    """A content document as it goes into the package; ``root`` is its ``html`` element.

    The other fields are those of :class:`~publish.editions.epub.package.Item`.
    """

    id: str
    name: str
    root: Element
    properties: tuple[str, ...] = ()
    overlay: str = ""

    def item(self) -> Item:
        """Return the page as a file."""
        head = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        return Item(
            id=self.id,
            name=self.name,
            media_type="application/xhtml+xml",
            content=f"{head}{serialise(self.root)}\n".encode(),
            properties=self.properties,
            overlay=self.overlay,
            in_spine=True,
        )


def html(body: Content, title: str, language: str, kind: str = "") -> Element:
    """Return a whole XHTML document; ``kind`` is the ``epub:type`` of its body.

    Headings in ``body`` are made to fit their column, in place.
    """
    fit_headings(body)
    head = multiline(
        element("meta", attributes={"charset": "utf-8"}),
        element("title", title),
        element("link", attributes={"rel": "stylesheet", "type": "text/css", "href": STYLE}),
    )
    content = element("body", multiline(body), {"epub:type": kind or None})
    return element(
        "html",
        multiline(element("head", head), content),
        {
            "xmlns": "http://www.w3.org/1999/xhtml",
            "xmlns:epub": "http://www.idpf.org/2007/ops",
            "lang": language,
            "xml:lang": language,
            "dir": direction(language),
        },
    )


def cover_body(cover: Image, context: RenderContext) -> Element:
    """Return the content of the cover page."""
    attributes = {"id": COVER_IMAGE, "role": "doc-cover"}
    return element("div", picture(cover, context, attributes), {"class": "cover"})
