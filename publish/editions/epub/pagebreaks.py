"""Add the page breaks of the PDF of the same build (EPUB Accessibility 1.1, 3.3)."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence

from msgspec import Struct, field

from publish.editions.epub.documents import Document
from publish.model.ids import page_id, title_id
from publish.xhtml.context import RenderContext
from publish.xhtml.tree import Element, Node, element

#: Blocks other than sentences that a page can begin with.
_BLOCKS = frozenset({"figure", "table", "pre", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"})


class Break(Struct, frozen=True):
    """``page`` begins at the marker ``id`` in the file ``name``."""

    page: int
    name: str
    id: str


def add_page_breaks(
    documents: Iterable[Document],
    taken: Container[str],
    pages: Mapping[str, int],
    context: RenderContext,
) -> list[Break]:
    """Mark where each page begins in ``documents``, in place, and return the markers.

    ``pages`` gives the page of each id; ``taken`` are the ids in the documents.  A marker is
    before the first sentence that starts on its page.  A page on which no running text starts has
    no marker, such as a page of descriptions, which the EPUB has in the figures.
    """
    if not pages:
        return []
    marker = _Marker(pages, taken, context)
    for document in documents:
        marker.document = document.name
        document.body = marker.marked(document.body)
    return marker.breaks


class _Marker(Struct):
    """The state of a pass through the documents; ``current`` is the page of the text so far."""

    pages: Mapping[str, int]
    taken: Container[str]
    context: RenderContext
    document: str = ""
    current: int = 0
    breaks: list[Break] = field(default_factory=list)

    def marked(self, nodes: Sequence[Node]) -> list[Node]:
        """Return ``nodes`` with markers between them, and put markers inside them, in place.

        Notes and descriptions are skipped: they are elsewhere in the PDF.
        """
        out: list[Node] = []
        for node in nodes:
            if isinstance(node, Element) and node.name != "details" and "notes" not in node.classes:
                first: list[Node] = []
                if node.name in ("header", "footer"):  # before its heading
                    first = self._begin(title_id(node.id) if node.name == "footer" else node.id)
                elif node.name in _BLOCKS or (node.name == "span" and node.get("class") == "s"):
                    out += self._begin(node.id)
                node.children = (*first, *self.marked(node.children))
            out.append(node)
        return out

    def _begin(self, identifier: str) -> list[Node]:
        """Return the marker of the page that begins with the element ``identifier``, if any."""
        page = self.pages.get(identifier, 0) if identifier else 0
        if page <= self.current:
            return []
        self.current = page
        name = page_id(page)
        while name in self.taken:
            name += "-"
        self.breaks.append(Break(page, self.document, name))
        attributes = {
            "epub:type": "pagebreak",
            "role": "doc-pagebreak",
            "id": name,
            "aria-label": f"{self.context.words.page} {page}",
            **self.context.added_attributes(),
        }
        return [element("span", attributes=attributes)]
