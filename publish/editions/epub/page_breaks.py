"""Mark where the pages of the PDF begin in the content documents of an EPUB."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from publish.model.ids import DESCRIPTIONS, page_id, title_id
from publish.xhtml.context import RenderContext
from publish.xhtml.documents import Document
from publish.xhtml.tree import Element, Node, element, elements

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

#: Blocks other than sentences that a page can begin with.
_BLOCKS = frozenset({"figure", "table", "pre", "blockquote"}) | _HEADINGS

#: Elements that a page can begin with because of what stands first in them.
_AROUND = frozenset({"section", "header", "aside", "div"})


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
    before the first sentence that starts on its page, or before the outermost element that starts
    with it: never in a heading, a caption or a label, whose names would end in a page number.  A
    table holds nothing outside its cells, so that a marker in it is hidden from accessible names
    (Accessible Name 1.2, 4.3.2, 2A).  A page on which no running text starts has no marker.
    """
    if not pages:
        return []
    marker = _Marker(pages, taken, context)
    for document in documents:
        marker.document = document.name
        labels = (one.get("aria-labelledby") for one in elements(document.body))
        marker.labels = {own for label in labels for own in label.split()}
        document.body = marker.marked(document.body)
    return marker.breaks


def for_each_page(breaks: Sequence[Break], pages: Mapping[str, int]) -> Iterator[Break]:
    """Yield a break for each of ``pages``: that of its marker, or else the one before it.

    A page that only goes on with something has no marker (EPUB Accessibility 1.1, 3.3.2: the page
    list has all pages of the source).
    """
    marked = {one.page: one for one in breaks}
    here = breaks[0] if breaks else None
    for page in range(1, max(pages.values(), default=0) + 1):
        here = marked.get(page, here)
        if here is not None:
            yield replace(here, page=page)


class _Marker(Struct):
    """The state of a pass through the documents.

    ``current`` is the page of the text so far, ``labels`` are the ids of the elements that name
    others in ``document``.  ``named`` is set in a table or a term: browsers name it by content.
    """

    pages: Mapping[str, int]
    taken: Container[str]
    context: RenderContext
    document: str = ""
    labels: Container[str] = ()
    named: bool = False
    current: int = 0
    breaks: list[Break] = field(default_factory=list)

    def marked(self, nodes: Sequence[Node]) -> list[Node]:
        """Return ``nodes`` with markers between them, and put markers inside them, in place.

        Notes, and the descriptions of a chapter, are skipped: they are elsewhere in the PDF.
        """
        out: list[Node] = []
        for node in nodes:
            if isinstance(node, Element) and not self._is_elsewhere(node):
                out += self._marker(_first(node))
                around, self.named = self.named, self.named or node.name in ("table", "dt")
                if node.name in _HEADINGS | {"caption"}:
                    pass  # the next sentence after it begins the page
                elif node.name == "figcaption" or node.id in self.labels:
                    for sentence in filter(_is_sentence, elements(node.children)):
                        out += self._marker(sentence.id)
                else:
                    node.children = tuple(self.marked(node.children))
                self.named = around
            out.append(node)
        return out

    def _is_elsewhere(self, node: Element) -> bool:
        """Return whether ``node`` is elsewhere in the PDF, as an imprint that isn't on a verso."""
        if "imprint" in node.classes:
            return self.pages.get(title_id(node.id), 0) > self.current + 1
        others = DESCRIPTIONS in node.classes and node.id != DESCRIPTIONS
        return "notes" in node.classes or others

    def _marker(self, identifier: str) -> list[Node]:
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
            "aria-hidden": "true" if self.named else None,
            **self.context.added_attributes(),
        }
        return [element("span", attributes=attributes)]


def _is_sentence(one: Element) -> bool:
    return one.name == "span" and one.get("class") == "s"


def _first(one: Element) -> str:
    """Return the id of the block or sentence that ``one`` begins with; empty if there is none."""
    if one.name == "footer":  # that of its heading
        return title_id(one.id)
    if one.name in _BLOCKS or _is_sentence(one) or "aside-title" in one.classes:
        return one.id
    if one.name not in _AROUND:
        return ""
    if one.name == "header":
        return one.id or next((each.id for each in elements(one) if each.name in _HEADINGS), "")
    first = next((child for child in one.children if isinstance(child, Element)), None)
    return _first(first) if first else ""
