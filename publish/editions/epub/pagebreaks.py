"""Page breaks, where the PDF of the same build has them (EPUB Accessibility 1.1, 3.3)."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence

from msgspec import Struct, field

from publish.editions.epub.documents import Document
from publish.model.ids import page_id, title_id
from publish.xhtml.context import RenderContext
from publish.xhtml.tree import Element, Node, element

#: Blocks that can stand before the first sentence of a page; a page can begin with them.
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
    """Put a marker where each page begins into ``documents``, in place, and return the markers.

    ``pages`` gives the page of each id; ``taken`` are the ids in the documents.  A marker stands
    before the first sentence that starts on its page.  A page without a start of running text has
    no marker: for example a page of descriptions, which stand in their figures in the EPUB.
    """
    if not pages:
        return []
    marker = _Marker(pages, taken, context)
    for document in documents:
        marker.document = document.name
        document.body = marker.marked(document.body)
    return marker.breaks


class _Marker(Struct):
    """Goes through the documents; ``current`` is the page that the text is on."""

    pages: Mapping[str, int]
    taken: Container[str]
    context: RenderContext
    document: str = ""
    current: int = 0
    breaks: list[Break] = field(default_factory=list)

    def marked(self, nodes: Sequence[Node]) -> list[Node]:
        """Return ``nodes`` with the markers among them; those inside them are put in place.

        Notes and descriptions are passed over: in the PDF they stand elsewhere.
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
        """The marker of the page that begins with the element, if one does."""
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
