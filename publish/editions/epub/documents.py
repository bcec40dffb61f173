"""The content documents of an EPUB: the text in one file or several, and its page breaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from msgspec import Struct, field
from msgspec.structs import replace

from publish.editions.epub.front_matter import half_title, has_half_title
from publish.editions.epub.package import Item
from publish.language.scripts import direction
from publish.model import Article, Block, Image, Matter, Note, NotesPlace, Section, SectionKind
from publish.model.ids import COVER_IMAGE, DESCRIPTIONS, page_id, title_id
from publish.model.walk import figures_in_notes, figures_of, text_of
from publish.xhtml.blocks import blocks
from publish.xhtml.context import RenderContext
from publish.xhtml.end_matter import (
    colophon,
    descriptions_section,
    end_matter,
    errata,
    imprint,
    notes_section,
)
from publish.xhtml.inlines import picture
from publish.xhtml.openings import inside_section, opening, section_attributes, section_opening
from publish.xhtml.tree import (
    Content,
    Element,
    Node,
    element,
    elements,
    lines,
    multiline,
    serialise,
)
from publish.xhtml.widths import fit_headings

#: A longer text (in bytes) is split at its sections: it would slow down old reading systems.
LONGEST = 200_000

#: The address of the style sheet, relative to a content document.
STYLE = "style.css"


class Document(Struct):
    """The text of one file.

    ``body`` is the content of ``main``; ``language`` (BCP 47) is the language of the text,
    ``matter`` its division of the book.  ``properties`` are those of the manifest:
    ``mathml`` if it has a formula (EPUB 3.3, 5.6.2.1).
    """

    name: str
    title: str
    body: list[Node]
    language: str
    matter: Matter = Matter.BODY
    properties: tuple[str, ...] = ()


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


def documents(
    article: Article, context: RenderContext, longest: int = LONGEST
) -> tuple[list[Document], dict[str, str]]:
    """Return the text as content documents of about ``longest`` bytes, and the file of each id.

    They are split at sections only.  A book has one for its title page, imprint and half-title, for
    the title of each part and for each chapter; a longer chapter is split at its sections.  Links
    get the file of their target.  A picture whose description is in another file refers to the link
    that leads to it (WAI-ARIA 1.3, ``aria-details``, refers to elements of its own document).
    """
    texts = list((_book if article.book else _article)(article, context, longest))
    file_of: dict[str, str] = {}
    links: list[tuple[Document, Element]] = []
    described: list[Element] = []
    moved: dict[str, str] = {}  # a description in another file -> the link to it
    for document in texts:
        for one in elements(document.body):
            if one.id:
                file_of[one.id] = document.name
            if one.name == "a":
                links.append((document, one))
            elif one.get("aria-details"):
                described.append(one)
            elif one.name == "math":
                document.properties = ("mathml",)
    for document, link in links:
        href = link.get("href")
        file = file_of.get(href[1:], document.name) if href.startswith("#") else document.name
        if file != document.name:
            link.set("href", f"{file}{href}")
            moved[href[1:]] = link.id
    for image in described:
        own = image.get("aria-details")
        image.set("aria-details", moved.get(own, own))
    return texts, file_of


def _article(article: Article, context: RenderContext, longest: int) -> Iterator[Document]:
    about = article.metadata
    parts = list(_split(about.title, [opening(about, context)], article.blocks, context, longest))
    ending = lines(end_matter(article, context), colophon(about, context))
    if len(parts) == 1:
        parts = [(parts[0][0], lines(parts[0][1], ending))]
    else:
        parts.append((context.words.colophon, ending))
    for place, (title, body) in enumerate(parts, start=1):
        name = "article.xhtml" if place == 1 else f"article-{place}.xhtml"
        yield Document(name, title, body, about.language)


def _book(article: Article, context: RenderContext, longest: int) -> Iterator[Document]:
    """Yield the title page, imprint, parts and chapters, notes and corrections."""
    about, words = article.metadata, context.words
    front, back = Matter.FRONT, Matter.BACK
    first: list[Node] = [opening(about, context, page=True)]
    yield Document("title.xhtml", about.title, first, about.language, front)
    facts: list[Node] = [imprint(about, context)]
    yield Document("imprint.xhtml", words.colophon, facts, about.language, front)
    matter = front
    for document in _chapters(article, context, longest):
        if matter is front is not document.matter and has_half_title(article):
            half: list[Node] = [half_title(about.title)]
            yield Document("half-title.xhtml", about.title, half, about.language, front)
        matter = document.matter
        yield document
    if notes := end_matter(article, context):
        yield Document("notes.xhtml", words.notes, notes, about.language, back)
    if corrections := lines(errata(about, context)):
        yield Document("corrections.xhtml", words.corrections, corrections, about.language, back)


def _chapters(article: Article, context: RenderContext, longest: int) -> Iterator[Document]:
    """Yield the titles of parts, and the chapters of a book, in order."""
    numbers: Counter[str] = Counter()
    own_notes = article.book is not None and article.book.notes is NotesPlace.CHAPTER
    notes = article.notes if own_notes else ()

    def each(blocks: Iterable[Block], around: RenderContext) -> Iterator[Document]:
        for block in blocks:
            if not isinstance(block, Section):
                continue
            numbers[block.kind] += 1
            name = f"{block.kind}-{numbers[block.kind]}"
            inner = around.within(block.language, block.line)
            part = block.kind is SectionKind.PART
            section = replace(block, blocks=()) if part else block
            for place, (title, body) in enumerate(_chapter(section, notes, inner, longest), 1):
                file = f"{name}.xhtml" if place == 1 else f"{name}-{place}.xhtml"
                yield Document(file, title, body, inner.language, block.matter)
            if part:
                yield from each(block.blocks, inside_section(block, inner))

    yield from each(article.blocks, context)


def _chapter(
    section: Section, notes: tuple[Note, ...], context: RenderContext, longest: int
) -> Iterator[tuple[str, list[Node]]]:
    """Yield the titles and bodies of the files of a chapter, or of the title of a part.

    A file has the language of the chapter, so its ``section`` needs no language attributes.
    """
    below = inside_section(section, context)
    title = _title(section)
    first = lines(section_opening(section, below))
    parts = list(_split(title, first, section.blocks, below, longest))
    own = tuple(note for note in notes if note.chapter == section.id)
    name, body = parts[-1]
    figures = chain(figures_of(section.blocks), figures_in_notes(own))
    described = descriptions_section(figures, below, section.id)
    parts[-1] = (name, lines(body, described, notes_section(own, below, section.id)))
    attributes = {"id": section.id, **section_attributes(section, below)}
    yield title, [element("section", multiline(parts[0][1]), attributes)]
    yield from parts[1:]


def _split(
    title: str, first: list[Node], text: Iterable[Block], context: RenderContext, longest: int
) -> Iterator[tuple[str, list[Node]]]:
    """Yield ``first`` and ``text`` in parts of about ``longest`` bytes, with their titles.

    Each part but the first begins with a section.
    """
    markup: list[Content] = [first]
    size = _size(first)
    for block in text:
        own = blocks((block,), context)
        length = _size(own)
        if isinstance(block, Section) and size + length > longest:
            yield title, lines(*markup)
            title, markup, size = _title(block), [], 0
        markup.append(own)
        size += length + 1
    yield title, lines(*markup)


def _size(content: Content) -> int:
    """Return the serialised length of ``content``, in bytes."""
    return len(serialise(content).encode())


def _title(section: Section) -> str:
    """Return the title of ``section`` as plain text on one line."""
    return " ".join(text_of(section.title).split())


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
